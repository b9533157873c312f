"""From cells and lines to pixels: how wide each column and channel is, how high each row and gap."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from app.engine.layout import text
from app.engine.layout.boxes import Box, Point
from app.engine.layout.graph import EVENT, GATEWAY, Edge, Plane
from app.engine.layout.grid import CHANNEL, GAP, LEFT, MIDDLE, OWN, RIGHT
from app.engine.layout.nets import Ports
from app.engine.layout.placing import Placement
from app.engine.layout.search import Routed, U

FREE, FIRST, BETWEEN = 50, 25, 15  # px: a channel without lines; before the first line; between lines
MARGIN, BORDER, BREATH = 30, 20, 22  # px: at the ends of a lane; beside a lane's edge; between rows
OFFSET = 25  # px: the lines beside the middle of a shape
EVENT_RADIUS = 18


@dataclass
class Drawing:
    """Boxes and ways of one plane, from its upper left corner."""

    width: float = 0
    height: float = 0
    shapes: dict[str, Box] = field(default_factory=dict)
    edges: dict[str, list[Point]] = field(default_factory=dict)
    labels: dict[str, Box] = field(default_factory=dict)
    lanes: dict[str, Box] = field(default_factory=dict)
    pools: dict[str, Box] = field(default_factory=dict)

    def take(self, other: Drawing, x: float, y: float) -> None:
        """Everything of another drawing, moved by so much."""
        for name in ("shapes", "labels", "lanes", "pools"):
            getattr(self, name).update({key: box.moved(x, y) for key, box in getattr(other, name).items()})
        self.edges.update({key: [(u + x, v + y) for u, v in points] for key, points in other.edges.items()})


class Scene:
    """The pixels of every line of a grid whose edges are routed."""

    def __init__(
        self, plane: Plane, placement: Placement, ports: Ports, routes: Mapping[str, Routed], edges: Iterable[Edge]
    ) -> None:
        self.plane, self.placement, self.ports, self.grid = plane, placement, ports, ports.grid
        self.routes, self.edges = routes, {each.id: each for each in edges}
        self.upright = self._used(0)
        self.flat = self._used(1)
        self.xs = self._columns()
        self.lane_tops: list[float] = []
        self.ys = self._rows()

    def draw(self) -> Drawing:
        drawing = Drawing(self.right, self.bottom)
        for key in self.placement.cells:
            drawing.shapes[key] = self.box(key)
        for key, (x, _) in self.ports.owns.items():
            host = self.box(self.plane.nodes[key].host or "")
            edge = host.y if self.ports.leaves[key] == U else host.bottom
            drawing.shapes[key] = Box(self.xs[x] - EVENT_RADIUS, edge - EVENT_RADIUS, 36, 36)
        tops = [*self.lane_tops, self.bottom]
        for (key, _), top, bottom in zip(self.plane.lanes, tops, tops[1:], strict=False):
            drawing.lanes[key] = Box(0, top, self.right, bottom - top)
        for key, routed in self.routes.items():
            drawing.edges[key] = self._way(key, routed, drawing)
        return drawing

    def box(self, key: str) -> Box:
        node, (column, row) = self.plane.nodes[key], self.placement.cells[key]
        x, y = self.xs[self.grid.x_of(column)], self.ys[self.grid.y_of(row)]
        if node.span == 1:
            return Box(x - node.width / 2, y - node.height / 2, node.width, node.height)
        left = x - self.halves[column]
        last = column + node.span - 1
        right = self.xs[self.grid.x_of(last)] + self.halves[last]
        return Box(left, y - node.height / 2, right - left, node.height)

    # -- what is used

    def _used(self, axis: int) -> set[int]:
        """The lines along which at least one edge runs: upright ones (0) or flat ones (1)."""
        return {
            one[axis]
            for routed in self.routes.values()
            for one, other in zip(routed.points, routed.points[1:], strict=False)
            if one[axis] == other[axis] and one != other
        }

    # -- columns

    def _columns(self) -> list[float]:
        grid, xs = self.grid, [0.0] * self.grid.width
        self.halves = self._halves()
        wanted, behind = self._label_room(), self._event_room(LEFT)
        for column, room in self._event_room(RIGHT).items():
            wanted[column + 1] = max(wanted.get(column + 1, 0), room)
        x = 0.0
        for column in range(grid.columns + 1):
            base = column * (CHANNEL + OWN)
            used = [line for line in range(base, base + CHANNEL) if line in self.upright]
            ends = column in (0, grid.columns)
            free = MARGIN if ends else FREE
            lead = max(FIRST, wanted.get(column, 0)) if used else 0
            trail = max(FIRST, behind.get(column, 0))
            alone = max(free, wanted.get(column, 0) + 16, trail)
            width = lead + BETWEEN * (len(used) - 1) + trail if used else alone
            for line in range(base, base + CHANNEL):
                place = sum(1 for each in used if each < line)
                xs[line] = x + lead + BETWEEN * place if used else x + width / 2
            x += width
            if column == grid.columns:
                break
            half = self.halves[column]
            for own in range(OWN):
                xs[base + CHANNEL + own] = x + half + (own - MIDDLE) * OFFSET
            x += 2 * half
        self.right = x
        return xs

    def _halves(self) -> list[float]:
        """Half the width of each column; what spans several makes its last one wider."""
        halves = [25.0] * self.grid.columns
        for key, (column, _) in self.placement.cells.items():
            node = self.plane.nodes[key]
            if node.span == 1:
                halves[column] = max(halves[column], node.width / 2)
        for key, (column, _) in self.placement.cells.items():
            node = self.plane.nodes[key]
            if node.span > 1:
                have = sum(2 * halves[column + step] for step in range(node.span)) + FREE * (node.span - 1)
                halves[column + node.span - 1] += max(0.0, node.width - have) / 2
        return halves

    def _label_room(self) -> dict[int, float]:
        """For each channel the width of the widest answer that stands at its beginning."""
        room: dict[int, float] = {}
        for key, routed in self.routes.items():
            edge = self.edges[key]
            if not edge.name or edge.source not in self.placement.cells or not self._is_right(routed):
                continue
            column = self.grid.column_of(routed.points[0][0]) + 1
            if self.grid.own_of(routed.points[0][0]) == RIGHT:
                room[column] = max(room.get(column, 0), text.box(edge.name)[0] + (20 if edge.is_default else 4))
        return room

    def _event_room(self, side: int) -> dict[int, float]:
        """For each column what the names of boundary events need beside it: of the leftmost, or of the rightmost."""
        room: dict[int, float] = {}
        for key, (x, _) in self.ports.owns.items():
            own, column = self.grid.own_of(x), self.grid.column_of(x)
            host = self.plane.nodes[self.plane.nodes[key].host or ""]
            alone = len(host.events) == 1 and side == RIGHT
            if self.plane.nodes[key].name and (own == side or (own == MIDDLE and alone)):
                reach = EVENT_RADIUS + 8 + text.box(self.plane.nodes[key].name)[0]
                edge = self.halves[column] - (0 if own == MIDDLE else OFFSET)
                room[column] = max(room.get(column, 0), reach - edge)
        return room

    @staticmethod
    def _is_right(routed: Routed) -> bool:
        (x, y), (u, v) = routed.points[0], routed.points[1]
        return y == v and u > x

    # -- rows

    def _rows(self) -> list[float]:
        grid, ys = self.grid, [0.0] * self.grid.height
        over, under = self._extents()
        lanes = self.placement.lane_of_row
        y = 0.0
        for row in range(grid.rows + 1):
            first = 1 + row * (GAP + 1)
            new_lane = row == grid.rows or row == 0 or lanes[row] != lanes[row - 1]
            y = self._gap(ys, first, y, row, new_lane)
            if row == grid.rows:
                break
            y += over[row]
            ys[first + GAP] = y
            y += under[row]
        self.bottom = y
        ys[0], ys[-1] = 0.0, y
        return ys

    def _gap(self, ys: list[float], first: int, y: float, row: int, new_lane: bool) -> float:
        """Sets the lines of the gap above a row; says where the row begins."""
        lines = list(range(first, first + GAP))
        if not new_lane:
            used = [line for line in lines if line in self.flat]
            for line in lines:
                ys[line] = y + BORDER + BETWEEN * sum(1 for each in used if each < line) if used else y + BREATH / 2
            return y + (2 * BORDER + BETWEEN * (len(used) - 1) if used else BREATH)
        upper = [] if row == 0 else [line for line in lines[: GAP // 2] if line in self.flat]
        lower = [] if row == self.grid.rows else [line for line in lines[GAP // 2 :] if line in self.flat]
        if row == self.grid.rows:
            upper = [line for line in lines if line in self.flat]
        if row == 0:
            lower = [line for line in lines if line in self.flat]
        border = y + (0 if row == 0 else BORDER + BETWEEN * len(upper))
        for place, line in enumerate(upper):
            ys[line] = y + BORDER + BETWEEN * place
        for place, line in enumerate(lower):
            ys[line] = border + BORDER + BETWEEN * place
        for line in lines:
            if line not in upper and line not in lower:
                ys[line] = border
        if row < self.grid.rows:
            self.lane_tops.append(border)
            return border + BORDER + BETWEEN * len(lower)
        return border

    def _extents(self) -> tuple[list[float], list[float]]:
        """How far each row reaches above and below its middle, labels included."""
        over, under = [40.0] * self.grid.rows, [40.0] * self.grid.rows
        for key, (_, row) in self.placement.cells.items():
            node = self.plane.nodes[key]
            high = text.box(node.name)[1] + 6 if node.name else 0
            top = bottom = node.height / 2
            if node.kind == GATEWAY:
                top += high
            elif node.kind == EVENT:
                bottom += high
            for event in node.events:
                more = EVENT_RADIUS + 6 + (text.box(event.name)[1] if event.name else 0)
                if self.ports.leaves[event.id] == U:
                    top = max(top, node.height / 2 + more)
                else:
                    bottom = max(bottom, node.height / 2 + more)
            over[row], under[row] = max(over[row], top), max(under[row], bottom)
        return over, under

    # -- edges

    def _way(self, key: str, routed: Routed, drawing: Drawing) -> list[Point]:
        edge = self.edges[key]
        points = [(self.xs[x], self.ys[y]) for x, y in routed.points]
        start = edge.source if edge.source in drawing.shapes else edge.target
        points[0] = _border(drawing.shapes[start], points[0], points[1])
        if routed.points[-1][1] not in (0, self.grid.height - 1):
            end = edge.target if start == edge.source else edge.source
            points[-1] = _border(drawing.shapes[end], points[-1], points[-2])
        if start != edge.source:
            points.reverse()
        return _tidy(points)


def _border(box: Box, point: Point, towards: Point) -> Point:
    """Where a line from a point within a box to one outside leaves the box."""
    if abs(point[1] - towards[1]) < 0.01:
        return (box.right if towards[0] > point[0] else box.x), point[1]
    return point[0], (box.bottom if towards[1] > point[1] else box.y)


def _tidy(points: list[Point]) -> list[Point]:
    kept = [points[0]]
    for point in points[1:]:
        if len(kept) > 1 and (kept[-2][0] == kept[-1][0] == point[0] or kept[-2][1] == kept[-1][1] == point[1]):
            kept.pop()
        if point != kept[-1]:
            kept.append(point)
    return kept
