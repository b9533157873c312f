"""What publishing a draft would change: which days, in which calendars, and which open times would move how far.

The times are found by doing what will be done, the engine's own recount, case by case, and recording nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from app import clock, engine
from app.calendars import Calendar
from app.calendars.changes import DayChange, YearChange, changed_days, changed_years
from app.casework import calendar_publishing, calendars
from app.casework.calendar_drafts import Draft
from app.casework.calendar_publishing import Turn
from app.casework.held import Held, look
from app.engine.commands import Recount
from app.engine.step import Step
from app.errors import ShouwenError
from app.store import calendars as kept
from app.store import db

LOOKED_AT = 300  # cases that are counted again for a preview; what is beyond is only said to be there
BY = "system:calendars"


@dataclass(frozen=True)
class Move:
    """A time of an open case that publishing would move."""

    number: str  # of the case
    name: str  # of the element
    clock: str | None
    before: datetime
    after: datetime  # earlier than before: staff keep what they were told, and both are shown
    provisional: bool  # afterwards
    was_provisional: bool

    @property
    def how(self) -> str:
        if self.after == self.before:
            return "settled" if self.was_provisional and not self.provisional else "unsettled"
        return "later" if self.after > self.before else "earlier"


@dataclass(frozen=True)
class Part:
    """One calendar that publishing would give a new version."""

    turn: Turn
    days: tuple[DayChange, ...]
    years: tuple[YearChange, ...]

    @property
    def hours_changed(self) -> bool:
        return self.turn.before is not None and self.turn.before.week != self.turn.after.week


@dataclass(frozen=True)
class Preview:
    parts: tuple[Part, ...]  # the calendar itself, then those that follow it
    moves: tuple[Move, ...]
    reached: int  # open cases with a clock that ends after the first changed day
    looked_at: int  # of them, those that were counted again for this preview
    failed: int  # of them, those that could not be

    def count(self, how: str) -> int:
        return sum(move.how == how for move in self.moves)


def of(draft: Draft, at: datetime | None = None) -> Preview:
    """Look ahead. Raises what publishing would raise of a draft that cannot be published."""
    parts = tuple(part(turn) for turn in calendar_publishing.turns(draft))
    moves: list[Move] = []
    reached = looked_at = failed = 0
    for each in parts:
        since = each.turn.since
        if each.turn.before is None or since is None:
            continue
        begins = each.turn.after.local(f"{since}T00:00")
        total, ids = kept.reaching(db.session(), each.turn.after.id, begins, LOOKED_AT - looked_at)
        reached, looked_at = reached + total, looked_at + len(ids)
        for case_id in ids:
            found = _moves(case_id, each.turn.after, at or clock.now())
            failed += found is None
            moves += found or ()
    return Preview(parts, tuple(moves), reached, looked_at, failed)


def part(turn: Turn) -> Part:
    return Part(turn, tuple(changed_days(turn.before, turn.after)), changed_years(turn.before, turn.after))


def _moves(case_id: int, after: Calendar, at: datetime) -> list[Move] | None:
    """What would move in a case; None where it cannot be counted again, such as when a timer is just due."""
    held = look(db.session(), case_id)
    if held is None or held.case.status != "open":
        return []
    when = max(at, held.case.at)
    command = Recount(by=BY)
    try:
        step = engine.advance(held.version, held.state, command, when, calendars.alone(after))
    except ShouwenError:
        return None
    return list(_differences(held, step))


def _differences(held: Held, step: Step) -> Iterator[Move]:
    earlier = {each.name: each.counted_at for each in step.clocks}
    tasks = {task.no: task for task in held.view.tasks}
    for task in step.changed:
        was = tasks.get(task.no)
        if was and was.due_at and task.due_at:
            counted = earlier.get(task.key) or task.due_at
            yield from _move(held, task.name, task.clock, (was.due_at, was.provisional), (counted, task.provisional))
    timers = {timer.key: timer for timer in held.view.timers if timer.kind == "bpmn"}
    for timer in step.timers_set:
        before = timers.get(timer.key)
        if before:
            counted = earlier.get(timer.key) or timer.due
            name = held.version.elements[timer.element].name if timer.element in held.version.elements else ""
            was_so, is_so = (before.due, before.provisional), (counted, timer.provisional)
            yield from _move(held, name or timer.element, timer.clock, was_so, is_so)


def _move(
    held: Held, name: str, clock: str | None, before: tuple[datetime, bool], after: tuple[datetime, bool]
) -> Iterator[Move]:
    if before != after:
        yield Move(held.case.number, name, clock, before[0], after[0], after[1], before[1])
