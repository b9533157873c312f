"""Arranges a document: its planes from the innermost outwards, the pools, and what passes between them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from typing import NamedTuple

from app.engine.elements import SUB_PROCESSES
from app.engine.layout import labels, nets, text
from app.engine.layout.boxes import Box
from app.engine.layout.columns import standing
from app.engine.layout.graph import SIZES, SUB, TASK, Document, Edge, Plane, Pool
from app.engine.layout.grid import Grid
from app.engine.layout.placing import ABOVE, BELOW, Placement, Placer
from app.engine.layout.router import CROSSING, Router
from app.engine.layout.scene import Drawing, Scene
from app.engine.layout.sketch import Cell

SEEDS, FINALISTS = 6, 3
BATCHES, LARGE = 3, 40  # so often more are tried while edges cross; but not with more nodes than these
ROW = 120  # what a row more costs
HEADER, POOL, APART = 30, 60, 50  # px: name of a pool or lane; height of a black box; between pools
INSIDE, TITLE = 20, 24  # px: room for events on the border of a sub-process; the line of its name
COLUMN = 150  # px: what a column usually takes
CORNER = (160, 80)  # where the upper left pool stands


def arrange(document: Document) -> dict[str, Drawing]:
    """Everything of a document, in pixels: the process by its id, then each sub-process that is drawn closed."""
    main = next((pool for pool in document.pools if pool.process in document.index.processes), None)
    scope = (main.process if main else None) or next(iter(document.index.processes), "")
    plane = document.plane(scope)
    others = [pool for pool in document.pools if pool is not main]
    found = {scope: _Arrangement(document, plane, main, others).drawing()}
    for key, element in document.index.elements.items():
        if key in document.folded and element.kind in SUB_PROCESSES:
            found[key] = _moved(_inside(document, document.plane(key)), *CORNER)
    return found


class _Arrangement:
    def __init__(self, document: Document, plane: Plane, main: Pool | None, others: list[Pool]) -> None:
        self.document, self.plane, self.main = document, plane, main
        self.others = others
        ids = {each.id for each in others}
        self.messages = [each for each in document.messages if {each.source, each.target} & ids]
        self.partner = {each.id: each.source if each.source in ids else each.target for each in self.messages}

    def drawing(self) -> Drawing:
        inner = _fold(self.document, self.plane)
        direct = [each for each in self.messages if {each.source, each.target} & set(self.plane.nodes)]
        deep = {each.id: key for each in self.messages if (key := self._around(each)) is not None}
        ways = [
            (
                {
                    **{key: ABOVE if self.partner[message] in above else BELOW for message, key in deep.items()},
                    **{each.id: ABOVE if self.partner[each.id] in above else BELOW for each in direct},
                },
                above,
            )
            for above in self._sides()
        ]
        found = _route(self.plane, direct, [sides for sides, _ in ways], self.partner)
        chosen = next(above for sides, above in ways if sides is found.sides)
        placement, ports, router = found.placement, found.ports, found.router
        scene = Scene(self.plane, placement, ports, router.routes, [*self.plane.edges, *direct])
        drawing = scene.draw()
        _unfold(drawing, inner)
        if self.main is None:
            _finish(drawing, self.plane, self.plane.edges, [])
            return _moved(drawing, *CORNER)
        return self._with_pools(drawing, chosen)

    def _around(self, message: Edge) -> str | None:
        """The sub-process of the plane within which a message begins or ends; None where it does so on the plane."""
        elements = self.document.index.elements
        for key in (message.source, message.target):
            while key in elements:
                if elements[key].scope == self.plane.scope:
                    return None if key in (message.source, message.target) else key
                key = elements[key].scope
        return None

    def _sides(self) -> Iterator[set[str]]:
        """Which of the black-box pools stand above; the rest stands below."""
        keys = [each.id for each in self.others]
        if not keys:
            yield set()
        elif len(keys) == 1:
            yield from (set(keys), set())
        else:
            yield from ({keys[0]}, set(keys[1:]), set(), set(keys))

    def _with_pools(self, drawing: Drawing, above: set[str]) -> Drawing:
        head = HEADER if self.plane.lanes else 0
        left = HEADER + head
        done = Drawing()
        top = POOL + APART if any(each.id in above for each in self.others) else 0
        done.take(drawing, left, top)
        width, height = drawing.width + left, drawing.height
        done.lanes = {key: Box(HEADER, box.y, drawing.width + head, box.height) for key, box in done.lanes.items()}
        assert self.main is not None  # noqa: S101  the caller asked
        done.pools[self.main.id] = Box(0, top, width, height)
        for side, y in ((True, 0.0), (False, top + height + APART)):
            self._stand(done, [each for each in self.others if (each.id in above) == side], y, width)
        for message in self.messages:
            self._reach(done, message)
        frames = [*done.lanes.values(), *done.pools.values()]
        labels.place(done, self.plane.nodes, [*self.plane.edges, *self.messages], frames)
        return _moved(done, *CORNER)

    def _stand(self, done: Drawing, pools: list[Pool], y: float, width: float) -> None:
        """Black boxes side by side, each where its messages are."""
        at = {each.id: self._centre(done, each, width) for each in pools}
        pools = sorted(pools, key=lambda each: at[each.id])
        edges = [0.0] + [(at[a.id] + at[b.id]) / 2 for a, b in pairwise(pools)] + [width]
        for pool, left, right in zip(pools, edges, edges[1:], strict=False):
            gap = 20 if len(pools) > 1 else 0
            done.pools[pool.id] = Box(left + (gap if left else 0), y, right - left - (gap if left else 0), POOL)

    def _centre(self, done: Drawing, pool: Pool, width: float) -> float:
        xs = [x for each in self.messages if self.partner[each.id] == pool.id for x, _ in done.edges.get(each.id, ())]
        return sum(xs) / len(xs) if xs else width / 2

    def _reach(self, done: Drawing, message: Edge) -> None:
        """The end of a message flow at its black box."""
        pool = done.pools[self.partner[message.id]]
        assert self.main is not None  # noqa: S101
        own = done.pools[self.main.id]
        level = pool.bottom if pool.y < own.y else pool.y
        points = done.edges.get(message.id)
        if points is None:
            key = message.source if message.source in done.shapes else message.target
            if key not in done.shapes:
                return
            shape = done.shapes[key]
            points = [(shape.middle[0], shape.bottom if level > shape.y else shape.y), (shape.middle[0], level)]
            if key == message.target:
                points.reverse()
            done.edges[message.id] = points
            return
        place = 0 if message.source == self.partner[message.id] else -1
        points[place] = (points[place][0], level)


def _moved(drawing: Drawing, x: float, y: float) -> Drawing:
    done = Drawing(drawing.width, drawing.height)
    done.take(drawing, x, y)
    return done


def _finish(drawing: Drawing, plane: Plane, edges: list[Edge], frames: list[Box]) -> None:
    labels.place(drawing, plane.nodes, edges, frames)


def _fold(document: Document, plane: Plane) -> dict[str, Drawing]:
    """Arranges the sub-processes of a plane, and makes their nodes as large as they need."""
    inner: dict[str, Drawing] = {}
    for node in plane.nodes.values():
        if node.kind == SUB and node.id in document.folded:
            node.kind, (node.width, node.height) = TASK, SIZES[TASK]
        elif node.kind == SUB:
            inner[node.id] = drawn = _inside(document, document.plane(node.id))
            node.width = max(drawn.width, text.width(node.name, 12) + 30, 120)
            node.height = max(drawn.height + TITLE + (INSIDE if node.events else 0), 80)
            node.span = max(1, round((node.width + 40) / COLUMN))
    return inner


def _inside(document: Document, plane: Plane) -> Drawing:
    inner = _fold(document, plane)
    if not plane.nodes:
        return Drawing(100, 60)
    _, placement, ports, router, _ = _route(plane, [], [{}], {})
    drawing = Scene(plane, placement, ports, router.routes, plane.edges).draw()
    _unfold(drawing, inner)
    _finish(drawing, plane, plane.edges, [Box(0, -TITLE / 2, drawing.width, drawing.height + TITLE / 2)])
    return drawing


def _unfold(drawing: Drawing, inner: Mapping[str, Drawing]) -> None:
    for key, drawn in inner.items():
        if key in drawing.shapes:
            box = drawing.shapes[key]
            drawing.take(drawn, box.x + (box.width - drawn.width) / 2, box.y + TITLE - 4)


class _Found(NamedTuple):
    cost: float
    placement: Placement
    ports: nets.Ports
    router: Router
    sides: Mapping[str, str]


def _route(plane: Plane, messages: list[Edge], ways: Sequence[Mapping[str, str]], partner: Mapping[str, str]) -> _Found:
    """The best of several placements, by what its routes really cost. `ways` are the sides on which pools may stand."""
    results: list[_Found] = []
    for batch in range(BATCHES):
        seeds = range(batch * SEEDS, (batch + 1) * SEEDS)
        tried = [(Placer(plane, messages, sides, seed).place(), sides) for sides in ways for seed in seeds]
        tried.sort(key=lambda each: each[0].cost)
        finalists = _different(tried)[: FINALISTS + len(ways) - 1]
        results += [_found(plane, messages, placement, sides, partner) for placement, sides in finalists]
        best = min(results, key=lambda each: each.cost)
        if not best.router.crossings() or len(plane.nodes) > LARGE:
            break
    return best


def _different(tried: list[tuple[Placement, Mapping[str, str]]]) -> list[tuple[Placement, Mapping[str, str]]]:
    """Each placement once, the best first."""
    known: dict[object, tuple[Placement, Mapping[str, str]]] = {}
    for placement, sides in tried:
        known.setdefault((tuple(sorted(placement.cells.items())), tuple(sides.items())), (placement, sides))
    return list(known.values())


def _found(
    plane: Plane,
    messages: list[Edge],
    placement: Placement,
    sides: Mapping[str, str],
    partner: Mapping[str, str],
) -> _Found:
    heard = {key: side for key, side in sides.items() if key in plane.nodes}
    grid = _grid(plane, placement, heard)
    ports = nets.Ports(plane, placement, grid, messages)
    ranges = _ranges(plane, placement, messages, sides, partner, grid.columns)
    router = Router(grid, nets.nets(plane, placement, ports, messages, sides, ranges))
    cost = router.route() + ROW * grid.rows + sum(_far(plane, key, side) for key, side in heard.items())
    return _Found(cost, placement, ports, router, sides)


def _far(plane: Plane, key: str, side: str) -> int:
    """What a message into a sub-process costs: it crosses what lies between."""
    lane = plane.nodes[key].lane
    return CROSSING * (lane if side == ABOVE else max(0, len(plane.lanes) - 1 - lane))


def _grid(plane: Plane, placement: Placement, heard: Mapping[str, str]) -> Grid:
    _complete(plane, placement, heard)
    columns = max((cell.column + plane.nodes[key].span for key, cell in placement.cells.items()), default=1)
    grid = Grid(columns, len(placement.lane_of_row))
    for key, cell in placement.cells.items():
        grid.block(key, range(cell.column, cell.column + plane.nodes[key].span), cell.row)
    return grid


def _complete(plane: Plane, placement: Placement, heard: Mapping[str, str]) -> None:
    """Every lane gets a row, and its event sub-processes one of their own at its top or bottom.

    `heard` says of a sub-process on which side the pool stands that its elements exchange messages with.
    """
    lanes = range(max(1, len(plane.lanes)))
    rows: list[tuple[int, int | None]] = []
    for lane in lanes:
        own = [row for row, each in enumerate(placement.lane_of_row) if each == lane]
        for side in (ABOVE, BELOW):
            strip = [key for key in placement.strips.get(lane, ()) if heard.get(key, BELOW) == side]
            if side == BELOW:
                rows += [(lane, row) for row in own]
            if strip:
                column = 0
                for key in strip:
                    placement.cells[key] = Cell(column, -1 - len(rows))
                    column += plane.nodes[key].span
                rows.append((lane, -1 - len(rows)))
        if not any(each == lane for each, _ in rows):
            rows.append((lane, None))
    number = {old: new for new, (_, old) in enumerate(rows) if old is not None}
    placement.cells = {key: Cell(cell.column, number[cell.row]) for key, cell in placement.cells.items()}
    placement.lane_of_row = [lane for lane, _ in rows]
    placement.strips = {}


def _ranges(
    plane: Plane,
    placement: Placement,
    messages: list[Edge],
    sides: Mapping[str, str],
    partner: Mapping[str, str],
    columns: int,
) -> dict[str, range]:
    """The columns under or over which each message's pool stands; those of one side share the width."""
    found: dict[str, range] = {}
    for side in (ABOVE, BELOW):
        at: dict[str, list[int]] = {}
        for each in messages:
            if sides[each.id] == side:
                key = each.source if each.source in plane.nodes else each.target
                at.setdefault(partner[each.id], []).append(placement.cells[standing(plane, key)].column)
        order = sorted(at, key=lambda pool: sum(at[pool]) / len(at[pool]))
        means = [sum(at[pool]) / len(at[pool]) for pool in order]
        cuts = [0] + [round((a + b + 1) / 2) for a, b in pairwise(means)] + [columns]
        for pool, low, high in zip(order, cuts, cuts[1:], strict=False):
            found.update({each.id: range(low, max(high, low + 1)) for each in messages if partner[each.id] == pool})
    return found
