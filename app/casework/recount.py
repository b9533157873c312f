"""Counting open times again after a calendar was published: in batches, in the worker, going on where it stopped."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from app import clock
from app.casework import clocks
from app.store import calendars as kept
from app.store import db, models, writing

BATCH = 50
REMEMBERED = timedelta(days=7)  # so long is one shown that failed for some case


@dataclass(frozen=True)
class Recounted:
    """How far counting again has come, for people."""

    calendar: str
    version: str
    begun_at: datetime
    done_at: datetime | None
    cases: int  # looked at
    moved: int
    failed: int


def run_batch() -> int:
    """Count the next cases again; how many were looked at, or 1 when a recount was finished. 0: nothing waits."""
    row = kept.waiting_recount(db.session())
    if row is None:
        return 0
    id, begun = row.id, clocks.recompute(row.calendar, since=row.since, after=row.last_case, batch=BATCH)
    progress = next(iter(begun), None)
    with writing() as session:
        fresh = session.get_one(models.CalendarRecount, id, populate_existing=True, with_for_update=True)
        if progress is None or not progress.looked:
            fresh.done_at = fresh.done_at or clock.now()
            return 1
        if progress.last > fresh.last_case:  # else another worker has counted the same cases: nothing moved twice
            fresh.last_case = progress.last
            fresh.cases += progress.looked
            fresh.moved += progress.moved
            fresh.failed += progress.failed
    return progress.looked


def next_instant() -> datetime | None:
    """When the worker has to look; None: nothing is to be counted again."""
    row = kept.waiting_recount(db.session())
    return row.begun_at if row is not None else None


def of(calendar: str) -> tuple[Recounted, ...]:
    """The last times that a calendar's open cases were counted again, the newest first."""
    return tuple(map(_recounted, kept.recounts(db.session(), calendar)))


def unfinished(now: datetime) -> tuple[Recounted, ...]:
    """Those that wait or go on, and those of late in which some case could not be counted."""
    return tuple(map(_recounted, kept.unfinished_recounts(db.session(), now - REMEMBERED)))


def _recounted(row: models.CalendarRecount) -> Recounted:
    return Recounted(row.calendar, row.version, row.begun_at, row.done_at, row.cases, row.moved, row.failed)
