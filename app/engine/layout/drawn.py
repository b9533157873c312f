"""The drawing that a document carries: its diagram interchange as boxes and ways, labels measured as bpmn-js does."""

from __future__ import annotations

from lxml import etree

from app.engine.diagram import BPMNDI, unprefixed
from app.engine.layout import text
from app.engine.layout.boxes import Box, Point
from app.engine.layout.graph import EVENT, GATEWAY, MESSAGE, Document, Edge, Node, Plane
from app.engine.layout.scene import Drawing

DC, DI = "http://www.omg.org/spec/DD/20100524/DC", "http://www.omg.org/spec/DD/20100524/DI"
USUAL_WIDTH = 90  # px: where a label without bounds is broken


def planes(document: Document) -> list[Plane]:
    """All scopes: each process, each sub-process."""
    scopes = {element.scope for element in document.index.elements.values()}
    return [document.plane(scope) for scope in sorted(scopes)]


def drawings(document: Document) -> list[Drawing]:
    """One for each BPMNDiagram."""
    nodes = {key: node for plane in planes(document) for key, node in plane.nodes.items()}
    edges = {edge.id: edge for plane in planes(document) for edge in plane.edges}
    edges.update({edge.id: edge for edge in document.messages})
    lanes = {lane for plane in planes(document) for lane, _ in plane.lanes}
    pools = {pool.id for pool in document.pools}
    found = []
    for root in document.index.root.iter(f"{{{BPMNDI}}}BPMNDiagram"):
        drawing = Drawing()
        for shape in root.iter(f"{{{BPMNDI}}}BPMNShape"):
            key, box = unprefixed(shape.get("bpmnElement")) or "", _box(shape)
            if box is not None:
                kind = drawing.lanes if key in lanes else drawing.pools if key in pools else drawing.shapes
                kind[key] = box
                _shape_label(drawing, shape, nodes.get(key), box)
        for edge in root.iter(f"{{{BPMNDI}}}BPMNEdge"):
            key = unprefixed(edge.get("bpmnElement")) or ""
            points = [(float(each.get("x", "0")), float(each.get("y", "0"))) for each in edge.iter(f"{{{DI}}}waypoint")]
            if len(points) > 1:
                drawing.edges[key] = points
                _edge_label(drawing, edge, edges.get(key), points)
        found.append(drawing)
    return found


def _box(node: etree._Element) -> Box | None:
    bounds = node.find(f"{{{DC}}}Bounds")
    if bounds is None:
        return None
    x, y, width, height = (float(bounds.get(name, "0")) for name in ("x", "y", "width", "height"))
    return Box(x, y, width, height)


def _shape_label(drawing: Drawing, shape: etree._Element, node: Node | None, box: Box) -> None:
    if node is not None and node.name and node.kind in (EVENT, GATEWAY):
        drawing.labels[node.id] = _label(shape, node.name, (box.middle[0], box.bottom + 7))


def _edge_label(drawing: Drawing, node: etree._Element, edge: Edge | None, points: list[Point]) -> None:
    if edge is not None and edge.name:
        (x, y), (u, v) = points[(len(points) - 1) // 2], points[(len(points) - 1) // 2 + 1]
        above = 20 if edge.kind != MESSAGE else 0
        drawing.labels[edge.id] = _label(node, edge.name, ((x + u) / 2, (y + v) / 2 - above))


def _label(node: etree._Element, name: str, otherwise: Point) -> Box:
    """Where a name is drawn: centred on its bounds and from their top, broken at their width."""
    label = node.find(f"{{{BPMNDI}}}BPMNLabel")
    bounds = None if label is None else _box(label)
    if bounds is None:
        bounds = Box(otherwise[0] - USUAL_WIDTH / 2, otherwise[1], USUAL_WIDTH, text.LINE)
    count = text.lines(name, max(bounds.width, text.SMALL))
    wide = min(text.width(name), bounds.width)
    return Box(bounds.middle[0] - wide / 2, bounds.y, wide, text.LINE * count)
