"""What people do with a task beside completing it: delegate, sign, return, withdraw, urge, stand back."""

from __future__ import annotations

import hashlib
from datetime import timedelta

import pytest

from app import engine
from app.engine import commands, handling, returning, signing, withdrawing
from app.engine.commands import Claim, Complete
from app.engine.task_commands import (
    AskSignatures,
    Delegate,
    DropSignature,
    HandBack,
    Recuse,
    Return,
    Sign,
    Urge,
    Withdraw,
)
from tests.support.bpmn import Bpmn
from tests.support.play import CALENDARS, Play


def rework() -> Bpmn:
    """handle, review, and back to handle through a gateway and a count, with a timer on handle."""
    return (
        Bpmn("p")
        .start()
        .user("handle", due="=workdays(2)")
        .user("review")
        .xor("fine")
        .when("= ok")
        .user("answer")
        .end("done")
        .at("fine")
        .otherwise()
        .script("count", "= if rounds = null then 1 else rounds + 1", "rounds")
        .to("handle")
        .boundary("handle", "late", interrupting=False, duration="PT5H")
        .user("look")
        .end("looked")
    )


def branches() -> Bpmn:
    """prepare, then two branches: in one draft and check with a way back, in the other inspect; then close."""
    return (
        Bpmn("p")
        .start()
        .user("prepare")
        .both("split")
        .user("draft")
        .user("check")
        .xor("checked")
        .when("= good")
        .both("join")
        .user("close")
        .end("done")
        .at("checked")
        .when("= again")
        .to("draft")
        .at("checked")
        .otherwise()
        .to("prepare")
        .at("split")
        .user("inspect")
        .to("join")
    )


def key(play: Play, element: str) -> str:
    return play.task(element).key


def back(play: Play, element: str, to: str, by: str = "li") -> None:
    play.do(Return(by=by, task=key(play, element), to=to, reason="材料不全"))


def signature(play: Play, login: str) -> str:
    return next(t.key for t in play.view.tasks if t.signs_for and t.assignee == login)


def sign(play: Play, login: str, agrees: bool = True) -> None:
    play.do(Sign(by=login, task=signature(play, login), agrees=agrees, reason="" if agrees else "数字不对"))


def signers(play: Play) -> list[str]:
    return [t.assignee or "" for t in play.view.tasks if t.signs_for]


def ask(play: Play, element: str, *to: str, place: str = "before", rule: str = "all") -> None:
    play.do(AskSignatures(by="li", task=key(play, element), to=to, place=place, rule=rule, reason="请会签"))


# -- 委派


def test_a_delegated_task_comes_back_filled_in_and_its_delegator_completes_it() -> None:
    play = Play(rework())
    play.do(Claim(by="li", task=key(play, "handle")))
    play.do(Delegate(by="li", task=key(play, "handle"), to="wang", reason="请你核实"))
    assert (play.task("handle").assignee, play.task("handle").delegated_by) == ("wang", "li")
    with pytest.raises(handling.DelegatedAlready):
        play.do(Delegate(by="wang", task=key(play, "handle"), to="bo", reason="再转"))
    play.do(HandBack(by="wang", task=key(play, "handle"), values={"result": "属实"}))
    task = play.task("handle")
    assert (task.assignee, task.delegated_by) == ("li", None)
    assert play.view.filled == {task.no: {"result": "属实"}}
    assert "result" not in play.values
    play.complete("handle", result="部分属实")
    assert play.values["result"] == "部分属实"
    with pytest.raises(handling.NotDelegated):
        play.do(HandBack(by="li", task=key(play, "review")))


# -- 加签, 减签, 会签


def test_a_signature_before_a_task_holds_it_up_and_only_advises() -> None:
    play = Play(rework())
    ask(play, "handle", "wang", "bo")
    assert signers(play) == ["wang", "bo"]
    with pytest.raises(signing.SignaturesOpen):
        play.complete("handle")
    sign(play, "wang", agrees=False)
    sign(play, "bo")
    assert [(each.login, each.state, each.opinion) for each in play.task("handle").signatures] == [
        ("wang", "objected", "数字不对"),
        ("bo", "agreed", ""),
    ]
    assert play.last.notices[0].kind == "signed"
    play.complete("handle")
    assert play.open == ["review"]


def test_a_signature_after_a_task_holds_the_case_up_and_an_objection_brings_the_task_back() -> None:
    play = Play(rework())
    ask(play, "handle", "wang", "bo", place="after")
    assert signers(play) == []
    step = play.do(Complete(by="li", task=key(play, "handle"), values={"result": "属实"}))
    assert step.closed == ()
    assert signers(play) == ["wang", "bo"]
    with pytest.raises(signing.WaitsForSignatures):
        play.complete("handle")
    with pytest.raises(signing.WaitsForSignatures):
        play.do(commands.Release(by="li", task=key(play, "handle")))
    sign(play, "wang", agrees=False)
    assert signers(play) == []
    task = play.task("handle")
    assert (task.signing, task.assignee, play.view.filled[task.no]) == (False, "li", {"result": "属实"})
    assert "result" not in play.values
    ask(play, "handle", "bo", place="after")
    play.complete("handle", result="不属实")
    sign(play, "bo")
    assert play.values["result"] == "不属实"
    assert play.open == ["review"]
    assert [(one.how, one.by) for one in play.last.closed if one.element == "handle"] == [
        ("completed", "bo"),
        ("completed", "li"),
    ]


