"""Rough routes between cells of the grid, good enough to say which placement of the nodes will draw well.

Units are columns and rows; a node stands at whole numbers, channels at 0.4 beside columns, gaps at 0.45 beside rows.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

from app.engine.layout.graph import GATEWAY, MESSAGE, Edge, Node

Point = tuple[float, float]
CHANNEL, GAP = 0.4, 0.45
CROSSING, HIT, OVERLAP, BEND, RISE = 6.0, 9.0, 5.0, 1.5, 1.0


class Cell(NamedTuple):
    column: int
    row: int


@dataclass(frozen=True)
class Route:
    points: tuple[Point, ...]
    across: tuple[tuple[float, float, float], ...]  # y, from x, to x
    down: tuple[tuple[float, float, float], ...]  # x, from y, to y

    @classmethod
    def through(cls, *points: Point) -> Route:
        across, down = [], []
        for (x, y), (to_x, to_y) in pairwise(points):
            if y == to_y and x != to_x:
                across.append((y, min(x, to_x), max(x, to_x)))
            elif x == to_x and y != to_y:
                down.append((x, min(y, to_y), max(y, to_y)))
        return cls(points, tuple(across), tuple(down))

    @property
    def bends(self) -> int:
        return max(0, len(self.across) + len(self.down) - 1)

    def cells(self) -> Iterator[tuple[int, int]]:
        """The cells whose middle the route passes."""
        for y, start, end in self.across:
            if y == int(y):
                for column in range(int(start + 0.999), int(end) + 1):
                    yield column, int(y)
        for x, start, end in self.down:
            if x == int(x):
                for row in range(int(max(start, 0) + 0.999), int(end) + 1):
                    yield int(x), row


def options(source: Node, target: Node, at: Mapping[str, Cell], back: bool) -> Iterator[Route]:
    """The ways in which a flow may run between two nodes that are not the same."""
    start, end = at[source.host or source.id], at[target.id]
    left, right = start.column + source.span - 1, end.column
    above, below = start.row, end.row
    falls = source.host is not None
    if above == below and not falls and not back:
        yield Route.through((left, above), (right, below))
    if not back:
        yield from _forward(source, target, (left, above), (right, below))
    levels = {above - GAP, above + GAP, below - GAP, below + GAP, min(above, below) - GAP, max(above, below) + GAP}
    for level in sorted(levels):
        if falls and (level < above) != (below < above):
            continue
        leaving = [(left, above)] if falls or source.kind == GATEWAY else [(left, above), (left + CHANNEL, above)]
        entering = [(right, below)] if target.kind == GATEWAY else [(right - CHANNEL, below), (right, below)]
        yield Route.through(*leaving, (leaving[-1][0], level), (entering[0][0], level), *entering)


def _forward(source: Node, target: Node, start: Point, end: Point) -> Iterator[Route]:
    (left, above), (right, below) = start, end
    if above != below and (source.kind == GATEWAY or source.host):
        yield Route.through(start, (left, below), end)
    if source.host or above == below:
        return
    if target.kind == GATEWAY or target.is_end:
        yield Route.through(start, (right, above), end)
    for x in (left + CHANNEL, right - CHANNEL):
        yield Route.through(start, (x, above), (x, below), end)


def message_options(node: Cell, pool: float) -> Iterator[Route]:
    """The ways from a node to a pool whose edge lies at a height."""
    column, row = node
    yield Route.through((column, row), (column, pool))
    level = row + GAP if pool > row else row - GAP
    for x in (column - CHANNEL, column + CHANNEL):
        yield Route.through((column, row), (column, level), (x, level), (x, pool))


def alone(route: Route, edge: Edge, ends: set[str], cells: Mapping[tuple[int, int], str], main: bool) -> float:
    """What a route costs by itself."""
    weight = 2.0 if main else 1.0
    rise = sum(end - start for _, start, end in route.down)
    run = sum(end - start for _, start, end in route.across)
    hits = sum(1 for cell in route.cells() if cells.get(cell, next(iter(ends))) not in ends)
    if edge.kind == MESSAGE:
        return HIT * 0.7 * hits + BEND * route.bends + 0.2 * rise
    return weight * (BEND * route.bends + RISE * rise) + 0.3 * run + HIT * hits


def together(one: Route, other: Route, same_target: bool) -> float:
    """What two routes cost because of each other."""
    cost = 0.0
    for y, start, end in one.across:
        for x, top, bottom in other.down:
            if start < x < end and top < y < bottom:
                cost += CROSSING
        for level, begin, finish in other.across:
            if level == y and not same_target and min(end, finish) - max(start, begin) > 0.01:
                cost += OVERLAP if y == int(y) else 0.6
    for x, start, end in one.down:
        for y, left, right in other.across:
            if left < x < right and start < y < end:
                cost += CROSSING
        for where, begin, finish in other.down:
            if where == x and not same_target and min(end, finish) - max(start, begin) > 0.01:
                cost += OVERLAP if x == int(x) else 0.6
    return cost
