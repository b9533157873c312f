"""The desk's actions on real cases: who may, what is on record, and that all of it replays to the same digest."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from app.casework import cases, desk, journal, people_admin, replay, tasks, timers, verify, withdrawals
from app.casework.desk_rights import NotToCopy, StoodBack
from app.casework.permissions import NotForThem
from app.casework.withdrawals import GoneOut, NothingToWithdraw, SomebodyActed
from app.engine import returning
from app.engine.handling import DeedUnexplained
from app.errors import CaseNotFound, NotYours, TaskClosed, TaskNotFound, TaskTaken, TaskUnclaimed
from app.store import db, models
from tests.support.bpmn import Bpmn
from tests.support.house import deployed, who
from tests.support.processes import at_once

pytestmark = pytest.mark.usefixtures("house")
ONE = pytest.mark.parametrize("house", ["sqlite"], indirect=True)  # where the database makes no difference

START = datetime(2026, 9, 28, 1, 0, tzinfo=UTC)
FORM = {
    "id": "result",
    "type": "default",
    "schemaVersion": 16,
    "components": [{"type": "textfield", "key": "result", "label": "处理结果", "validate": {"required": True}}],
}


def rework(process: str = "rework") -> str:
    """A clerk handles, the clerks review and may send it back; then the bank answers."""
    diagram = (
        Bpmn(process)
        .start()
        .user("handle", groups="clerk@association", form="result", due="=workdays(2)")
        .user("review", groups="clerk@association", due="=workdays(1)")
        .xor("fine")
        .when('= result != "再查"')
        .user("answer", groups="handler@bank-a")
        .end("done")
        .at("fine")
        .otherwise()
        .to("handle")
        .boundary("handle", "late", interrupting=False, duration="PT5H")
        .user("look", groups="head@association")
        .end("looked")
    )
    return deployed(diagram, {"result": FORM})


def begin(**facts: Any) -> tuple[int, str]:
    """A case whose first task 李 has claimed: the case and the task."""
    started = cases.start(rework(), {}, who("li"), at=START, **facts)
    tasks.claim(started.opened[0], who("li"), at=START)
    return started.case_id, started.opened[0]


def open_of(case: int, element: str) -> str:
    return next(task.id for task in tasks.of_case(case) if task.element == element and task.status == "open")


def entries(case: int) -> list[tuple[str, str]]:
    return [(entry.kind, entry.by) for entry in journal.entries(case)]


def proven(case: int) -> None:
    assert replay.replay(case).matches
    assert verify.verify().findings == ()


@ONE
def test_what_was_delegated_comes_back_and_is_completed_by_whoever_delegated_it() -> None:
    case, task = begin()
    desk.delegate(task, "wang", who("li"), reason="请核实", at=START)
    with pytest.raises(NotYours):
        tasks.complete(task, {"result": "属实"}, who("zhao"), at=START)
    tasks.complete(task, {"result": "属实"}, who("wang"), at=START)
    assert tasks.get(task, who("li")).assignee == "li"
    assert cases.view(case, who("li")).filled == {1: {"result": "属实"}}
    tasks.complete(task, {"result": "部分属实"}, who("li"), at=START)
    assert entries(case)[2:] == [("Delegate", "li"), ("HandBack", "wang"), ("Complete", "li")]
    proven(case)


@ONE
def test_a_task_is_delegated_to_nobody_whom_it_is_not_for() -> None:
    _, task = begin()
    for login in ("bo", "ning"):
        with pytest.raises(NotForThem):
            desk.delegate(task, login, who("li"), reason="请核实", at=START)
    with pytest.raises(TaskTaken):
        desk.delegate(task, "wang", who("wang"), reason="抢", at=START)
    with pytest.raises(TaskNotFound):
        desk.delegate(task, "bo", who("bo"), reason="抢", at=START)
    with pytest.raises(DeedUnexplained):
        desk.delegate(task, "wang", who("li"), reason="  ", at=START)


def test_two_sign_after_a_task_and_the_case_goes_on() -> None:
    case, task = begin()
    desk.ask_signatures(task, ["wang", "zhao"], who("li"), place="after", reason="会签", at=START)
    tasks.complete(task, {"result": "属实"}, who("li"), at=START)
    assert [found.assignee for found in tasks.mine(who("zhao"))] == ["zhao"]
    asked = [found for found in tasks.of_case(case) if found.signs_for == 1]
    with pytest.raises(NotYours):
        desk.sign(asked[0].id, True, who("zhao"), at=START)
    with pytest.raises(NotYours):
        tasks.complete(asked[0].id, {}, who("wang"), at=START)
    desk.sign(asked[0].id, True, who("wang"), at=START)
    desk.sign(asked[1].id, True, who("zhao"), reason="同意", at=START)
    done = tasks.get(task, who("li"))
    assert (done.status, done.closed_by) == ("completed", "li")
    assert [one.state for one in done.signatures] == ["agreed", "agreed"]
    assert cases.view(case, who("li")).values == {"result": "属实"}
    proven(case)


@ONE
def test_who_signs_sees_the_case_and_nobody_of_another_bank_is_asked() -> None:
    case, task = begin()
    with pytest.raises(NotToCopy):
        desk.ask_signatures(task, ["bo"], who("li"), reason="会签", at=START)
    desk.ask_signatures(task, ["zheng"], who("li"), reason="会签", at=START)
    assert cases.get(case, who("zheng")).id == case
    desk.drop_signature(task, "zheng", who("li"), reason="不必了", at=START)
    assert tasks.mine(who("zheng")).total == 0
    proven(case)


@ONE
def test_a_task_goes_back_to_whoever_did_it_and_its_timers_are_armed_again() -> None:
    case, task = begin()
    tasks.complete(task, {"result": "属实"}, who("li"), at=START)
    review = open_of(case, "review")
    with pytest.raises(TaskUnclaimed):
        desk.send_back(review, "handle", who("wang"), reason="先认领", at=START)
    tasks.claim(review, who("wang"), at=START)
    desk.send_back(review, "handle", who("wang"), reason="证据不足", at=START + timedelta(hours=1))
    again = tasks.get(open_of(case, "handle"), who("li"))
    assert (again.assignee, again.visit) == ("li", 2)
    assert cases.view(case, who("li")).values == {"result": "属实"}
    timers.settle(case, START + timedelta(hours=7))
    assert [e.asked["timer"] for e in journal.entries(case) if e.kind == "TimerDue"] == ["late#2"]
    assert [found.id for found in tasks.done_by(who("wang"))] == [review]
    proven(case)


@ONE
def test_a_task_goes_back_to_its_group_when_whoever_did_it_has_left() -> None:
    case, task = begin()
    tasks.complete(task, {"result": "属实"}, who("li"), at=START)
    review = open_of(case, "review")
    tasks.claim(review, who("wang"), at=START)
    people_admin.set_active("li", False)
    desk.send_back(review, "handle", who("wang"), reason="证据不足", at=START)
    assert tasks.get(open_of(case, "handle"), who("wang")).assignee is None


@ONE
def test_returning_is_refused_where_nothing_is_drawn() -> None:
    case, task = begin()
    tasks.complete(task, {"result": "属实"}, who("li"), at=START)
    tasks.complete(open_of(case, "review"), {}, who("wang"), at=START)
    answer = open_of(case, "answer")
    tasks.claim(answer, who("an"), at=START)
    with pytest.raises(returning.NoWayBack):
        desk.send_back(answer, "review", who("an"), reason="退", at=START)


@ONE
def test_what_one_did_last_is_taken_back_and_the_case_replays() -> None:
    case, task = begin()
    tasks.complete(task, {"result": "填错"}, who("li"), at=START)
    cases_before = journal.entries(case)
    assert withdrawals.may_withdraw(cases_before, who("li")) is not None
    assert withdrawals.may_withdraw(cases_before, who("wang")) is None
    outcome = withdrawals.withdraw(case, who("li"), reason="填错了", at=START + timedelta(minutes=5))
    assert outcome.opened == (task,)
    assert [(found.element, found.status) for found in tasks.of_case(case)] == [
        ("handle", "open"),
        ("review", "cancelled"),
    ]
    assert cases.view(case, who("li")).values == {}
    tasks.complete(task, {"result": "属实"}, who("li"), at=START + timedelta(minutes=6))
    assert [found.id for found in tasks.of_case(case) if found.status == "open"] == [f"{case}-3"]
    assert entries(case)[2:] == [("Complete", "li"), ("Withdraw", "li"), ("Complete", "li")]
    proven(case)


@ONE
def test_nothing_is_taken_back_once_somebody_has_acted_or_time_has() -> None:
    case, task = begin()
    tasks.complete(task, {"result": "属实"}, who("li"), at=START)
    with pytest.raises(NothingToWithdraw):
        withdrawals.withdraw(case, who("wang"), reason="不是我的", at=START)
    with pytest.raises(CaseNotFound):
        withdrawals.withdraw(case, who("bo"), reason="不是我的", at=START)
    with pytest.raises(SomebodyActed, match="timers"):
        withdrawals.withdraw(case, who("li"), reason="晚了", at=START + timedelta(days=3))
    other, task = begin()
    tasks.complete(task, {"result": "属实"}, who("li"), at=START)
    tasks.claim(open_of(other, "review"), who("wang"), at=START)
    with pytest.raises(SomebodyActed, match="王"):
        withdrawals.withdraw(other, who("li"), reason="填错了", at=START)


@ONE
def test_what_has_gone_out_is_not_taken_back() -> None:
    diagram = Bpmn("send").start().user("do", groups="clerk@association").service("work").user("wait").end()
    started = cases.start(deployed(diagram), {}, who("li"), at=START)
    tasks.complete(started.opened[0], {}, who("li"), at=START)
    with pytest.raises(GoneOut):
        withdrawals.withdraw(started.case_id, who("li"), reason="填错了", at=START)


def take_back(case: int, login: str) -> str:
    try:
        withdrawals.withdraw(case, who(login), reason="填错了")
    except Exception as refused:
        return type(refused).__name__
    return "withdrawn"


def claim(task: str, login: str) -> str:
    try:
        tasks.claim(task, who(login))
    except Exception as refused:
        return type(refused).__name__
    return "claimed"


def either(what: str, task: str, case: int) -> str:
    return take_back(case, "li") if what == "back" else claim(task, "wang")


def test_of_taking_back_and_claiming_at_once_one_wins() -> None:
    started = cases.start(rework(), {}, who("li"))
    tasks.complete(started.opened[0], {"result": "属实"}, who("li"))
    review = open_of(started.case_id, "review")
    answers = at_once(either, [("back", review, started.case_id), ("claim", review, started.case_id)])
    assert answers in (["withdrawn", "TaskClosed"], ["SomebodyActed", "claimed"])
    proven(started.case_id)


def sign_it(task: str, login: str) -> str:
    try:
        desk.sign(task, True, who(login))
    except TaskClosed:
        return "closed"
    return "signed"


@ONE
def test_two_who_sign_at_once_are_both_counted_and_one_who_clicks_twice_once() -> None:
    started = cases.start(rework(), {}, who("li"))
    (task,) = started.opened
    tasks.claim(task, who("li"))
    desk.ask_signatures(task, ["wang", "zhao"], who("li"), place="after", reason="会签")
    tasks.complete(task, {"result": "属实"}, who("li"))
    asked = {found.assignee: found.id for found in tasks.of_case(started.case_id) if found.signs_for}
    answers = at_once(sign_it, [(asked["wang"], "wang"), (asked["zhao"], "zhao"), (asked["wang"], "wang")])
    assert sorted(answers) == ["closed", "signed", "signed"]
    assert open_of(started.case_id, "review")
    proven(started.case_id)


@ONE
def test_who_answers_for_a_case_urges_and_nobody_else() -> None:
    case, task = begin()
    tasks.assign(task, "wang", who("li"), reason="轮到你", at=START)
    with pytest.raises(NotYours):
        desk.urge(task, who("wang"), at=START)
    with pytest.raises(TaskNotFound):
        desk.urge(task, who("bo"), at=START)
    desk.urge(task, who("li"), reason="客户来电", at=START)
    assert tasks.get(task, who("li")).urged == 1
    sent = [row.payload for row in db.session().query(models.OutboxMessage).filter_by(case_id=case)]
    assert [(row["kind"], row["users"]) for row in sent] == [("given", ["wang"]), ("urge", ["wang"])]
    proven(case)


def test_who_is_sent_a_copy_sees_the_case_and_their_unit_does_not() -> None:
    case, task = begin()
    with pytest.raises(CaseNotFound):
        cases.get(case, who("lu"))
    with pytest.raises(NotToCopy):
        desk.copy(task, ["bo"], who("li"), at=START)
    desk.copy(task, ["lu"], who("li"), reason="请知悉", at=START)
    assert cases.get(case, who("lu")).id == case
    copied = db.session().get(models.CaseCopy, (case, "lu"))
    assert copied is not None
    assert (copied.by, copied.reason) == ("li", "请知悉")
    assert tasks.mine(who("lu")).total == tasks.of_my_groups(who("lu")).total == 0
    proven(case)


@ONE
def test_who_stood_back_from_a_task_never_does_it() -> None:
    case, task = begin()
    desk.recuse(task, who("li"), reason="投诉人是我亲属", at=START)
    assert tasks.get(task, who("li")).assignee is None
    for deed in (tasks.claim, lambda *asked, **more: tasks.complete(asked[0], {"result": "属实"}, asked[1], **more)):
        with pytest.raises(StoodBack):
            deed(task, who("li"), at=START)
    tasks.claim(task, who("wang"), at=START)
    proven(case)


@ONE
def test_a_stale_page_is_told_that_the_task_is_done() -> None:
    case, task = begin()
    tasks.complete(task, {"result": "属实"}, who("li"), at=START)
    deeds = (
        lambda: desk.delegate(task, "wang", who("li"), reason="晚了", at=START),
        lambda: desk.ask_signatures(task, ["wang"], who("li"), at=START),
        lambda: desk.send_back(task, "handle", who("li"), reason="晚了", at=START),
        lambda: desk.urge(task, who("li"), at=START),
        lambda: desk.recuse(task, who("li"), reason="晚了", at=START),
        lambda: desk.copy(task, ["wang"], who("li"), at=START),
    )
    for deed in deeds:
        with pytest.raises(TaskClosed):
            deed()
    assert len(entries(case)) == 3
