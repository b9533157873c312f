"""Events: timers at their instant, messages, errors, escalations, terminate."""

import pytest

from app.engine import commands
from app.engine.advance import NotSettled
from app.errors import NobodyWaits, TimerGone
from tests.support.bpmn import Bpmn
from tests.support.play import LOCAL, Play


def timed(interrupting: bool, **timer: str) -> Bpmn:
    diagram = Bpmn().start().user("work").end("done")
    return diagram.boundary("work", "late", interrupting=interrupting, **timer).user("urge").end("told")


def test_an_interrupting_timer_takes_the_task_away_at_its_instant():
    play = Play(timed(True, date="= workdays(2)"))
    assert [(t.element, t.due) for t in play.view.timers] == [("late", LOCAL("2026-03-04T17:30"))]
    assert play.until("2026-03-04T17:29").open == ["work"]
    play.until("2026-03-04T17:30")
    assert (play.open, play.fired) == (["urge"], ["late"])
    assert play.last.closed[0].how == "cancelled"


def test_a_timer_that_does_not_interrupt_leaves_the_task_open():
    play = Play(timed(False, duration="PT2H")).until("2026-03-03T10:00")
    assert play.open == ["urge", "work"]
    assert play.complete("work").complete("urge").ended == "told"


def test_a_cycle_fires_again_and_again_without_drift_and_stops_with_its_task():
    play = Play(timed(False, cycle="R3/PT24H")).until("2026-03-10T10:00")
    assert play.fired == ["late"] * 3
    assert [s.state and play.steps[i].fired.due for i, s in enumerate(play.steps) if s.fired] == [
        LOCAL(f"2026-03-0{day}T10:00") for day in (3, 4, 5)
    ]
    stopped = Play(timed(False, cycle="R/P1D")).until("2026-03-03T10:00").complete("work")
    assert stopped.view.timers == ()


def test_no_command_can_pass_a_timer_that_is_due():
    play = Play(timed(True, duration="PT2H"))
    play.now = LOCAL("2026-03-02T12:00")
    with pytest.raises(NotSettled):
        play.complete("work")


def test_a_timer_does_not_fire_before_its_time_nor_twice():
    play = Play(timed(True, duration="PT2H"))
    with pytest.raises(TimerGone):
        play.do(commands.TimerDue(by="system:timers", timer="late#1"))
    play.until("2026-03-02T12:00")
    with pytest.raises(TimerGone):
        play.do(commands.TimerDue(by="system:timers", timer="late#1"))


def test_the_timer_is_armed_again_in_each_round_of_a_loop():
    diagram = Bpmn().start().xor("top").user("work").xor("ok").when("= ok").end().at("ok").otherwise().to("top")
    diagram.boundary("work", "late", interrupting=False, date="= workdays(1)").user("urge").end("told")
    play = Play(diagram).until("2026-03-03T18:00").complete("work", ok=False)
    assert [t.key for t in play.view.timers] == ["late#2"]
    assert play.until("2026-03-05T18:00").fired == ["late", "late"]


def test_an_intermediate_timer_waits_for_the_promised_instant():
    diagram = Bpmn().start().user("promise").catch("promised", date="= date and time(promised_at)").user("reply").end()
    play = Play(diagram).complete("promise", promised_at="2026-03-09T15:00:00")
    assert play.until("2026-03-09T14:59").open == []
    assert play.until("2026-03-09T15:00").open == ["reply"]


def test_a_timer_that_gives_no_instant_is_an_incident():
    assert Play(timed(True, date="= promised_at")).incidents == ["late"]


def test_a_message_reaches_the_event_with_its_key():
    diagram = Bpmn().start().catch("paid", message="paid|= order").user("send").end()
    play = Play(diagram, order="A-7")
    assert [(w.message, w.correlation) for w in play.view.waits] == [("paid", "A-7")]
    with pytest.raises(NobodyWaits):
        play.message("paid", "A-8")
    assert play.message("paid", "A-7", amount=3).open == ["send"]
    assert play.values["amount"] == 3


