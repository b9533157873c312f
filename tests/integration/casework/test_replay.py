"""Replay does the recorded commands again on the frozen version and calendar, and says whether the same came of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import update

from app import calendars
from app.casework import calendars as in_force
from app.casework import cases, deploy, journal, messages, notes, people, record, replay, tasks, timers, verify
from app.errors import CaseNotFound
from app.store import models, writing
from tests.support.bpmn import Bpmn
from tests.support.house import deployed, passing_on, who

pytestmark = pytest.mark.usefixtures("house")

START = datetime(2026, 9, 28, 1, 0, tzinfo=UTC)


def worked() -> int:
    started = cases.start(passing_on(), {}, who("li"), at=START)
    notes.comment(started.case_id, "等客户回电", who("li"), at=START + timedelta(hours=1))
    done = tasks.complete(started.opened[0], {"channel": "电话"}, who("li"), at=START + timedelta(days=2))
    timers.settle(done.case_id, START + timedelta(days=30))
    tasks.complete(done.opened[0], {}, who("an"), at=START + timedelta(days=30))
    return done.case_id


def test_each_step_is_there_with_the_state_after_it() -> None:
    replayed = replay.replay(worked())
    assert replayed.matches
    kinds = [step.entry.kind for step in replayed.steps]
    assert kinds == ["Start", "Comment", "TimerDue", "Complete", *["TimerDue"] * 4, "Complete"]
    assert [[task.element for task in step.view.tasks] for step in replayed.steps][2:5] == [
        ["record"],
        ["verify"],
        ["verify"],
    ]
    assert replayed.steps[-1].view.status == "ended"
    assert all(step.matches for step in replayed.steps)


def test_a_case_is_replayed_on_the_version_it_was_made_with() -> None:
    case = worked()
    other = Bpmn("passing-on").start().user("else", groups="clerk@association").end()
    deploy.deploy(other.sources(), "passing-on", people.system("setup"))
    assert replay.replay(case).matches
    assert verify.verify().ok


def test_a_case_is_replayed_with_the_calendar_of_its_day() -> None:
    """A calendar that is published later moves the deadlines of later tasks, and of no earlier one."""
    case = worked()
    cn = in_force.in_force("cn")
    day = date(2026, 9, 29)
    days = {**cn.days, day: calendars.Day(working=False, name="临时放假")}
    in_force.publish(replace(cn, days=days), "zhou")
    later = cases.start("passing-on", {}, who("li"), at=START)
    first, second = journal.entries(case)[0], journal.entries(later.case_id)[0]
    assert first.calendar_version != second.calendar_version
    due = [tasks.of_case(each)[0].due_at for each in (case, later.case_id)]
    assert [at.day for at in due if at] == [30, 8]  # the next working day comes after the national holiday
    assert replay.replay(case).matches
    assert replay.replay(later.case_id).matches
    assert verify.verify().ok


def test_the_first_difference_is_named() -> None:
    case = worked()
    with writing() as session:
        changed = update(models.JournalEntry).where(models.JournalEntry.case_id == case, models.JournalEntry.seq == 4)
        outcome = record.text_of(journal.entries(case)[3].came).replace("电话", "来访")
        session.execute(changed.values(outcome=outcome))
    replayed = replay.replay(case)
    assert replayed.difference is not None
    assert (replayed.matches, replayed.difference.seq) == (False, 4)
    assert "changes" in replayed.difference.message
    assert len(replayed.steps) == 9


def test_a_command_that_is_refused_when_it_is_done_again_ends_the_replay() -> None:
    case = worked()
    with writing() as session:
        changed = update(models.JournalEntry).where(models.JournalEntry.case_id == case, models.JournalEntry.seq == 4)
        command = record.text_of(journal.entries(case)[3].asked).replace("record#1", "record#7")
        session.execute(changed.values(command=command))
    replayed = replay.replay(case)
    assert replayed.difference is not None
    assert (replayed.difference.seq, len(replayed.steps)) == (4, 3)


@pytest.mark.parametrize("nonsense", ["{", "[]", '{"command": "Nothing"}', "null", '{"command": "Start", "x": 1}'])
def test_a_journal_full_of_nonsense_does_not_stop_an_audit(nonsense: str) -> None:
    case = worked()
    with writing() as session:
        here = (models.JournalEntry.case_id == case, models.JournalEntry.seq == 3)
        session.execute(update(models.JournalEntry).where(*here).values(command=nonsense, outcome=nonsense))
    assert not replay.replay(case).matches
    assert not verify.verify().ok


def test_there_is_no_such_case() -> None:
    with pytest.raises(CaseNotFound):
        replay.replay(12345)


def test_a_case_started_by_a_message_replays() -> None:
    deployed(Bpmn("begun").start(message="complaint").user("read", groups="clerk@association").end())
    started = messages.deliver("complaint", None, {"amount": 12.5, "when": date(2026, 9, 1)}, who("li"))
    assert replay.replay(started.case_id).matches
