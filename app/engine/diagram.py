"""An index of a BPMN document as small frozen values: what stands in it, without judging it.

`diagram.read(data)` answers for any well-formed XML: references that lead nowhere stay texts, of two elements with one
id the last is kept (the gate finds both faults).
A *scope* is a process or an embedded sub-process; every node and flow names the one it stands in.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from lxml import etree

from app.engine import xml, zeebe
from app.engine.elements import NODES, SUB_PROCESSES, Element, Event, Flow, Lane, Loop, Message, Pool, Process, Timer

BPMN = zeebe.BPMN
BPMNDI = "http://www.omg.org/spec/BPMN/20100524/DI"


@dataclass(frozen=True, kw_only=True)
class Diagram:
    """Everything in one BPMN file. `root` is the XML itself, for who must see what no value keeps."""

    root: etree._Element
    processes: Mapping[str, Process]
    elements: Mapping[str, Element]
    flows: Mapping[str, Flow]
    pools: tuple[Pool, ...]
    messages: Mapping[str, Message]
    associations: tuple[tuple[str, str], ...]  # (source, target): a compensation event and its handler
    drawn: frozenset[str]  # ids that have a shape or an edge

    def within(self, scope: str) -> tuple[Element, ...]:
        """The nodes that stand directly in a scope."""
        return self._by_scope.get(scope, ())

    def process_of(self, scope: str) -> str:
        """The process that a scope belongs to."""
        seen: set[str] = set()
        while scope in self.elements and scope not in seen:  # twice the same id can make a sub-process its own scope
            seen.add(scope)
            scope = self.elements[scope].scope
        return scope

    def inside(self, process: str) -> Iterator[Element]:
        """All nodes of a process, those of its sub-processes too."""
        return (element for element in self.elements.values() if self.process_of(element.scope) == process)

    def targets(self, element: Element) -> tuple[Element, ...]:
        """The nodes its outgoing flows lead to."""
        ends = (self.flows[flow].target for flow in element.outgoing)
        return tuple(self.elements[end] for end in ends if end in self.elements)

    def boundary_events(self, activity: str) -> tuple[Element, ...]:
        """The boundary events attached to an activity."""
        return self._by_host.get(activity, ())

    @cached_property
    def _by_scope(self) -> dict[str, tuple[Element, ...]]:
        return _grouped(self.elements.values(), "scope")

    @cached_property
    def _by_host(self) -> dict[str, tuple[Element, ...]]:
        return _grouped((each for each in self.elements.values() if each.attached_to), "attached_to")


class Names:
    """What events refer to by id: the messages, errors, escalations and signals of a document."""

    def __init__(self, root: etree._Element) -> None:
        self.messages = {message.id: message for message in map(_message, _named(root, "message"))}
        self.errors = _codes(root, "error", "errorCode")
        self.escalations = _codes(root, "escalation", "escalationCode")
        self.signals = _codes(root, "signal", "name")
        self.definitions = {
            node.get("id") or "": node
            for node in root.iterchildren(tag=etree.Element)
            if local(node).endswith("EventDefinition")
        }

    def event(self, ref: str | None) -> Event | None:
        """The event definition that stands beside the processes under an id."""
        node = self.definitions.get(unprefixed(ref) or "")
        return None if node is None else _event(node, self)

    def find(self, kind: str, ref: str | None) -> tuple[str | None, str | None]:
        """The name and the code of what an event definition refers to."""
        table = {"error": self.errors, "escalation": self.escalations, "signal": self.signals}.get(kind, {})
        return table.get(ref or "", (None, None))


class _Ends:
    """The flows into and out of each node, in document order."""

    def __init__(self, flows: Iterable[Flow]) -> None:
        self.incoming: dict[str, list[str]] = {}
        self.outgoing: dict[str, list[str]] = {}
        for flow in flows:
            self.incoming.setdefault(flow.target, []).append(flow.id)
            self.outgoing.setdefault(flow.source, []).append(flow.id)


def read(data: bytes) -> Diagram:
    """The index of a BPMN file. Raises XmlRefused when it is not XML that can be read."""
    return index(xml.read(data))


def index(root: etree._Element) -> Diagram:
    """The index of a document that has been read already."""
    names = Names(root)
    flows = {flow.id: flow for flow in map(_flow, _named(root, "sequenceFlow"))}
    processes = {process.id: process for process in map(_process, _named(root, "process"))}
    lanes = {node: name for process in processes.values() for node, name in _lane_names(process.lanes)}
    ends = _Ends(flows.values())
    nodes = (node for node in xml.elements(root) if local(node) in NODES and node.get("id"))
    elements = {element.id: element for element in (_element(node, names, lanes, ends) for node in nodes)}
    return Diagram(
        root=root,
        processes=processes,
        elements=elements,
        flows=flows,
        pools=tuple(map(_pool, _named(root, "participant"))),
        messages=names.messages,
        associations=tuple(
            (unprefixed(node.get("sourceRef")) or "", unprefixed(node.get("targetRef")) or "")
            for node in root.iter(f"{{{BPMN}}}association")
        ),
        drawn=frozenset(_drawn(root)),
    )


def local(node: etree._Element) -> str:
    """The name of a BPMN element without its namespace; empty for elements of other namespaces."""
    name = etree.QName(node)
    return name.localname if name.namespace == BPMN else ""


def documentation(node: etree._Element) -> str:
    texts = (_content(child) for child in node.iterchildren(f"{{{BPMN}}}documentation"))
    return "\n".join(text for text in texts if text)


def unprefixed(name: str | None) -> str | None:
    """A QName reference such as `tns:order` without its prefix; None when there is nothing."""
    return (name or "").strip().rpartition(":")[2] or None


def _named(root: etree._Element, tag: str) -> list[etree._Element]:
    return [node for node in root.iter(f"{{{BPMN}}}{tag}") if node.get("id")]


def _text(node: etree._Element, tag: str) -> str | None:
    child = node.find(f"{{{BPMN}}}{tag}")
    text = _content(child) if child is not None else ""
    return text or None


def _content(node: etree._Element) -> str:
    return "".join(str(text) for text in node.itertext()).strip()


def _name(node: etree._Element) -> str:
    return " ".join((node.get("name") or "").split())


def _holds(node: etree._Element, attribute: str, default: bool = False) -> bool:
    written = node.get(attribute)
    return default if written is None else written.strip() in {"true", "1"}


def _scope(node: etree._Element) -> str:
    parent = node.getparent()
    while parent is not None and local(parent) not in SUB_PROCESSES and local(parent) != "process":
        parent = parent.getparent()
    return (parent.get("id") or "") if parent is not None else ""


def _element(node: etree._Element, names: Names, lanes: Mapping[str, str], ends: _Ends) -> Element:
    key, facts = node.get("id") or "", zeebe.facts(node)
    facts["properties"] = dict(facts["properties"])
    if local(node) == "callActivity":
        facts.setdefault("called_process", unprefixed(node.get("calledElement")))
    return Element(
        id=key,
        kind=local(node),
        name=_name(node),
        scope=_scope(node),
        lane=lanes.get(key),
        documentation=documentation(node),
        incoming=tuple(ends.incoming.get(key, ())),
        outgoing=tuple(ends.outgoing.get(key, ())),
        default=node.get("default"),
        events=tuple(_events(node, names)),
        attached_to=unprefixed(node.get("attachedToRef")),
        interrupting=_holds(node, "cancelActivity", True) and _holds(node, "isInterrupting", True),
        triggered_by_event=_holds(node, "triggeredByEvent"),
        message=names.messages.get(unprefixed(node.get("messageRef")) or ""),
        loop=_loop(node, names),
        instantiate=_holds(node, "instantiate"),
        start_quantity=node.get("startQuantity", "1"),
        completion_quantity=node.get("completionQuantity", "1"),
        for_compensation=_holds(node, "isForCompensation"),
        ordering=node.get("ordering", "Parallel"),
        cancel_remaining=_holds(node, "cancelRemainingInstances", True),
        completion=_text(node, "completionCondition"),
        activation=_text(node, "activationCondition"),
        **facts,
    )


def _events(node: etree._Element, names: Names) -> Iterator[Event]:
    for child in node.iterchildren(tag=etree.Element):
        if local(child).endswith("EventDefinition"):
            yield _event(child, names)
        elif local(child) == "eventDefinitionRef":
            yield names.event(child.text) or Event(kind="reference", ref=unprefixed(child.text))


def _event(node: etree._Element, names: Names) -> Event:
    kind = local(node).removesuffix("EventDefinition")
    ref = unprefixed(node.get("activityRef" if kind == "compensate" else f"{kind}Ref"))
    if kind == "message":
        message = names.messages.get(ref or "")
        key = message.correlation_key if message else None
        return Event(kind=kind, ref=ref, name=message.name if message else None, correlation_key=key)
    if kind == "timer":
        return Event(kind=kind, timer=_timer(node))
    name, code = names.find(kind, ref)
    return Event(kind=kind, ref=ref, name=name or node.get("name"), code=code, condition=_text(node, "condition"))


def _timer(node: etree._Element) -> Timer:
    for kind in ("date", "duration", "cycle"):
        text = _text(node, f"time{kind.title()}")
        if text:
            return Timer(kind=kind, text=text)
    return Timer(kind="", text="")


def _loop(node: etree._Element, names: Names) -> Loop | None:
    multi = node.find(f"{{{BPMN}}}multiInstanceLoopCharacteristics")
    marker = multi if multi is not None else node.find(f"{{{BPMN}}}standardLoopCharacteristics")
    if marker is None:
        return None
    return Loop(
        multi=multi is not None,
        sequential=_holds(marker, "isSequential"),
        cardinality=_text(marker, "loopCardinality"),
        completion=_text(marker, "completionCondition") or _text(marker, "loopCondition"),
        maximum=marker.get("loopMaximum"),
        test_before=_holds(marker, "testBefore"),
        behavior=marker.get("behavior", "All"),
        thrown=names.event(marker.get("noneBehaviorEventRef") or marker.get("oneBehaviorEventRef")),
        complex=tuple(_complex(marker, names)),
        **zeebe.collection(marker)._asdict(),
    )


def _complex(marker: etree._Element, names: Names) -> Iterator[tuple[str, Event]]:
    for definition in marker.iterchildren(f"{{{BPMN}}}complexBehaviorDefinition"):
        for thrown in definition.iterchildren(f"{{{BPMN}}}event"):
            yield from ((_text(definition, "condition") or "", event) for event in _events(thrown, names))


def _flow(node: etree._Element) -> Flow:
    return Flow(
        id=node.get("id") or "",
        name=_name(node),
        source=unprefixed(node.get("sourceRef")) or "",
        target=unprefixed(node.get("targetRef")) or "",
        scope=_scope(node),
        condition=_text(node, "conditionExpression"),
    )


def _message(node: etree._Element) -> Message:
    return Message(
        id=node.get("id") or "",
        name=_name(node),
        correlation_key=zeebe.facts(node).get("correlation_key"),
    )


def _codes(root: etree._Element, tag: str, attribute: str) -> dict[str, tuple[str | None, str | None]]:
    return {node.get("id") or "": (node.get("name"), node.get(attribute)) for node in _named(root, tag)}


def _pool(node: etree._Element) -> Pool:
    return Pool(id=node.get("id") or "", name=_name(node), process=unprefixed(node.get("processRef")))


def _process(node: etree._Element) -> Process:
    return Process(
        id=node.get("id") or "",
        name=_name(node),
        executable=_holds(node, "isExecutable"),
        documentation=documentation(node),
        lanes=tuple(_lane(lane) for holder in node.iterchildren(f"{{{BPMN}}}laneSet") for lane in _lanes(holder)),
        properties=dict(zeebe.facts(node)["properties"]),
    )


def _lanes(holder: etree._Element) -> Iterator[etree._Element]:
    return holder.iterchildren(f"{{{BPMN}}}lane")


def _lane(node: etree._Element) -> Lane:
    refs = (unprefixed(ref.text) for ref in node.iterchildren(f"{{{BPMN}}}flowNodeRef"))
    holders = node.iterchildren(f"{{{BPMN}}}childLaneSet")
    return Lane(
        id=node.get("id") or "",
        name=_name(node),
        nodes=tuple(ref for ref in refs if ref),
        children=tuple(_lane(lane) for holder in holders for lane in _lanes(holder)),
    )


def _lane_names(lanes: tuple[Lane, ...]) -> Iterator[tuple[str, str]]:
    """Pairs of node and lane name, the innermost lane last, so that it wins in a dict."""
    for lane in lanes:
        yield from ((node, lane.name) for node in lane.nodes)
        yield from _lane_names(lane.children)


def _drawn(root: etree._Element) -> Iterator[str]:
    for tag in ("BPMNShape", "BPMNEdge"):
        for node in root.iter(f"{{{BPMNDI}}}{tag}"):
            shown = unprefixed(node.get("bpmnElement"))
            if shown:
                yield shown


def _grouped(elements: Iterable[Element], attribute: str) -> dict[str, tuple[Element, ...]]:
    groups: dict[str, list[Element]] = {}
    for element in elements:
        groups.setdefault(getattr(element, attribute), []).append(element)
    return {key: tuple(members) for key, members in groups.items()}
