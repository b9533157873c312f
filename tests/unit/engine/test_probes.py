"""The probes that SpiffWorkflow 3.2.0 by itself does not get right: each is right or refused here.

A test is named after its probe. `BROKEN` lists them all, by what the library does with them, so that none is missing.
"""

import re
from pathlib import Path

import pytest

from app.engine import commands
from tests.support.bpmn import Bpmn
from tests.support.gate import errors, warnings
from tests.support.play import LOCAL, MONDAY, Play

PAGE = Path(__file__).parents[4] / "shared" / "SPIFFWORKFLOW.md"
BROKEN = {
    "WRONG": """task_conditional_flow_false xor_overlap_order_b_above and_join_excess_token ebg_two_timers
        ebg_conditional start_two_none start_timer_cycle catch_timer_dur_negative catch_conditional_later
        link_throw_catch end_signal end_signal_external boundary_message_nonint_twice boundary_signal_nonint_twice
        boundary_timer_cycle_interrupting boundary_conditional_later boundary_error_code_mismatch
        esp_message_interrupting esp_signal_interrupting esp_timer_interrupting
        esp_timer_never_fires_instance_completes esp_conditional_nonint esp_error_in_process esp_error_in_subprocess
        esp_escalation_nonint esp_message_inside_embedded_subprocess esp_timer_inside_embedded_subprocess
        esp_error_not_thrown esp_escalation_not_thrown esp_compensation_not_thrown
        esp_signal_in_embedded_subprocess_nonint boundary_escalation_int_thrown_inside_stops_rest
        boundary_signal_int_thrown_inside_stops_rest boundary_error_int_stops_parallel_script_branch
        attr_startQuantity_2_ignored attr_completionQuantity_2_ignored event_eventDefinitionRef_ignored
        mi_par_list_out_of_order mi_seq_list_with_None_item rework_loop_400x xml_duplicate_ids timer_next_due_ebg""",
    "IGNORED": """start_error_toplevel throw_compensation_only end_error_uncaught end_compensation_only
        unreachable_task""",
    "HANGS": "data_object_in_nested_subprocess",
    "RAISES": """task_script_groovy xor_juel_condition xor_feel_condition catch_timer_dur_unquoted
        catch_timer_dur_timedelta catch_timer_date_as_datetime_object catch_timer_cron boundary_error_script_exception
        adhoc adhoc_no_condition adhoc_sequential mi_completionCondition_builtin_vars mi_in_rework_loop_with_output
        rework_loop_unconditional_back_edge""",
    "REFUSES": """task_businessRule task_implicit_split task_no_incoming_start xor_no_conditions complex_gateway
        ebg_exclusive_instantiate throw_compensation end_compensation throw_multiple_flows sub_no_start sub_no_end
        transaction_compensation loop_standard_bare mi_bare data_association_unresolvable data_store_ref
        data_store_assoc_bpmnjs not_executable name_is_used_for_message_not_id""",
    "HOOK": "task_service_noimpl",
    "NOTE": "and_data_merge_conflict catch_timer_cycle boundary_timer_cycle_catchup_after_downtime",
}
NAMES = {name for names in BROKEN.values() for name in names.split()}
COMPENSATE = "<bpmn:compensateEventDefinition/>"


def condition(text: str) -> str:
    return f"<bpmn:conditionalEventDefinition><bpmn:condition>{text}</bpmn:condition></bpmn:conditionalEventDefinition>"


def know(play: Play, **values) -> Play:
    """Somebody mends the data of the case."""
    play.do(commands.SetValues(by="li", values=values, reason="counted"))
    return play


def signalled(play: Play, name: str) -> Play:
    play.do(commands.Signal(by="li", name=name))
    return play


# -- none is missing -------------------------------------------------------------------------------------------


def test_every_probe_has_a_test():
    tests = [name.removeprefix("test_") for name in globals() if name.startswith("test_")]
    assert NAMES - {part for name in tests for part in (name, *name.split("_and_"))} == set()


@pytest.mark.skipif(not PAGE.exists(), reason=f"the table of probes is not there: {PAGE}")
def test_the_list_is_that_of_the_page_on_the_library():
    rows = re.findall(r"^\| [\w-]+ \| `(\w+)[^`]*` \| \*\*(\w+)\*\* \|", PAGE.read_text(encoding="utf-8"), re.MULTILINE)
    assert {(name, result) for name, result in rows if result != "RIGHT"} == {
        (name, result) for result, names in BROKEN.items() for name in names.split()
    }


