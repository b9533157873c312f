"""Is a diagram worth printing? What lies on something else, crosses it, leaves its lane, or leads backwards.

`check(data)` gives findings by element id; it judges what is drawn, however it was drawn.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations

from app.engine import xml
from app.engine.elements import Element
from app.engine.layout.boxes import Box, Point, crosses_box, segments
from app.engine.layout.columns import circular
from app.engine.layout.drawn import drawings, planes
from app.engine.layout.graph import ASSOCIATION, FLOW, GATEWAY, SUB, Document, Edge, Node, document
from app.engine.layout.scene import Drawing

MOST = 25  # elements on one plane
PORTS = 3  # flows that can leave a gateway without sharing a line
CHINESE = re.compile(r"[\u4e00-\u9fff]")
IN_WORDS = re.compile(
    r"[\d一二两三四五六七八九十百半几每].{0,3}(工作日|自然日|工作时|小时|分钟|日|天|周|月|年|季)|隔日|次日|当日"
)
LIMIT = re.compile(
    r"(?:workdays|workhours|naturaldays|duration)\(\s*\"?P?T?\d|^\s*=?\s*\"?R?\d*/?PT?\d|\d(?:WD|WH|ND|H)\b"
)


@dataclass(frozen=True)
class Finding:
    kind: str
    elements: tuple[str, ...]
    message: str

    def __str__(self) -> str:
        return f"{', '.join(self.elements)}: {self.message} [{self.kind}]"


def check(data: bytes) -> list[Finding]:
    """What is wrong with the drawing of a document; nothing for one that is worth printing."""
    read = document(xml.read(data))
    found = list(_names(read))
    for drawing in drawings(read):
        found += _Judge(read, drawing).findings()
    return found + list(_undrawn(read)) + list(_too_many(read))


class _Judge:
    """One drawing and what it shows."""

    def __init__(self, read: Document, drawing: Drawing) -> None:
        self.read, self.drawing = read, drawing
        every = planes(read)
        self.nodes: dict[str, Node] = {key: node for plane in every for key, node in plane.nodes.items()}
        self.scope = {key: plane.scope for plane in every for key in plane.nodes}
        self.edges: dict[str, Edge] = {edge.id: edge for plane in every for edge in plane.edges}
        self.edges.update({edge.id: edge for edge in read.messages})
        self.round = {edge for plane in every for edge in circular(plane)}
        self.lane_of = {
            key: plane.lanes[node.lane][0] for plane in every if plane.lanes for key, node in plane.nodes.items()
        }
        self.shapes = {**drawing.shapes, **{key: box for key, box in drawing.pools.items() if key not in self._own()}}

    def findings(self) -> Iterator[Finding]:
        yield from self._shapes()
        yield from self._labels()
        yield from self._flows_and_shapes()
        yield from self._flows()
        yield from self._places()
        yield from self._direction()

    def _own(self) -> set[str]:
        return {pool.id for pool in self.read.pools if pool.process}

    def _holders(self, key: str) -> set[str]:
        """The sub-processes around an element, and the host of a boundary event."""
        found = set()
        if key in self.nodes and self.nodes[key].host:
            found.add(self.nodes[key].host or "")
        while key in self.scope:
            key = self.scope[key]
            found.add(key)
        return found

    # -- shapes and labels

    def _shapes(self) -> Iterator[Finding]:
        for (one, box), (other, that) in combinations(self.shapes.items(), 2):
            if box.meets(that) and one not in self._holders(other) and other not in self._holders(one):
                yield Finding("shapes_overlap", (one, other), "one shape lies on the other")

    def _labels(self) -> Iterator[Finding]:
        for key, label in self.drawing.labels.items():
            inside = label.grown(-1)
            for other, box in self.shapes.items():
                if self._lies_on(inside, other, box):
                    yield Finding("label_on_shape", (key, other), "the name lies on a shape")
            for other, points in self.drawing.edges.items():
                if any(crosses_box(start, end, inside) for start, end in segments(points)):
                    yield Finding("label_on_flow", (key, other), "a line runs through the name")
        for (one, box), (other, that) in combinations(self.drawing.labels.items(), 2):
            if box.grown(-1).meets(that.grown(-1)):
                yield Finding("labels_overlap", (one, other), "one name lies on the other")

    def _lies_on(self, label: Box, key: str, box: Box) -> bool:
        if not box.meets(label) or (self._is_open(key) and box.holds(label)):
            return False
        if key in self.nodes and self.nodes[key].kind == GATEWAY:  # a diamond leaves its corners free
            (x, y), (u, v) = box.middle, label.nearest(box.middle)
            return abs(u - x) / (box.width / 2) + abs(v - y) / (box.height / 2) < 1
        return True

    def _is_open(self, key: str) -> bool:
        return key in self.nodes and self.nodes[key].kind == SUB and key not in self.read.folded

    # -- flows

    def _flows_and_shapes(self) -> Iterator[Finding]:
        for key, points in self.drawing.edges.items():
            edge = self.edges.get(key)
            if edge is None:
                continue
            allowed = {edge.source, edge.target, *self._holders(edge.source), *self._holders(edge.target)}
            if edge.source in self.nodes and self.nodes[edge.source].host == edge.target:
                allowed.discard(edge.target)
            for other, box in self.shapes.items():
                small = box.grown(-1)
                if other not in allowed and any(crosses_box(start, end, small) for start, end in segments(points)):
                    yield Finding("flow_through_shape", (key, other), "the flow runs through a shape")

    def _flows(self) -> Iterator[Finding]:
        for one, other in combinations(sorted(self.drawing.edges), 2):
            if one not in self.edges or other not in self.edges:
                continue
            pairs = [(a, b) for a in segments(self.drawing.edges[one]) for b in segments(self.drawing.edges[other])]
            if any(_overlap(*a, *b) for a, b in pairs):
                if not self._may_share(self.edges[one], self.edges[other]):
                    yield Finding("flows_overlap", (one, other), "one flow runs along the other")
            elif any(_cross(*a, *b) for a, b in pairs):
                yield Finding("flows_cross", (one, other), "the flows cross")

    def _may_share(self, one: Edge, other: Edge) -> bool:
        """They run together into one target, or leave a gateway that has more flows than corners."""
        if one.target == other.target and one.kind == other.kind == FLOW:
            return True
        leaving = sum(1 for each in self.edges.values() if each.source == one.source and each.kind == FLOW)
        return one.source == other.source and leaving > PORTS

    def _direction(self) -> Iterator[Finding]:
        for key, edge in self.edges.items():
            if edge.kind != FLOW or key in self.round or key not in self.drawing.edges:
                continue
            source, target = self.drawing.shapes.get(edge.source), self.drawing.shapes.get(edge.target)
            if source is not None and target is not None and target.right < source.middle[0]:
                yield Finding("leads_backwards", (key,), "the flow closes no loop, yet leads to the left")

    # -- lanes and pools

    def _places(self) -> Iterator[Finding]:
        for key, box in self.drawing.shapes.items():
            lane = self.drawing.lanes.get(self.lane_of.get(key, ""))
            if lane is not None and not lane.grown(1).holds(box) and key in self.lane_of and not self.nodes[key].host:
                yield Finding("outside_lane", (key, self.lane_of[key]), "the shape leaves its lane")
        pools = [self.drawing.pools[key] for key in self._own() if key in self.drawing.pools]
        for pool in pools[:1]:
            for key, label in self.drawing.labels.items():
                edge = self.edges.get(key)
                if (edge is None or edge.kind == FLOW) and not pool.holds(label):
                    yield Finding("outside_pool", (key,), "the name leaves the pool")
            for key, points in self.drawing.edges.items():
                if key in self.edges and self.edges[key].kind == FLOW and not _within(points, pool):
                    yield Finding("outside_pool", (key,), "the flow leaves the pool")


def _within(points: list[Point], box: Box) -> bool:
    return all(box.x <= x <= box.right and box.y <= y <= box.bottom for x, y in points)


def _overlap(a: Point, b: Point, c: Point, d: Point) -> bool:
    """Two straight lines along an axis run on each other for more than a pixel."""
    for axis in (0, 1):
        other = 1 - axis
        if abs(a[axis] - b[axis]) < 1 and abs(c[axis] - d[axis]) < 1 and abs(a[axis] - c[axis]) < 1:
            low = max(min(a[other], b[other]), min(c[other], d[other]))
            high = min(max(a[other], b[other]), max(c[other], d[other]))
            if high - low > 1:
                return True
    return False


def _cross(a: Point, b: Point, c: Point, d: Point) -> bool:
    """Two straight lines meet within both."""

    def turn(p: Point, q: Point, r: Point) -> float:
        return (q[0] - p[0]) * (r[1] - p[1]) - (q[1] - p[1]) * (r[0] - p[0])

    return turn(a, b, c) * turn(a, b, d) < -1e-6 and turn(c, d, a) * turn(c, d, b) < -1e-6


# -- names


def _names(read: Document) -> Iterator[Finding]:
    for element in read.index.elements.values():
        if not CHINESE.search(element.name):
            yield Finding("not_chinese", (element.id,), f"the name {element.name!r} is not Chinese")
        elif _has_limit(element) and not IN_WORDS.search(element.name):
            yield Finding("timer_without_limit", (element.id,), f"the name {element.name!r} does not say the limit")
    for pool in read.pools:
        if not CHINESE.search(pool.name):
            yield Finding("not_chinese", (pool.id,), f"the name {pool.name!r} is not Chinese")
    for plane in planes(read):
        for key, name in plane.lanes:
            if not CHINESE.search(name):
                yield Finding("not_chinese", (key,), f"the name {name!r} is not Chinese")
    for key, flow in read.index.flows.items():
        source = read.index.elements.get(flow.source)
        asks = (
            source is not None and source.kind in {"exclusiveGateway", "inclusiveGateway"} and len(source.outgoing) > 1
        )
        if asks and not CHINESE.search(flow.name):
            yield Finding("not_chinese", (key,), f"the answer {flow.name!r} is not Chinese")


def _has_limit(element: Element) -> bool:
    """A timer whose limit is a number on the diagram; what a parameter or a promise says cannot stand in a name."""
    return any(event.timer is not None and LIMIT.search(event.timer.text) for event in element.events)


def _undrawn(read: Document) -> Iterator[Finding]:
    shown = read.index.drawn
    keys = [*read.index.elements, *read.index.flows, *(pool.id for pool in read.pools)]
    keys += [edge.id for edge in read.messages] + [key for plane in planes(read) for key, _ in plane.lanes]
    keys += [edge.id for plane in planes(read) for edge in plane.edges if edge.kind == ASSOCIATION]
    for key in keys:
        if key not in shown:
            yield Finding("not_drawn", (key,), "it is not drawn")


def _too_many(read: Document) -> Iterator[Finding]:
    for plane in planes(read):
        count = sum(1 for key in plane.nodes if key in read.index.elements)
        if count > MOST:
            yield Finding("too_many", (plane.scope,), f"{count} elements on one plane: move some into a sub-process")


def crossings(findings: list[Finding]) -> int:
    """How many pairs of flows cross."""
    return sum(1 for each in findings if each.kind == "flows_cross")


__all__ = ["Finding", "check", "crossings"]
