"""Changes of days and moved times as people read them: days in a row together, the farthest moves first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from flask_babel import gettext

from app.calendars import Calendar
from app.calendars.changes import DayChange, Look
from app.calendars.storage import hours_text
from app.casework.calendar_preview import Move, Part
from app.web import due

MOST_RUNS = 60
MOST_MOVES = 40
HOW = ("later", "earlier", "settled", "unsettled")


@dataclass(frozen=True)
class Run:
    """Days in a row that change alike."""

    first: date
    last: date
    before: str
    after: str
    counts: bool

    @property
    def days(self) -> int:
        return (self.last - self.first).days + 1


def runs(days: Sequence[DayChange]) -> list[Run]:
    found: list[Run] = []
    for day in days:
        one = Run(day.date, day.date, said(day.before), said(day.after), day.counts)
        last = found[-1] if found else None
        alike = last and (last.before, last.after, last.counts) == (one.before, one.after, one.counts)
        if last and alike and last.last + timedelta(days=1) == one.first:
            found[-1] = Run(last.first, one.last, one.before, one.after, one.counts)
        else:
            found.append(one)
    return found


def said(look: Look | None) -> str:
    """What a day is, in words: 休 春节; 班 09:00-12:00; or that nothing is known of it."""
    if look is None:
        return gettext("no data")
    if not look.hours:
        return " ".join(filter(None, (gettext("off"), look.name)))
    return " ".join(filter(None, (gettext("at work"), look.name, hours_text(look.hours))))


@dataclass(frozen=True)
class MoveWords:
    number: str
    name: str
    limit: str
    before: str
    after: str
    how: str


def moves(found: Sequence[Move], part: Part) -> list[MoveWords]:
    """The moved times in the zone of their calendar, the farthest first."""
    calendar = part.turn.after
    ordered = sorted(found, key=lambda move: (HOW.index(move.how), -abs(move.after - move.before)))
    return [_words(move, calendar) for move in ordered[:MOST_MOVES]]


def _words(move: Move, calendar: Calendar) -> MoveWords:
    before, after = (due.plain(calendar, at, move.clock) for at in (move.before, move.after))
    mark = gettext("provisional")
    return MoveWords(
        move.number,
        move.name,
        due.limit(move.clock) if move.clock else "",
        f"{before} {mark}" if move.was_provisional else before,
        f"{after} {mark}" if move.provisional else after,
        move.how,
    )
