"""Two workers on one database, one killed (SIGKILL) again and again amid firings: each timer fires exactly once.

    SHOUWEN_FIRINGS=2000 pytest tests/integration/worker/test_killed.py

says how many timers there are; each kill comes amid a wave of 100 that are due at one instant.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from functools import partial
from pathlib import Path

from flask import Flask
from sqlalchemy import func, select

from app import clock
from app.casework import cases, verify
from app.store import db, models
from tests.support.bpmn import Bpmn
from tests.support.house import deployed, who
from tests.support.workers import wait_for

ROOT = Path(__file__).parents[3]
FIRINGS = int(os.environ.get("SHOUWEN_FIRINGS", "200"))
WAVE, AMID = 100, 5
PATIENCE = 300  # seconds until it gives up: a worker is started for each wave, and the machine may be busy
AHEAD, WAITED = timedelta(seconds=4), timedelta(hours=1)  # of a wave: until it is due, and how long its timers wait


class Worker:
    def __init__(self, house: Flask) -> None:
        settings = house.extensions["shouwen.settings"]
        given = {
            "SHOUWEN_DATA": str(settings.data),
            "DATABASE_URL": settings.database_url,
            "SHOUWEN_LOG_LEVEL": "ERROR",
        }
        command = [sys.executable, "-m", "app.cli", "worker"]
        self.process = subprocess.Popen(command, env={**os.environ, **given, "PYTHONPATH": str(ROOT)}, cwd=ROOT)

    def is_at_work(self) -> bool:
        names = db.session.scalars(select(models.Heartbeat.name)).all()
        db.session.rollback()
        return any(name.endswith(f"-{self.process.pid}") for name in names)

    def kill(self) -> None:
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()


@contextmanager
def at_work(house: Flask) -> Iterator[Worker]:
    worker = Worker(house)
    try:
        yield worker
    finally:
        worker.kill()


def wave(process: str, size: int) -> list[int]:
    """Cases whose timers are all due at one instant, a few seconds ahead."""
    due = clock.now() + AHEAD
    return [cases.start(process, {}, who("li"), at=due - WAITED).case_id for _ in range(size)]


def fired(started: list[int]) -> int:
    entry = models.JournalEntry
    asked = select(func.count()).where(entry.case_id.in_(started), entry.kind == "TimerDue")
    found = db.session.scalar(asked) or 0
    db.session.rollback()
    return int(found)


def have_fired(started: list[int], count: int) -> bool:
    return fired(started) >= count


def test_one_of_two_workers_is_killed_again_and_again(house: Flask) -> None:
    process = deployed(Bpmn("p").start().catch("wait", duration="PT1H").user("next", groups="clerk@association").end())
    started: list[int] = []
    amid = 0
    with at_work(house) as steady:
        wait_for(steady.is_at_work, PATIENCE)
        while len(started) < FIRINGS:
            with at_work(house) as doomed:
                wait_for(doomed.is_at_work, PATIENCE)
                now = wave(process, min(WAVE, FIRINGS - len(started)))
                started += now
                wait_for(partial(have_fired, now, min(AMID, len(now))), PATIENCE)
                doomed.kill()
                amid += fired(now) < len(now)
            wait_for(partial(have_fired, started, len(started)), PATIENCE)

    assert amid > 0, "no kill came while timers were firing"
    entries = Counter(db.session.scalars(select(models.JournalEntry.kind)))
    assert entries == {"Start": FIRINGS, "TimerDue": FIRINGS}
    assert Counter(db.session.scalars(select(models.Task.status))) == {"open": FIRINGS}
    assert Counter(db.session.scalars(select(models.Timer.status))) == {"fired": FIRINGS}
    assert verify.verify().ok