@pytest.mark.parametrize(
    ("rule", "votes", "passed"),
    [
        ("all", [True, True, True], True),
        ("all", [True, False], False),
        ("any", [False, True], True),
        ("any", [False, False, False], False),
        ("60%", [True, False, True], True),
        ("60%", [False, False], False),
        ("sequence", [True, True, True], True),
        ("sequence", [False], False),
    ],
)
def test_a_round_after_a_task_ends_as_soon_as_it_is_decided(rule: str, votes: list[bool], passed: bool) -> None:
    play = Play(rework())
    ask(play, "handle", "wang", "bo", "an", place="after", rule=rule)
    play.complete("handle")
    for login, agrees in zip(("wang", "bo", "an"), votes, strict=False):
        assert play.open.count("handle") > 1
        sign(play, login, agrees)
    assert signers(play) == []
    assert play.open == (["review"] if passed else ["handle"])


def test_one_after_another_asks_the_next_only_when_the_one_before_has_signed() -> None:
    play = Play(rework())
    ask(play, "handle", "wang", "bo", rule="sequence")
    assert signers(play) == ["wang"]
    sign(play, "wang")
    assert signers(play) == ["bo"]


def test_who_is_asked_no_more_leaves_the_round_to_the_others() -> None:
    play = Play(rework())
    ask(play, "handle", "wang", "bo")
    sign(play, "wang")
    play.do(DropSignature(by="li", task=key(play, "handle"), login="bo", reason="出差"))
    assert signers(play) == []
    play.complete("handle")
    with pytest.raises(Exception, match="handle"):
        play.do(DropSignature(by="li", task="handle#1", login="bo", reason="出差"))


def test_what_asks_for_a_signature_is_signed_and_not_completed() -> None:
    play = Play(rework())
    ask(play, "handle", "wang")
    with pytest.raises(signing.OnlySigned):
        play.do(Complete(by="wang", task=signature(play, "wang")))
    with pytest.raises(signing.ObjectionUnexplained):
        play.do(Sign(by="wang", task=signature(play, "wang")))
    with pytest.raises(signing.AskedToSign):
        ask(play, "handle", "wang")
    for wrong in ("0%", "101%", "most", "+5%"):
        with pytest.raises(signing.BadRule):
            ask(play, "handle", "bo", rule=wrong)


def test_signatures_are_no_longer_asked_for_when_their_task_is_gone() -> None:
    diagram = Bpmn("p").start().user("ask").end("done").boundary("ask", "late", duration="PT2H").end("given-up")
    play = Play(diagram)
    ask(play, "ask", "wang", "bo")
    play.until("2026-03-02T13:00")
    assert play.ended == "given-up"
    assert [one.how for step in play.steps for one in step.closed] == ["cancelled"] * 3


# -- 退回


def test_a_task_goes_back_along_the_drawn_path_and_its_timers_are_armed_again() -> None:
    play = Play(rework())
    first = {timer.key: timer.due for timer in play.view.timers}
    play.complete("handle")
    assert not any(timer.element == "late" for timer in play.view.timers)
    play.now += timedelta(hours=1)
    version, state = play.version, play.state
    assert state is not None
    assert engine.ways_back(version, state, play.task("review").no) == ("handle",)
    play.do(Return(by="li", task=key(play, "review"), to="handle", reason="材料不全", assignee="wang"))
    assert play.last.trail == ("fine", "count", "handle")
    assert play.values["rounds"] == 1
    assert [(one.element, one.how) for one in play.last.closed] == [("review", "returned")]
    assert (play.task("handle").key, play.task("handle").assignee) == ("handle#2", "wang")
    again = {timer.key: timer.due for timer in play.view.timers}
    assert again["late#2"] == first["late#1"] + timedelta(hours=1)
    assert "handle#2@50%" in again
    play.until("2026-03-02T16:00")
    assert play.fired.count("late") == 1
    assert "look" in play.open


def test_only_a_drawn_path_leads_back() -> None:
    play = Play(rework())
    play.complete("handle").complete("review", ok=False).complete("handle").complete("review", ok=True)
    with pytest.raises(returning.NoWayBack):
        back(play, "answer", "review")
    for element in ("answer", "nowhere", "done"):
        with pytest.raises(returning.NoWayBack):
            back(play, "answer", element)


