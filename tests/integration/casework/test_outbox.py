"""What is to be done outside is done at least once, under a lock that expires; three attempts, then people are told."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from app import clock
from app.casework import cases, journal, messages, outbox, tasks, timers, verify
from app.casework.outbox import JobFault, Message
from app.errors import NobodyWaits
from app.store import db, models
from tests.support.bpmn import Bpmn
from tests.support.house import deployed, who


class Clock:
    """The time as the test sets it."""

    def __init__(self) -> None:
        self.later = timedelta()
        self.now = clock.now

    def __call__(self) -> datetime:
        return self.now() + self.later


@pytest.fixture
def time(house: Flask, monkeypatch: pytest.MonkeyPatch) -> Clock:
    moving = Clock()
    monkeypatch.setattr(clock, "now", moving)
    return moving


def with_job() -> str:
    diagram = (
        Bpmn("with-job").start().service("register", "register").user("check", groups="clerk@association").end("ok")
    )
    return deployed(diagram)


def test_a_job_is_done_and_its_values_are_the_case_s(time: Clock) -> None:
    started = cases.start(with_job(), {}, who("li"))
    seen: list[Message] = []

    def register(message: Message) -> dict[str, object]:
        seen.append(message)
        return {"number": "R-7"}

    assert outbox.deliver_due({"job:register": register}) == 1
    assert (seen[0].case_number, seen[0].attempts, seen[0].payload["type"]) == (started.number, 1, "register")
    assert cases.view(started.case_id, who("li")).values == {"number": "R-7"}
    assert [entry.by for entry in journal.entries(started.case_id)] == ["li", "system:jobs"]
    assert outbox.deliver_due({"job:register": register}) == 0
    assert outbox.next_instant() is None
    assert verify.verify().ok


def test_three_attempts_with_longer_waits_then_an_incident_that_can_be_tried_again(time: Clock) -> None:
    started = cases.start(with_job(), {}, who("li"))
    attempts = []

    def broken(message: Message) -> None:
        attempts.append(message.attempts)
        raise OSError("the register does not answer")

    for wait in (0, 0, 1, 10, 60):
        time.later += timedelta(minutes=wait)
        outbox.deliver_due({"job:register": broken})
    assert attempts == [1, 2, 3]
    (incident,) = cases.view(started.case_id, who("li")).incidents
    assert incident.message == "OSError: the register does not answer"

    cases.retry(started.case_id, incident.key, who("zhou"))
    outbox.deliver_due({"job:register": lambda _message: {}})
    assert tasks.of_my_groups(who("li")).total == 1
    assert verify.verify().ok


def test_a_fault_that_the_diagram_knows_takes_its_way_at_once(time: Clock) -> None:
    diagram = (
        Bpmn("faulty")
        .start()
        .service("register", "register")
        .end("ok")
        .boundary("register", "refused", error="REFUSED")
        .end("refused_end")
    )
    started = cases.start(deployed(diagram), {}, who("li"))

    def refuse(_message: Message) -> None:
        raise JobFault("REFUSED", "the register refuses")

    outbox.deliver_due({"job:register": refuse})
    assert cases.get(started.case_id, who("li")).ended == "refused_end"


def test_a_job_that_nobody_here_can_do_becomes_an_incident(time: Clock) -> None:
    started = cases.start(with_job(), {}, who("li"))
    for wait in (0, 1, 10):
        time.later += timedelta(minutes=wait)
        outbox.deliver_due({})
    assert cases.get(started.case_id, who("li")).incidents == 1


def test_a_worker_that_died_with_a_message_in_hand_is_followed_by_another(time: Clock) -> None:
    started = cases.start(with_job(), {}, who("li"))
    assert [message.case_id for message in outbox.claim(10)] == [started.case_id]
    assert outbox.deliver_due({"job:register": lambda _message: {}}) == 0
    time.later += outbox.LOCK
    assert outbox.deliver_due({"job:register": lambda _message: {}}) == 1
    assert cases.get(started.case_id, who("li")).seq == 2


def test_done_twice_because_a_worker_died_before_it_said_so_acts_once(time: Clock) -> None:
    started = cases.start(with_job(), {}, who("li"))
    (message,) = outbox.claim(10)
    outbox._deliver(message, {"job:register": lambda _message: {"n": 1}})
    outbox._deliver(message, {"job:register": lambda _message: {"n": 2}})
    assert cases.view(started.case_id, who("li")).values == {"n": 1}
    assert cases.get(started.case_id, who("li")).seq == 2


def test_a_case_that_ended_meanwhile_needs_no_answer(time: Clock) -> None:
    started = cases.start(with_job(), {}, who("li"))
    cases.cancel(started.case_id, "zurückgezogen", who("zhou"))
    assert outbox.deliver_due({"job:register": lambda _message: {}}) == 1
    assert db.session().execute(select(models.OutboxMessage.status)).scalar_one() == "done"


def test_a_notice_that_cannot_be_sent_is_told_in_the_list_of_incidents(time: Clock) -> None:
    diagram = Bpmn("p").start().user("late", groups="clerk@association", due="=workhours(1)").end()
    started = cases.start(deployed(diagram), {}, who("li"), at=clock.now() - timedelta(days=10))

    def broken(_message: Message) -> None:
        raise OSError("no route to host")

    timers.settle(started.case_id)
    before = cases.get(started.case_id, who("li")).seq
    for wait in (0, 1, 10):
        time.later += timedelta(minutes=wait)
        outbox.deliver_due({"notice": broken})
    found = db.session().execute(select(models.Incident)).scalars().all()
    assert {incident.source for incident in found} == {"outbox"}
    assert cases.get(started.case_id, who("li")).seq == before
    assert verify.verify().ok


class TestMessages:
    def waiting(self, key: str | None = None) -> int:
        values = {"ticket": key} if key else {}
        diagram = Bpmn("waits").start().receive("wait", "answer", "=ticket" if key else None).end("got")
        return cases.start(deployed(diagram), {}, who("li")).case_id if not values else self.with_key(diagram, values)

    def with_key(self, diagram: Bpmn, values: dict[str, str]) -> int:
        asked = Bpmn("keyed").start().script("number", f'= "{values["ticket"]}"', "ticket")
        asked.receive("wait", "answer", "=ticket").end("got")
        return cases.start(deployed(asked), {}, who("li")).case_id

    def test_a_message_goes_to_the_case_that_waits_for_its_key(self, time: Clock) -> None:
        first, second = self.waiting("T1"), self.waiting("T2")
        told = messages.deliver("answer", "T2", {"text": "ja"}, who("li"))
        assert (told.case_id, told.ended) == (second, "got")
        assert cases.get(first, who("li")).status == "open"

    def test_without_a_key_it_is_refused_when_several_wait(self, time: Clock) -> None:
        self.waiting()
        self.waiting()
        with pytest.raises(messages.SeveralWait):
            messages.deliver("answer", None, {}, who("li"))

    def test_sent_twice_with_a_key_of_its_own_it_acts_once(self, time: Clock) -> None:
        self.waiting()
        first = messages.deliver("answer", None, {"n": 1}, who("li"), idempotency_key="m")
        self.waiting()
        again = messages.deliver("answer", None, {"n": 1}, who("li"), idempotency_key="m")
        assert (again.case_id, again.repeated) == (first.case_id, True)

    def test_nobody_waits(self, time: Clock) -> None:
        with pytest.raises(NobodyWaits):
            messages.deliver("answer", None, {}, who("li"))

    def test_a_message_that_starts_a_process_starts_it_once(self, time: Clock) -> None:
        deployed(Bpmn("begun").start(message="complaint").user("read", groups="clerk@association").end())
        first = messages.deliver("complaint", None, {"text": "坏了"}, who("li"), idempotency_key="m")
        again = messages.deliver("complaint", None, {"text": "坏了"}, who("li"), idempotency_key="m")
        assert (again.case_id, again.repeated) == (first.case_id, True)
        assert cases.view(first.case_id, who("li")).values == {"text": "坏了"}

    def test_from_one_case_to_another(self, time: Clock) -> None:
        receiver = self.waiting()
        sender = deployed(Bpmn("sends").start().send("tell", "answer").end())
        cases.start(sender, {}, who("li"))
        assert outbox.deliver_due({}) == 1
        assert cases.get(receiver, who("li")).ended == "got"
