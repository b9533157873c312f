"""Processes that start by the clock: the schedule of each timer start event, and starting what is due.

A schedule belongs to one version of a process and is superseded with it. A start and the step of its schedule to the
next instant are one transaction, under the lock of the schedule; the case carries the schedule and its instant as its
idempotency key. So any number of workers start each occurrence once, and none is left out.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog
from sqlalchemy.orm import Session

from app import clock
from app.calendars import Calendar
from app.casework import calendars, cases, people, versions
from app.casework.timers import FIRST_WAIT, LONGEST_WAIT, MOST_DOUBLINGS
from app.engine import Version, periodic
from app.engine.elements import Element
from app.engine.gate.schedules import EACH, LATEST
from app.engine.periodic import Occurrence
from app.errors import CalendarYearMissing, ShouwenError
from app.store import DatabaseAway, db, models, queries, schedules, writes, writing
from app.store.models import Schedule

MOST_LEFT_OUT = 100_000  # occurrences that `latest` passes over in one go

log = structlog.get_logger()


@dataclass(frozen=True, kw_only=True)
class Plan:
    """What is planned for a timer start event, for people."""

    element: str
    name: str
    upcoming: tuple[Occurrence, ...]
    missed: str  # what happens after an outage: "each" or "latest"
    unit: str | None  # whose the cases are
    in_use: bool  # whether cases are started by it: not before its version is deployed, and not after another is
    said: str | None  # what keeps it from starting


# -- from version to version


def arm(session: Session, version: Version, now: datetime) -> None:
    """A version comes into use: its timers count from now, those of other versions start nothing any more.

    Where it is in use already, nothing changes. Raises an Invalid error for a time that makes no sense.
    """
    schedules.supersede(session, version.process, version.hash)
    known = schedules.of_version(session, version.hash)
    for element in version.start_timers:
        if element.id not in known or known[element.id].status == "superseded":
            writes.save(session, models.Schedule, [_fresh(version, element, now)])


def _fresh(version: Version, element: Element, now: datetime) -> dict[str, object]:
    row = {"version_hash": version.hash, "element": element.id, "process_id": version.process, "since": now}
    row |= {"number": 0, "last": None, "failures": 0, "said": None}
    return row | _next(element, now, None, calendar_of(version, element))


def _next(element: Element, since: datetime, last: Occurrence | None, calendar: Calendar) -> dict[str, object]:
    """The columns that say when the next start is."""
    found = periodic.following(element, since, last, calendar)
    at = found.at if found else None
    return {
        "due": at,
        "wake_at": at,
        "provisional": bool(found and found.provisional),
        "status": "set" if found else "done",
        "calendar": calendar.id,
        "calendar_version": calendar.version,
    }


# -- starting what is due


def start_due(limit: int = 20, until: datetime | None = None) -> int:
    """Start up to `limit` cases whose instants have come, in order; how many schedules were looked at."""
    until = until or clock.now()
    for started in range(limit):
        if not _start_first(until):
            return started
    return limit


def next_instant() -> datetime | None:
    """When the worker has to look again; None: nothing starts by the clock."""
    return schedules.first_wake(db.session())


def _start_first(until: datetime) -> bool:
    found: tuple[str, str, int] | None = None
    try:
        with writing() as session:
            row = schedules.lock_due(session, until)
            if row is not None:
                found = row.version_hash, row.element, row.failures
                _carry_out(session, row, until)
    except DatabaseAway:
        raise
    except Exception as problem:
        if found is None:
            raise
        log.exception("a case could not be started by the clock", version=found[0], element=found[1])
        _put_off(*found, problem, until)
    return found is not None


def _carry_out(session: Session, row: Schedule, until: datetime) -> None:
    """Start the occurrence that is due, and step to the next; one that a new calendar has moved away is left."""
    version = versions.load(row.version_hash)
    element = element_of(version, row.element)
    calendar = calendar_of(version, element)
    due = periodic.following(element, row.since, _last(row), calendar)
    if due is None or due.at > until:
        return schedules.change(session, row.version_hash, row.element, _next(element, row.since, _last(row), calendar))
    if missed_of(element) == LATEST:
        due = _latest(element, row.since, due, calendar, until)
    cases.start_by_clock(
        session,
        version,
        calendar,
        element=element.id,
        at=due.at,
        unit=unit_of(version, element),
        key=f"schedule:{row.version_hash}:{element.id}:{due.at.isoformat()}",
    )
    after = {"number": due.number, "last": due.at, "failures": 0, "said": None}
    schedules.change(session, row.version_hash, row.element, after | _ahead(element, row.since, due, calendar, until))
    return None


def _ahead(
    element: Element, since: datetime, last: Occurrence | None, calendar: Calendar, now: datetime
) -> dict[str, object]:
    """The next start; where the calendar cannot tell it yet, when to ask it again."""
    try:
        return _next(element, since, last, calendar)
    except CalendarYearMissing as unknown:
        counted = {"calendar": calendar.id, "calendar_version": calendar.version}
        return {"due": None, "wake_at": now + LONGEST_WAIT, "said": str(unknown), "provisional": False, **counted}


def _latest(element: Element, since: datetime, due: Occurrence, calendar: Calendar, until: datetime) -> Occurrence:
    """The last occurrence that has come; those before it are left out, on the record."""
    first = due
    for _ in range(MOST_LEFT_OUT):
        after = periodic.following(element, since, due, calendar)
        if after is None or after.at > until:
            break
        due = after
    if due.number > first.number:
        log.info("starts by the clock were left out", element=element.id, count=due.number - first.number)
    return due


def _put_off(version: str, element: str, failures: int, problem: Exception, now: datetime) -> None:
    wait: timedelta = min(FIRST_WAIT * 2 ** min(failures, MOST_DOUBLINGS), LONGEST_WAIT)
    changed = {"failures": failures + 1, "wake_at": now + wait, "said": f"{type(problem).__name__}: {problem}"}
    with writing() as session:
        schedules.change(session, version, element, changed)


def recount() -> int:
    """Count again the next starts that were counted with another calendar, or another version, than holds for them.

    How many there were.
    """
    with writing() as session:
        found = [(row, calendar) for row in schedules.counting(session) if (calendar := _another(row)) is not None]
        for row, calendar in found:
            element = element_of(versions.load(row.version_hash), row.element)
            after = _ahead(element, row.since, _last(row), calendar, clock.now())
            schedules.change(session, row.version_hash, row.element, after)
    return len(found)


def _another(row: Schedule) -> Calendar | None:
    """The calendar that holds for a schedule now; None: it was counted with this one."""
    version = versions.load(row.version_hash)
    now = calendar_of(version, element_of(version, row.element))
    return None if (now.id, now.version) == (row.calendar, row.calendar_version) else now


def _last(row: Schedule) -> Occurrence | None:
    return Occurrence(number=row.number, at=row.last) if row.last else None


# -- what a start event says


def element_of(version: Version, element: str) -> Element:
    return next(each for each in version.start_timers if each.id == element)


def missed_of(element: Element) -> str:
    return element.properties.get("missed", EACH).strip()


def unit_of(version: Version, element: Element) -> str | None:
    """Whose the cases are: the unit that the event names, else the one that owns the process, once it is deployed."""
    owner = queries.current_version(db.session(), version.process)
    return element.properties.get("unit") or (owner.unit if owner else None)


def calendar_of(version: Version, element: Element) -> Calendar:
    """What its starts are counted by, and its cases after them: the same choice, so that both know the same days."""
    return calendars.in_force(calendars.chosen(version, unit_of(version, element), people.directory()))


# -- for people


def plans(version: Version, count: int = 5) -> Iterator[Plan]:
    """The next starts of each timer start event of a version; of one that is not in use, as if it came into use now."""
    rows, now = schedules.of_version(db.session(), version.hash), clock.now()
    for element in version.start_timers:
        row = rows.get(element.id)
        in_use = row is not None and row.status != "superseded"
        since, last = (row.since, _last(row)) if row is not None and in_use else (now, None)
        said = row.said if row is not None and in_use else None
        try:
            found = periodic.upcoming(element, since, last, calendar_of(version, element), count)
        except ShouwenError as problem:
            found, said = [], str(problem)
        yield Plan(
            element=element.id,
            name=element.name or element.id,
            upcoming=tuple(found),
            missed=missed_of(element),
            unit=unit_of(version, element),
            in_use=in_use,
            said=said,
        )
