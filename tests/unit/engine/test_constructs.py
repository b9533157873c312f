"""Constructs that no other test needs on its own; `docs/bpmn.md` names them as proofs."""

import pytest

from app import engine
from app.engine import commands
from app.errors import NobodyWaits
from tests.support.bpmn import Bpmn
from tests.support.play import CALENDARS, LOCAL, MONDAY, Play

TABLE = b"""<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" id="d" name="d" namespace="urn:d">
<decision id="grade" name="grade"><decisionTable id="t" hitPolicy="UNIQUE">
<input id="i"><inputExpression id="e" typeRef="number"><text>amount</text></inputExpression></input>
<output id="o" name="grade" typeRef="string"/>
<rule id="r1"><inputEntry id="a"><text>&gt; 10</text></inputEntry>
<outputEntry id="b"><text>"big"</text></outputEntry></rule>
<rule id="r2"><inputEntry id="c"><text>&lt;= 10</text></inputEntry>
<outputEntry id="f"><text>"small"</text></outputEntry></rule>
</decisionTable></decision></definitions>"""


def test_a_manual_task_is_done_by_a_person():
    play = Play(Bpmn().start().manual("lift").end())
    assert (play.open, play.complete("lift").ended) == (["lift"], "end")


def test_a_business_rule_task_asks_its_decision_table():
    diagram = Bpmn().start().rule("ask", "grade", "size").user("after").end()
    play = Play(diagram, files={"grade.dmn": TABLE}, amount=12)
    assert (play.values["size"], play.last.decisions[0].matched) == ("big", (1,))


def test_a_send_task_throws_its_message():
    play = Play(Bpmn().start().send("tell", "told", '= "k"').user("after").end())
    assert ([(s.message, s.correlation) for s in play.last.sent], play.open) == ([("told", "k")], ["after"])


def times(count: str, attributes: str = "", inner: str = "") -> str:
    return (
        f"<bpmn:multiInstanceLoopCharacteristics {attributes}>{inner}<bpmn:loopCardinality>= {count}"
        "</bpmn:loopCardinality></bpmn:multiInstanceLoopCharacteristics>"
    )


def test_a_multi_instance_activity_may_run_a_number_of_times():
    play = Play(Bpmn().start().user("vote").inner(times("n")).user("after").end(), n=2)
    assert play.open == ["vote", "vote"]
    assert play.complete("vote[1]").complete("vote[2]").open == ["after"]


def throwing(attributes: str, inner: str = "") -> Play:
    """Three instances that throw a signal; what hears it does not interrupt them."""
    diagram = Bpmn().start().user("vote").inner(times("3", attributes, inner)).user("after").end()
    diagram.boundary("vote", "heard", interrupting=False, signal="s").user("note").end("noted")
    return Play(diagram.root('<bpmn:signalEventDefinition id="done" signalRef="signal_s"/>'))


def test_instances_throw_when_they_are_done():
    play = throwing('behavior="None" noneBehaviorEventRef="done"').complete("vote[2]").complete("vote[1]")
    assert play.open == ["note", "note", "vote"]
    assert play.complete("vote[3]").open == ["after", "note", "note", "note"]


def test_only_the_first_instance_throws():
    play = throwing('behavior="One" oneBehaviorEventRef="done"').complete("vote[2]").complete("vote[1]")
    assert play.complete("vote[3]").open == ["after", "note"]


def test_instances_throw_where_a_condition_says_so():
    second = (
        "<bpmn:complexBehaviorDefinition><bpmn:condition>= numberOfCompletedInstances = 2</bpmn:condition>"
        '<bpmn:event id="e"><bpmn:signalEventDefinition signalRef="signal_s"/></bpmn:event>'
        "</bpmn:complexBehaviorDefinition>"
    )
    play = throwing('behavior="Complex"', second).complete("vote[2]")
    assert play.open == ["vote", "vote"]
    assert play.complete("vote[1]").open == ["note", "vote"]


