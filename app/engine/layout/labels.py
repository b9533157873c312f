"""Where the names of events, gateways and flows stand: the first place that touches no shape, line or other label."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence, Set

from app.engine.layout import text
from app.engine.layout.boxes import Box, Point, crosses_box, segments
from app.engine.layout.graph import EVENT, GATEWAY, MESSAGE, SUB, Edge, Node
from app.engine.layout.scene import Drawing

NEAR, TOUCHED, PLACE = 4, 1000.0, 1.0
MARK = 20  # px: the mark of a default flow stands before this
WRAPS = (100, 70, 56, 130)  # px: widths at which a name is broken


def place(drawing: Drawing, nodes: Mapping[str, Node], edges: Sequence[Edge], frames: Sequence[Box]) -> None:
    """Sets the labels of a drawing. `frames` are the edges of lanes and pools that no label may cross."""
    wanted = [(node.id, node.name, list(_beside_shape(drawing, node))) for node in nodes.values() if _is_named(node)]
    wanted += [
        (edge.id, edge.name, list(_beside_line(drawing.edges[edge.id], edge)))
        for edge in edges
        if edge.name and len(drawing.edges.get(edge.id, ())) > 1
    ]
    for key, _, _ in wanted:
        drawing.labels.pop(key, None)
    wanted.sort(key=lambda each: len(each[2]))
    crowd = _Crowd(drawing, frames, {node.id for node in nodes.values() if node.kind == SUB})
    for _ in range(2):
        for key, _, places in wanted:
            drawing.labels.pop(key, None)
            best = min(places, key=lambda each: each[0] + crowd.touched(each[1]), default=None)
            if best is not None:
                drawing.labels[key] = best[1]


def _is_named(node: Node) -> bool:
    return bool(node.name) and node.kind in (EVENT, GATEWAY)


class _Crowd:
    """Everything that a label could stand on."""

    def __init__(self, drawing: Drawing, frames: Sequence[Box], open_shapes: Set[str]) -> None:
        self.drawing, self.frames = drawing, frames
        self.shapes, self.open = list(drawing.shapes.items()), open_shapes
        self.lines = [pair for points in drawing.edges.values() for pair in segments(points)]

    def touched(self, box: Box) -> float:
        room = box.grown(1)
        count = sum(
            1 for key, shape in self.shapes if shape.meets(room) and not (key in self.open and shape.holds(room))
        )
        count += sum(1 for start, end in self.lines if crosses_box(start, end, room))
        count += sum(2 for label in self.drawing.labels.values() if label.meets(box))
        count += sum(1 for frame in self.frames if frame.meets(room) and not frame.holds(room))
        return TOUCHED * count


Places = Iterator[tuple[float, Box]]


def _beside_shape(drawing: Drawing, node: Node) -> Places:
    if node.id not in drawing.shapes:
        return
    shape = drawing.shapes[node.id]
    for worse, wrap in enumerate(WRAPS):
        wide, high = text.box(node.name, wrap)
        x, y = shape.middle[0] - wide / 2, shape.middle[1] - high / 2
        above, below = shape.y - high - NEAR, shape.bottom + NEAR
        right, left = shape.right + NEAR, shape.x - wide - NEAR
        spots = [(x, above), (x, below)] if node.kind == GATEWAY else [(x, below), (x, above)]
        if node.host:
            low, high_up = shape.middle[1] + 3, shape.middle[1] - high - 3
            spots = [(right, low), (right, high_up), (left, low), (left, high_up), (shape.middle[0] + 6, below)]
            spots += [(shape.middle[0] - wide - 6, below)]
        beside = shape.middle[0] + 5, shape.middle[0] - wide - 5
        near = NEAR - 12 if node.kind == GATEWAY else NEAR
        spots += [(each, level) for level in (above, below) for each in beside]
        spots += [(shape.right + near, above + 12), (shape.x - wide - near, above + 12)]
        spots += [(shape.right + near, below - 12), (shape.x - wide - near, below - 12)]
        spots += [(right, y), (left, y)]
        for number, (u, v) in enumerate(spots):
            yield 8 * worse + PLACE * number, Box(round(u), round(v), wide, high)


def _beside_line(points: Sequence[Point], edge: Edge) -> Places:
    """Near the beginning of the line, where the choice was made; of a message, near its middle."""
    for worse, wrap in enumerate(WRAPS):
        wide, high = text.box(edge.name, wrap)
        far = 0.0
        for start, end in segments(points):
            length = abs(end[0] - start[0]) + abs(end[1] - start[1])
            clear = MARK if edge.is_default and far == 0 else NEAR / 2
            for number, (u, v) in enumerate(_along(start, end, wide, high, clear)):
                distance = far + abs(u + wide / 2 - start[0]) + abs(v + high / 2 - start[1])
                cost = distance / 10 if edge.kind != MESSAGE else 0.0
                yield 8 * worse + cost + PLACE * (number % 3), Box(round(u), round(v), wide, high)
            far += length


def _along(start: Point, end: Point, wide: float, high: float, clear: float) -> Iterator[Point]:
    """Places beside a straight line, from `clear` pixels after its beginning on."""
    (x, y), (u, v) = start, end
    if y == v:
        ahead = 1 if u > x else -1
        room = max(0.0, abs(u - x) - wide)
        for step in sorted({clear, max(clear, min(8.0, room)), max(clear, room / 2), max(clear, room - 14)}):
            left = x + ahead * step - (wide if ahead < 0 else 0)
            yield left, y - high - 2
            yield left, y + 3
    else:
        ahead = 1 if v > y else -1
        room = max(0.0, abs(v - y) - high)
        for step in sorted({clear + 1, max(clear, min(10.0, room)), max(clear, room / 2), max(clear, room - 14)}):
            top = y + ahead * step - (high if ahead < 0 else 0)
            yield x + 4, top
            yield x - wide - 4, top
