"""What a reckoning is given: the cases of its period, and what the asking case wants to know."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from app.casework import told
from app.casework.told import Told
from app.store import db, figures

Numbers = dict[str, Any]  # {"count": how many, "cases": [their numbers]}; a sum has "sum" too


@dataclass(frozen=True, kw_only=True)
class Period:
    """From `begin` until before `end`, as the journals stood at `as_of`."""

    begin: datetime
    end: datetime
    as_of: datetime
    asked: Mapping[str, Any]

    def started(self, *processes: str) -> Iterator[Told]:
        return told.cases(figures.journals(db.session(), processes, self.begin, self.end, self.as_of))

    def ended(self, *processes: str) -> Iterator[Told]:
        return told.cases(figures.journals_of_ended(db.session(), processes, self.begin, self.end, self.as_of))

    def texts(self, name: str) -> list[str]:
        """A list of texts that was asked with, such as the units to report on."""
        value = self.asked.get(name) or []
        return [str(each) for each in (value if isinstance(value, list | tuple) else [value])]


def those(cases: Iterable[Told], fits: Callable[[Told], bool] = lambda _: True) -> Numbers:
    """How many, and which."""
    numbers = [case.number for case in cases if fits(case)]
    return {"count": len(numbers), "cases": numbers}


def total(cases: Iterable[Told], of: Callable[[Told], Sequence[float]]) -> Numbers:
    """A sum over what each case adds to it, with the cases that add something."""
    added = {case.number: of(case) for case in cases}
    parts = [part for each in added.values() for part in each]
    numbers = [number for number, each in added.items() if each]
    return {"count": len(parts), "sum": round(sum(parts), 1), "cases": numbers}