def test_conditions_on_the_flows_of_a_task_choose_among_them():
    diagram = Bpmn().start().user("ask").when("= x > 1").user("a").end().at("ask").when("= x > 2").user("b").end("e2")
    diagram.at("ask").otherwise().user("c").end("e3")
    assert Play(diagram).complete("ask", x=3).open == ["a", "b"]
    assert Play(diagram).complete("ask", x=1).open == ["c"]


def test_several_flows_without_a_gateway_are_all_taken():
    diagram = Bpmn().start().user("a").end().at("start").user("b").end("e2")
    assert Play(diagram).open == ["a", "b"]


def test_several_flows_into_a_task_are_not_joined():
    diagram = Bpmn().start().both("split").user("a").user("after").end().at("split").user("b").to("after")
    assert Play(diagram).complete("a").complete("b").open == ["after", "after"]


def test_a_message_start_event_starts_a_case():
    diagram = Bpmn().start().user("by_hand").end().start("told", message="come").user("by_message").end("e2")
    version = engine.load({"process.bpmn": diagram.bytes()}, "p")
    start = commands.Start(by="li", number="1", message="come", values={"a": 1})
    step = engine.advance(version, None, start, LOCAL(MONDAY), CALENDARS)
    assert (version.start_messages, [task.element for task in step.opened]) == (("come",), ["by_message"])
    assert Play(diagram).open == ["by_hand"]


def test_an_event_without_a_kind_passes():
    assert Play(Bpmn().start().throw("reached").user("a").end()).trail == ["start", "reached", "a"]


def test_an_event_with_several_results_throws_all():
    play = Play(Bpmn().start().throw("tell", message="m", signal="S").user("a").end())
    assert ([s.message for s in play.last.sent], play.last.signals, play.open) == (["m"], ("S",), ["a"])


def test_a_message_end_event_throws():
    play = Play(Bpmn().start().end("tell", message="m"))
    assert ([s.message for s in play.last.sent], play.ended) == (["m"], "tell")


def test_an_end_event_with_several_results_throws_all():
    play = Play(Bpmn().start().end("tell", message="m", signal="S"))
    assert ([s.message for s in play.last.sent], play.last.signals, play.ended) == (["m"], ("S",), "tell")


def test_a_message_on_a_boundary_that_interrupts_takes_the_task_away():
    diagram = Bpmn().start().user("work").end().boundary("work", "stop", message="stop").user("tell").end("e2")
    assert Play(diagram).message("stop").open == ["tell"]


def test_any_of_several_triggers_on_a_boundary_will_do():
    diagram = Bpmn().start().user("work").end()
    diagram.boundary("work", "stop", message="stop", duration="PT1H").user("tell").end("e2")
    assert Play(diagram).message("stop").open == ["tell"]
    assert Play(diagram).until("2026-03-02T11:00").open == ["tell"]


def test_any_of_several_triggers_of_an_event_sub_process_will_do():
    diagram = Bpmn().start().user("work").end()
    diagram.sub("aside", triggeredByEvent="true").start("hear", message="stop", duration="PT1H").user("h").end("he")
    assert Play(diagram.leave()).message("stop").open == ["h"]
    assert Play(diagram).until("2026-03-02T11:00").open == ["h"]


def test_a_signal_start_event_starts_a_case():
    diagram = Bpmn().start().user("by_hand").end().start("called", signal="S").user("by_signal").end("e2")
    version = engine.load({"process.bpmn": diagram.bytes()}, "p")
    start = commands.Start(by="system:signals", number="1", message="S")
    step = engine.advance(version, None, start, LOCAL(MONDAY), CALENDARS)
    assert (version.start_signals, [task.element for task in step.opened]) == (("S",), ["by_signal"])


def test_what_waits_for_a_signal_says_so_to_other_cases_and_no_message_takes_its_place():
    diagram = Bpmn().start().user("work").end().boundary("work", "heard", interrupting=False, signal="S")
    play = Play(diagram.user("note").end("e2"))
    assert [(wait.kind, wait.message, wait.element) for wait in play.last.waits_set] == [("signal", "S", "heard")]
    with pytest.raises(NobodyWaits):
        play.message("S")
    play.do(commands.Signal(by="system:signals", name="S"))
    assert (play.open, len(play.view.waits)) == (["note", "work"], 1)
    assert play.complete("work").view.waits == ()