# -- tasks and flows -------------------------------------------------------------------------------------------


def test_task_script_groovy():
    diagram = Bpmn().start().script("s", "= 1", "n").inner("<bpmn:script>def x = 1; println x</bpmn:script>").end()
    assert errors(diagram) == [("foreign_script", "s")]


def test_task_conditional_flow_false():
    assert errors(Bpmn().start().user("a").when("= 1 = 2").end()) == [("condition_ignored", "a")]


def test_unreachable_task():
    diagram = Bpmn().start().user("a").end().raw('<bpmn:task id="alone" name="alone"/>')
    assert ("unreachable", "alone") in errors(diagram)


def test_xml_duplicate_ids():
    diagram = Bpmn().start().user("a").end().raw('<bpmn:task id="a" name="twin"/>')
    assert ("duplicate_id", "a") in errors(diagram)


def test_attr_startQuantity_2_ignored():
    play = Play(Bpmn().start().both("split").user("a").user("t", startQuantity="2").end().at("split").user("b").to("t"))
    assert play.complete("a").open == ["b"]
    assert play.complete("b").open == ["t"]


def test_attr_completionQuantity_2_ignored():
    assert Play(Bpmn().start().task("two", completionQuantity="2").user("a").end()).open == ["a", "a"]


def test_task_businessRule():
    diagram = Bpmn().start().node("businessRuleTask", "rule").end()
    assert errors(diagram) == [("no_decision", "rule")]


def test_task_implicit_split():
    diagram = Bpmn().start().user("t").user("a").end().at("t").user("b").end("e2")
    assert Play(diagram).complete("t").open == ["a", "b"]
    assert warnings(diagram) == [("implicit_split", "t")]


def test_task_no_incoming_start():
    assert ("no_start", "p") in errors(Bpmn().user("a").end())


def test_task_service_noimpl():
    """The work is a job; the case goes on when it is done."""
    play = Play(Bpmn().start().service("ring", "call").user("after").end())
    assert (play.open, [job.key for job in play.last.jobs]) == ([], ["ring#1"])
    play.do(commands.JobDone(by="system:jobs", job="ring#1", values={}))
    assert play.open == ["after"]
    assert errors(Bpmn().start().node("serviceTask", "ring").end()) == [("no_job", "ring")]


def test_not_executable():
    assert errors(Bpmn(executable=False).start().user("a").end()) == [("not_executable", "p")]


# -- gateways --------------------------------------------------------------------------------------------------


def test_xor_overlap_order_b_above():
    diagram = Bpmn().start().xor("x").when("= true").user("a").end().at("x").when("= true").user("b").end("e2")
    drawing = diagram.at("x").otherwise().user("c").end("e3").bytes()
    shape = b'<bpmndi:BPMNShape id="b_di" bpmnElement="b"><dc:Bounds x="760" y='
    assert shape + b'"100"' in drawing
    assert Play(drawing.replace(shape + b'"100"', shape + b'"1"')).open == ["a"]


def test_xor_juel_condition():
    diagram = Bpmn().start().xor("x").when("${x > 1}").user("a").end().at("x").otherwise().user("b").end("e2")
    assert errors(diagram) == [("not_feel", "x_to_a")]


def test_xor_feel_condition():
    diagram = Bpmn().start().xor("x").when("= x > 1").user("a").end().at("x").otherwise().user("b").end("e2")
    assert (Play(diagram, x=2).open, Play(diagram, x=1).open) == (["a"], ["b"])


def test_and_join_excess_token():
    diagram = Bpmn().start().both("split").user("a").xor("merge").both("join").user("after").end()
    diagram.at("split").user("b").to("merge").at("split").user("c").to("join")
    play = Play(diagram).complete("a").complete("b").complete("c")
    assert (play.open, play.view.status) == (["after"], "open")
    assert play.complete("after").incidents == ["join"]


def test_xor_no_conditions():
    diagram = Bpmn().start().xor("x").user("a").end().at("x").user("b").end("e2")
    assert errors(diagram) == [("no_condition", "x_to_a"), ("no_condition", "x_to_b")]


