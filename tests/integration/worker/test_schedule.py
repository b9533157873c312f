"""The schedule: work is done when it falls due, once, however many workers there are, and none of it is lost."""

from __future__ import annotations

import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from datetime import datetime, timedelta

import pytest
from flask import Flask

from app import clock
from app.casework import cases, journal, people
from app.store import db
from app.worker.duties import BATCH, Duty, Routine, duties
from app.worker.schedule import Schedule
from tests.support.bpmn import Bpmn
from tests.support.house import deployed, who
from tests.support.workers import PATIENCE, status, wait_for, waiting


@contextmanager
def at_work(app: Flask, workers: int = 1) -> Iterator[list[Schedule]]:
    schedules = [Schedule(app.app_context) for _ in range(workers)]
    for schedule in schedules:
        schedule.start(duties(()), ())
    try:
        yield schedules
    finally:
        for schedule in schedules:
            schedule.stop()


def test_a_timer_fires_at_its_instant_and_the_journal_has_both_times(house: Flask) -> None:
    process = deployed(waiting(1))
    case = cases.start(process, {}, who("li"))

    with at_work(house):
        wait_for(lambda: status(case.case_id) == "ended")

    start, fired = journal.of(case.case_id, people.system("test"))
    assert fired.by == "system:timers"
    assert fired.at == start.at + timedelta(seconds=1)
    assert fired.wall >= fired.at


def test_what_came_due_while_no_worker_ran_is_done_when_one_starts(house: Flask) -> None:
    process = deployed(waiting(10))
    old = clock.now() - timedelta(days=3)
    case = cases.start(process, {}, who("li"), at=old)

    with at_work(house):
        wait_for(lambda: status(case.case_id) == "ended")

    assert journal.of(case.case_id, people.system("test"))[-1].at == old + timedelta(seconds=10)


def test_two_workers_fire_each_timer_once(house: Flask) -> None:
    process = deployed(waiting(1))
    started = [cases.start(process, {}, who("li")).case_id for _ in range(30)]

    with at_work(house, workers=2):
        wait_for(lambda: all(status(case) == "ended" for case in started))

    by = Counter(entry.by for case in started for entry in journal.of(case, people.system("test")))
    assert by == {"li": 30, "system:timers": 30}


def test_a_timer_set_after_the_worker_looked_is_not_missed(house: Flask) -> None:
    late, soon = deployed(waiting(3600, "late")), deployed(waiting(1, "soon"))
    cases.start(late, {}, who("li"))

    with at_work(house) as [schedule]:
        wait_for(lambda: "timers" in schedule.armed)
        case = cases.start(soon, {}, who("li"))
        wait_for(lambda: status(case.case_id) == "ended")


def test_a_job_of_a_type_the_worker_knows_lets_the_case_go_on(house: Flask) -> None:
    diagram = Bpmn("p").start().service("tell", "notify").mapping({"to": "clerk", "text": "受理完成"}).end("told")
    case = cases.start(deployed(diagram), {}, who("li"))

    with at_work(house):
        wait_for(lambda: status(case.case_id) == "ended")

    assert journal.of(case.case_id, people.system("test"))[-1].by == "system:jobs"


def test_work_that_fails_is_tried_again_at_the_next_look() -> None:
    tried = threading.Event()
    left = [RuntimeError("away"), RuntimeError("still away"), 1, 0]

    def work() -> int:
        outcome = left.pop(0) if left else 0
        if isinstance(outcome, Exception):
            raise outcome
        tried.set()
        return outcome

    schedule = Schedule(nullcontext)
    schedule.start([Duty(name="flaky", work=work, next_instant=lambda: clock.now() if left else None)], ())
    try:
        assert tried.wait(PATIENCE)
    finally:
        schedule.stop()


def test_a_stop_lets_work_under_way_end_and_begins_none() -> None:
    begun, done = threading.Event(), []

    def work() -> int:
        begun.set()
        time.sleep(0.3)
        done.append(1)
        return 1

    schedule = Schedule(nullcontext)
    schedule.start([Duty(name="long", work=work, next_instant=clock.now)], ())
    assert begun.wait(PATIENCE)
    schedule.stop()

    assert len(done) == 1


def test_a_routine_is_done_every_so_often() -> None:
    times = threading.Semaphore(0)
    schedule = Schedule(nullcontext)
    schedule.start((), [Routine(name="beat", seconds=1, work=times.release)])
    try:
        assert times.acquire(timeout=PATIENCE)
        assert times.acquire(timeout=PATIENCE)
    finally:
        schedule.stop()


def test_a_stop_comes_to_its_end_while_a_duty_is_being_armed() -> None:
    """The look of a duty needs the scheduler, which is about to shut down, after it asked the database."""
    asked, answer = threading.Event(), threading.Event()

    def next_instant() -> datetime:
        asked.set()
        answer.wait(PATIENCE)
        return clock.now()

    schedule = Schedule(nullcontext)
    schedule.start([Duty(name="slow", work=lambda: 0, next_instant=next_instant)], ())
    assert asked.wait(PATIENCE)
    stopper = threading.Thread(target=schedule.stop)
    stopper.start()
    wait_for(schedule.stopping.is_set)
    answer.set()
    stopper.join(PATIENCE)

    assert not stopper.is_alive()


def test_catching_up_says_in_the_log_how_far_it_is(caplog: pytest.LogCaptureFixture) -> None:
    left = [BATCH, BATCH, 3]
    duty = Duty(
        name="backlog",
        work=lambda: left.pop(0) if left else 0,
        next_instant=lambda: clock.now() if left else None,
        left=lambda: sum(left),
    )
    schedule = Schedule(nullcontext)
    with caplog.at_level("INFO", logger="shouwen.worker"):
        schedule.start([duty], ())
        wait_for(lambda: not left)
        schedule.stop()

    told = [record.getMessage() for record in caplog.records if record.name == "shouwen.worker"]
    assert told == [
        f"backlog: {BATCH} done, {BATCH + 3} more are due",
        f"backlog: {2 * BATCH} done, 3 more are due",
    ]


def test_cases_of_processes_that_start_by_the_clock_are_started(house: Flask) -> None:
    deployed(Bpmn("tick").start("now_and_then", cycle="R2/PT1S").user("look", groups="clerk@association").end())

    def begun() -> int:
        db.session.rollback()
        return sum(case.process == "tick" for case in cases.find(people.system("test")).items)

    with at_work(house, workers=2):
        wait_for(lambda: begun() == 2)
