"""The cheapest way of one edge through the grid: A* over points and directions.

Points are numbers here, row by row; a state is a point and the direction in which it was entered.
"""

from __future__ import annotations

import heapq
from collections.abc import Callable
from dataclasses import dataclass

from app.engine.layout.grid import MIDDLE, Grid, Point

R, L, D, U = 0, 1, 2, 3
OPPOSITE = (L, R, U, D)
NONE = -1  # the direction before the first step and after the last
CORNER, FOREIGN_COLUMN = 60, 45
LEFTWARDS = 1.5  # times the length, for an edge that should run to the right
NO_WAY = 1e6


@dataclass(frozen=True)
class Net:
    """An edge to be routed: where it may leave and arrive, with what each costs; a pool is reached on its `line`."""

    key: str
    source: str
    target: str
    starts: tuple[tuple[Point, int, float], ...]  # point, direction, cost
    ends: tuple[tuple[Point, int, float], ...]  # point, the direction of arriving, cost
    line: int | None = None  # y of a pool's edge
    line_range: range = range(0)
    back: bool = False
    weight: float = 1.0
    fans: bool = False  # leaves a gateway with more flows than corners: may share the way out
    own_lines: frozenset[int] = frozenset()  # x lines beside a middle that it may use
    home: frozenset[int] = frozenset()  # columns whose middle line costs nothing more


@dataclass
class Routed:
    points: list[Point]
    cost: float


class Search:
    """`beside` says what passing a point costs because of other edges; it is asked only where `passing` has some."""

    def __init__(
        self,
        grid: Grid,
        passing: dict[Point, dict[str, tuple[int, int]]],
        beside: Callable[[Net, Point, int, int], float],
    ) -> None:
        self.grid, self.passing, self.beside = grid, passing, beside
        self.steps = (1, -1, grid.width, -grid.width)
        self.lengths = (
            [b - a for a, b in zip(grid.xs, [*grid.xs[1:], 0], strict=True)],
            [a - b for a, b in zip(grid.xs, [0, *grid.xs[:-1]], strict=True)],
            [b - a for a, b in zip(grid.ys, [*grid.ys[1:], 0], strict=True)],
            [a - b for a, b in zip(grid.ys, [0, *grid.ys[:-1]], strict=True)],
        )
        self.blocked = {self._number(point) for point in grid.blocked}
        own = [grid.own_of(x) for x in range(grid.width)]
        self.climbs = [each in (None, MIDDLE) for each in own]
        self.middles = [x for x in range(grid.width) if own[x] == MIDDLE]

    def find(self, net: Net) -> Routed:
        """The cheapest way, with what it costs beside the others."""
        width, size = self.grid.width, self.grid.width * self.grid.height
        ends = {self._number(point) * 4 + direction: cost for point, direction, cost in net.ends}
        starts = {self._number(point) for point, _, _ in net.starts}
        across, down = self._bounds(net)
        climbs, middles = self._columns(net)
        lengths = self._lengths(net)
        lowest, highest = (0 if net.line == 0 else width), (size if net.line not in (None, 0) else size - width)
        corner, goal = CORNER * net.weight, 4 * size
        best: dict[int, float] = {}
        came: dict[int, int] = {}
        queue: list[tuple[float, float, int]] = []
        for point, direction, cost in net.starts:
            state = self._number(point) * 4 + direction
            best[state] = cost
            queue.append((cost, cost, state))
        heapq.heapify(queue)
        passing, beside, blocked, steps = self.passing, self.beside, self.blocked, self.steps
        while queue:
            _, cost, state = heapq.heappop(queue)
            if cost > best[state]:
                continue
            if state >= goal:
                return self._trace(came, state, cost, goal)
            here, direction = state >> 2, state & 3
            y, x = divmod(here, width)
            begins = here in starts
            users = passing.get((x, y))
            if not begins and (state in ends or (y == net.line and x in net.line_range)):
                last = cost + ends.get(state, 0.0)
                if users:
                    last += beside(net, (x, y), direction, NONE)
                if last < best.get(state + goal, NO_WAY):
                    best[state + goal], came[state + goal] = last, state
                    heapq.heappush(queue, (last, last, state + goal))
                continue
            if y == net.line:
                continue
            for outward in (direction,) if begins else (0, 1, 2, 3):
                there = here + steps[outward]
                if outward < 2:
                    if (x == 0 and outward == L) or (x == width - 1 and outward == R) or outward == (direction ^ 1):
                        continue
                    more = lengths[outward][x]
                else:
                    if not climbs[x] or outward == (direction ^ 1):
                        continue
                    more = lengths[outward][y]
                    if direction < 2:
                        more += middles[x]
                if not lowest <= there < highest:
                    continue
                reached = there * 4 + outward
                if there in blocked and reached not in ends:
                    continue
                if outward != direction:
                    more += corner
                if users:
                    more += beside(net, (x, y), NONE if begins else direction, outward)
                total = cost + more
                if total < best.get(reached, NO_WAY):
                    best[reached], came[reached] = total, state
                    v, u = divmod(there, width)
                    heapq.heappush(queue, (total + across[u] + down[v], total, reached))
        return Routed([net.starts[0][0], net.starts[0][0]], NO_WAY)

    def _number(self, point: Point) -> int:
        return point[1] * self.grid.width + point[0]

    def _bounds(self, net: Net) -> tuple[list[float], list[float]]:
        """What is still to go at least, across and down."""
        xs, ys = self.grid.xs, self.grid.ys
        if net.line is not None:
            return [0.0] * len(xs), [abs(y - ys[net.line]) * net.weight for y in ys]
        columns, rows = {x for (x, _), _, _ in net.ends}, {y for (_, y), _, _ in net.ends}
        across = [min(abs(x - xs[each]) for each in columns) * net.weight for x in xs]
        return across, [min(abs(y - ys[each]) for each in rows) * net.weight for y in ys]

    def _columns(self, net: Net) -> tuple[list[bool], list[float]]:
        """Which lines a net may climb, and what turning into each costs more."""
        climbs, middles = list(self.climbs), [0.0] * self.grid.width
        for x in net.own_lines:
            climbs[x] = True
        for x in self.middles:
            middles[x] = 0.0 if self.grid.column_of(x) in net.home else FOREIGN_COLUMN
        return climbs, middles

    def _lengths(self, net: Net) -> list[list[float]]:
        leftwards = net.weight if net.back else net.weight * LEFTWARDS
        weights = (net.weight, leftwards, net.weight, net.weight)
        return [[each * weight for each in row] for row, weight in zip(self.lengths, weights, strict=True)]

    def _trace(self, came: dict[int, int], state: int, cost: float, goal: int) -> Routed:
        width = self.grid.width
        numbers = []
        step: int | None = state - goal
        while step is not None:
            numbers.append(step >> 2)
            step = came.get(step)
        points = [(number % width, number // width) for number in reversed(numbers)]
        corners = [points[0]]
        for before, point, after in zip(points, points[1:], points[2:], strict=False):
            if towards(before, point) != towards(point, after):
                corners.append(point)
        return Routed([*corners, points[-1]], cost)


def towards(start: Point, end: Point) -> int:
    """The direction of a straight way."""
    if start[1] == end[1]:
        return R if end[0] > start[0] else L
    return D if end[1] > start[1] else U
