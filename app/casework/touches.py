"""What people did with the clock of a task, read from the journal: when it stood still, and from when it counts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from app.calendars import CALL, Calendar
from app.casework import journal
from app.casework.journal import Entry
from app.casework.tasks import Task
from app.store import clocks as kept
from app.store import db

KINDS = ("Pause", "Resume", "AskTime", "DecideTime", "Restart", "Promise", "Recount")
OF_CALLS = ("EndCall", "BeginCall")


@dataclass(frozen=True)
class Stand:
    """From when to when a clock stood still."""

    begins: datetime
    ends: datetime

    def covers(self, calendar: Calendar, day: datetime) -> bool:
        """Whether a day, by its first instant, was one of the days it stood: all after the one on which it stopped."""
        return calendar.day_of(self.begins) < calendar.day_of(day) <= calendar.day_of(self.ends)


@dataclass(frozen=True, kw_only=True)
class Touches:
    """All that was done with one clock."""

    deeds: tuple[Entry, ...] = ()
    counts_from: datetime
    stands: tuple[Stand, ...] = ()
    warn_at: datetime | None = None  # of natural days: the end before it rolled past days off

    def stood_within(self, calendar: Calendar, begins: datetime, ends: datetime) -> timedelta:
        """The working time of a span in which the clock stood still."""
        parts = ((max(begins, stand.begins), min(ends, stand.ends)) for stand in self.stands)
        return sum((calendar.working_time(*part) for part in parts if part[0] < part[1]), timedelta(0))


def of(task: Task) -> Touches:
    deeds = _deeds(task)
    began = max((deed.at for deed in deeds if deed.kind == "Restart"), default=task.opened_at)
    warn_at = kept.warning(db.session(), task.case_id, task.key)
    return Touches(deeds=deeds, counts_from=began, stands=_stands(deeds, began), warn_at=warn_at)


def _deeds(task: Task) -> tuple[Entry, ...]:
    kinds = OF_CALLS if task.clock == CALL else KINDS
    entries = (journal.read(row) for row in kept.deeds(db.session(), task.case_id, kinds))
    return tuple(entry for entry in entries if _is_about(entry, task.key) or _is_call_of(entry, task))


def _is_call_of(entry: Entry, task: Task) -> bool:
    """Whether it was told of a call while the task was open."""
    return entry.kind in OF_CALLS and task.opened_at <= entry.at <= (task.closed_at or entry.at)


def _is_about(entry: Entry, name: str) -> bool:
    return entry.asked.get("clock") == name or (
        entry.kind == "Recount" and any(clock["name"] == name for clock in entry.came.get("clocks", ()))
    )


def _stands(deeds: tuple[Entry, ...], began: datetime) -> tuple[Stand, ...]:
    stops = [deed.at for deed in deeds if deed.kind == "Pause" and deed.at >= began]
    goes = [deed.at for deed in deeds if deed.kind == "Resume" and deed.at >= began]
    return tuple(Stand(*pair) for pair in zip(stops, goes, strict=False))  # the last may stand still yet
