"""Ladders live: what was missed is on record at its instants, told once, and a breach says who answered for it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask

from app import clock
from app.casework import cases, journal, organisation, outbox, people, people_admin, tasks, timers, verify
from app.casework.outbox import Message
from app.notify import Occasion, compose
from app.store import db, models
from tests.support.bpmn import Bpmn
from tests.support.house import PEOPLE, deployed, who

REMINDERS = "10% remind; 20% remind; 30% remind; 40% urge; 50% urge"
LADDER = f"{REMINDERS}; 100% breach, escalate head; 150% escalate leader"


def begun(ladder: str = LADDER, days: int = 10) -> int:
    """A case whose task should have been done days ago; nothing has fired yet."""
    diagram = Bpmn("p").start().user("reply", groups="handler@bank-a", due="=workhours(8)")
    process = deployed(diagram.properties(ladder=ladder).end())
    return cases.start(process, {}, who("an"), at=clock.now() - timedelta(days=days)).case_id


def told() -> list[Message]:
    found: list[Message] = []
    while outbox.deliver_due({"notice": found.append}):  # type: ignore[dict-item]
        pass
    return found


def kinds(messages: list[Message]) -> list[str]:
    return [message.payload["kind"] for message in messages]


def test_five_reminders_that_were_missed_are_one_message_and_all_is_on_record(house: Flask) -> None:
    case = begun()
    timers.settle(case)

    messages = told()

    assert kinds(messages) == ["urge", "breach", "escalate", "escalate"]
    assert messages[0].payload["count"] == 5
    fired = [entry for entry in journal.entries(case) if entry.kind == "TimerDue"]
    assert [entry.came["fired"]["kind"] for entry in fired] == ["remind"] * 3 + ["urge"] * 2 + ["breach", "escalate"]
    assert all(entry.at.isoformat() == entry.came["fired"]["due"].replace(".000000", "") for entry in fired)
    assert [entry.at for entry in fired] == sorted({entry.at for entry in fired})
    assert verify.verify().ok


def test_a_reminder_waits_while_its_case_is_catching_up(house: Flask) -> None:
    case = begun()
    timers.run_due(limit=1)

    assert kinds(told()) == []
    waiting = db.session.query(models.OutboxMessage).filter_by(case_id=case, status="waiting").one()
    assert (waiting.attempts, waiting.due_at > clock.now()) == (0, True)


def test_a_reminder_in_time_is_told_alone(house: Flask) -> None:
    begun("10% remind; 20% remind; 9000% urge")
    timers.run_due(limit=2)
    assert [message.payload["count"] for message in told()] == [2]


def test_nobody_is_reminded_of_what_is_done(house: Flask) -> None:
    case = begun(REMINDERS)
    timers.settle(case)
    tasks.complete(f"{case}-1", {}, who("an"))
    assert kinds(told()) == []


def test_what_missed_reminders_say() -> None:
    one = Occasion(kind="urge", case="2026-00001", process="投诉", task="答复")
    assert "5 次提醒" in compose(Occasion(**{**vars(one), "count": 5})).body
    assert "提醒没有发出" not in compose(one).body


@pytest.mark.parametrize(("taken", "responsible"), [(None, ["an"]), ("an", ["an"])])
def test_a_breach_says_for_good_who_answered_for_the_task(
    house: Flask, taken: str | None, responsible: list[str]
) -> None:
    case = begun("100% breach, escalate head", days=0)
    if taken:
        tasks.claim(f"{case}-1", who(taken))
    timers.settle(case, clock.now() + timedelta(days=20))
    after = {**PEOPLE, "people": [each for each in PEOPLE["people"] if each["login"] != "an"]}  # type: ignore[misc]
    people_admin.take_over(organisation.parse(after))

    [breach] = [entry for entry in journal.entries(case) if entry.came.get("fired", {}).get("kind") == "breach"]

    assert breach.came["responsible"] == [[1, responsible]]
    assert breach.came["changed"][0]["deputies"] == ["head@bank-a"]
    assert breach.came["changed"][0]["groups"] == ["handler@bank-a"]
    assert verify.verify().ok
    assert cases.get(case, people.system("test")).status == "open"
