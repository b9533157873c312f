"""Rarer constructs: standard loops, compensation, transactions, ad-hoc sub-processes, token quantities, triggers."""

from app import engine
from app.engine import commands
from tests.support.bpmn import Bpmn
from tests.support.play import CALENDARS, LOCAL, MONDAY, Play


def loop(condition: str, **attributes: str) -> str:
    said = "".join(f' {name}="{value}"' for name, value in attributes.items())
    body = f"<bpmn:loopCondition>{condition}</bpmn:loopCondition>" if condition else ""
    return f"<bpmn:standardLoopCharacteristics{said}>{body}</bpmn:standardLoopCharacteristics>"


def test_a_standard_loop_goes_on_while_its_condition_is_true():
    play = Play(Bpmn().start().user("ask").inner(loop("= more")).user("after").end())
    play.complete("ask", more=True).complete("ask", more=True)
    assert (play.open, play.task("ask").index) == (["ask"], 3)
    assert play.complete("ask", more=False).open == ["after"]


def test_a_standard_loop_may_not_run_at_all_and_at_most_so_often():
    assert Play(Bpmn().start().user("ask").inner(loop("= false", testBefore="true")).end()).ended == "end"
    play = Play(Bpmn().start().user("ask").inner(loop("", loopMaximum="2")).end())
    assert play.complete("ask").complete("ask").ended == "end"


def booking(end: str = "") -> Bpmn:
    """Two bookings, each with a handler that cancels it, in a sub-process; `end` is the event its end throws."""
    diagram = Bpmn().start().sub("trip").start("s").user("hotel").user("flight").end("e")
    if end:
        diagram.inner(end)
    for what in ("hotel", "flight"):
        diagram.boundary(what, f"undo_{what}").inner("<bpmn:compensateEventDefinition/>")
        diagram.pen = ""
        diagram.user(f"cancel_{what}", isForCompensation="true")
        diagram.raw(f'<bpmn:association id="a_{what}" sourceRef="undo_{what}" targetRef="cancel_{what}"/>')
        diagram.pen = ""
    diagram.leave()
    return diagram


def test_compensation_undoes_what_was_done_in_reverse_order():
    diagram = booking().user("check").throw("undo").inner("<bpmn:compensateEventDefinition/>").user("after").end()
    play = Play(diagram).complete("hotel").complete("flight").complete("check")
    assert play.open == ["cancel_flight"]
    assert play.complete("cancel_flight").open == ["cancel_hotel"]
    assert play.complete("cancel_hotel").open == ["after"]
    assert play.complete("after").ended == "end"


def test_compensation_with_nothing_done_passes():
    diagram = Bpmn().start().throw("undo").inner("<bpmn:compensateEventDefinition/>").user("after").end()
    assert Play(diagram).open == ["after"]


def test_a_cancelled_transaction_is_undone_before_its_boundary_event_goes_on():
    diagram = booking("<bpmn:cancelEventDefinition/>")
    diagram.nodes["trip"].tag = "transaction"
    diagram.user("after").end().boundary("trip", "cancelled").inner("<bpmn:cancelEventDefinition/>")
    diagram.user("tell").end("told")
    xml = diagram.bytes().replace(b"bpmn:subProcess", b"bpmn:transaction")
    play = Play(xml).complete("hotel").complete("flight")
    assert play.open == ["cancel_flight"]
    assert play.complete("cancel_flight").complete("cancel_hotel").open == ["tell"]


def test_the_activities_of_an_ad_hoc_sub_process_have_no_order_and_end_with_its_condition():
    diagram = Bpmn().start().sub("any").user("a")
    for task in ("b", "c"):
        diagram.pen = ""
        diagram.user(task)
    diagram.leave().inner("<bpmn:completionCondition>= enough</bpmn:completionCondition>").user("after").end()
    diagram.nodes["any"].tag = "adHocSubProcess"
    play = Play(diagram, enough=False)
    assert play.open == ["a", "b", "c"]
    assert play.complete("b", enough=False).open == ["a", "c"]
    assert play.complete("c", enough=True).open == ["after"]


def test_start_and_completion_quantity():
    diagram = Bpmn().start().task("two", completionQuantity="2").user("each").user("both", startQuantity="2").end()
    play = Play(diagram)
    assert play.open == ["each", "each"]
    assert play.complete("each").open == ["each"]
    assert play.complete("each").open == ["both"]


def test_any_of_several_triggers_will_do():
    diagram = Bpmn().start().catch("either", message="a", duration="PT2H").user("after").end()
    asked, timed = Play(diagram).message("a"), Play(diagram).until("2026-03-02T12:00")
    assert (asked.open, asked.view.timers) == (["after"], ())
    assert (timed.open, timed.view.waits) == (["after"], ())


def test_a_receive_task_can_start_a_case():
    diagram = Bpmn().receive("get", "come").user("work").end()
    diagram.nodes["get"].attributes["instantiate"] = "true"
    version = engine.load({"process.bpmn": diagram.bytes()}, "p")
    assert version.start_messages == ("come",)
    start = commands.Start(by="li", number="1", message="come")
    step = engine.advance(version, None, start, LOCAL(MONDAY), CALENDARS)
    assert [task.element for task in step.opened] == ["work"]


def any_order(ordering: str = "Parallel", **attributes: str) -> Bpmn:
    """An ad-hoc sub-process with the tasks a and b."""
    diagram = Bpmn().start().sub("any").user("a")
    diagram.pen = ""
    diagram.user("b").leave().inner("<bpmn:completionCondition>= enough</bpmn:completionCondition>").user("after").end()
    diagram.nodes["any"].tag = "adHocSubProcess"
    diagram.nodes["any"].attributes |= {"ordering": ordering, **attributes}
    return diagram


def test_an_ad_hoc_sub_process_offers_its_activities_again_until_its_condition_is_true():
    play = Play(any_order(), enough=False).complete("a").complete("b")
    assert play.open == ["a", "b"]
    assert play.complete("a", enough=True).open == ["after"]


def test_a_sequential_ad_hoc_sub_process_offers_one_activity_at_a_time():
    play = Play(any_order("Sequential"), enough=False)
    assert play.open == ["a"]
    assert play.complete("a").open == ["b"]
    assert play.complete("b", enough=True).open == ["after"]


def test_an_ad_hoc_sub_process_may_let_what_was_begun_be_finished():
    play = Play(any_order(cancelRemainingInstances="false"), enough=False).complete("a", enough=True)
    assert play.open == ["b"]
    assert play.complete("b").open == ["after"]


def test_an_ad_hoc_sub_process_whose_condition_cannot_tell_is_an_incident_that_can_be_retried():
    play = Play(any_order()).complete("a")
    assert (play.open, play.incidents) == (["b"], ["any"])
    play.do(commands.SetValues(by="li", values={"enough": True}, reason="forgotten"))
    play.do(commands.Retry(by="li", incident=play.view.incidents[0].key))
    assert (play.open, play.incidents) == (["after"], [])


def test_a_cycle_on_the_way_sends_a_token_on_in_each_round():
    play = Play(Bpmn().start().catch("wait", cycle="R3/PT1H").user("after").end())
    assert play.until("2026-03-02T11:00").open == ["after"]
    assert play.until("2026-03-02T13:00").open == ["after"] * 3
    assert play.until("2026-03-03T13:00").complete("after").complete("after").complete("after").ended == "end"


def test_a_path_without_an_end_event_ends_with_its_last_step():
    diagram = Bpmn().start().both("split").user("a").at("split").user("b")
    play = Play(diagram).complete("a")
    assert (play.open, play.ended) == (["b"], None)
    assert play.complete("b").ended == "b"
