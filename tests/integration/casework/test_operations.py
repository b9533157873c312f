"""What the operations page and /metrics tell: lateness, backlog, workers, the outbox, incidents."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from app import clock
from app.casework import cases, health, operations, timers
from tests.support.bpmn import Bpmn
from tests.support.house import deployed, who

pytestmark = pytest.mark.usefixtures("house")

START = datetime(2026, 9, 28, 1, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
SECOND = timedelta(seconds=1)


def late_process() -> str:
    diagram = Bpmn("too-late").start().user("handle", groups="clerk").end("handled")
    return deployed(diagram.boundary("handle", "late", duration="PT2H").user("more", groups="clerk").end("end"))


def stuck_process() -> str:
    """It stops at a gateway that cannot tell."""
    diagram = Bpmn("broken").start().xor("which", name="去向").when("= nothing > 1").end("more")
    return deployed(diagram.at("which").when("= nothing < 1").end("less"))


def at(monkeypatch: pytest.MonkeyPatch, now: datetime) -> None:
    monkeypatch.setattr(clock, "now", lambda: now)


def test_lateness_is_the_time_from_due_to_written(monkeypatch: pytest.MonkeyPatch) -> None:
    process = late_process()
    at(monkeypatch, START)
    cases.start(process, {}, who("li"))
    cases.start(process, {}, who("li"))
    waiting = operations.look()
    assert (waiting.next_timer, waiting.timers_due) == (START + 2 * HOUR, 0)

    at(monkeypatch, START + 2 * HOUR + 30 * SECOND)
    due = operations.look()
    assert (due.timers_due, due.timers_due_since) == (2, START + 2 * HOUR)
    assert due.lateness.fired == 0

    timers.run_due()
    done = operations.look()
    assert (done.timers_due, done.next_timer) == (0, None)
    assert (done.lateness.fired, done.lateness.p50, done.lateness.p99) == (2, 30 * SECOND, 30 * SECOND)

    assert operations.look(START + 4 * HOUR).lateness.fired == 0  # more than an hour ago


def test_catching_up_shows_how_fast_and_how_far(monkeypatch: pytest.MonkeyPatch) -> None:
    process, now = late_process(), START + 9 * HOUR
    for minutes in (0, 10, 20):
        at(monkeypatch, START + timedelta(minutes=minutes))
        cases.start(process, {}, who("li"))
    at(monkeypatch, now)
    assert operations.look().done_in is None  # nothing fires
    timers.run_due(limit=2)
    found = operations.look()
    assert (found.timers_due, found.fired_last_minute) == (1, 2)
    assert found.reached == START + 2 * HOUR + timedelta(minutes=10)
    assert found.done_in == timedelta(seconds=30)
    timers.run_due()
    assert operations.look().done_in is None


def test_what_is_entered_long_afterwards_is_not_late() -> None:
    cases.start(late_process(), {}, who("li"), at=START)
    timers.run_due()
    found = operations.look().lateness
    assert found.fired == 1
    assert found.most is not None
    assert found.most < timedelta(days=1) < clock.now() - START


def test_what_lies_in_the_outbox_is_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    at(monkeypatch, START)
    cases.start(stuck_process(), {}, who("li"))  # people are told of its incident
    found = operations.look(START + SECOND)
    assert (found.outbox_waiting, found.outbox_due, found.outbox_due_since) == (1, 1, START)
    assert found.outbox_failed == 0


def test_a_worker_that_is_silent_for_a_minute_is_not_alive() -> None:
    now = clock.now()
    health.beat("one", now)
    assert [worker.alive for worker in operations.look(now).workers] == [True]
    later = operations.look(now + health.SILENT_AFTER + SECOND)
    assert [worker.alive for worker in later.workers] == [False]
    assert later.workers_alive == 0


def test_incidents_are_named_to_those_alone_who_see_the_case() -> None:
    started = cases.start(stuck_process(), {}, who("li"))
    assert operations.look().incidents == {"engine": 1}
    (found,) = operations.stuck(who("zhou"))
    assert (found.case_id, found.source, found.element) == (started.case_id, "engine", "去向")
    assert operations.stuck(who("bu")) == ()


def test_percentiles_are_values_that_were_measured() -> None:
    found = operations.lateness([number * SECOND for number in range(1, 201)])
    assert (found.p50, found.p99, found.most) == (100 * SECOND, 198 * SECOND, 200 * SECOND)
    assert operations.lateness([-SECOND]).p50 == timedelta(0)
    assert operations.lateness([]).p99 is None
