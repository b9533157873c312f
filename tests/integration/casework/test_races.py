"""Two at once, in real processes: one wins, the other is told; nothing is done twice, nothing is lost."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from app.casework import cases, checkpoints, journal, tasks, timers, verify
from tests.support.bpmn import Bpmn
from tests.support.house import deployed, passing_on, who
from tests.support.processes import at_once

pytestmark = pytest.mark.usefixtures("house")

START = datetime(2026, 9, 28, 1, 0, tzinfo=UTC)


def complete(task: str, login: str, key: str | None) -> dict[str, Any]:
    return vars(tasks.complete(task, {"channel": login}, who(login), key=key))


def claim(task: str, login: str) -> str:
    tasks.claim(task, who(login))
    return login


def start(process: str, key: str | None) -> tuple[int, str]:
    started = cases.start(process, {}, who("li"), key=key)
    return started.case_id, started.number


def fire(until: datetime) -> int:
    return timers.run_due(until=until)


def test_of_two_completions_one_wins_and_the_other_is_told() -> None:
    started = cases.start(passing_on(), {}, who("li"))
    task = started.opened[0]
    answers = at_once(complete, [(task, "li", None), (task, "wang", None), (task, "li", None)])
    won = [answer for answer in answers if isinstance(answer, dict)]
    lost = [answer for answer in answers if isinstance(answer, str)]
    assert len(won) == 1
    assert lost == [f"TaskClosed: Task {task} is already done."] * 2
    assert [entry.kind for entry in journal.entries(started.case_id)] == ["Start", "Complete"]
    assert verify.verify().ok


def test_one_completion_sent_thrice_at_once_acts_once_and_answers_the_same() -> None:
    started = cases.start(passing_on(), {}, who("li"))
    answers = at_once(complete, [(started.opened[0], "li", "k")] * 3)
    assert Counter(answer.pop("repeated") for answer in answers) == {False: 1, True: 2}
    assert answers[0] == answers[1] == answers[2]
    assert len(journal.entries(started.case_id)) == 2


def test_one_claims_it() -> None:
    started = cases.start(passing_on(), {}, who("li"))
    answers = at_once(claim, [(started.opened[0], "li"), (started.opened[0], "wang")])
    (task,) = tasks.of_case(started.case_id)
    assert task.assignee in answers
    assert any(answer.startswith("TaskTaken") for answer in answers)


def test_cases_started_at_once_get_numbers_without_gaps() -> None:
    process = passing_on()
    answers = at_once(start, [(process, None)] * 5)
    assert sorted(number[5:] for _, number in answers) == ["00001", "00002", "00003", "00004", "00005"]
    assert verify.verify().ok


def test_one_start_sent_thrice_at_once_starts_one_case() -> None:
    answers = at_once(start, [(passing_on(), "k")] * 3)
    assert len(set(map(tuple, answers))) == 1
    assert cases.find(who("li")).total == 1


def test_workers_share_what_is_due_and_fire_each_timer_once() -> None:
    process = passing_on()
    started = [cases.start(process, {}, who("li"), at=START).case_id for _ in range(12)]
    until = START + timedelta(days=30)
    answers = at_once(fire, [(until,)] * 3)
    answers.append(fire(until))
    assert sum(answers) == 4 * len(started)
    for case in started:
        assert [entry.kind for entry in journal.entries(case)] == ["Start"] + ["TimerDue"] * 4
    assert verify.verify().ok


def both_ways(task: str, until: datetime, settle: bool) -> str:
    if settle:
        return f"fired {timers.run_due(until=until)}"
    try:
        return str(tasks.complete(task, {}, who("li"), at=until).ended)
    except Exception as refused:
        return type(refused).__name__


def test_a_completion_and_the_worker_agree_on_what_was_due() -> None:
    """Whoever is first: the timer came due before the completion, so the completion comes too late."""
    diagram = (
        Bpmn("late")
        .start()
        .user("handle", groups="clerk")
        .end("handled")
        .boundary("handle", "overdue", duration="PT2H")
        .end("escalated")
    )
    started = cases.start(deployed(diagram), {}, who("li"), at=START)
    until = START + timedelta(hours=2)
    answers = at_once(both_ways, [(started.opened[0], until, False), (started.opened[0], until, True)])
    assert answers[0] in ("CaseEnded", "TaskClosed")
    entries = journal.entries(started.case_id)
    assert [entry.kind for entry in entries] == ["Start", "TimerDue"]
    assert entries[1].at == until


def checkpoint() -> int:
    written = checkpoints.write()
    return len(written.heads) if written else 0


def test_checkpoints_written_at_once_cover_every_case_once() -> None:
    process = passing_on()
    for _ in range(6):
        cases.start(process, {}, who("li"))
    at_once(checkpoint, [()] * 3)
    checkpoints.write()
    assert sorted(head[0] for each in checkpoints.stored() for head in each.heads) == [1, 2, 3, 4, 5, 6]
    assert verify.verify().ok