def test_complex_gateway():
    diagram = Bpmn().start().node("complexGateway", "x").when("= n > 1").user("a").end()
    diagram.at("x").when("= n > 2").user("b").end("e2")
    assert (Play(diagram, n=2).open, Play(diagram, n=3).open) == (["a"], ["a", "b"])


def test_and_data_merge_conflict():
    """The values of a case are one scope: the later write counts, whichever branch it came by."""
    diagram = Bpmn().start().both("split").user("a").both("join").user("after").end().at("split").user("b").to("join")
    play = Play(diagram).complete("b", x=[1, 2]).complete("a", x=[3])
    assert (play.open, play.values["x"]) == (["after"], [3])


def test_ebg_exclusive_instantiate():
    diagram = Bpmn().node("eventBasedGateway", "g", instantiate="true").catch("m", message="m|=case.number").end()
    assert "instantiating" in {code for code, _ in errors(diagram)}


def test_ebg_two_timers():
    diagram = Bpmn().start().race("first").catch("long", duration="PT6H").user("a").end()
    diagram.at("first").catch("short", duration="PT2H").user("b").end("e2")
    assert Play(diagram).until("2026-03-02T12:00").open == ["b"]


def test_ebg_conditional():
    diagram = Bpmn().start().race("first").catch("enough").inner(condition("= n &gt; 3")).user("a").end()
    diagram.at("first").catch("late", duration="PT2H").user("b").end("e2")
    assert Play(diagram, n=4).open == ["a"]
    assert know(Play(diagram, n=1), n=5).open == ["a"]


def test_timer_next_due_ebg():
    diagram = Bpmn().start().race("first").catch("long", duration="PT6H").user("a").end()
    diagram.at("first").catch("short", duration="PT2H").user("b").end("e2")
    assert Play(diagram).last.next_due == LOCAL("2026-03-02T12:00")


# -- start events ----------------------------------------------------------------------------------------------


def test_start_two_none():
    assert errors(Bpmn().start().user("a").end().start("again").to("a")) == [("several_starts", "p")]


def test_start_timer_cycle():
    assert errors(Bpmn().start(cycle="R3/PT1H").user("a").end()) == []


def test_start_error_toplevel():
    assert errors(Bpmn().start(error="E").user("a").end()) == [("event_not_here", "start")]


# -- timers ----------------------------------------------------------------------------------------------------


def due(kind: str, text: str) -> object:
    return Play(Bpmn().start().catch("wait", **{kind: text}).end(), at=MONDAY).last.next_due


def refused(kind: str, text: str) -> str:
    ((code, element),) = errors(Bpmn().start().catch("wait", **{kind: text}).end())
    assert element == "wait"
    return code


def test_catch_timer_dur_unquoted():
    assert due("duration", "PT2H") == LOCAL("2026-03-02T12:00")


def test_catch_timer_dur_timedelta():
    assert due("duration", '= duration("PT2H")') == LOCAL("2026-03-02T12:00")
    assert refused("duration", "timedelta(hours=2)") == "bad_duration"


def test_catch_timer_dur_negative():
    assert refused("duration", "-PT5S") == "bad_duration"


def test_catch_timer_date_as_datetime_object():
    assert due("date", '= date and time("2026-03-03T09:00:00")') == LOCAL("2026-03-03T09:00")
    assert refused("date", "datetime(2026, 3, 3)") == "bad_date"


def test_catch_timer_cron():
    assert refused("cycle", "0 0 9 * * ?") == "bad_cycle"


def test_catch_timer_cycle():
    """Each round sends a token on, three in all."""
    play = Play(Bpmn().start().catch("wait", cycle="R3/PT1H").user("a").end())
    assert play.until("2026-03-02T12:30").open == ["a", "a"]
    assert play.until("2026-03-03T10:00").open == ["a", "a", "a"]
    assert play.last.next_due is None


def test_boundary_timer_cycle_catchup_after_downtime():
    """Each round is a firing of its own, at its own instant, however late anybody looks."""
    diagram = (
        Bpmn().start().user("u").end().boundary("u", "late", interrupting=False, cycle="R/PT1H").user("x").end("e2")
    )
    play = Play(diagram).until("2026-03-02T15:30")
    assert (play.fired, play.open) == (["late"] * 5, ["u", *["x"] * 5])


