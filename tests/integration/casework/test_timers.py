"""Settle first: what is due fires at its due instant, in order, whoever comes when."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from app import engine
from app.casework import cases, commands, journal, notes, tasks, timers
from app.casework.commands import CatchingUp
from app.errors import TaskClosed, Unavailable
from app.store import db, models
from tests.support.bpmn import Bpmn
from tests.support.house import deployed, passing_on, who

pytestmark = pytest.mark.usefixtures("house")

START = datetime(2026, 9, 28, 1, 0, tzinfo=UTC)  # Monday 09:00 in Shanghai
HOUR = timedelta(hours=1)


def escalating() -> str:
    """A task of two hours, after which it is the boss's."""
    diagram = (
        Bpmn("escalating")
        .start()
        .user("handle", groups="clerk")
        .end("handled")
        .boundary("handle", "late", duration="PT2H")
        .user("escalated", groups="clerk")
        .end("late_end")
    )
    return deployed(diagram)


def test_a_timer_that_came_due_before_a_completion_has_fired_before_it() -> None:
    started = cases.start(escalating(), {}, who("li"), at=START)
    with pytest.raises(TaskClosed):
        tasks.complete(started.opened[0], {}, who("li"), at=START + 3 * HOUR)
    entries = journal.of(started.case_id, who("li"))
    assert [(entry.kind, entry.at) for entry in entries] == [("Start", START), ("TimerDue", START + 2 * HOUR)]
    assert entries[1].by == "system:timers"
    assert [task.element for task in tasks.of_case(started.case_id) if task.status == "open"] == ["escalated"]


def test_what_is_due_at_exactly_the_instant_is_due() -> None:
    started = cases.start(escalating(), {}, who("li"), at=START)
    with pytest.raises(TaskClosed):
        tasks.complete(started.opened[0], {}, who("li"), at=START + 2 * HOUR)


def test_a_moment_earlier_it_is_not() -> None:
    started = cases.start(escalating(), {}, who("li"), at=START)
    just_before = START + 2 * HOUR - timedelta(microseconds=1)
    assert tasks.complete(started.opened[0], {}, who("li"), at=just_before).ended == "handled"
    assert timers.settle(started.case_id) == 0


def test_each_rung_fires_at_its_own_instant_however_late_the_worker_is() -> None:
    started = cases.start(passing_on(), {}, who("li"), at=START)
    assert timers.settle(started.case_id, START + timedelta(days=30)) == 4
    fired = [entry for entry in journal.of(started.case_id, who("li")) if entry.kind == "TimerDue"]
    assert [entry.asked["timer"].partition("@")[2] for entry in fired] == ["50%", "80%", "100%", "150%"]
    assert [entry.at for entry in fired] == sorted(entry.at for entry in fired)
    assert all(entry.at < START + timedelta(days=15) < entry.wall for entry in fired)
    (task,) = tasks.of_case(started.case_id)
    assert (task.urged, task.breached, task.status) == (2, True, "open")
    assert "head@association" in task.deputies


def test_the_worker_fires_what_is_due_in_every_case_and_nothing_else() -> None:
    process = escalating()
    due = [cases.start(process, {}, who("li"), at=START).case_id for _ in range(3)]
    later = cases.start(process, {}, who("li"), at=START + 5 * HOUR)
    assert timers.next_instant() == START + 2 * HOUR
    assert timers.run_due(until=START + 3 * HOUR) == 3
    assert all(cases.get(case, who("li")).seq == 2 for case in due)
    assert cases.get(later.case_id, who("li")).seq == 1
    assert timers.next_instant() == START + 7 * HOUR
    assert timers.run_due(until=START + 3 * HOUR) == 0


def test_the_worker_stops_at_its_limit_and_goes_on_the_next_time() -> None:
    for _ in range(3):
        cases.start(escalating(), {}, who("li"), at=START)
    assert timers.run_due(limit=2, until=START + 3 * HOUR) == 2
    assert timers.run_due(limit=2, until=START + 3 * HOUR) == 1


def test_a_remark_does_not_move_the_clock_of_what_is_due_before_it() -> None:
    started = cases.start(escalating(), {}, who("li"), at=START)
    notes.comment(started.case_id, "客户又来电", who("li"), at=START + 9 * HOUR)
    entries = journal.of(started.case_id, who("li"))
    assert [(entry.kind, entry.at) for entry in entries[1:]] == [
        ("TimerDue", START + 2 * HOUR),
        ("Comment", START + 9 * HOUR),
    ]
    assert cases.view(started.case_id, who("li")).at == START + 2 * HOUR


def test_logical_time_never_goes_back() -> None:
    started = cases.start(escalating(), {}, who("li"), at=START)
    claimed = tasks.claim(started.opened[0], who("li"), at=START - HOUR)
    assert claimed.at == START


def test_a_case_with_endless_timers_is_left_to_the_worker(monkeypatch: pytest.MonkeyPatch) -> None:
    diagram = (
        Bpmn("ringing")
        .start()
        .user("handle", groups="clerk")
        .end()
        .boundary("handle", "ring", interrupting=False, cycle="R/PT1M")
        .script("count", "= 1", "rung")
        .end("rung_end")
    )
    started = cases.start(deployed(diagram), {}, who("li"), at=START)
    monkeypatch.setattr(commands, "MOST_FIRED", 5)
    with pytest.raises(CatchingUp) as refused:
        tasks.complete(started.opened[0], {}, who("li"), at=START + HOUR)
    assert isinstance(refused.value, Unavailable)
    assert cases.get(started.case_id, who("li")).seq == 6
    assert timers.run_due(limit=200, until=START + HOUR) == 55
    assert tasks.complete(started.opened[0], {}, who("li"), at=START + HOUR).status == "ended"


def test_a_case_that_cannot_go_on_is_put_off_and_does_not_keep_others_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    process = escalating()
    poisoned = cases.start(process, {}, who("li"), at=START)
    sound = cases.start(process, {}, who("li"), at=START)
    advance = engine.advance

    def poison(version: object, state: object, *asked: object, **more: object) -> object:
        if poisoned.number.encode() in engine.canonical(state):  # type: ignore[arg-type]
            raise RuntimeError("a bug")
        return advance(version, state, *asked, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(engine, "advance", poison)
    assert timers.run_due(until=START + 3 * HOUR) == 2
    assert cases.get(sound.case_id, who("li")).seq == 2
    row = db.session().execute(select(models.Case.failures, models.Case.wake_at, models.Case.next_due)).all()[0]
    assert (row.failures, row.next_due) == (1, START + 2 * HOUR)
    assert row.wake_at > START + 3 * HOUR

    for hours in (4, 5):
        timers.run_due(until=START + hours * HOUR)
    (incident,) = db.session().execute(select(models.Incident)).scalars()
    assert (incident.case_id, incident.source, incident.message) == (poisoned.case_id, "timer", "RuntimeError: a bug")

    monkeypatch.undo()
    assert tasks.claim(cases_open_task(poisoned.case_id), who("li")).status == "open"
    db.session().expire_all()
    assert db.session().get_one(models.Incident, (poisoned.case_id, "timer")).resolved_at is not None


def cases_open_task(case_id: int) -> str:
    timers.settle(case_id)
    return next(task.id for task in tasks.of_case(case_id) if task.status == "open")
