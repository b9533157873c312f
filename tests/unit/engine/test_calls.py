"""The clock CALL: a limit that ends with the call, told by whoever was on the telephone."""

import pytest

from app import engine
from app.calendars import CALL
from app.engine import commands, handling
from app.engine.endings import ClockGone
from app.engine.task_commands import BeginCall, EndCall
from app.errors import CaseSuspended
from tests.support.bpmn import Bpmn
from tests.support.play import LOCAL, Play


def calling(due: str | None = None, ladder: str | None = None, then: bool = False) -> Play:
    said = {"clock": "CALL"} | ({"ladder": ladder} if ladder else {})
    diagram = Bpmn().start().user("note", groups="clerk@bank-a", due=due).properties(**said)
    return Play((diagram.user("report", groups="clerk@bank-a").properties(**said) if then else diagram).end())


def hang_up(play: Play, element: str = "note", at: str = "2026-03-02T10:07") -> Play:
    play.until(at).do(EndCall(by="li", task=play.task(element).key), LOCAL(at))
    return play.until(at)


def test_while_the_call_goes_on_there_is_no_instant_and_nobody_is_urged():
    play = calling()
    assert (play.task("note").clock, play.task("note").due_at, play.view.timers) == (CALL, None, ())
    assert play.until("2026-03-06T10:00").fired == []


def test_what_is_done_when_the_call_ends_is_kept():
    play = calling(then=True).complete("note").complete("report")
    assert (play.ended, play.fired) == ("end", [])


def test_what_is_open_when_the_call_ends_is_missed_at_that_instant():
    play = hang_up(calling())
    task = play.task("note")
    assert (task.due_at, task.clock, task.breached) == (LOCAL("2026-03-02T10:07"), CALL, True)
    assert play.fired == ["note:breach"]
    assert {notice.kind for notice in play.last.notices} == {"breach", "escalate"}
    assert play.until("2026-03-06T10:00").fired == ["note:breach"]  # and never again, at no share


def test_a_call_whose_end_nobody_tells_is_over_at_the_latest_when_the_due_date_says():
    play = calling(due='= now() + duration("PT30M")')
    assert (play.task("note").due_at, play.task("note").clock) == (LOCAL("2026-03-02T10:30"), CALL)
    assert play.until("2026-03-02T10:29").fired == []
    assert play.until("2026-03-02T10:30").task("note").breached
    hung_up = hang_up(play, at="2026-03-02T10:40")
    assert (hung_up.task("note").due_at, hung_up.fired) == (LOCAL("2026-03-02T10:30"), ["note:breach"])


def test_what_opens_after_the_call_has_missed_it_unless_the_customer_calls_again():
    play = hang_up(calling(then=True)).until("2026-03-02T10:20").complete("note").until("2026-03-02T10:20")
    assert (play.task("report").due_at, play.task("report").breached) == (LOCAL("2026-03-02T10:20"), True)
    again = hang_up(calling(then=True)).until("2026-03-02T10:20")
    again.do(BeginCall(by="li", task=again.task("note").key))
    assert again.complete("note").task("report").due_at is None
    assert hang_up(again, "report", "2026-03-02T10:30").task("report").breached


def test_a_call_ends_once_and_begins_again_only_when_it_is_over():
    play = calling()
    with pytest.raises(handling.CallGoesOn):
        play.do(BeginCall(by="li", task=play.task("note").key))
    hang_up(play)
    with pytest.raises(handling.CallOver):
        play.do(EndCall(by="li", task=play.task("note").key))
    plain = Play(Bpmn().start().user("note", groups="clerk@bank-a").end())
    with pytest.raises(handling.NoCall):
        plain.do(EndCall(by="li", task=plain.task("note").key))
    with pytest.raises(handling.DeedUnexplained):
        play.do(EndCall(by="li", task=play.task("note").key, reason="x" * 501))


def test_a_call_neither_stands_still_nor_is_put_off():
    play = calling(due='= now() + duration("PT30M")')
    with pytest.raises(ClockGone):
        play.do(commands.Pause(by="li", clock=play.task("note").key, kind="other", reason="r"))
    play.do(commands.Suspend(by="gao", reason="r"))
    with pytest.raises(CaseSuspended):
        play.do(EndCall(by="li", task=play.task("note").key))
    play.now = LOCAL("2026-03-02T11:00")
    play.do(commands.Unsuspend(by="gao", reason="r"))
    assert play.until("2026-03-02T11:00").task("note").breached


@pytest.mark.parametrize(("ladder", "fired"), [("none", []), ("50% remind; 100% escalate head", ["note:escalate"])])
def test_only_the_whole_of_a_call_is_a_step_of_its_ladder(ladder, fired):
    assert hang_up(calling(ladder=ladder)).fired == fired


def test_a_state_without_calls_reads_and_is_written_as_ever():
    plain = Play(Bpmn().start().user("note", groups="clerk@bank-a").end())
    assert b"call_ended" not in engine.canonical(plain.state)
