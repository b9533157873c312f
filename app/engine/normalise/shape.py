"""Starts, ends, splits and sub-processes that are missing or only implied."""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from app.engine.diagram import local
from app.engine.elements import ACTIVITIES, NODES
from app.engine.gate.finding import note
from app.engine.normalise import drawing
from app.engine.normalise.book import BPMN, Book, local_of, parts

EMPTY_PART = note(
    "sub_process_to_task",
    "子流程「{name}」是空的,已改为任务",
    "The sub-process {name} is empty; it becomes a task",
)
START_ADDED = note(
    "start_added",
    "「{name}」没有开始事件,已添加,接到「{first}」",
    "{name} has no start event; one was added before {first}",
)
END_ADDED = note(
    "end_added", "「{name}」之后没有步骤,已添加结束事件", "Nothing came after {name}; an end event was added"
)
SPLIT_DRAWN = note(
    "split_drawn",
    "「{name}」有多条出线而没有网关,已添加{gateway}",
    "Several flows left {name} without a gateway; {gateway_en} was added",
)
LOOSE = frozenset({"boundaryEvent", "startEvent"})
CHOOSES = ("包容网关", "an inclusive gateway"), ("并行网关", "a parallel gateway")


def empty_sub_processes(book: Book) -> None:
    for part in book.all("subProcess", "transaction"):
        if not _nodes(part) and part.get("triggeredByEvent") not in {"true", "1"}:
            book.become(part, "task", "triggeredByEvent", "method")
            for flow in list(parts(part, "laneSet", "textAnnotation", "association")):
                part.remove(flow)
            book.note(EMPTY_PART, part)


def missing_starts(book: Book) -> None:
    for scope in _scopes(book):
        nodes = _nodes(scope)
        if any(local(node) == "startEvent" or node.get("instantiate") == "true" for node in nodes):
            continue
        for first in (node for node in nodes if _begins(book, node)):
            start = book.add(scope, "startEvent")
            _drawn_flow(book, scope, start, first, beside=first, before=True)
            book.note(START_ADDED, scope, first=first.get("name") or first.get("id"))
            break  # of several beginnings the others are for the gate to find: nobody knows whether all are meant


def missing_ends(book: Book) -> None:
    for scope in _scopes(book):
        for node in _nodes(scope):
            if _stops(book, node):
                end = book.add(scope, "endEvent")
                _drawn_flow(book, scope, node, end, beside=node, before=False)
                book.note(END_ADDED, node)


def implicit_splits(book: Book) -> None:
    for node in book.all(*sorted(NODES)):
        flows = book.flows("sourceRef", node)
        if len(flows) < 2 or not (local(node) in ACTIVITIES or local(node).endswith("Event")):
            continue
        chooses = any(flow.find(f"{BPMN}conditionExpression") is not None for flow in flows)
        scope = node.getparent()
        if scope is None:
            continue
        gateway = book.add(scope, "inclusiveGateway" if chooses else "parallelGateway")
        if node.get("default"):
            gateway.set("default", node.attrib.pop("default"))
        book.leave_from(gateway, node)
        for end in list(parts(node, "outgoing")):
            node.remove(end)
        _drawn_flow(book, scope, node, gateway, beside=node, before=False)
        for flow in flows:
            drawing.draw_edge(book, flow.get("id") or "", gateway.get("id") or "", flow.get("targetRef") or "")
        said = CHOOSES[0] if chooses else CHOOSES[1]
        book.note(SPLIT_DRAWN, node, gateway=said[0], gateway_en=said[1])


def _scopes(book: Book) -> Iterator[etree._Element]:
    for scope in book.all("process", "subProcess", "transaction"):
        if _nodes(scope):
            yield scope


def _nodes(scope: etree._Element) -> list[etree._Element]:
    return [child for child in scope if local_of(child) in NODES and child.get("id")]


def _is_aside(node: etree._Element) -> bool:
    """Whether a node stands beside the flow: an event sub-process, or what undoes something."""
    return "true" in {node.get("triggeredByEvent"), node.get("isForCompensation")} or _throws_to_link(node)


def _throws_to_link(node: etree._Element) -> bool:
    return (
        node.find(f"{BPMN}linkEventDefinition") is not None or node.find(f"{BPMN}compensateEventDefinition") is not None
    )


def _begins(book: Book, node: etree._Element) -> bool:
    return local(node) not in LOOSE and not _is_aside(node) and not book.flows("targetRef", node)


def _stops(book: Book, node: etree._Element) -> bool:
    inside_ad_hoc = local_of(node.getparent()) == "adHocSubProcess"
    if local(node) == "endEvent" or inside_ad_hoc or _is_aside(node):
        return False
    return not book.flows("sourceRef", node)


def _drawn_flow(
    book: Book,
    scope: etree._Element,
    source: etree._Element,
    target: etree._Element,
    *,
    beside: etree._Element,
    before: bool,
) -> None:
    """A flow between two nodes, of which one is new and drawn beside the other."""
    ends = source.get("id") or "", target.get("id") or ""
    flow = book.add(scope, "sequenceFlow", sourceRef=ends[0], targetRef=ends[1])
    new = source if before else target
    drawing.add_shape(book, new.get("id") or "", local(new), beside.get("id") or "", before=before)
    drawing.draw_edge(book, flow.get("id") or "", *ends)
    _into_lane(book, new, beside)


def _into_lane(book: Book, new: etree._Element, beside: etree._Element) -> None:
    for ref in book.in_lanes.get(beside.get("id") or "", ()):
        same = etree.Element(f"{BPMN}flowNodeRef")
        same.text = new.get("id")
        ref.addnext(same)
