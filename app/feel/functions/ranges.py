"""How points and ranges lie to one another (DMN 1.5, table 78). A point is a closed range of itself."""

from __future__ import annotations

import operator
from collections.abc import Callable
from typing import Any

from app.feel.comparing import equal, ordered
from app.feel.functions.signatures import builtin
from app.feel.run import Run
from app.feel.values import Range


class _Incomparable(Exception):
    """Two ends have no order."""


class Ends:
    """Compares the ends of two ranges; an end that is None lies beyond every other."""

    def __init__(self, run: Run) -> None:
        self.run = run

    def less(self, a: Any, b: Any) -> bool:
        return self._sure(ordered(self.run, operator.lt, a, b))

    def same(self, a: Any, b: Any) -> bool:
        if a is None or b is None:
            return a is b
        return self._sure(equal(self.run, a, b))

    def starts_earlier(self, a: Range, b: Range) -> bool:
        if a.start is None or b.start is None:
            return a.start is None and b.start is not None
        return self.less(a.start, b.start)

    def ends_earlier(self, a: Range, b: Range) -> bool:
        if a.end is None or b.end is None:
            return b.end is None and a.end is not None
        return self.less(a.end, b.end)

    def is_before(self, a: Range, b: Range) -> bool:
        if a.end is None or b.start is None:
            return False
        if self.same(a.end, b.start):
            return not (a.end_closed and b.start_closed)
        return self.less(a.end, b.start)

    def starts_no_later(self, a: Range, b: Range) -> bool:
        """Whether a's begin takes in b's."""
        if self.same(a.start, b.start):
            return a.start_closed or not b.start_closed
        return self.starts_earlier(a, b)

    def ends_no_earlier(self, a: Range, b: Range) -> bool:
        """Whether a's end takes in b's."""
        if self.same(a.end, b.end):
            return a.end_closed or not b.end_closed
        return self.ends_earlier(b, a)

    def _sure(self, answer: bool | None) -> bool:
        if answer is None:
            raise _Incomparable
        return answer


def _before(ends: Ends, a: Range, b: Range) -> bool:
    return ends.is_before(a, b)


def _meets(ends: Ends, a: Range, b: Range) -> bool:
    return a.end_closed and b.start_closed and a.end is not None and ends.same(a.end, b.start)


def _overlaps(ends: Ends, a: Range, b: Range) -> bool:
    return not ends.is_before(a, b) and not ends.is_before(b, a)


def _overlaps_before(ends: Ends, a: Range, b: Range) -> bool:
    earlier = not ends.starts_no_later(b, a)
    return earlier and not ends.is_before(a, b) and ends.ends_no_earlier(b, a)


def _includes(ends: Ends, a: Range, b: Range) -> bool:
    return ends.starts_no_later(a, b) and ends.ends_no_earlier(a, b)


def _starts(ends: Ends, a: Range, b: Range) -> bool:
    same_start = a.start_closed == b.start_closed and ends.same(a.start, b.start)
    return same_start and ends.ends_no_earlier(b, a)


def _finishes(ends: Ends, a: Range, b: Range) -> bool:
    same_end = a.end_closed == b.end_closed and ends.same(a.end, b.end)
    return same_end and ends.starts_no_later(b, a)


def _coincides(ends: Ends, a: Range, b: Range) -> bool:
    closed = (a.start_closed, a.end_closed) == (b.start_closed, b.end_closed)
    return closed and ends.same(a.start, b.start) and ends.same(a.end, b.end)


Relation = Callable[[Ends, Range, Range], bool]


def _swapped(relation: Relation) -> Relation:
    return lambda ends, a, b: relation(ends, b, a)


def _relation(relation: Relation) -> Callable[..., bool | None]:
    def decide(run: Run, one: Any, other: Any) -> bool | None:
        if one is None or other is None:
            return run.warn("null lies nowhere")
        try:
            return relation(Ends(run), _as_range(one), _as_range(other))
        except _Incomparable:
            return None

    return decide


def _as_range(value: Any) -> Range:
    return value if type(value) is Range else Range(value, value)


RELATIONS: dict[str, tuple[Relation, tuple[str, ...]]] = {
    "before": (_before, ("point1, point2", "point, range", "range, point", "range1, range2")),
    "after": (_swapped(_before), ("point1, point2", "point, range", "range, point", "range1, range2")),
    "meets": (_meets, ("range1, range2",)),
    "met by": (_swapped(_meets), ("range1, range2",)),
    "overlaps": (_overlaps, ("range1, range2",)),
    "overlaps before": (_overlaps_before, ("range1, range2",)),
    "overlaps after": (_swapped(_overlaps_before), ("range1, range2",)),
    "finishes": (_finishes, ("point, range", "range1, range2")),
    "finished by": (_swapped(_finishes), ("range, point", "range1, range2")),
    "includes": (_includes, ("range, point", "range1, range2")),
    "during": (_swapped(_includes), ("point, range", "range1, range2")),
    "starts": (_starts, ("point, range", "range1, range2")),
    "started by": (_swapped(_starts), ("range, point", "range1, range2")),
    "coincides": (_coincides, ("point1, point2", "range1, range2")),
}

for _name, (_how, _forms) in RELATIONS.items():
    for _form in _forms:
        _parameters = ", ".join(
            f"{part}: {'range' if part.startswith('range') else 'any'}" for part in _form.split(", ")
        )
        builtin(f"{_name}({_parameters})")(_relation(_how))
