"""Whether the machinery keeps time: what is due next, how late timers fire, what waits, who works, what is stuck."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from app import clock
from app.casework import health, outbox, permissions, recount, schedules, timers, versions
from app.casework.people import Actor
from app.casework.recount import Recounted
from app.store import db, left_behind, notices, operations
from app.store import schedules as starts

WINDOW = timedelta(hours=1)  # lateness is that of the timers that fired in this time
MINUTE = timedelta(minutes=1)
MOST_FIRED = 10_000
MOST_INCIDENTS = 100


@dataclass(frozen=True)
class Lateness:
    """How much later than due timers fired: half of them by p50 or less, all but one in a hundred by p99."""

    fired: int
    p50: timedelta | None  # None: none fired
    p99: timedelta | None
    most: timedelta | None


@dataclass(frozen=True)
class Worker:
    name: str
    started_at: datetime
    seen_at: datetime
    alive: bool


@dataclass(frozen=True)
class Stuck:
    """An open incident."""

    case_id: int
    case_number: str
    key: str
    source: str
    element: str  # its name on the diagram; empty where no element is to blame
    message: str
    opened_at: datetime


@dataclass(frozen=True, kw_only=True)
class Overview:
    at: datetime
    next_timer: datetime | None  # when the worker has to act next
    next_message: datetime | None
    lateness: Lateness
    next_start: datetime | None  # of a process that starts by the clock
    starts_failing: int  # schedules whose start did not work, and is tried again
    fired_last_minute: int
    reached: datetime | None  # the logical instant of what fired last: how far catching up has come
    timers_due: int  # due, and not fired yet
    timers_due_since: datetime | None
    cases_put_off: int  # their timers could not be fired; they are tried again
    outbox_waiting: int
    outbox_due: int
    outbox_due_since: datetime | None
    outbox_failed: int
    deliveries_failed: int  # notices that no channel took
    left_behind: int  # cases that could not be read for notices and the like; they are looked at again
    recounts: tuple[Recounted, ...]  # of calendars: that wait, or failed for some case of late
    workers: tuple[Worker, ...]
    incidents: dict[str, int]  # open ones, by where they come from

    @property
    def done_in(self) -> timedelta | None:
        """How long it takes to fire all that is due at the pace of the last minute; None where nothing is, or fires."""
        if not self.timers_due or not self.fired_last_minute:
            return None
        return MINUTE * self.timers_due / self.fired_last_minute

    @property
    def recounts_waiting(self) -> int:
        return sum(each.done_at is None for each in self.recounts)

    @property
    def workers_alive(self) -> int:
        return sum(worker.alive for worker in self.workers)


def look(now: datetime | None = None) -> Overview:
    """The machinery at this moment, by a few queries that indexes answer, however many cases are open."""
    now, session = now or clock.now(), db.session()
    timers_due, timers_since = operations.timers_due(session, now)
    waiting, due, due_since = operations.outbox(session, now)
    fired = operations.timers_fired(session, now - WINDOW, MOST_FIRED)  # the last ones first
    return Overview(
        at=now,
        next_timer=timers.next_instant(),
        next_message=outbox.next_instant(),
        lateness=lateness([row.wall - max(row.at, row.commanded or row.at) for row in fired]),
        next_start=schedules.next_instant(),
        starts_failing=starts.failing(session),
        fired_last_minute=sum(row.wall > now - MINUTE for row in fired),
        reached=fired[0].at if fired else None,
        timers_due=timers_due,
        timers_due_since=timers_since,
        cases_put_off=operations.cases_put_off(session),
        outbox_waiting=waiting,
        outbox_due=due,
        outbox_due_since=due_since,
        outbox_failed=operations.outbox_failed(session),
        deliveries_failed=notices.failed_deliveries(session),
        left_behind=left_behind.amount(session),
        recounts=recount.unfinished(now),
        workers=tuple(
            Worker(beat.name, beat.started_at, beat.at, now - beat.at <= health.SILENT_AFTER)
            for beat in operations.heartbeats(session)
        ),
        incidents=operations.incidents_by_source(session),
    )


def timers_left() -> int:
    """How many timers are due and have not fired."""
    return operations.timers_due(db.session(), clock.now())[0]


def lateness(late: Sequence[timedelta]) -> Lateness:
    """A timer is never early: where clocks of machines differ a little, it counts as in time."""
    ordered = sorted(max(each, timedelta(0)) for each in late)
    if not ordered:
        return Lateness(0, None, None, None)
    return Lateness(len(ordered), rank(ordered, 0.5), rank(ordered, 0.99), ordered[-1])


def rank(ordered: Sequence[timedelta], share: float) -> timedelta:
    """The smallest value that this share of all does not exceed."""
    return ordered[max(math.ceil(share * len(ordered)), 1) - 1]


def stuck(by: Actor) -> tuple[Stuck, ...]:
    """The open incidents of the cases that the person may see, the oldest first."""
    rows = operations.open_incidents(db.session(), permissions.sight(by), MOST_INCIDENTS)
    return tuple(
        Stuck(
            row.case_id,
            row.number,
            row.key,
            row.source,
            name_of(row.version_hash, row.element),
            row.message,
            row.opened_at,
        )
        for row in rows
    )


def name_of(version_hash: str, element: str) -> str:
    found = versions.load(version_hash).elements.get(element) if element else None
    return found.name if found and found.name else element