def test_a_message_on_a_boundary_that_does_not_interrupt_can_come_again_and_again():
    diagram = Bpmn().start().user("work").end()
    diagram.boundary("work", "more", interrupting=False, message="more").user("note").end("noted")
    assert Play(diagram).message("more").message("more").open == ["note", "note", "work"]


def test_a_receive_task_waits_for_its_message():
    play = Play(Bpmn().start().receive("get", "reply").user("read").end())
    assert play.open == []
    assert play.message("reply").open == ["read"]


def test_an_error_end_is_caught_by_its_code_and_ends_the_whole_sub_process():
    diagram = Bpmn().start().sub("sub").start("s").both("split").user("other").end("e1")
    diagram.at("split").user("check").end("failed", error="E1").leave().user("after").end()
    diagram.boundary("sub", "caught_all", error="").user("all").end("end_all")
    diagram.boundary("sub", "caught", error="E1").user("mend").end("mended")
    play = Play(diagram).complete("check")
    assert (play.open, play.view.visits.get("after")) == (["mend"], None)


def test_an_error_that_nobody_catches_is_an_incident_where_it_was_thrown():
    play = Play(Bpmn().start().user("check").end("failed", error="E1")).complete("check")
    assert (play.incidents, play.view.status) == (["failed"], "open")


def test_an_escalation_that_does_not_interrupt_lets_the_sub_process_go_on():
    diagram = Bpmn().start().sub("sub").start("s").throw("raise", escalation="X").user("inside").end("e").leave().end()
    diagram.boundary("sub", "heard", interrupting=False, escalation="X").user("chief").end("told")
    assert Play(diagram).open == ["chief", "inside"]


def test_an_interrupting_escalation_stops_the_rest_of_the_sub_process_at_once():
    diagram = Bpmn().start().sub("sub").start("s").throw("raise", escalation="X").script("rest", "= 1", "n").user("i")
    diagram.end("e").leave().end().boundary("sub", "heard", escalation="X").user("chief").end("told")
    play = Play(diagram)
    assert (play.open, play.view.visits.get("rest"), play.values.get("n")) == (["chief"], None, None)


def test_terminate_ends_its_own_scope_only():
    diagram = Bpmn().start().both("split").sub("sub").start("s").both("in").user("x").end("e")
    diagram.at("in").user("y").end("stop", terminate=True).leave().user("after").end("end")
    diagram.at("split").user("outside").end("end2")
    play = Play(diagram).complete("y")
    assert play.open == ["after", "outside"]
    assert play.complete("after").complete("outside").ended == "end2"


def test_a_message_that_is_thrown_goes_out_with_its_key_and_the_values():
    play = Play(Bpmn().start().throw("tell", message='told|= "k" + string(a)').end(), a=1)
    assert [(s.message, s.correlation, s.values) for s in play.steps[0].sent] == [("told", "k1", {"a": 1})]


def test_of_timers_of_one_element_and_instant_the_first_to_be_set_is_the_first_to_fire():
    diagram = (
        Bpmn().start().sub("each").each("= for n in 1..12 return n", "n").start("s").catch("wait", duration="PT1H")
    )
    play = Play(diagram.end("e").leave().end()).until("2026-03-02T12:00")
    fired = [step.fired.key for step in play.steps if step.fired]
    assert fired == [f"wait#{n}" for n in range(1, 13)]
    assert play.ended == "end"


def test_the_instances_of_a_task_are_breached_in_their_order_where_they_are_due_at_one_instant():
    diagram = Bpmn().start().user("vote", due="= workdays(1)").each("= for n in 1..11 return n", "n").end()
    play = Play(diagram).until("2026-03-04T12:00")
    breached = [step.fired.key for step in play.steps if step.fired and step.fired.kind == "breach"]
    assert [key.partition("#")[0] for key in breached] == [f"vote[{n}]" for n in range(1, 12)]