def test_boundary_timer_cycle_interrupting():
    diagram = Bpmn().start().user("u").end().boundary("u", "late", cycle="R3/PT1H").user("x").end("e2")
    assert errors(diagram) == [("cycle_not_here", "late")]


# -- events on the way -----------------------------------------------------------------------------------------


def test_catch_conditional_later():
    diagram = Bpmn().start().both("split").user("a").end().at("split").catch("wait").inner(condition("= n &gt; 3"))
    play = Play(diagram.user("b").end("e2"), n=1)
    assert (play.open, know(play, n=4).open) == (["a"], ["a", "b"])


def test_event_eventDefinitionRef_ignored():
    diagram = Bpmn().start().catch("wait").inner("<bpmn:eventDefinitionRef>hour</bpmn:eventDefinitionRef>").user("a")
    timer = "<bpmn:timeDuration>PT1H</bpmn:timeDuration>"
    diagram.end().root(f'<bpmn:timerEventDefinition id="hour">{timer}</bpmn:timerEventDefinition>')
    play = Play(diagram)
    assert (play.open, play.until("2026-03-02T11:00").open) == ([], ["a"])


def test_link_throw_catch():
    diagram = Bpmn().start().throw("away").inner('<bpmn:linkEventDefinition name="L"/>')
    diagram.pen = ""
    diagram.catch("here").inner('<bpmn:linkEventDefinition name="L"/>').user("a").end()
    assert Play(diagram).open == ["a"]


def test_throw_compensation_only():
    diagram = Bpmn().start().user("work").throw("undo").inner(COMPENSATE).user("after").end()
    assert Play(diagram).complete("work").open == ["after"]


def undone(end: bool) -> Bpmn:
    diagram = Bpmn().start().user("work")
    diagram = diagram.end("undone") if end else diagram.throw("undo_all")
    diagram.inner(COMPENSATE)
    if not end:
        diagram.user("after").end()
    diagram.boundary("work", "undo").inner(COMPENSATE)
    diagram.pen = ""
    diagram.user("mend", isForCompensation="true")
    return diagram.raw('<bpmn:association id="a" sourceRef="undo" targetRef="mend"/>')


def test_throw_compensation():
    play = Play(undone(end=False)).complete("work")
    assert (play.open, play.complete("mend").open) == (["mend"], ["after"])


def test_throw_multiple_flows():
    diagram = Bpmn().start().throw("told").user("a").end().at("told").user("b").end("e2")
    assert Play(diagram).open == ["a", "b"]


def test_name_is_used_for_message_not_id():
    """A message is found by its id and known by its name; one that is not there is refused at the event."""
    assert Play(Bpmn().start().catch("wait", message="paid").user("a").end()).message("paid").open == ["a"]
    missing = Bpmn().start().catch("wait").inner('<bpmn:messageEventDefinition messageRef="gone"/>').user("a").end()
    assert errors(missing) == [("message_without_name", "wait")]


# -- end events ------------------------------------------------------------------------------------------------


def test_end_signal():
    diagram = Bpmn().start().both("split").user("go").end("call", signal="S")
    diagram.at("split").catch("heard", signal="S").user("a").end("e2")
    assert Play(diagram).complete("go").open == ["a"]


def test_end_signal_external():
    assert Play(Bpmn().start().end("call", signal="A")).last.signals == ("A",)


def test_end_error_uncaught():
    play = Play(Bpmn().start().end("failed", error="E"))
    assert (play.incidents, play.view.status) == (["failed"], "open")


def test_end_compensation():
    play = Play(undone(end=True)).complete("work")
    assert (play.open, play.complete("mend").ended) == (["mend"], "undone")


def test_end_compensation_only():
    diagram = Bpmn().start().user("work").end("undone").inner(COMPENSATE)
    diagram.boundary("work", "undo").inner(COMPENSATE)
    diagram.pen = ""
    diagram.user("mend", isForCompensation="true")
    play = Play(diagram.raw('<bpmn:association id="a" sourceRef="undo" targetRef="mend"/>')).complete("work")
    assert play.open == ["mend"]
    assert play.complete("mend").ended == "undone"


# -- events on a boundary --------------------------------------------------------------------------------------


def beside(interrupting: bool, **event: str) -> Bpmn:
    return Bpmn().start().user("u").end().boundary("u", "x_event", interrupting=interrupting, **event)


