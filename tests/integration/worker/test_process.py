"""The worker as a process of its own: it stops when asked; killed in the middle, it loses and doubles nothing."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

from flask import Flask

from app.casework import cases, health, journal, people, verify
from app.store import db
from tests.support.house import deployed, who
from tests.support.workers import status, wait_for, waiting

CASES = 60


def start_worker(house: Flask) -> subprocess.Popen[bytes]:
    settings = house.extensions["shouwen.settings"]
    environment = {**os.environ, "SHOUWEN_DATA": str(settings.data), "DATABASE_URL": settings.database_url}
    root = Path(__file__).parents[3]
    return subprocess.Popen([sys.executable, "-m", "app.cli", "worker"], env=environment, cwd=root)


def fired(started: list[int]) -> int:
    return sum(status(case) == "ended" for case in started)


def test_a_killed_worker_loses_nothing_and_does_nothing_twice(house: Flask) -> None:
    process = deployed(waiting(2))
    started = [cases.start(process, {}, who("li")).case_id for _ in range(CASES)]

    worker = start_worker(house)
    wait_for(lambda: fired(started) > 0)
    worker.send_signal(signal.SIGKILL)
    worker.wait()
    second = start_worker(house)
    try:
        wait_for(lambda: fired(started) == CASES)
    finally:
        second.terminate()
        second.wait()

    entries = Counter(entry.kind for case in started for entry in journal.of(case, people.system("test")))
    assert entries == {"Start": CASES, "TimerDue": CASES}
    assert verify.verify().ok


def test_a_worker_says_that_it_is_alive_and_goodbye(house: Flask) -> None:
    worker = start_worker(house)
    wait_for(lambda: seen() is not None)
    worker.terminate()

    assert worker.wait() == 0
    assert seen() is None


def seen() -> object:
    db.session.rollback()
    time.sleep(0.1)
    return health.worker_seen_at()
