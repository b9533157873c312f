"""Why a task is due when it is: the days on the way, in the calendar as it was when the deadline was counted."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import accumulate
from typing import Any

from app.calendars import CALL, Calendar, CountedDay, Limit
from app.calendars.storage import hours_text
from app.casework import calendars, cases, journal, touches
from app.casework.tasks import Task
from app.casework.touches import Touches
from app.errors import CalendarYearMissing
from app.store import db, deadlines

INSTANT = timedelta(microseconds=1)
FARTHEST_BACK = 200  # days before its task that a limit is looked for to have begun
MOST_DAYS = 400  # more days than this are not listed one by one


@dataclass(frozen=True)
class DayOfDeadline:
    day: CountedDay
    counted: bool
    number: int | None  # the how-manieth working or natural day it is; None: it does not count, or hours do
    worked: timedelta  # working time of this day that lies within the limit
    hours: str  # its working hours: 09:00-12:00, 13:30-17:30
    stood: bool = False  # the clock stood still on it


@dataclass(frozen=True)
class Alarm:
    """Something that happens to the task at an instant unless it is done before."""

    actions: tuple[str, ...]  # "remind", "breach", "escalate", "deputy" …
    due: datetime
    status: str


@dataclass(frozen=True, kw_only=True)
class Deadline:
    calendar: Calendar  # as it was when the limit began
    published_at: datetime | None
    superseded: bool  # another version is in force by now; this deadline keeps its own
    step: int | None  # the entry of the journal that set it
    follows: bool  # the limit, counted again from the opening of the task, ends at the very instant
    received: tuple[date, date] | None  # of one that does not follow: the first and last day from which it counts
    warn_at: datetime | None  # natural days alone: the end before it rolled past days off
    days: tuple[DayOfDeadline, ...]
    alarms: tuple[Alarm, ...]
    touches: Touches  # what people did with the clock


def of(task: Task) -> Deadline:
    """Explain the due time of a task. The caller has seen to it that the person may see the task."""
    session = db.session()
    done = touches.of(task)
    calendar, step = _as_counted(task, done)
    row = deadlines.published(session, calendar.id, calendar.version)
    counted = _counted_again(calendar, task)
    follows = task.clock == CALL or (counted is not None and counted.at == task.due_at)
    received = None if follows or done.deeds else _received(calendar, task)
    return Deadline(
        calendar=calendar,
        published_at=row.published_at if row else None,
        superseded=row is not None and not row.current,
        step=step,
        follows=follows,
        warn_at=counted.warn_at if counted and counted.at == task.due_at else None,
        received=received,
        days=_days(calendar, task, done, received[0] if received else None),
        touches=done,
        alarms=_alarms(task),
    )


def _as_counted(task: Task, done: Touches) -> tuple[Calendar, int | None]:
    """The calendar's version of the step that opened the task, or that moved its limit last, and that step."""
    for deed in reversed(done.deeds):
        if deed.kind == "EndCall" and deed.at == task.due_at:
            return calendars.at_version(deed.calendar, deed.calendar_version), deed.seq
        if any(clock["name"] == task.key and clock.get("moved_from") for clock in deed.came.get("clocks", ())):
            return calendars.at_version(deed.calendar, deed.calendar_version), deed.seq
    for row in deadlines.entries_at(db.session(), task.case_id, task.opened_at):
        if any(opened["no"] == task.no for opened in journal.read(row).came.get("opened", ())):
            return calendars.at_version(row.calendar, row.calendar_version), row.seq
    return calendars.in_force(task.calendar), None


def _counted_again(calendar: Calendar, task: Task) -> Any:
    if task.clock in (None, CALL):
        return None
    try:
        return calendar.due(task.clock, task.opened_at)
    except CalendarYearMissing:
        return None


def _received(calendar: Calendar, task: Task) -> tuple[date, date] | None:
    """The days from which the days of a limit count, where it began before its task: any of them gives the same end."""
    clock, here = task.clock or "", calendar.day_of(task.opened_at)
    if not clock.endswith(("WD", "ND")):
        return None
    days = (here - timedelta(days=back) for back in range(FARTHEST_BACK))
    try:
        found = [day for day in days if calendar.due(clock, calendar.local(f"{day}T12:00")).at == task.due_at]
    except CalendarYearMissing:
        return None
    return (found[-1], found[0]) if found else None


def _alarms(task: Task) -> tuple[Alarm, ...]:
    """What has happened to the task, and all that would, in order: only the next rung of a ladder has a timer."""
    rows = deadlines.timers_of_task(db.session(), task.case_id, task.no)
    found = [Alarm((row.kind,), row.due, row.status) for row in rows if row.status != "set" or row.kind == "deputy"]
    if task.status == "open":
        ahead = cases.rungs_ahead(task.case_id, task.no, calendars.in_force(task.calendar))
        found += [Alarm(tuple(action.split()[0] for action in actions), due, "set") for due, actions in ahead]
    return tuple(sorted(found, key=lambda alarm: alarm.due))


def _days(calendar: Calendar, task: Task, done: Touches, received: date | None) -> tuple[DayOfDeadline, ...]:
    """Each day from the beginning to the last one within the limit; none where no calendar counts, or they are many."""
    due, clock = task.due_at, task.clock or ""
    begins = calendar.local(f"{received}T00:00") if received else done.counts_from
    if due is None or due <= begins or not clock.endswith(("WD", "WH", "ND")):
        return ()
    last = due - INSTANT  # a limit that ends at 24:00 ends within the day before
    if (last - begins).days > MOST_DAYS:
        return ()
    days = [_stood(calendar, day, done) for day in calendar.days_between(begins, last, clock)]
    numbers = accumulate(int(day.counted and not stood) for day, stood in days)
    most = _most(calendar, task, done, len(days))
    return tuple(
        _day(calendar, task, done, day, stood, number, most) for (day, stood), number in zip(days, numbers, strict=True)
    )


def _stood(calendar: Calendar, day: CountedDay, done: Touches) -> tuple[CountedDay, bool]:
    here = calendar.local(f"{day.date}T00:00")
    return day, any(stand.covers(calendar, here) for stand in done.stands)


def _most(calendar: Calendar, task: Task, done: Touches, days: int) -> int:
    """How many days count: of a limit that was moved all of them, but natural days only until they roll."""
    clock = task.clock or ""
    if clock.endswith("WH"):
        return days
    if not any(clock["name"] == task.key for deed in done.deeds for clock in deed.came.get("clocks", ())):
        return Limit.parse(clock).whole
    if clock.endswith("ND") and done.warn_at:
        counted = calendar.days_between(done.counts_from, done.warn_at - INSTANT, clock)
        return sum(day.counted and not _stood(calendar, day, done)[1] for day in counted)
    return days


def _day(
    calendar: Calendar, task: Task, done: Touches, day: CountedDay, stood: bool, number: int, most: int
) -> DayOfDeadline:
    """A day with its number; natural days past the last one are those that the limit rolls over."""
    counted = day.counted and not stood and number <= most
    days_count = (task.clock or "").endswith(("WD", "ND"))
    begins = calendar.local(f"{day.date}T00:00")
    ends = calendar.local(f"{day.date + timedelta(days=1)}T00:00")
    within = max(begins, done.counts_from), min(ends, task.due_at or ends)
    worked = calendar.working_time(*within) if within[0] < within[1] else timedelta(0)
    if not days_count:
        worked -= done.stood_within(calendar, *within)
        counted = worked > timedelta(0)
    hours = hours_text(calendar.hours_of(day.date))
    return DayOfDeadline(day, counted, number if counted and days_count else None, worked, hours, stood)
