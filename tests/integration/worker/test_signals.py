"""Signals reach every case that waits for them, once, and start the processes that begin with them."""

from __future__ import annotations

from flask import Flask

from app import clock
from app.casework import cases, outbox, people
from app.store import db, queries
from app.worker.handlers import handlers
from tests.support.bpmn import Bpmn
from tests.support.house import deployed, who


def caller() -> str:
    return deployed(Bpmn("caller").start().throw("call", signal="recall").end())


def waiter() -> str:
    diagram = Bpmn("waiter").start().user("work", groups="handler@bank-a").end()
    return deployed(diagram.boundary("work", "heard", signal="recall").user("stop", groups="handler@bank-a").end("e2"))


def open_in(case: int) -> list[str]:
    return [task.element for task in cases.view(case, people.system("signals")).tasks]


def test_a_signal_reaches_every_case_that_waits_for_it(house: Flask) -> None:
    process = waiter()
    waiting = [cases.start(process, {}, who("an")).case_id for _ in range(3)]
    cases.start(caller(), {}, who("an"))
    assert [open_in(case) for case in waiting] == [["work"]] * 3

    outbox.deliver_due(handlers(()))

    assert [open_in(case) for case in waiting] == [["stop"]] * 3
    assert queries.waiting_for_signal(db.session(), "recall") == []


def test_a_signal_that_is_carried_twice_is_heard_once(house: Flask) -> None:
    diagram = Bpmn("waiter").start().user("work", groups="handler@bank-a").end()
    diagram.boundary("work", "heard", interrupting=False, signal="recall").user("stop", groups="handler@bank-a").end(
        "e"
    )
    waiting = cases.start(deployed(diagram), {}, who("an")).case_id
    thrower = cases.start(caller(), {}, who("an")).case_id
    message = next(each for each in outbox.claim(10) if each.kind == "signal")

    for _ in range(2):
        outbox._broadcast(message)

    assert (message.case_id, sorted(open_in(waiting))) == (thrower, ["stop", "work"])


def test_a_signal_starts_the_process_that_begins_with_it(house: Flask) -> None:
    deployed(Bpmn("alarm").start("called", signal="recall").user("look", groups="handler@bank-a").end())
    thrower = cases.start(caller(), {}, who("an"))

    outbox.deliver_due(handlers(()))

    found = [case for case in cases.find(people.system("signals")).items if case.process == "alarm"]
    assert [(case.unit, case.started_by) for case in found] == [
        (cases.get(thrower.case_id, who("an")).unit, "system:signals")
    ]


def test_a_signal_that_nobody_waits_for_is_done(house: Flask) -> None:
    cases.start(caller(), {}, who("an"))

    outbox.deliver_due(handlers(()))

    assert outbox.next_instant() is None or outbox.next_instant() > clock.now()
