"""Whether a worker is alive: each says so at every heartbeat, and people are told when none has been heard for long."""

from __future__ import annotations

from datetime import datetime, timedelta

from app import clock
from app.store import db, writing
from app.store.models import Heartbeat

SILENT_AFTER = timedelta(minutes=1)


def beat(name: str, started_at: datetime) -> None:
    """A worker says that it is alive; those that have been silent for a day are forgotten."""
    now = clock.now()
    with writing():
        db.session.merge(Heartbeat(name=name, started_at=started_at, at=now))
        db.session.execute(db.delete(Heartbeat).where(Heartbeat.at < now - timedelta(days=1)))


def leave(name: str) -> None:
    """A worker that stops in good order says so."""
    with writing():
        db.session.execute(db.delete(Heartbeat).where(Heartbeat.name == name))


def worker_seen_at() -> datetime | None:
    return db.session.scalar(db.select(db.func.max(Heartbeat.at)))


def is_silent(now: datetime) -> bool:
    """Whether no worker was heard for so long that what falls due is noticed late."""
    seen = worker_seen_at()
    return seen is None or now - seen > SILENT_AFTER
