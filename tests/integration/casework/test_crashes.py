"""SIGKILL in the middle of work loses nothing that was answered, and does nothing twice."""

from __future__ import annotations

import os
import random
import time
from datetime import UTC, datetime, timedelta
from multiprocessing.context import ForkServerProcess
from pathlib import Path

import pytest

from app.casework import cases, journal, tasks, timers, verify
from tests.support.house import passing_on, who
from tests.support.processes import begin

pytestmark = pytest.mark.usefixtures("house")

CASES = 40
START = datetime(2026, 9, 28, 1, 0, tzinfo=UTC)


def complete_all(ids: list[str], answered: Path) -> None:
    """Completes every task, each with a key of its own, and notes what was answered before it goes on."""
    with answered.open("a", buffering=1) as said:
        for task in ids:
            tasks.complete(task, {"channel": task}, who("li"), key=f"key-{task}")
            said.write(f"{task}\n")
            os.fsync(said.fileno())


def run_due(until: datetime) -> None:
    timers.run_due(limit=10_000, until=until)


def kill(worker: ForkServerProcess, seconds: float) -> None:
    time.sleep(seconds)
    worker.kill()  # SIGKILL
    worker.join()


def test_a_web_process_killed_again_and_again(tmp_path: Path) -> None:
    process, answered = passing_on(), tmp_path / "answered"
    ids = [cases.start(process, {}, who("li")).opened[0] for _ in range(CASES)]
    answered.touch()
    chance = random.Random(20260928)
    while left := ids[len(answered.read_text().split()) :]:
        worker = begin(complete_all, left, answered)
        while worker.is_alive() and len(ids) - len(answered.read_text().split()) == len(left):
            time.sleep(0.005)
        kill(worker, chance.uniform(0, 0.05))
    assert answered.read_text().split() == ids

    found = cases.find(who("li"), per_page=200).items
    assert len(found) == CASES
    for case in found:
        assert [entry.kind for entry in journal.entries(case.id)] == ["Start", "Complete"]
        assert case.shown == {"channel": f"{case.id}-1"}
        assert [task.element for task in tasks.of_case(case.id)] == ["record", "verify"]
    assert verify.verify().ok


def test_a_worker_killed_while_it_fires_timers() -> None:
    process, until = passing_on(), START + timedelta(days=30)
    started = [cases.start(process, {}, who("li"), at=START).case_id for _ in range(CASES)]
    chance = random.Random(7)
    while (due := timers.next_instant()) is not None and due <= until:
        before = sum(cases.get(case, who("li")).seq for case in started)
        worker = begin(run_due, until)
        while worker.is_alive() and sum(cases.get(case, who("li")).seq for case in started) == before:
            time.sleep(0.005)
        kill(worker, chance.uniform(0, 0.1))
    for case in started:
        fired = [entry.asked["timer"] for entry in journal.entries(case)[1:]]
        assert fired == ["record#1@50%", "record#1@80%", "record#1@100%", "record#1@150%"]
    assert verify.verify().ok
