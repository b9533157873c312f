"""Where each edge may leave and arrive on the grid, and what each side of a shape costs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from app.engine.layout.columns import standing
from app.engine.layout.graph import ASSOCIATION, EVENT, FLOW, GATEWAY, MESSAGE, NOTE, SUB, Edge, Node, Plane
from app.engine.layout.grid import LEFT, MIDDLE, RIGHT, Grid, Point
from app.engine.layout.placing import ABOVE, Placement
from app.engine.layout.search import D, L, Net, R, U

CORNER_OF_TASK, CORNER_OF_EVENT, AGAINST = 150, 70, 500
ASIDE = 10  # a message that does not leave from the middle of its shape
MESSAGE_WEIGHT = 0.45
MAIN = 1.6
CORNERS_OF_A_GATEWAY = 3  # for what leaves: right, top and bottom

Port = tuple[Point, int, float]


class Ports:
    """`owns` says on which of its host's three lines a boundary event stands."""

    def __init__(self, plane: Plane, placement: Placement, grid: Grid, messages: Iterable[Edge]) -> None:
        self.plane, self.placement, self.grid = plane, placement, grid
        calling = {end for each in messages for end in (each.source, each.target)}
        self.owns: dict[str, Point] = {}
        self.leaves: dict[str, int] = {}  # the direction in which a boundary event's flow leaves
        for node in plane.nodes.values():
            if node.events and node.id in placement.cells:
                self._seat(node, node.id in calling)

    def _seat(self, node: Node, calls: bool) -> None:
        column, row = self.placement.cells[node.id]
        lines = [self.grid.x_of(column + step, own) for step in range(node.span) for own in (LEFT, MIDDLE, RIGHT)]
        count = len(node.events)
        if node.span == 1:
            chosen = {1: [0] if calls else [1], 2: [0, 2]}.get(count, [0, 1, 2])
        else:
            chosen = [round((place + 1) * (len(lines) - 1) / (count + 1)) for place in range(count)]
        for number, event in enumerate(sorted(node.events, key=self._leads, reverse=True)):
            self.owns[event.id] = (lines[chosen[number % len(chosen)]], self.grid.y_of(row))
            self.leaves[event.id] = U if self._leads(event) < row else D

    def _leads(self, event: Node) -> int:
        """The row it leads to: what leads lowest stands leftmost, so that flows to the right do not cross."""
        rows = [
            self.placement.cells[edge.target].row
            for edge in self.plane.edges
            if edge.source == event.id and edge.target in self.placement.cells
        ]
        return max(rows, default=99)

    def side(self, key: str, direction: int) -> Point:
        """The point of the grid at which an edge leaves a shape in a direction."""
        node = self.plane.nodes[key]
        column, row = self.placement.cells[key]
        own = {R: self.grid.x_of(column + node.span - 1, RIGHT), L: self.grid.x_of(column, LEFT)}
        return own.get(direction, self.grid.x_of(column + node.span // 2)), self.grid.y_of(row)

    def leaving(self, key: str, back: bool) -> Iterator[Port]:
        node = self.plane.nodes[key]
        if node.host:
            yield self.owns[key], self.leaves[key], 0.0
            return
        aside = 8.0 if node.kind == GATEWAY else CORNER_OF_EVENT if node.kind == EVENT else CORNER_OF_TASK
        costs = {R: 0.0, D: aside, U: aside, L: AGAINST}
        for direction, cost in costs.items():
            yield self.side(key, direction), direction, cost

    def arriving(self, key: str) -> Iterator[Port]:
        node = self.plane.nodes[key]
        aside = 8.0 if node.kind == GATEWAY else CORNER_OF_EVENT if node.kind == EVENT else CORNER_OF_TASK
        costs = {R: 0.0, U: aside, D: aside, L: AGAINST}
        for direction, cost in costs.items():
            yield self.side(key, (L, R, U, D)[(R, L, D, U).index(direction)]), direction, cost


def nets(
    plane: Plane,
    placement: Placement,
    ports: Ports,
    messages: Iterable[Edge],
    sides: Mapping[str, str],
    ranges: Mapping[str, range],
) -> Iterator[Net]:
    """All nets of a plane: the main line first, then what is short, messages last."""
    flows = [each for each in plane.edges if each.kind != MESSAGE and _is_placed(plane, placement, each)]
    flows.sort(key=lambda each: (each.id not in placement.main, _length(plane, placement, each)))
    leaving: dict[str, int] = {}
    for edge in flows:
        leaving[edge.source] = leaving.get(edge.source, 0) + (edge.kind == FLOW)
    for edge in flows:
        if edge.kind == ASSOCIATION:
            yield _association(plane, placement, ports, edge)
        else:
            back = edge.id in placement.back
            source, target = (placement.cells[standing(plane, end)] for end in (edge.source, edge.target))
            homes = {source.column, target.column}
            yield Net(
                key=edge.id,
                source=edge.source,
                target=edge.target,
                starts=tuple(ports.leaving(edge.source, back)),
                ends=tuple(ports.arriving(edge.target)),
                back=back,
                weight=MAIN if edge.id in placement.main else 1.0,
                fans=plane.nodes[edge.source].kind == GATEWAY and leaving[edge.source] > CORNERS_OF_A_GATEWAY,
                own_lines=frozenset({ports.owns[edge.source][0]} if edge.source in ports.owns else ()),
                home=frozenset(homes),
            )
    for edge in messages:
        key = edge.source if edge.source in plane.nodes else edge.target
        if key in placement.cells or key in ports.owns:
            yield _message(plane, placement, ports, edge, key, sides[edge.id], ranges[edge.id])


def _is_placed(plane: Plane, placement: Placement, edge: Edge) -> bool:
    ends = [standing(plane, end) for end in (edge.source, edge.target)]
    return edge.source != edge.target and all(end in placement.cells for end in ends)


def _length(plane: Plane, placement: Placement, edge: Edge) -> int:
    one, other = (placement.cells[standing(plane, end)] for end in (edge.source, edge.target))
    return abs(one.column - other.column) + 2 * abs(one.row - other.row)


def _association(plane: Plane, placement: Placement, ports: Ports, edge: Edge) -> Net:
    note = edge.target if plane.nodes[edge.target].kind == NOTE else edge.source
    other = edge.source if note == edge.target else edge.target
    starts = (
        [(ports.owns[other], ports.leaves[other], 0.0)]
        if other in ports.owns
        else [(ports.side(other, each), each, 0.0 if each in (U, D) else 80.0) for each in (U, D, R, L)]
    )
    back = (L, R, U, D)
    ends = [(ports.side(note, back[each]), each, 0.0 if each in (U, D) else 80.0) for each in (U, D, R, L)]
    home = placement.cells[note].column
    return Net(edge.id, other, note, tuple(starts), tuple(ends), back=True, weight=0.6, home=frozenset({home}))


def _message(plane: Plane, placement: Placement, ports: Ports, edge: Edge, key: str, side: str, columns: range) -> Net:
    node, direction = plane.nodes[key], U if side == ABOVE else D
    line = 0 if side == ABOVE else ports.grid.height - 1
    span = range(ports.grid.x_of(columns[0]) - 4, ports.grid.x_of(columns[-1]) + 6)
    if key in ports.owns:
        starts: list[Port] = [(ports.owns[key], ports.leaves[key], 0.0)]
        home, own = placement.cells[node.host or ""].column, {ports.owns[key][0]}
    else:
        (x, y), home = ports.side(key, direction), placement.cells[key].column
        starts, own = [((x, y), direction, 0.0)], {x}
        if node.kind not in (EVENT, GATEWAY, SUB):
            starts += [((x + step, y), direction, ASIDE) for step in (-1, 1)]
            own |= {x - 1, x + 1}
        taken = {ports.owns[event.id] for event in node.events if ports.leaves.get(event.id) == direction}
        starts = [each for each in starts if each[0] not in taken] or starts
    return Net(
        edge.id,
        key,
        "",
        tuple(starts),
        (),
        line=line,
        line_range=span,
        back=True,
        weight=MESSAGE_WEIGHT,
        own_lines=frozenset(own),
        home=frozenset({home}),
    )