def test_boundary_message_nonint_twice():
    play = Play(beside(False, message="m").user("x").end("e2"))
    assert play.message("m").message("m").open == ["u", "x", "x"]


def test_boundary_signal_nonint_twice():
    play = Play(beside(False, signal="S").user("x").end("e2"))
    assert signalled(signalled(play, "S"), "S").open == ["u", "x", "x"]


def test_boundary_conditional_later():
    play = Play(beside(True).inner(condition("= n &gt; 3")).user("x").end("e2"), n=1)
    assert (play.open, know(play, n=4).open) == (["u"], ["x"])


def inside(**thrown: str) -> Bpmn:
    """A sub-process in which one branch throws and the other would go on by itself."""
    diagram = Bpmn().start().sub("part").start("s").both("split").throw("raise", **thrown).script("rest", "= 1", "n")
    return diagram.end("e").at("split").user("other").end("e3").leave().user("after").end()


def test_boundary_error_code_mismatch():
    diagram = Bpmn().start().sub("part").start("s").end("failed", error="A").leave().user("after").end()
    play = Play(diagram.boundary("part", "caught", error="B").user("x").end("e2"))
    assert (play.open, play.incidents) == ([], ["failed"])


def test_boundary_error_script_exception():
    """What cannot be evaluated is an incident, to be mended and tried again; only a BPMN error is caught."""
    diagram = Bpmn().start().sub("part").start("s").user("a", due="= nothing").service("ring", "call").end("e").leave()
    play = Play(diagram.end().boundary("part", "caught", error="").user("x").end("e2"))
    assert (play.open, play.incidents) == ([], ["a"])
    know(play, nothing="2026-03-03T09:00:00")
    play.do(commands.Retry(by="li", incident="a#1"))
    play.complete("a").do(commands.JobFailed(by="system:jobs", job="ring#1", message="busy", error_code="BUSY"))
    assert play.open == ["x"]


def test_boundary_escalation_int_thrown_inside_stops_rest():
    play = Play(inside(escalation="X").boundary("part", "heard", escalation="X").user("x").end("e2"))
    assert (play.open, "n" in play.values) == (["x"], False)


def test_boundary_signal_int_thrown_inside_stops_rest():
    play = Play(inside(signal="X").boundary("part", "heard", signal="X").user("x").end("e2"))
    assert (play.open, "n" in play.values) == (["x"], False)


def test_boundary_error_int_stops_parallel_script_branch():
    diagram = Bpmn().start().sub("part").start("s").both("split").end("failed", error="E").at("split")
    diagram.script("rest", "= 1", "n").end("e").leave().end().boundary("part", "caught", error="E").user("x").end("e2")
    play = Play(diagram)
    assert (play.open, "n" in play.values) == (["x"], False)


# -- event sub-processes ---------------------------------------------------------------------------------------


def aside(interrupting: bool = True, *, inner: str = "", scope: bool = False, end: str | None = None, **event: str):
    """A task `u` and an event sub-process with the task `h`; with `scope` in a sub-process that `n` follows."""
    diagram = Bpmn().start()
    if scope:
        diagram.sub("part").start("s")
    diagram.user("u").end("e", **({"error": end} if end else {}))
    diagram.sub("aside", triggeredByEvent="true").start("hear", isInterrupting=str(interrupting).lower(), **event)
    if inner:
        diagram.inner(inner)
    diagram.user("h").end("he").leave()
    if scope:
        diagram.pen, diagram.scope = "part", "p"
        diagram.user("n").end("end")
    return diagram


def test_esp_message_interrupting():
    play = Play(aside(message="m")).message("m")
    assert (play.open, play.complete("h").ended) == (["h"], "he")


def test_esp_signal_interrupting():
    play = signalled(Play(aside(signal="S")), "S")
    assert (play.open, play.complete("h").ended) == (["h"], "he")


def test_esp_timer_interrupting():
    play = Play(aside(duration="PT1H")).until("2026-03-02T11:00")
    assert (play.open, play.complete("h").ended) == (["h"], "he")


def test_esp_timer_never_fires_instance_completes():
    play = Play(aside(duration="PT1H")).complete("u")
    assert (play.ended, play.last.next_due) == ("e", None)


