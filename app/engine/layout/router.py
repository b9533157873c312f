"""Routes edges on the grid, one after the other and then again: few corners, few crossings, no line on another.

Dijkstra's search with a bound, over points and directions. Two flows may share a way only where both run to the same
target, and flows of one gateway only where it has more of them than corners.
"""

from __future__ import annotations

import heapq
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import pairwise

from app.engine.layout.grid import MIDDLE, Grid, Point, steps

R, L, D, U = 0, 1, 2, 3
MOVES = ((1, 0), (-1, 0), (0, 1), (0, -1))
OPPOSITE = (L, R, U, D)
NONE = -1  # the direction before the first step and after the last
CORNER, CROSSING, FOREIGN_COLUMN = 60, 420, 45
TOUCH = 4000  # two edges on one line: only where nothing else is left
LEFTWARDS = 1.5  # times the length, for an edge that should run to the right


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


class Router:
    def __init__(self, grid: Grid, nets: Iterable[Net]) -> None:
        self.grid = grid
        self.nets = {net.key: net for net in nets}
        self.routes: dict[str, Routed] = {}
        self.passing: dict[Point, dict[str, tuple[int, int]]] = {}  # point: edge: directions in and out

    def route(self, rounds: int = 3) -> float:
        """The cost of all routes; they are kept in `routes`."""
        for key in self.nets:
            self._add(key)
        total = self.cost()
        for _ in range(rounds):
            for key in sorted(self.nets, key=lambda each: -self.routes[each].cost):
                old = self._remove(key)
                self._add(key)
                if self._now(key) > self._now_with(key, old):
                    self._remove(key)
                    self._keep(key, old)
            now = self.cost()
            if now >= total - 1:
                break
            total = now
        return total

    def cost(self) -> float:
        return sum(self._now(key) for key in self.routes) + 0.0

    def crossings(self) -> int:
        count = 0
        for users in self.passing.values():
            straight = [way[0] // 2 for way in users.values() if way[0] == way[1] != NONE]
            count += sum(a != b for i, a in enumerate(straight) for b in straight[:i])
        return count

    # -- what stands where

    def _add(self, key: str) -> None:
        net = self.nets[key]
        routed = self._search(net)
        routed.cost -= sum(self._beside(net, point, *way) for point, way in self._ways(routed))
        self._keep(key, routed)

    def _keep(self, key: str, routed: Routed) -> None:
        self.routes[key] = routed
        for point, way in self._ways(routed):
            self.passing.setdefault(point, {})[key] = way

    def _remove(self, key: str) -> Routed:
        routed = self.routes.pop(key)
        for point, _ in self._ways(routed):
            del self.passing[point][key]
        return routed

    def _now(self, key: str) -> float:
        return self._price(self.nets[key], self.routes[key])

    def _now_with(self, key: str, routed: Routed) -> float:
        return self._price(self.nets[key], routed)

    def _price(self, net: Net, routed: Routed) -> float:
        """What a route costs beside all others as they stand now."""
        return routed.cost + sum(self._beside(net, point, way[0], way[1]) for point, way in self._ways(routed))

    @staticmethod
    def _ways(routed: Routed) -> list[tuple[Point, tuple[int, int]]]:
        moves = [(a, b, _direction(a, b)) for a, b in steps(routed.points)]
        if not moves:
            return []
        ways = [(moves[0][0], (NONE, moves[0][2]))]
        for (_, point, inward), (_, _, outward) in pairwise(moves):
            ways.append((point, (inward, outward)))
        ways.append((moves[-1][1], (moves[-1][2], NONE)))
        return ways

    def _beside(self, net: Net, point: Point, inward: int, outward: int) -> float:
        """What passing a point costs because of those that pass it too."""
        users = self.passing.get(point)
        if not users:
            return 0.0
        cost, blocked = 0.0, point in self.grid.blocked
        for key, (came, went) in users.items():
            if key == net.key:
                continue
            other = self.nets[key]
            together = self._merges(net, other, outward, went) or self._fans(net, other, inward, came)
            if blocked:
                cost += TOUCH if _side(inward, outward) == _side(came, went) and not together else 0
            elif inward == outward and came == went and inward // 2 != came // 2:
                cost += CROSSING
            elif not together:
                cost += TOUCH
        return cost

    @staticmethod
    def _merges(net: Net, other: Net, outward: int, went: int) -> bool:
        return net.target == other.target and net.line is None and other.line is None and outward == went

    @staticmethod
    def _fans(net: Net, other: Net, inward: int, came: int) -> bool:
        return net.fans and other.fans and net.source == other.source and inward == came

    # -- the search

    def _search(self, net: Net) -> Routed:
        ends = {(point, direction): cost for point, direction, cost in net.ends}
        queue: list[tuple[float, float, int, Point, int]] = []
        best: dict[tuple[Point, int], float] = {}
        came: dict[tuple[Point, int], tuple[Point, int] | None] = {}
        count = 0
        bound = self._bound(net)
        for point, direction, cost in net.starts:
            best[(point, direction)] = cost
            came[(point, direction)] = None
            heapq.heappush(queue, (cost + bound(point), cost, count, point, direction))
            count += 1
        starts = {point for point, _, _ in net.starts}
        while queue:
            _, cost, _, point, direction = heapq.heappop(queue)
            state = (point, direction)
            if cost > best.get(state, float("inf")):
                continue
            if direction >= 4:
                return self._trace(came, state, cost)
            if point not in starts and self._arrives(net, ends, point, direction):
                last = cost + ends.get((point, direction), 0.0) + self._beside(net, point, direction, NONE)
                done = (point, direction + 4)
                if last < best.get(done, float("inf")):
                    best[done], came[done] = last, state
                    count += 1
                    heapq.heappush(queue, (last, last, count, point, direction + 4))
                continue
            for outward in range(4):
                if outward == OPPOSITE[direction] or (point in starts and outward != direction):
                    continue
                moved = self._step(net, ends, point, direction, outward)
                if moved is None:
                    continue
                there, more = moved
                total = cost + more
                reached = (there, outward)
                if total < best.get(reached, float("inf")):
                    best[reached], came[reached] = total, state
                    count += 1
                    heapq.heappush(queue, (total + bound(there), total, count, there, outward))
        return Routed([net.starts[0][0], net.starts[0][0]], 1e6)

    def _arrives(self, net: Net, ends: dict[tuple[Point, int], float], point: Point, direction: int) -> bool:
        if net.line is not None:
            return point[1] == net.line and point[0] in net.line_range and direction in (U, D)
        return (point, direction) in ends

    def _step(
        self, net: Net, ends: dict[tuple[Point, int], float], point: Point, inward: int, outward: int
    ) -> tuple[Point, float] | None:
        """The next point in a direction with what it costs to get there; None where there is no way."""
        grid, (x, y) = self.grid, point
        u, v = x + MOVES[outward][0], y + MOVES[outward][1]
        low, high = (0, grid.height) if net.line is not None else (1, grid.height - 1)
        if not (0 <= u < grid.width and low <= v < high):
            return None
        there = (u, v)
        owner, here = grid.blocked.get(there), grid.blocked.get(point)
        if owner is not None and (there, outward) not in ends:
            return None
        if outward >= 2 and not self._may_climb(net, x):
            return None
        if v in (0, grid.height - 1) and outward < 2:
            return None
        cost = float(abs(grid.xs[u] - grid.xs[x]) + abs(grid.ys[v] - grid.ys[y]))
        if outward == L and not net.back:
            cost *= LEFTWARDS
        cost *= net.weight
        if inward != outward:
            cost += CORNER * net.weight
        if outward >= 2 and inward < 2 and grid.own_of(x) == MIDDLE and grid.column_of(x) not in net.home:
            cost += FOREIGN_COLUMN
        return there, cost + self._beside(net, point, NONE if here is not None else inward, outward)

    def _may_climb(self, net: Net, x: int) -> bool:
        own = self.grid.own_of(x)
        return own is None or own == MIDDLE or x in net.own_lines

    def _bound(self, net: Net) -> Callable[[Point], float]:
        """A length that no way from a point to the end can undercut."""
        xs, ys = self.grid.xs, self.grid.ys
        if net.line is not None:
            level = ys[net.line]
            return lambda point: abs(ys[point[1]] - level) * net.weight
        goals = [(xs[x], ys[y], cost) for (x, y), _, cost in net.ends]
        return lambda point: min(
            (abs(xs[point[0]] - x) + abs(ys[point[1]] - y)) * net.weight + cost for x, y, cost in goals
        )

    @staticmethod
    def _trace(
        came: dict[tuple[Point, int], tuple[Point, int] | None], state: tuple[Point, int], cost: float
    ) -> Routed:
        points: list[Point] = []
        step: tuple[Point, int] | None = state
        while step is not None:
            points.append(step[0])
            step = came[step]
        points.reverse()
        corners = [points[0]]
        for before, point, after in zip(points, points[1:], points[2:], strict=False):
            if before != point and point != after and _direction(before, point) != _direction(point, after):
                corners.append(point)
        corners.append(points[-1])
        return Routed(corners, cost)


def _side(inward: int, outward: int) -> int:
    """The side of a shape that an edge leaves from or arrives at."""
    return outward if inward == NONE else OPPOSITE[inward]


def _direction(start: Point, end: Point) -> int:
    if start[1] == end[1]:
        return R if end[0] > start[0] else L
    return D if end[1] > start[1] else U
