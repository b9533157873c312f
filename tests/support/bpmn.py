"""Makes small BPMN diagrams for tests: each call adds a node and joins it to the one before.

    Bpmn("p").start().user("ask", groups="clerk").xor("ok").when("= fine").end("good").at("ok").otherwise().end("bad")

`at(id)` moves the pen, `to(id)` joins the pen to a node that is there already, `when(text)` and `otherwise()` say the
condition of the next flow. `sub(id)` opens a sub-process and `leave()` closes it. `bytes()` is the file, with extension
elements in Camunda's dialect and diagram interchange; `sources()` is what the gate and the engine take.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from xml.sax.saxutils import escape, quoteattr

HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?>\n<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL"'
    ' xmlns:bpmndi="http://www.omg.org/spec/BPMN/20100524/DI" xmlns:dc="http://www.omg.org/spec/DD/20100524/DC"'
    ' xmlns:di="http://www.omg.org/spec/DD/20100524/DI" xmlns:zeebe="http://camunda.org/schema/zeebe/1.0"'
    ' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" id="definitions" targetNamespace="urn:test">\n'
)
ZEEBE = {
    "form": ("formDefinition", "formId"),
    "assignee": ("assignmentDefinition", "assignee"),
    "users": ("assignmentDefinition", "candidateUsers"),
    "groups": ("assignmentDefinition", "candidateGroups"),
    "due": ("taskSchedule", "dueDate"),
    "follow_up": ("taskSchedule", "followUpDate"),
    "priority": ("priorityDefinition", "priority"),
    "script": ("script", "expression"),
    "decision": ("calledDecision", "decisionId"),
    "process": ("calledElement", "processId"),
    "job": ("taskDefinition", "type"),
}
TIMERS = {"date": "timeDate", "duration": "timeDuration", "cycle": "timeCycle"}
EVENT_REFS = ("message", "error", "escalation", "signal")
SMALL = {"startEvent", "endEvent", "intermediateCatchEvent", "intermediateThrowEvent", "boundaryEvent"}


@dataclass
class Node:
    tag: str
    id: str
    scope: str
    attributes: dict[str, str]
    extensions: list[str] = field(default_factory=list)
    inner: list[str] = field(default_factory=list)
    children: list[str] = field(default_factory=list)  # ids, of a sub-process


class Bpmn:
    def __init__(self, process: str = "p", *, name: str = "流程", executable: bool = True) -> None:
        self.process, self.name, self.executable = process, name, executable
        self.nodes: dict[str, Node] = {}
        self.flows: list[tuple[str, str, str, str, str | None]] = []  # scope, id, source, target, condition
        self.roots: dict[str, str] = {}
        self.lanes: list[tuple[str, tuple[str, ...]]] = []
        self.pools: list[str] = []
        self.raws: list[tuple[str, str]] = []
        self.scope, self.pen, self.condition = process, "", None
        self.is_default = False

    # -- events ---------------------------------------------------------------------------------------------

    def start(self, id: str = "start", **facts: str | None) -> Bpmn:
        self.pen = ""
        return self._add("startEvent", id, **facts)

    def end(self, id: str = "end", *, terminate: bool = False, **facts: str | None) -> Bpmn:
        self._add("endEvent", id, **facts)
        if terminate:
            self.nodes[id].inner.append("<bpmn:terminateEventDefinition/>")
        self.pen = ""
        return self

    def catch(self, id: str, **facts: str | None) -> Bpmn:
        """An intermediate catch event: message=, signal=, date=, duration= or cycle=."""
        return self._add("intermediateCatchEvent", id, **facts)

    def throw(self, id: str, **facts: str | None) -> Bpmn:
        return self._add("intermediateThrowEvent", id, **facts)

    def boundary(self, host: str, id: str, *, interrupting: bool = True, **facts: str | None) -> Bpmn:
        self.pen, self.scope = "", self.nodes[host].scope
        self._add("boundaryEvent", id, attachedToRef=host, cancelActivity=str(interrupting).lower(), **facts)
        return self

    # -- activities -----------------------------------------------------------------------------------------

    def task(self, id: str, **facts: str | None) -> Bpmn:
        return self._add("task", id, **facts)

    def user(self, id: str, **facts: str | None) -> Bpmn:
        """A user task: form=, groups=, users=, assignee=, due=, priority=; for anybody in `clerk` unless said."""
        if not {"groups", "users", "assignee"} & facts.keys():
            facts["groups"] = "clerk"
        self._add("userTask", id, **facts)
        return self.extend("<zeebe:userTask/>").document(f"{id}: 做什么、避免什么")

    def manual(self, id: str, **facts: str | None) -> Bpmn:
        return self._add("manualTask", id, **facts)

    def script(self, id: str, expression: str, result: str) -> Bpmn:
        self._add("scriptTask", id)
        return self.extend(f"<zeebe:script expression={quoteattr(expression)} resultVariable={quoteattr(result)}/>")

    def rule(self, id: str, decision: str, result: str) -> Bpmn:
        self._add("businessRuleTask", id)
        return self.extend(
            f"<zeebe:calledDecision decisionId={quoteattr(decision)} resultVariable={quoteattr(result)}/>"
        )

    def service(self, id: str, job: str = "work", **facts: str | None) -> Bpmn:
        return self._add("serviceTask", id, job=job, **facts)

    def send(self, id: str, message: str, key: str | None = None) -> Bpmn:
        return self._add("sendTask", id, messageRef=self._root("message", message, key))

    def receive(self, id: str, message: str, key: str | None = None) -> Bpmn:
        return self._add("receiveTask", id, messageRef=self._root("message", message, key))

    def call(self, id: str, process: str, **facts: str | None) -> Bpmn:
        return self._add("callActivity", id, process=process, **facts)

    def sub(self, id: str, **attributes: str | None) -> Bpmn:
        self._add("subProcess", id, **attributes)
        self.scope, self.pen = id, ""
        return self

    def leave(self) -> Bpmn:
        """Closes the sub-process that is open; the pen stands on it."""
        self.pen = self.scope
        self.scope = self.nodes[self.scope].scope
        return self

    # -- gateways -------------------------------------------------------------------------------------------

    def xor(self, id: str, **attributes: str | None) -> Bpmn:
        return self._add("exclusiveGateway", id, **attributes)

    def both(self, id: str, **attributes: str | None) -> Bpmn:
        """A parallel gateway."""
        return self._add("parallelGateway", id, **attributes)

    def some(self, id: str, **attributes: str | None) -> Bpmn:
        """An inclusive gateway."""
        return self._add("inclusiveGateway", id, **attributes)

    def race(self, id: str, **attributes: str | None) -> Bpmn:
        """An event-based gateway."""
        return self._add("eventBasedGateway", id, **attributes)

    def node(self, tag: str, id: str, **facts: str | None) -> Bpmn:
        """Any other node, by its BPMN name."""
        return self._add(tag, id, **facts)

    # -- flows ----------------------------------------------------------------------------------------------

    def at(self, id: str) -> Bpmn:
        self.pen, self.scope = id, self.nodes[id].scope
        return self

    def when(self, condition: str) -> Bpmn:
        self.condition = condition
        return self

    def otherwise(self) -> Bpmn:
        self.is_default = True
        return self

    def to(self, *targets: str) -> Bpmn:
        for target in targets:
            self._join(target)
        return self

    # -- what is said of the last node ----------------------------------------------------------------------

    def document(self, text: str) -> Bpmn:
        node = self.nodes[self._last]
        kept = [part for part in node.inner if not part.startswith("<bpmn:documentation")]
        node.inner = [f"<bpmn:documentation>{escape(text)}</bpmn:documentation>", *kept]
        return self

    def extend(self, xml: str) -> Bpmn:
        """Adds an extension element."""
        self.nodes[self._last].extensions.append(xml)
        return self

    def inner(self, xml: str) -> Bpmn:
        """Adds any XML to the node, after its extension elements."""
        self.nodes[self._last].inner.append(xml)
        return self

    def properties(self, **values: str) -> Bpmn:
        lines = "".join(f"<zeebe:property name={quoteattr(k)} value={quoteattr(v)}/>" for k, v in values.items())
        return self.extend(f"<zeebe:properties>{lines}</zeebe:properties>")

    def mapping(self, inputs: dict[str, str] | None = None, outputs: dict[str, str] | None = None) -> Bpmn:
        """An ioMapping: target -> source."""
        both = (("input", inputs or {}), ("output", outputs or {}))
        lines = "".join(
            f"<zeebe:{tag} source={quoteattr(source)} target={quoteattr(target)}/>"
            for tag, pairs in both
            for target, source in pairs.items()
        )
        return self.extend(f"<zeebe:ioMapping>{lines}</zeebe:ioMapping>")

    def each(
        self,
        collection: str,
        item: str = "item",
        *,
        sequential: bool = False,
        until: str | None = None,
        collect: tuple[str, str] | None = None,
    ) -> Bpmn:
        """A multi-instance marker over a collection; `collect` is (output collection, output element)."""
        out = f" outputCollection={quoteattr(collect[0])} outputElement={quoteattr(collect[1])}" if collect else ""
        done = f"<bpmn:completionCondition>{escape(until)}</bpmn:completionCondition>" if until else ""
        return self.inner(
            f'<bpmn:multiInstanceLoopCharacteristics isSequential="{str(sequential).lower()}"><bpmn:extensionElements>'
            f"<zeebe:loopCharacteristics inputCollection={quoteattr(collection)} inputElement={quoteattr(item)}{out}/>"
            f"</bpmn:extensionElements>{done}</bpmn:multiInstanceLoopCharacteristics>"
        )

    # -- what is said of the whole --------------------------------------------------------------------------

    def lane(self, name: str, *ids: str) -> Bpmn:
        self.lanes.append((name, ids))
        return self

    def pool(self, name: str) -> Bpmn:
        """A black-box pool."""
        self.pools.append(name)
        return self

    def raw(self, xml: str) -> Bpmn:
        """Any XML, put into the scope that is open."""
        self.raws.append((self.scope, xml))
        return self

    def root(self, xml: str) -> Bpmn:
        """Any XML, put beside the process."""
        self.roots[xml] = xml
        return self

    def bytes(self) -> bytes:
        executable = str(self.executable).lower()
        process = (
            f'<bpmn:process id="{self.process}" name={quoteattr(self.name)} isExecutable="{executable}">\n'
            f"{self._lane_set()}{self._scope(self.process)}</bpmn:process>\n"
        )
        roots = "".join(f"{xml}\n" for xml in self.roots.values())
        return f"{HEAD}{roots}{self._collaboration()}{process}{self._drawing()}</bpmn:definitions>\n".encode()

    def sources(self, forms: dict[str, dict] | None = None, **files: bytes) -> dict[str, bytes]:
        """process.bpmn, forms/<id>.form for each given, and other files by name (`limits__dmn` is limits.dmn)."""
        out = {"process.bpmn": self.bytes()}
        out |= {f"forms/{id}.form": json.dumps(form).encode() for id, form in (forms or {}).items()}
        return out | {name.replace("__", "."): data for name, data in files.items()}

    # -- inside ---------------------------------------------------------------------------------------------

    @property
    def _last(self) -> str:
        return next(reversed(self.nodes)) if not self.pen else self.pen

    def _add(self, tag: str, id: str, **facts: str | None) -> Bpmn:
        given = {key: value for key, value in facts.items() if value is not None}
        event = [self._event(key, given.pop(key)) for key in (*EVENT_REFS, *TIMERS) if key in given]
        said: dict[str, list[str]] = {}
        for key in [key for key in given if key in ZEEBE]:
            element, attribute = ZEEBE[key]
            said.setdefault(element, []).append(f"{attribute}={quoteattr(given.pop(key))}")
        node = Node(tag, id, self.scope, {"name": given.pop("name", id), **given}, inner=event)
        node.extensions = [f"<zeebe:{element} {' '.join(attributes)}/>" for element, attributes in said.items()]
        self.nodes[id] = node
        if self.pen:
            self._join(id)
        self.pen = id
        return self

    def _join(self, target: str) -> None:
        id = f"{self.pen}_to_{target}"
        while any(id == flow[1] for flow in self.flows):
            id += "_"
        self.flows.append((self.scope, id, self.pen, target, self.condition))
        if self.is_default:
            self.nodes[self.pen].attributes["default"] = id
        self.condition, self.is_default = None, False

    def _event(self, kind: str, text: str) -> str:
        if kind in TIMERS:
            tag = TIMERS[kind]
            body = f'<bpmn:{tag} xsi:type="bpmn:tFormalExpression">{escape(text)}</bpmn:{tag}>'
            return f"<bpmn:timerEventDefinition>{body}</bpmn:timerEventDefinition>"
        name, _, key = text.partition("|")
        ref = self._root(kind, name, key or None)
        return f'<bpmn:{kind}EventDefinition {kind}Ref="{ref}"/>'

    def _root(self, kind: str, name: str, key: str | None) -> str:
        """The id of a message, error …: declared when it is first used. `name|key` gives a message its key."""
        id = f"{kind}_{name}"
        code = {"error": "errorCode", "escalation": "escalationCode"}.get(kind)
        extra = f" {code}={quoteattr(name)}" if code else ""
        subscription = f"<zeebe:subscription correlationKey={quoteattr(key)}/>" if key else ""
        inside = f"<bpmn:extensionElements>{subscription}</bpmn:extensionElements>" if key else ""
        if key or id not in self.roots:
            self.roots[id] = f'<bpmn:{kind} id="{id}" name={quoteattr(name)}{extra}>{inside}</bpmn:{kind}>'
        return id

    def _scope(self, scope: str) -> str:
        nodes = "".join(self._node(node) for node in self.nodes.values() if node.scope == scope)
        flows = "".join(self._flow(*flow) for flow in self.flows if flow[0] == scope)
        return nodes + flows + "".join(f"{xml}\n" for where, xml in self.raws if where == scope)

    def _node(self, node: Node) -> str:
        attributes = "".join(f" {key}={quoteattr(value)}" for key, value in node.attributes.items())
        extensions = "".join(node.extensions)
        documented = "".join(part for part in node.inner if part.startswith("<bpmn:documentation"))
        rest = "".join(part for part in node.inner if not part.startswith("<bpmn:documentation"))
        said = f"<bpmn:extensionElements>{extensions}</bpmn:extensionElements>" if extensions else ""
        inside = self._scope(node.id) if node.tag in {"subProcess", "transaction", "adHocSubProcess"} else ""
        return f'<bpmn:{node.tag} id="{node.id}"{attributes}>{documented}{said}{rest}{inside}</bpmn:{node.tag}>\n'

    @staticmethod
    def _flow(_: str, id: str, source: str, target: str, condition: str | None) -> str:
        body = ""
        if condition is not None:
            text = escape(condition)
            body = f'<bpmn:conditionExpression xsi:type="bpmn:tFormalExpression">{text}</bpmn:conditionExpression>'
        return f'<bpmn:sequenceFlow id="{id}" sourceRef="{source}" targetRef="{target}">{body}</bpmn:sequenceFlow>\n'

    def _lane_set(self) -> str:
        lanes = "".join(
            f'<bpmn:lane id="lane_{number}" name={quoteattr(name)}>'
            + "".join(f"<bpmn:flowNodeRef>{id}</bpmn:flowNodeRef>" for id in ids)
            + "</bpmn:lane>"
            for number, (name, ids) in enumerate(self.lanes, 1)
        )
        return f'<bpmn:laneSet id="lanes">{lanes}</bpmn:laneSet>\n' if lanes else ""

    def _collaboration(self) -> str:
        if not self.pools:
            return ""
        own = f'<bpmn:participant id="pool_own" name="本方" processRef="{self.process}"/>'
        others = "".join(
            f'<bpmn:participant id="pool_{number}" name={quoteattr(name)}/>'
            for number, name in enumerate(self.pools, 1)
        )
        return f'<bpmn:collaboration id="collaboration">{own}{others}</bpmn:collaboration>\n'

    def _drawing(self) -> str:
        place = {id: (160 + 150 * column, 100) for column, id in enumerate(self.nodes)}
        shapes = "".join(self._shape(id, *place[id]) for id in self.nodes)
        if self.pools:
            shapes += "".join(
                self._shape(f"pool_{which}", 0, 400 + 100 * row)
                for row, which in enumerate(("own", *range(1, len(self.pools) + 1)))
            )
        shapes += "".join(self._shape(f"lane_{row}", 0, 300 + 100 * row) for row in range(1, len(self.lanes) + 1))
        edges = "".join(
            f'<bpmndi:BPMNEdge id="{id}_di" bpmnElement="{id}">'
            + "".join(f'<di:waypoint x="{place.get(end, (0, 0))[0]}" y="120"/>' for end in (source, target))
            + "</bpmndi:BPMNEdge>\n"
            for _, id, source, target, _ in self.flows
        )
        plane = "collaboration" if self.pools else self.process
        return (
            f'<bpmndi:BPMNDiagram id="diagram"><bpmndi:BPMNPlane id="plane" bpmnElement="{plane}">\n'
            f"{shapes}{edges}</bpmndi:BPMNPlane></bpmndi:BPMNDiagram>\n"
        )

    def _shape(self, id: str, x: int, y: int) -> str:
        size = 36 if id in self.nodes and self.nodes[id].tag in SMALL else 100
        bounds = f'<dc:Bounds x="{x}" y="{y}" width="{size}" height="{min(size, 80)}"/>'
        return f'<bpmndi:BPMNShape id="{id}_di" bpmnElement="{id}">{bounds}</bpmndi:BPMNShape>\n'