def test_esp_conditional_nonint():
    play = Play(aside(False, inner=condition("= n &gt; 3")), n=1)
    assert (play.open, know(play, n=4).open) == (["u"], ["h", "u"])


def test_esp_error_in_process():
    play = Play(aside(error="E", end="E"))
    assert (play.open, play.complete("u").open) == (["u"], ["h"])


def test_esp_error_in_subprocess():
    play = Play(aside(error="E", end="E", scope=True))
    assert (play.open, play.complete("u").open) == (["u"], ["h"])
    assert play.complete("h").open == ["n"]


def test_esp_escalation_nonint():
    diagram = aside(False, escalation="X")
    diagram.pen, diagram.scope = "", "p"
    xml = diagram.bytes().replace(
        b'<bpmn:endEvent id="e" name="e">',
        b'<bpmn:endEvent id="e" name="e"><bpmn:escalationEventDefinition escalationRef="escalation_X"/>',
    )
    play = Play(xml)
    assert (play.open, play.complete("u").open) == (["u"], ["h"])
    assert play.complete("h").view.status == "ended"


def test_esp_message_inside_embedded_subprocess():
    play = Play(aside(scope=True, message="m")).message("m")
    assert (play.open, play.complete("h").open) == (["h"], ["n"])


def test_esp_timer_inside_embedded_subprocess():
    play = Play(aside(scope=True, duration="PT1H")).until("2026-03-02T11:00")
    assert (play.open, play.complete("h").open) == (["h"], ["n"])


def test_esp_signal_in_embedded_subprocess_nonint():
    assert signalled(Play(aside(False, scope=True, signal="S")), "S").open == ["h", "u"]


@pytest.mark.parametrize("event", [{"error": "E"}, {"escalation": "X"}], ids=["error", "escalation"])
def test_esp_error_not_thrown_and_esp_escalation_not_thrown(event):
    play = Play(aside(**event))
    assert (play.open, play.complete("u").ended) == (["u"], "e")


def test_esp_compensation_not_thrown():
    assert ("event_not_here", "hear") in errors(aside(inner=COMPENSATE))


# -- sub-processes ---------------------------------------------------------------------------------------------


def test_sub_no_start():
    diagram = Bpmn().start().sub("part").user("a").end("e").leave().end()
    assert ("no_start", "part") in errors(diagram)


def test_sub_no_end():
    diagram = Bpmn().start().sub("part").start("s").user("a").leave().end()
    assert ("no_end", "part") in errors(diagram)


def test_transaction_compensation():
    cancel = "<bpmn:cancelEventDefinition/>"
    diagram = Bpmn().start().sub("trip").start("s").user("book").end("off").inner(cancel)
    diagram.boundary("book", "undo").inner(COMPENSATE)
    diagram.pen = ""
    diagram.user("mend", isForCompensation="true")
    diagram.raw('<bpmn:association id="a" sourceRef="undo" targetRef="mend"/>').leave().user("after").end()
    diagram.nodes["trip"].tag = "transaction"
    diagram.boundary("trip", "cancelled").inner(cancel).user("tell").end("e2")
    play = Play(diagram).complete("book")
    assert (play.open, play.complete("mend").open) == (["mend"], ["tell"])


# -- what runs more than once ----------------------------------------------------------------------------------


def ad_hoc(ordering: str = "Parallel", completion: str = "= enough") -> Bpmn:
    diagram = Bpmn().start().script("know", "= false", "enough").sub("any").user("a")
    diagram.pen = ""
    diagram.user("b").leave()
    diagram.nodes["any"].tag = "adHocSubProcess"
    diagram.nodes["any"].attributes["ordering"] = ordering
    if completion:
        diagram.inner(f"<bpmn:completionCondition>{completion}</bpmn:completionCondition>")
    return diagram.user("after").end()


def test_adhoc():
    play = Play(ad_hoc())
    assert (errors(ad_hoc()), play.open) == ([], ["a", "b"])
    assert play.complete("b", enough=True).open == ["after"]


def test_adhoc_no_condition():
    assert errors(ad_hoc(completion="")) == [("ad_hoc_without_end", "any")]


def test_adhoc_sequential():
    play = Play(ad_hoc("Sequential"))
    assert (play.open, play.complete("a").open, play.complete("b", enough=True).open) == (["a"], ["b"], ["after"])


