"""What one calendar says itself, on top of the one it inherits from, and the whole that comes of both.

The more exact word counts: a date before a season, a season before a weekday; and of two that are alike exact, the
calendar's own before the one it inherits. Whoever has hours of their own has their whole week, with its seasons. A
calendar can call a year less certain than what it inherits, never more.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from types import MappingProxyType
from typing import Any
from zoneinfo import ZoneInfo

from app.calendars.calendar import PROVISIONAL, Calendar
from app.calendars.days import Day
from app.calendars.errors import NothingInherited, NotMoreCertain, YearNotInherited
from app.calendars.week import Week

MISSING: Any = object()


@dataclass(frozen=True)
class Layer:
    id: str
    title: str
    parent: str | None  # the id of the calendar it inherits from
    zone: ZoneInfo | None  # None: the parent's
    week: Week | None  # None: the parent's
    days: Mapping[date, Day]  # its own: closures, openings, other hours
    years: Mapping[int, str]  # without a parent all that it has data of; with one those it calls provisional

    def __post_init__(self) -> None:
        object.__setattr__(self, "days", MappingProxyType(dict(self.days)))
        object.__setattr__(self, "years", MappingProxyType(dict(self.years)))

    def __hash__(self) -> int:
        return hash((self.id, self.parent, len(self.days)))

    def with_days(self, changed: Mapping[date, Day | None]) -> Layer:
        """The layer with some days said anew; None: it no longer says anything of that day."""
        days = {**self.days, **changed}
        return replace(self, days={day: what for day, what in days.items() if what is not None})

    def with_year(self, year: int, status: str | None, days: Mapping[date, Day] | None = None) -> Layer:
        """The layer with another status of a year (None: it says none), and its days replaced where some are given."""
        years = {number: said for number, said in self.years.items() if number != year}
        kept = self.days
        if days is not None:
            kept = {**{day: what for day, what in kept.items() if day.year != year}, **days}
        return replace(self, days=kept, years=years if status is None else {**years, year: status})


def of(calendar: Calendar) -> Layer:
    """The layer of a calendar that inherits from nothing: all of it."""
    return Layer(
        id=calendar.id,
        title=calendar.title,
        parent=None,
        zone=calendar.zone,
        week=calendar.week,
        days=calendar.days,
        years=calendar.years,
    )


def resolve(layer: Layer, parent: Calendar | None) -> Calendar:
    """The whole calendar. Raises NothingInherited, YearNotInherited, NotMoreCertain, BadCalendar."""
    zone, week = layer.zone, layer.week
    if parent is not None:
        zone, week = zone or parent.zone, week or parent.week
    if zone is None or week is None:
        raise NothingInherited(calendar=layer.id)
    return Calendar(
        id=layer.id,
        title=layer.title,
        zone=zone,
        segments=week.segments,
        make_up=week.make_up,
        days={**(parent.days if parent else {}), **layer.days},
        years=_years(layer, parent),
        seasons=week.seasons,
    )


def _years(layer: Layer, parent: Calendar | None) -> Mapping[int, str]:
    if parent is None:
        return layer.years
    for year in sorted({*layer.years, *(day.year for day in layer.days)}):
        if year not in parent.years:
            raise YearNotInherited(calendar=layer.id, year=year, parent=parent.id)
    for year, status in layer.years.items():
        if status != PROVISIONAL:
            raise NotMoreCertain(calendar=layer.id, year=year, parent=parent.id)
    return {**parent.years, **layer.years}


def brought_up_to_date(base: Layer, changed: Layer, present: Layer) -> Layer:
    """What somebody changed in `base`, made to `present`, which others have published meanwhile."""
    fields = ("title", "parent", "zone", "week")
    own = {name: getattr(changed, name) for name in fields if getattr(changed, name) != getattr(base, name)}
    days = _merged(base.days, changed.days, present.days)
    return replace(present, **own, days=days, years=_merged(base.years, changed.years, present.years))


def _merged(base: Mapping[Any, Any], changed: Mapping[Any, Any], present: Mapping[Any, Any]) -> dict[Any, Any]:
    merged = dict(present)
    for key in {*base, *changed}:
        wanted = changed.get(key, MISSING)
        if wanted == base.get(key, MISSING):
            continue
        if wanted is MISSING:
            merged.pop(key, None)
        else:
            merged[key] = wanted
    return merged
