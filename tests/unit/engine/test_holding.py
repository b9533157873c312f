"""A case that is held stands still, and goes on with what was left; a token is moved where the diagram allows it."""

from __future__ import annotations

import pytest

from app import engine
from app.engine import commands
from app.engine.holding import NotSuspended, WhyMissing
from app.engine.moving import NoPlace, OtherBranch, TokenGone
from app.errors import CaseEnded, CaseSuspended
from tests.support.bpmn import Bpmn
from tests.support.play import LOCAL, Play

SUSPEND = commands.Suspend(by="zhou", reason="等法院的裁定")
GO_ON = commands.Unsuspend(by="zhou", reason="裁定已到")


def limited() -> Play:
    """A task of two working days, begun on Monday at ten: until Wednesday 17:30."""
    return Play(Bpmn().start().user("work", due="=workdays(2)").end())


def due(case: Play) -> str:
    task = engine.view(case.version, case.state or b"").tasks[0]
    assert task.due_at
    return task.due_at.astimezone(LOCAL("2026-03-02").tzinfo).isoformat()


def test_in_a_held_case_nothing_is_done_and_no_timer_fires() -> None:
    case = limited()
    case.now = LOCAL("2026-03-03T09:00")
    assert case.do(SUSPEND).status == "suspended"
    assert case.last.next_due is None
    case.now = LOCAL("2026-04-01T09:00")
    for command in (commands.Claim(by="li", task="work#1"), commands.Complete(by="li", task="work#1"), SUSPEND):
        with pytest.raises(CaseSuspended):
            case.do(command)
    assert case.fired == []


def test_it_goes_on_with_what_was_left_of_its_clocks() -> None:
    case = limited()
    case.now = LOCAL("2026-03-03T09:00")
    case.do(SUSPEND)
    case.now = LOCAL("2026-03-10T09:00")
    assert case.do(GO_ON).status == "open"
    assert due(case) == due_of("2026-03-11T17:30")
    case.do(commands.Complete(by="li", task="work#1"))
    assert case.last.status == "ended"


def due_of(text: str) -> str:
    return LOCAL(text).astimezone(LOCAL("2026-03-02").tzinfo).isoformat()


def test_a_clock_that_somebody_had_stopped_stays_stopped() -> None:
    case = limited()
    case.do(commands.Pause(by="li", clock="work#1", kind="customer", reason="等材料"))
    case.do(SUSPEND)
    case.do(GO_ON)
    assert engine.view(case.version, case.state or b"").tasks[0].paused_at is not None


def test_a_held_case_can_be_mended_and_cancelled() -> None:
    case = limited()
    case.do(SUSPEND)
    case.do(commands.SetValues(by="zhou", values={"a": 1}, reason="更正"))
    assert case.last.status == "suspended"
    case.do(commands.Cancel(by="zhou", reason="重复"))
    with pytest.raises(CaseEnded):
        case.do(GO_ON)


def test_holding_needs_a_reason_and_a_case_that_goes() -> None:
    case = limited()
    with pytest.raises(WhyMissing):
        case.do(commands.Suspend(by="zhou", reason=" "))
    with pytest.raises(NotSuspended):
        case.do(GO_ON)


# -- moving


def move(place: str, to: str) -> commands.MoveToken:
    return commands.MoveToken(by="zhou", place=place, to=to, reason="登记错了")


def line() -> Play:
    return Play(Bpmn().start().user("a", due="=workdays(2)").user("b").user("c").end("done"))


def test_a_case_is_taken_back_and_forward_on_its_line() -> None:
    case = line()
    step = case.do(move("a#1", "c"))
    assert [task.element for task in step.opened] == ["c"]
    assert [(task.element, task.how) for task in step.closed] == [("a", "cancelled")]
    assert step.next_due is None
    step = case.do(move("c#1", "a"))
    assert [task.key for task in step.opened] == ["a#2"]
    assert step.next_due is not None
    assert case.do(move("a#2", "done")).status == "ended"


def test_what_is_not_there_is_not_moved_and_nothing_is_moved_to_where_nothing_can_stand() -> None:
    case = line()
    with pytest.raises(TokenGone):
        case.do(move("b#1", "c"))
    for nowhere in ("start", "nothing", "a"):
        with pytest.raises(NoPlace):
            case.do(move("a#1", nowhere))


def forked() -> Play:
    """Before; two branches, one of two tasks; after."""
    diagram = Bpmn().start().user("before").both("fork").user("left").user("left2").both("join").user("after").end()
    return Play(diagram.at("fork").user("right").to("join"))


def test_a_token_never_leaves_its_parallel_branch() -> None:
    case = forked()
    case.do(commands.Complete(by="li", task="before#1"))
    for elsewhere in ("before", "right", "after"):
        with pytest.raises(OtherBranch):
            case.do(move("left#1", elsewhere))
    case.do(move("left#1", "left2"))
    for task in ("left2#1", "right#1", "after#1"):
        case.do(commands.Complete(by="li", task=task))
    assert case.last.status == "ended"


def test_no_token_enters_a_parallel_branch_but_any_may_pass_the_block() -> None:
    case = forked()
    for inside in ("left", "right"):
        with pytest.raises(OtherBranch):
            case.do(move("before#1", inside))
    case.do(move("before#1", "after"))
    assert case.do(commands.Complete(by="li", task="after#1")).status == "ended"


def test_the_places_say_just_what_is_allowed() -> None:
    case = forked()
    case.do(commands.Complete(by="li", task="before#1"))
    places = {place.key: set(place.targets) for place in engine.places(case.version, case.state or b"")}
    assert places == {"left#1": {"left2"}, "right#1": set()}


def test_a_step_that_was_moved_replays_to_the_same_digest() -> None:
    case, again = line(), line()
    for played in (case, again):
        played.do(move("a#1", "c"))
        played.do(SUSPEND)
        played.do(GO_ON)
    assert case.last.digest == again.last.digest
