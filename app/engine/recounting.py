"""After another version of a calendar was published: the open clocks of a case, counted by it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from app.calendars import Due
from app.engine import endings, remaining
from app.engine.endings import Ending
from app.engine.remaining import Rest
from app.errors import Conflict, ShouwenError

if TYPE_CHECKING:
    from app.engine import commands
    from app.engine.run import Run


class NothingToRecount(Conflict):
    """The calendar changes no limit of this case."""


def recount(run: Run, _command: commands.Recount) -> None:
    """Every clock that a calendar counts and that does not stand still, by the calendar as it is now.

    A later end takes the place of the one before. An earlier one is only shown: nothing gets shorter than people were
    told. Raises NothingToRecount where nothing changes.
    """
    if not [ending for ending in endings.every(run) if _recount_one(run, ending)]:
        raise NothingToRecount


def _recount_one(run: Run, ending: Ending) -> bool:
    due = _by_calendar(run, ending)
    if due is None:
        return False
    clock = endings.touched(run, ending)
    earlier = due.at if due.at < ending.due_at else None
    if due.at <= ending.due_at and clock.counted_at == earlier and due.provisional == ending.provisional:
        return False
    moved_from, told = (ending.due_at, due.at) if due.at > ending.due_at else (None, ending.due_at)
    if moved_from or earlier or ending.name in run.case.clocks:
        warn_at = due.warn_at if clock.since and moved_from else clock.warn_at
        changed: dict[str, Any] = {"due_at": told, "moved_from": moved_from, "counted_at": earlier, "warn_at": warn_at}
        run.case.clocks[ending.name] = replace(clock, **changed)
    ending.go(replace(due, at=told), ending.clock)
    return True


def _by_calendar(run: Run, ending: Ending) -> Due | None:
    """Where its clock ends by the calendar as it is now; None where no calendar counts it, or it stands still."""
    clock = run.case.clocks.get(ending.name)
    if remaining.unit_of(ending.clock) not in remaining.COUNTING or ending.paused_at is not None:
        return None
    if clock and clock.since:
        rest = Rest(clock.unit, clock.rest, clock.since, remaining.only_rolled(ending.due, clock.since))
        return remaining.end(run.expressions.calendar, rest, ending.clock)
    try:
        said = ending.said(ending.began)
    except ShouwenError:
        return None  # what the diagram asks for can no longer be said: the limit stays what it is
    return endings.as_due(run, said, ending.began) if said and said.clock == ending.clock else None
