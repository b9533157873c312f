"""Routes edges on the grid, one after the other and then again: few corners, few crossings, no line on another.

Two flows may share a way only where both run to the same
target, and flows of one gateway only where it has more of them than corners.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise, permutations

from app.engine.layout.grid import Grid, Point, steps
from app.engine.layout.search import NONE, OPPOSITE, Net, Routed, Search, towards

CROSSING = 420
JOIN, ALONG = 50, 4  # two edges at one side of a shape; each point that they run together
TOUCH = 4000  # two edges on one line: only where nothing else is left
PLAIN, MOST = 4, 3  # points of a way with two corners; edges that are routed anew together
GROUPS = 10  # of them in a round


class Router:
    def __init__(self, grid: Grid, nets: Iterable[Net]) -> None:
        self.grid = grid
        self.nets = {net.key: net for net in nets}
        self.routes: dict[str, Routed] = {}
        self.passing: dict[Point, dict[str, tuple[int, int]]] = {}  # point: edge: directions in and out
        self.search = Search(grid, self.passing, self._beside)

    def route(self, rounds: int = 3) -> float:
        """The cost of all routes; they are kept in `routes`."""
        for key in self.nets:
            self._add(key)
        total = self.cost()
        for _ in range(rounds):
            for key in sorted(filter(self._may_improve, self.nets), key=lambda each: -self.routes[each].cost):
                old = self._remove(key)
                self._add(key)
                if self._now(key) > self._now_with(key, old):
                    self._remove(key)
                    self._keep(key, old)
            for group in self._tangled()[:GROUPS]:
                self._untangle(group)
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

    def _may_improve(self, key: str) -> bool:
        """It costs others something, or has more corners than a plain way between two rows."""
        routed = self.routes[key]
        return self._now(key) > routed.cost or len(routed.points) > PLAIN

    def _tangled(self) -> list[list[str]]:
        """Edges that cross or touch, each with the others that leave the same shape: they may only help together."""
        groups: dict[tuple[str, ...], list[str]] = {}
        for pair in self._meetings():
            sources = {self.nets[key].source for key in pair}
            both = set(pair) | {key for key, net in self.nets.items() if net.source in sources and net.line is None}
            for group in (pair, *(self._leaving(source) for source in sorted(sources))):
                if 1 < len(group) <= MOST:
                    groups[tuple(sorted(group))] = sorted(group)
            if len(both) <= MOST:
                groups[tuple(sorted(both))] = sorted(both)
        return list(groups.values())

    def _leaving(self, source: str) -> tuple[str, ...]:
        return tuple(key for key, net in self.nets.items() if net.source == source and net.line is None)

    def _meetings(self) -> list[tuple[str, str]]:
        found = set()
        for point, users in self.passing.items():
            for key, way in users.items():
                for other, that in users.items():
                    if key < other and self._meets(point, key, way, other, that):
                        found.add((key, other))
        return sorted(found)

    def _meets(self, point: Point, key: str, way: tuple[int, int], other: str, that: tuple[int, int]) -> bool:
        one, two = self.nets[key], self.nets[other]
        if self._merges(one, two, way[1], that[1]) or self._fans(one, two, way[0], that[0]):
            return False
        return point not in self.grid.blocked or _side(*way) == _side(*that)

    def _untangle(self, group: list[str]) -> None:
        """Takes some edges away and routes them again in each order; keeps the best."""
        best, least = {key: self.routes[key] for key in group}, self.cost()
        for order in permutations(group):
            for key in group:
                self._remove(key)
            for key in order:
                self._add(key)
            cost = self.cost()
            if cost < least - 1:
                best, least = {key: self.routes[key] for key in group}, cost
        for key in group:
            self._remove(key)
        for key in group:
            self._keep(key, best[key])

    # -- what stands where

    def _add(self, key: str) -> None:
        net = self.nets[key]
        routed = self.search.find(net)
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
        moves = [(a, b, towards(a, b)) for a, b in steps(routed.points)]
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
                same = _side(inward, outward) == _side(came, went)
                cost += (JOIN if together else TOUCH) if same else 0
            elif inward == outward and came == went and inward // 2 != came // 2:
                cost += CROSSING
            else:
                cost += ALONG if together else TOUCH
        return cost

    @staticmethod
    def _merges(net: Net, other: Net, outward: int, went: int) -> bool:
        return net.target == other.target and net.line is None and other.line is None and outward == went

    @staticmethod
    def _fans(net: Net, other: Net, inward: int, came: int) -> bool:
        return net.fans and other.fans and net.source == other.source and inward == came


def _side(inward: int, outward: int) -> int:
    """The side of a shape that an edge leaves from or arrives at."""
    return outward if inward == NONE else OPPOSITE[inward]