def vote(items: str, *, sequential: bool = False, until: str | None = None) -> Bpmn:
    return Bpmn().start().user("vote").each(items, "x", sequential=sequential, until=until, collect=("out", "= y"))


def test_mi_completionCondition_builtin_vars():
    play = Play(vote("= [1, 2, 3]", until="= numberOfCompletedInstances >= 2").user("after").end())
    assert play.complete("vote[1]", y=1).complete("vote[3]", y=3).open == ["after"]
    wrong = vote("= [1, 2, 3]", until="nrOfCompletedInstances >= 2").end()
    assert ("not_feel", "vote") in errors(wrong)


def test_mi_par_list_out_of_order():
    play = Play(vote("= [1, 2]").end()).complete("vote[2]", y="second").complete("vote[1]", y="first")
    assert play.values["out"] == ["first", "second"]


def test_mi_seq_list_with_None_item():
    play = Play(vote("= [1, null, 3]", sequential=True).end())
    for number in range(3):
        play.complete("vote", y=number)
    assert (play.ended, play.values["out"]) == ("end", [0, 1, 2])


def test_mi_in_rework_loop_with_output():
    diagram = Bpmn().start().xor("top").user("vote").each("= [1, 2]", "x", collect=("out", "= y")).user("ok").xor("q")
    play = Play(diagram.when("= ok").end().at("q").otherwise().to("top"))
    for round in (1, 2):
        play.complete("vote[1]", y=round).complete("vote[2]", y=round).complete("ok", ok=round == 2)
    assert (play.ended, play.values["out"]) == ("end", [2, 2])


def test_rework_loop_unconditional_back_edge():
    diagram = Bpmn().start().xor("x").when("= 1 = 1").end().at("x").otherwise().task("a").task("b").to("a")
    assert ("no_way_out", "a") in errors(diagram)
    assert Play(diagram).ended == "end"


def test_rework_loop_400x():
    diagram = Bpmn().start().xor("top").user("a").xor("q").when("= ok").end().at("q").otherwise().to("top")
    play = Play(diagram)
    for round in range(400):
        play.complete("a", ok=round == 399)
    assert (play.ended, play.view.visits["a"]) == ("end", 400)


def test_loop_standard_bare():
    diagram = Bpmn().start().user("a").inner("<bpmn:standardLoopCharacteristics/>").end()
    assert [element for _, element in errors(diagram)] == ["a"]


def test_mi_bare():
    diagram = Bpmn().start().user("a").inner("<bpmn:multiInstanceLoopCharacteristics/>").end()
    assert [element for _, element in errors(diagram)] == ["a"]


# -- data ------------------------------------------------------------------------------------------------------


def test_data_object_in_nested_subprocess():
    """The library follows the line to the data object for ever; here it is a drawing."""
    line = "<bpmn:dataInputAssociation id='l'><bpmn:sourceRef>d</bpmn:sourceRef></bpmn:dataInputAssociation>"
    diagram = Bpmn().start().sub("one").start("s1").sub("two").start("s2").user("a").inner(line).end("e2").leave()
    diagram.end("e1").leave().end().raw('<bpmn:dataObject id="d"/>')
    assert errors(diagram) == []
    assert Play(diagram).complete("a").ended == "end"


def drawn_line(target: str, *roots: str) -> Bpmn:
    line = f"<bpmn:dataInputAssociation id='l'><bpmn:sourceRef>{target}</bpmn:sourceRef></bpmn:dataInputAssociation>"
    diagram = Bpmn().start().user("a").inner(line).end()
    for root in roots:
        diagram.raw(root)
    return diagram


def test_data_association_unresolvable():
    assert errors(drawn_line("nowhere")) == []
    assert Play(drawn_line("nowhere")).complete("a").ended == "end"


def test_data_store_ref():
    store = drawn_line("s", '<bpmn:dataStoreReference id="s" name="s" dataStoreRef="orders"/>')
    store.root('<bpmn:dataStore id="orders" name="orders"/>')
    assert errors(store) == []
    assert Play(store).complete("a").ended == "end"


def test_data_store_assoc_bpmnjs():
    store = drawn_line("s", '<bpmn:dataStoreReference id="s" name="s"/>')
    assert warnings(store) == [("data_drawn", "a")]
    assert Play(store).complete("a").ended == "end"
