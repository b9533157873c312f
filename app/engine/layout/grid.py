"""The lines that edges may run on: some in each channel between columns and in each gap between rows, and the middles.

A column has CHANNEL lines to its left and three of its own (left, middle, right of its shapes); a row has GAP lines
above it and one of its own. Behind the last column and below the last row there are lines too, and a first and a last
line for pools.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

CHANNEL, OWN, GAP = 4, 3, 4
LEFT, MIDDLE, RIGHT = 0, 1, 2
COLUMN, ROW = CHANNEL + OWN, GAP + 1
TRACK, BESIDE, ASIDE, OVER = 12, 22, 25, 46  # px between neighbouring lines, for the lengths that are compared

Point = tuple[int, int]


class Grid:
    def __init__(self, columns: int, rows: int) -> None:
        self.columns, self.rows = columns, rows
        self.width = columns * COLUMN + CHANNEL
        self.height = rows * ROW + GAP + 2
        self.blocked: dict[Point, str] = {}
        self.xs = _distances([self.gap_before_x(x) for x in range(self.width)])
        self.ys = _distances([self.gap_before_y(y) for y in range(self.height)])

    def x_of(self, column: int, own: int = MIDDLE) -> int:
        return column * COLUMN + CHANNEL + own

    def y_of(self, row: int) -> int:
        return 1 + row * ROW + GAP

    def own_of(self, x: int) -> int | None:
        """Which of a column's own lines this is; None in a channel."""
        place = x % COLUMN - CHANNEL
        return place if place >= 0 else None

    def column_of(self, x: int) -> int:
        """The column of a line of its own, or the one that stands to the right of a channel."""
        return x // COLUMN

    def is_row(self, y: int) -> bool:
        return 0 < y < self.height - 1 and (y - 1) % ROW == GAP

    def row_of(self, y: int) -> int:
        """The row of its own line, or the one below a gap."""
        return (y - 1) // ROW

    def gap_before_x(self, x: int) -> int:
        if x == 0:
            return 0
        own, before = self.own_of(x), self.own_of(x - 1)
        if own is None:
            return TRACK if before is None else BESIDE
        return BESIDE if before is None else ASIDE

    def gap_before_y(self, y: int) -> int:
        if y == 0:
            return 0
        return OVER if self.is_row(y) or self.is_row(y - 1) else TRACK

    def block(self, key: str, columns: range, row: int) -> None:
        y = self.y_of(row)
        for x in range(self.x_of(columns[0], LEFT), self.x_of(columns[-1], RIGHT) + 1):
            self.blocked[(x, y)] = key


def _distances(gaps: list[int]) -> list[int]:
    found, total = [], 0
    for gap in gaps:
        total += gap
        found.append(total)
    return found


def steps(points: list[Point]) -> Iterator[tuple[Point, Point]]:
    """A route's corners as single steps from line to line."""
    for (x, y), (u, v) in pairwise(points):
        across, down = (u > x) - (u < x), (v > y) - (v < y)
        while (x, y) != (u, v):
            yield (x, y), (x + across, y + down)
            x, y = x + across, y + down
