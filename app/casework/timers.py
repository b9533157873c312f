"""Firing what is due: for one case when somebody asks for it, and for all of them in the worker."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

import structlog

from app import clock
from app.casework import people
from app.casework.commands import fire, is_due
from app.casework.held import Held, hold, hold_due
from app.casework.organisation import Directory
from app.engine.step import SetTimer
from app.store import DatabaseAway, db, models, queries, writes, writing

FIRST_WAIT = timedelta(minutes=1)  # before a timer that could not be fired is tried again; then twice as long
LONGEST_WAIT = timedelta(hours=6)
MOST_DOUBLINGS = 16
ATTEMPTS = 3  # then people are told

log = structlog.get_logger()


def in_order(timers: Iterable[SetTimer]) -> list[SetTimer]:
    """The order in which timers fire, as the engine demands it."""
    return sorted(timers, key=lambda timer: (timer.due, timer.key))


def settle(case_id: int, until: datetime | None = None) -> int:
    """Fire what is due in a case, each timer in its own transaction at its due instant; how many there were."""
    until, directory, fired = until or clock.now(), people.directory(), 0
    while True:
        with writing() as session:
            held = hold(session, case_id)
            if not is_due(held, until):
                return fired
            fire(session, held, directory)
            fired += 1


def run_due(limit: int = 100, until: datetime | None = None) -> int:
    """Fire up to `limit` timers that are due, in whatever case; what others hold at the moment is left to them."""
    until, directory = until or clock.now(), people.directory()
    for fired in range(limit):
        if not _fire_first(until, directory):
            return fired
    return limit


def next_instant() -> datetime | None:
    """When the worker has to look again; None: no timer is set anywhere."""
    return queries.first_wake(db.session())


def _fire_first(until: datetime, directory: Directory) -> bool:
    held: Held | None = None
    try:
        with writing() as session:
            held = hold_due(session, until)
            if held is not None:
                fire(session, held, directory)
    except DatabaseAway:
        raise
    except Exception as problem:
        # One case that cannot go on must not keep the others waiting: it is put off, and people are told.
        if held is None:
            raise
        log.exception("a timer could not be fired", case=held.case.number)
        _put_off(held.case.id, problem, until)
    return held is not None


def _put_off(case_id: int, problem: Exception, now: datetime) -> None:
    with writing() as session:
        failures = queries.failures(session, case_id) + 1
        wait = min(FIRST_WAIT * 2 ** min(failures - 1, MOST_DOUBLINGS), LONGEST_WAIT)
        writes.change_case(session, case_id, {"failures": failures, "wake_at": now + wait})
        if failures == ATTEMPTS:
            writes.save(session, models.Incident, [_incident(case_id, problem, now)], keep=("opened_at",))


def _incident(case_id: int, problem: Exception, now: datetime) -> dict[str, object]:
    return {
        "case_id": case_id,
        "key": "timer",
        "source": "timer",
        "element": "",
        "message": f"{type(problem).__name__}: {problem}",
        "opened_at": now,
        "resolved_at": None,
    }