def test_a_task_that_lies_ahead_is_no_way_back_though_it_was_done_before() -> None:
    diagram = (
        Bpmn("p")
        .start()
        .user("handle")
        .user("review")
        .xor("fine")
        .when("= ok")
        .user("send")
        .user("check")
        .xor("satisfied")
        .when("= pleased")
        .end("done")
        .at("satisfied")
        .otherwise()
        .to("handle")
        .at("fine")
        .otherwise()
        .to("handle")
    )
    play = Play(diagram)
    play.complete("handle").complete("review", ok=True).complete("send").complete("check", pleased=False)
    play.complete("handle")
    with pytest.raises(returning.NoWayBack):
        back(play, "review", "send")
    back(play, "review", "handle")
    assert play.open == ["handle"]


def test_going_back_across_an_open_branch_is_refused_and_names_it() -> None:
    play = Play(branches())
    play.complete("prepare").complete("draft")
    with pytest.raises(returning.BranchesOpen, match="inspect"):
        back(play, "check", "prepare")
    assert play.state is not None
    assert engine.ways_back(play.version, play.state, play.task("check").no) == ("draft",)
    back(play, "check", "draft")
    assert play.open == ["draft", "inspect"]
    play.complete("inspect").complete("draft")
    with pytest.raises(returning.BranchesOpen, match="join"):
        back(play, "check", "prepare")
    play.complete("check", good=True, again=False)
    assert play.open == ["close"]
    assert play.complete("close").ended == "done"


def test_one_of_several_who_vote_cannot_go_back_while_the_others_are_at_it() -> None:
    diagram = (
        Bpmn("p")
        .start()
        .user("propose")
        .user("vote")
        .each("= [1, 2, 3]")
        .xor("agreed")
        .when("= ok")
        .end("done")
        .at("agreed")
        .otherwise()
        .to("propose")
    )
    play = Play(diagram)
    play.complete("propose")
    with pytest.raises(returning.BranchesOpen, match="vote"):
        back(play, "vote[1]", "propose")
    play.complete("vote[1]").complete("vote[2]")
    back(play, "vote[3]", "propose")
    assert play.open == ["propose"]
    play.complete("propose")
    assert play.open == ["vote"] * 3


# -- 撤回


def withdraw(play: Play, earlier: bytes, by: str = "li") -> engine.Step:
    digest = hashlib.sha256(engine.canonical(earlier)).hexdigest()
    command = Withdraw(by=by, step=2, digest=digest, reason="填错了")
    step = engine.advance(play.version, play.state, command, play.now, CALENDARS, earlier)
    play.state, play.last = step.state, step
    return step


def test_what_was_done_last_is_taken_back_and_the_case_stands_as_before() -> None:
    play = Play(rework())
    before, timers = play.state, play.view.timers
    assert before is not None
    play.complete("handle", result="属实", by="li")
    step = withdraw(play, before)
    assert play.open == ["handle"]
    assert play.view.timers == timers
    assert (play.task("handle").key, "result" in play.values) == ("handle#1", False)
    assert [(task.element, task.no) for task in step.opened] == [("handle", 1)]
    assert [(one.element, one.how) for one in step.closed] == [("review", "cancelled")]
    assert [(change.name, change.after) for change in step.changes] == [("result", None)]
    play.complete("handle", result="不属实")
    assert (play.task("review").no, play.task("review").key) == (3, "review#2")


def test_only_the_state_that_the_command_names_is_gone_back_to() -> None:
    play = Play(rework())
    before = play.state
    assert before is not None
    play.complete("handle")
    other = Play(rework(), complainant="张三").state
    digest = hashlib.sha256(engine.canonical(before)).hexdigest()
    command = Withdraw(by="li", step=2, digest=digest, reason="填错了")
    for earlier in (other, None):
        with pytest.raises(withdrawing.CannotWithdraw):
            engine.advance(play.version, play.state, command, play.now, CALENDARS, earlier)


# -- 催办, 回避


def test_a_task_is_urged_once_in_two_hours() -> None:
    play = Play(rework())
    play.do(Urge(by="wang", task=key(play, "handle")))
    assert [notice.kind for notice in play.last.notices] == ["urge"]
    with pytest.raises(handling.UrgedAlready):
        play.do(Urge(by="bo", task=key(play, "handle")))
    play.now += timedelta(hours=2)
    play.do(Urge(by="bo", task=key(play, "handle")))
    assert play.task("handle").urged == 2


def test_who_stands_back_gives_the_task_back_to_the_others() -> None:
    play = Play(rework())
    play.do(Claim(by="wang", task=key(play, "handle")))
    play.do(Recuse(by="wang", task=key(play, "handle"), reason="当事人是我亲属"))
    assert (play.task("handle").assignee, play.task("handle").recused) == (None, ("wang",))
    with pytest.raises(handling.RecusedAlready):
        play.do(Recuse(by="wang", task=key(play, "handle"), reason="还是"))
    with pytest.raises(handling.DeedUnexplained):
        play.do(Recuse(by="bo", task=key(play, "handle"), reason=" "))
