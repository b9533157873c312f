"""Event sub-processes, signals, conditional events and links."""

from app.engine import commands
from tests.support.bpmn import Bpmn
from tests.support.play import Play


def aside(interrupting: bool = True, scope: str | None = None, **event: str) -> Bpmn:
    """A process with one task and an event sub-process that is triggered by an event."""
    diagram = Bpmn().start()
    if scope:
        diagram.sub(scope).start("s")
    diagram.user("work").end("done")
    if scope:
        diagram.at("work")
    diagram.pen = ""
    diagram.sub("aside", triggeredByEvent="true").start("happened", isInterrupting=str(interrupting).lower(), **event)
    diagram.user("handle").end("handled").leave()
    if scope:
        diagram.pen, diagram.scope = scope, "p"
        diagram.user("after").end("end")
    return diagram


def test_one_that_is_not_triggered_does_nothing_and_holds_nothing_open():
    play = Play(aside(message="stop"))
    assert (play.open, play.view.active) == (["work"], ("work",))
    assert play.complete("work").ended == "done"


def test_an_interrupting_one_takes_its_whole_scope_away():
    play = Play(aside(message="stop")).message("stop", reason="已和解")
    assert (play.open, play.values["reason"], play.view.waits) == (["handle"], "已和解", ())
    assert play.complete("handle").ended == "handled"


def test_one_that_does_not_interrupt_runs_beside_and_again_and_again():
    play = Play(aside(False, message="more")).message("more").message("more")
    assert play.open == ["handle", "handle", "work"]


def test_a_timer_counts_from_the_start_of_its_scope():
    play = Play(aside(duration="PT2H")).until("2026-03-02T12:00")
    assert (play.open, play.fired) == (["handle"], ["aside"])
    once = Play(aside(False, duration="PT2H")).until("2026-03-04T12:00")
    assert (once.open, once.view.timers) == (["handle", "work"], ())
    assert once.complete("work").complete("handle").view.status == "ended"


def test_one_inside_a_sub_process_leaves_what_is_around_alone():
    play = Play(aside(scope="part", message="stop")).message("stop")
    assert play.open == ["handle"]
    assert play.complete("handle").open == ["after"]


def test_an_error_is_caught_by_the_event_sub_process_of_its_scope_before_the_boundary():
    diagram = Bpmn().start().sub("part").start("s").user("work").end("failed", error="E")
    diagram.sub("aside", triggeredByEvent="true").start("caught", error="E").user("handle").end("handled").leave()
    diagram.pen, diagram.scope = "part", "p"
    diagram.user("after").end("end").boundary("part", "outside", error="E").user("other").end("other_end")
    play = Play(diagram).complete("work")
    assert play.open == ["handle"]
    assert play.complete("handle").open == ["after"]


def test_an_error_is_caught_on_the_boundary_before_the_event_sub_process_of_the_scope_around():
    diagram = Bpmn().start().sub("part").start("s").user("work").end("failed", error="E").leave()
    diagram.boundary("part", "near", error="E").user("near_by").end("near_end").at("part").end()
    diagram.pen = ""
    diagram.sub("aside", triggeredByEvent="true").start("far", error="E").user("far_off").end("far_end").leave()
    assert Play(diagram).complete("work").open == ["near_by"]


def test_a_signal_is_heard_by_everything_that_waits_for_it():
    diagram = Bpmn().start().both("split").user("go").throw("call", signal="now").end("e1")
    diagram.at("split").catch("one", signal="now").user("a").end("e2")
    diagram.at("split").catch("two", signal="now").user("b").end("e3")
    diagram.at("split").catch("other", signal="later").user("c").end("e4")
    assert Play(diagram).complete("go").open == ["a", "b"]


def test_a_signal_end_event_throws():
    diagram = Bpmn().start().both("split").user("go").end("call", signal="now")
    diagram.at("split").catch("one", signal="now").user("a").end("e2")
    assert Play(diagram).complete("go").open == ["a"]


def condition(text: str) -> str:
    return (
        '<bpmn:conditionalEventDefinition><bpmn:condition xsi:type="bpmn:tFormalExpression">'
        f"{text}</bpmn:condition></bpmn:conditionalEventDefinition>"
    )


def test_a_condition_comes_true_when_values_change_whoever_changed_them():
    diagram = Bpmn().start().both("split").user("work").end("e1").at("split").catch("enough")
    diagram.inner(condition("= amount &gt; 3")).user("tell").end("e2")
    play = Play(diagram, amount=1)
    assert play.open == ["work"]
    play.do(commands.SetValues(by="li", values={"amount": 4}, reason="counted again"))
    assert play.open == ["tell", "work"]


def test_a_condition_that_does_not_interrupt_comes_again_only_after_it_was_false():
    diagram = Bpmn().start().user("work").end().boundary("work", "enough", interrupting=False)
    diagram.inner(condition("= amount &gt; 3")).user("tell").end("told")
    play = Play(diagram, amount=1)
    for amount in (4, 5, 1, 6):
        play.do(commands.SetValues(by="li", values={"amount": amount}, reason="counted"))
    assert play.open == ["tell", "tell", "work"]


def test_a_link_leads_to_its_catch_of_the_same_name():
    diagram = Bpmn().start().throw("leave").inner('<bpmn:linkEventDefinition name="L"/>')
    diagram.pen = ""
    diagram.catch("arrive").inner('<bpmn:linkEventDefinition name="L"/>').user("work").end()
    play = Play(diagram)
    assert (play.open, play.trail) == (["work"], ["start", "leave", "arrive", "work"])


def test_one_in_each_instance_of_a_sub_process_stands_by_for_itself():
    diagram = Bpmn().start().sub("part").each("= [1, 2, 3]", "n").start("s").user("work").end("done")
    diagram.sub("aside", triggeredByEvent="true").start("happened", message="stop").user("handle").end("h").leave()
    diagram.pen, diagram.scope = "part", "p"
    play = Play(diagram.user("after").end("end"))
    assert len(play.view.waits) == 3
    play.message("stop").message("stop")
    assert (play.open, len(play.view.waits)) == (["handle", "handle", "work"], 1)
    assert play.complete("work").complete("handle").complete("handle").open == ["after"]
