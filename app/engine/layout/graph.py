"""What is to be drawn, read from a BPMN document: planes of nodes and edges, lanes, pools and their messages."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml import etree

from app.engine import diagram
from app.engine.elements import GATEWAYS, SUB_PROCESSES, Element, Process
from app.engine.layout import text

TASK, EVENT, GATEWAY, SUB, NOTE = "task", "event", "gateway", "sub", "note"
FLOW, ASSOCIATION, MESSAGE = "flow", "association", "message"
SIZES = {TASK: (100, 80), EVENT: (36, 36), GATEWAY: (50, 50)}
NOTE_WIDTH = 140


@dataclass
class Node:
    id: str
    kind: str
    name: str
    lane: int = 0
    width: float = 0
    height: float = 0
    host: str | None = None  # a boundary event: what it is attached to
    is_event_sub: bool = False
    is_start: bool = False
    is_end: bool = False
    is_exclusive: bool = False
    events: list[Node] = field(default_factory=list)  # the boundary events attached to it
    span: int = 1  # columns it takes


@dataclass(frozen=True)
class Edge:
    id: str
    name: str
    source: str
    target: str
    kind: str = FLOW
    is_default: bool = False  # it has a mark across its beginning


@dataclass
class Plane:
    """What stands directly in one scope. `lanes` are pairs of id and name, empty without lanes."""

    scope: str
    nodes: dict[str, Node]
    edges: list[Edge]
    lanes: list[tuple[str, str]] = field(default_factory=list)


@dataclass(frozen=True)
class Pool:
    id: str
    name: str
    process: str | None


@dataclass
class Document:
    index: diagram.Diagram
    collaboration: str | None
    pools: list[Pool]
    messages: list[Edge]
    folded: frozenset[str] = frozenset()  # sub-processes that are drawn closed, what is in them on a plane of its own

    def plane(self, scope: str) -> Plane:
        return _plane(self.index, scope)


def document(root: etree._Element) -> Document:
    index = diagram.index(root)
    holder = next(root.iter(f"{{{diagram.BPMN}}}collaboration"), None)
    flows = [] if holder is None else list(holder.iter(f"{{{diagram.BPMN}}}messageFlow"))
    return Document(
        index=index,
        collaboration=None if holder is None else holder.get("id"),
        pools=[Pool(each.id, each.name, each.process) for each in index.pools],
        messages=[_edge(each, MESSAGE) for each in flows],
        folded=frozenset(_folded(index)),
    )


def _folded(index: diagram.Diagram) -> Iterator[str]:
    """The sub-processes that the drawing of the document shows closed."""
    for plane in index.root.iter(f"{{{diagram.BPMNDI}}}BPMNPlane"):
        key = diagram.unprefixed(plane.get("bpmnElement")) or ""
        if key in index.elements and index.elements[key].kind in SUB_PROCESSES:
            yield key


def _edge(node: etree._Element, kind: str) -> Edge:
    source, target = (diagram.unprefixed(node.get(end)) or "" for end in ("sourceRef", "targetRef"))
    return Edge(node.get("id") or "", " ".join((node.get("name") or "").split()), source, target, kind)


def _plane(index: diagram.Diagram, scope: str) -> Plane:
    process = index.processes.get(scope)
    lanes = [] if process is None else list(_innermost(process))
    of = {key: number for number, (_, _, keys) in enumerate(lanes) for key in keys}
    elements = index.within(scope)
    nodes = {each.id: _node(each, of.get(each.id, max(len(lanes) - 1, 0))) for each in elements}
    for node in nodes.values():
        if node.host in nodes:
            nodes[node.host].events.append(node)
            node.lane = nodes[node.host].lane
    edges = [
        Edge(flow.id, flow.name, flow.source, flow.target, is_default=index.elements[flow.source].default == flow.id)
        for flow in index.flows.values()
        if flow.source in nodes and flow.target in nodes
    ]
    links = list(_notes(index, nodes))
    return Plane(scope, nodes, edges + links, [(key, name) for key, name, _ in lanes])


def _innermost(process: Process) -> Iterator[tuple[str, str, tuple[str, ...]]]:
    waiting = list(process.lanes)
    while waiting:
        lane = waiting.pop(0)
        if lane.children:
            waiting[:0] = lane.children
        else:
            yield lane.id, lane.name, lane.nodes


def _node(element: Element, lane: int) -> Node:
    kind = _kind(element)
    width, height = SIZES.get(kind, (0, 0))
    return Node(
        id=element.id,
        kind=kind,
        name=element.name,
        lane=lane,
        width=width,
        height=height,
        host=element.attached_to,
        is_event_sub=element.triggered_by_event,
        is_start=element.kind == "startEvent",
        is_end=element.kind == "endEvent",
        is_exclusive=element.kind == "exclusiveGateway",
    )


def _kind(element: Element) -> str:
    if element.kind in GATEWAYS:
        return GATEWAY
    if element.kind in SUB_PROCESSES:
        return SUB
    return EVENT if element.kind.lower().endswith("event") else TASK


def _notes(index: diagram.Diagram, nodes: dict[str, Node]) -> Iterator[Edge]:
    """The associations of a scope; the text annotations they lead to are added to the nodes."""
    texts = {each.get("id"): each for each in index.root.iter(f"{{{diagram.BPMN}}}textAnnotation")}
    for each in index.root.iter(f"{{{diagram.BPMN}}}association"):
        link = _edge(each, ASSOCIATION)
        one, other = link.source, link.target
        if one in texts and other in nodes and texts[one].get("id"):
            one, other = other, one
        if one in nodes and other in texts:
            nodes[other] = _annotation(texts[other], nodes[one].lane)
        if one in nodes and other in nodes:
            yield Edge(link.id, "", link.source, link.target, ASSOCIATION)


def _annotation(node: etree._Element, lane: int) -> Node:
    words = "".join(str(each) for each in node.itertext()).strip()
    count = sum(text.lines(line, NOTE_WIDTH - 20, 12) for line in words.split("\n"))
    return Node(node.get("id") or "", NOTE, words, lane, NOTE_WIDTH, 14 + 15 * count)
