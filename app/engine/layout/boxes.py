"""Rectangles and lines in pixels."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

Point = tuple[float, float]


class Box(NamedTuple):
    x: float
    y: float
    width: float
    height: float

    @property
    def right(self) -> float:
        return self.x + self.width

    @property
    def bottom(self) -> float:
        return self.y + self.height

    @property
    def middle(self) -> Point:
        return self.x + self.width / 2, self.y + self.height / 2

    def nearest(self, point: Point) -> Point:
        """The point of the box that is nearest to one."""
        return min(max(point[0], self.x), self.right), min(max(point[1], self.y), self.bottom)

    def moved(self, x: float, y: float) -> Box:
        return Box(self.x + x, self.y + y, self.width, self.height)

    def grown(self, by: float) -> Box:
        return Box(self.x - by, self.y - by, self.width + 2 * by, self.height + 2 * by)

    def meets(self, other: Box) -> bool:
        """They share more than an edge."""
        return self.x < other.right and other.x < self.right and self.y < other.bottom and other.y < self.bottom

    def holds(self, other: Box) -> bool:
        return self.x <= other.x and self.y <= other.y and other.right <= self.right and other.bottom <= self.bottom


def around(start: Point, end: Point) -> Box:
    """The box that a straight line spans; flat where it runs along an axis."""
    (x, y), (u, v) = start, end
    return Box(min(x, u), min(y, v), abs(u - x), abs(v - y))


def segments(points: Sequence[Point]) -> Iterator[tuple[Point, Point]]:
    return pairwise(points)


def crosses_box(start: Point, end: Point, box: Box) -> bool:
    """A straight line runs through the inside of a box; touching its border does not count."""
    low, high = 0.0, 1.0
    for begin, run, least, most in (
        (start[0], end[0] - start[0], box.x, box.right),
        (start[1], end[1] - start[1], box.y, box.bottom),
    ):
        if abs(run) < 1e-9:
            if not least < begin < most:
                return False
            continue
        one, other = (least - begin) / run, (most - begin) / run
        low, high = max(low, min(one, other)), min(high, max(one, other))
    return high - low > 1e-6
