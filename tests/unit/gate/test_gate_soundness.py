"""Can every token reach an end: ways out, joins, loops; and can people read the diagram."""

import pytest

from app.engine.gate import tokens
from tests.support.bpmn import Bpmn
from tests.support.gate import errors, findings, line, warnings

AGAIN = '= case.number = "once more"'  # may be true or not


def mismatch(split: str, join: str) -> Bpmn:
    diagram = getattr(Bpmn().start(), split)("split")
    condition = (lambda d: d.when("= 1 = 1")) if split in {"xor", "some"} else (lambda d: d)
    otherwise = (lambda d: d.otherwise()) if split in {"xor", "some"} else (lambda d: d)
    diagram = getattr(condition(diagram).user("a"), join)("join").end()
    return otherwise(diagram.at("split")).user("b").to("join")


def test_a_trap_without_a_way_out_is_refused_where_it_begins():
    diagram = Bpmn().start().xor("x").when("= 1 = 1").end().at("x").otherwise().user("a").user("b").to("a")
    assert errors(diagram) == [("no_way_out", "a")]


def test_a_loop_from_which_only_a_timer_leads_out_is_in_order():
    diagram = Bpmn().start().user("a").user("b").to("a").boundary("b", "late", duration="P1D").end()
    assert errors(diagram) == []


def test_a_parallel_join_of_exclusive_branches_is_refused():
    assert errors(mismatch("xor", "both")) == [("end_never_reached", "end"), ("join_never_fires", "join")]


def test_an_end_behind_a_join_that_never_fires_is_named_and_others_are_not():
    diagram = mismatch("xor", "both").at("split").when(AGAIN).user("c").end("fine")
    assert errors(diagram) == [("end_never_reached", "end"), ("join_never_fires", "join")]


@pytest.mark.parametrize("begin", ["start", "receive"])
def test_an_end_behind_an_event_on_the_first_step_is_reached(begin):
    diagram = Bpmn().start().user("first") if begin == "start" else Bpmn().receive("first", "m", "=case.number")
    if begin == "receive":
        diagram.nodes["first"].attributes["instantiate"] = "true"
    diagram.end().boundary("first", "late", duration="PT1H").end("missed")
    assert "end_never_reached" not in {code for code, _ in errors(diagram)}


def notes(diagram: Bpmn) -> dict[str, str | None]:
    return {each.code: each.element for each in findings(diagram) if each.severity == "note"}


def test_what_may_be_open_when_an_end_ends_all_is_told():
    diagram = Bpmn().start().both("split").user("a").user("b").end().at("split").user("c").end("stop", terminate=True)
    assert notes(diagram)["ends_open_work"] == "stop"
    told = next(each for each in findings(diagram) if each.code == "ends_open_work")
    assert "「a」、「b」" in told.message
    assert "2 activities that may be open then, such as a, b" in told.message_en
    joined = Bpmn().start().both("split").user("a").both("join").user("z").end("stop", terminate=True)
    assert "ends_open_work" not in notes(joined.at("split").user("b").to("join"))
    chosen = (
        Bpmn().start().xor("x").when(AGAIN).user("a").end().at("x").otherwise().user("b").end("stop", terminate=True)
    )
    assert "ends_open_work" not in notes(chosen)


def test_a_level_on_which_tokens_multiply_is_said_not_to_be_shown():
    diagram = Bpmn().start().task("two", completionQuantity="2").xor("top").user("a").end()
    diagram.at("two").to("top")
    assert notes(diagram)["soundness_not_shown"] == "two"
    assert "soundness_not_shown" not in notes(Bpmn().start().task("two", completionQuantity="2").user("a").end())


@pytest.mark.parametrize(
    ("split", "join"), [("both", "both"), ("xor", "xor"), ("some", "some"), ("both", "xor"), ("xor", "some")]
)
def test_splits_and_joins_that_fit_pass(split, join):
    assert warnings(mismatch(split, join)) == []


def test_a_parallel_join_of_inclusive_branches_may_wait():
    assert warnings(mismatch("some", "both")) == [("join_may_wait", "join")]


def test_a_join_that_a_loop_can_starve_is_pointed_out():
    diagram = Bpmn().start().both("split").user("a").both("join").end().at("split").xor("x").when("= 1 = 1").to("join")
    diagram.at("x").otherwise().end("e2")
    assert warnings(diagram) == [("join_may_wait", "join")]


def test_an_end_that_ends_all_saves_a_join_that_waits():
    diagram = Bpmn().start().both("split").user("a").both("join").end().at("split").xor("x").when("= 1 = 1").to("join")
    diagram.at("x").otherwise().end("e2", terminate=True)
    assert warnings(diagram) == []


def test_an_inclusive_join_fires_before_another_branch_ends_all():
    diagram = Bpmn().start().both("split").some("which").when("= 1 = 1").user("a").some("join").both("more")
    diagram.user("c").both("end_join").end().at("more").user("d").to("end_join")
    diagram.at("which").otherwise().user("b").to("join")
    diagram.at("split").catch("stop", message="m|=case.number").end("stopped", terminate=True)
    assert warnings(diagram) == []


def test_an_end_beside_a_loop_that_never_stops_by_itself_is_reached():
    diagram = Bpmn().start().both("split").user("ask").end("asked").at("split").xor("top").user("a").both("again")
    diagram.to("top").at("again").end("stop", terminate=True)
    assert errors(diagram) == []


def test_a_join_beside_a_loop_that_never_stops_by_itself_fires():
    diagram = Bpmn().start().both("split").user("ask").both("join").end("asked").at("split").user("b").to("join")
    diagram.at("split").xor("top").user("a").both("again").to("top").at("again").end("stop", terminate=True)
    assert errors(diagram) == []


def test_an_inclusive_join_that_nothing_else_can_reach_fires_before_a_loop_comes_round():
    diagram = Bpmn().start().xor("first").when(AGAIN).some("join").end().at("first").otherwise().xor("top")
    diagram.user("work").some("which").when("= 1 = 1").to("join").at("which").otherwise().to("top")
    assert warnings(diagram) == []


def test_branches_that_multiply_in_a_loop_are_pointed_out():
    grown = (
        Bpmn().start().xor("top").both("split").user("a").xor("x").when("= 1 = 1").to("top").at("x").otherwise().end()
    )
    grown.at("split").user("b").to("top")
    assert "tokens_pile_up" in {code for code, _ in warnings(grown)}


def test_a_reminder_beside_a_task_in_a_loop_is_in_order():
    diagram = Bpmn().start().xor("top").user("work").xor("ok").when("= 1 = 1").end().at("ok").otherwise().to("top")
    diagram.boundary("work", "late", interrupting=False, date="=workdays(1)").user("urge").end("told")
    assert warnings(diagram) == []


def test_too_many_combinations_are_pointed_out_and_not_waited_for():
    diagram = Bpmn().start().both("split")
    for branch in range(14):
        diagram.at("split").user(f"a{branch}").xor(f"x{branch}").when("= 1 = 1").user(f"b{branch}").both(f"w{branch}")
        diagram.end(f"e{branch}").at(f"x{branch}").otherwise().to(f"w{branch}")
    assert ("state_explosion", "p") in warnings(diagram)


def test_the_number_of_states_stays_near_the_number_of_choices():
    diagram = Bpmn().start()
    for block in range(40):
        diagram.both(f"s{block}").user(f"a{block}").both(f"j{block}")
        diagram.at(f"s{block}").user(f"b{block}").to(f"j{block}").at(f"j{block}")
    assert warnings(diagram.end()) == []
    assert tokens.MOST_STATES < 10_000


def loop(*, script: bool = False, task: bool = False) -> Bpmn:
    diagram = Bpmn().start().xor("top").task("step")
    diagram = diagram.script("count", "= 1", "n") if script else diagram
    diagram = diagram.user("ask") if task else diagram
    return diagram.xor("again").when(AGAIN).to("top").at("again").otherwise().end()


def test_a_loop_that_waits_for_nothing_and_changes_nothing_is_refused():
    assert errors(loop()) == [("endless_loop", "top")]


def test_a_loop_that_only_computes_is_pointed_out():
    assert warnings(loop(script=True)) == [("automatic_loop", "top")]


def test_a_loop_that_waits_for_somebody_is_in_order():
    assert warnings(loop(task=True)) == []
    assert warnings(loop(script=True, task=True)) == []


def test_a_back_edge_without_gateway_is_refused():
    diagram = Bpmn().start().task("a").task("b").to("a")
    assert errors(diagram.boundary("b", "x", error="E").end()) == [("endless_loop", "a")]


def test_a_sub_process_waits_when_one_of_its_branches_does():
    def part(*, stops: bool) -> Bpmn:
        diagram = Bpmn().start().xor("top").sub("part").start("s").both("split").user("inside").end("e")
        diagram.at("split").end("at_once", terminate=stops).leave()
        return diagram.xor("again").when(AGAIN).to("top").at("again").otherwise().end()

    assert warnings(part(stops=False)) == []
    assert ("automatic_loop", "top") in warnings(part(stops=True))


def test_a_sub_process_that_waits_inside_makes_its_loop_wait():
    def part(inner: str) -> Bpmn:
        diagram = getattr(Bpmn().start().xor("top").sub("part").start("s"), inner)("inside").end("e").leave()
        return diagram.xor("again").when(AGAIN).to("top").at("again").otherwise().end()

    assert warnings(part("user")) == []
    assert warnings(part("task")) == [("automatic_loop", "top")]


def test_what_is_not_drawn_or_named_is_pointed_out():
    xml = line().bytes().decode()
    assert warnings(xml.replace('bpmnElement="work"', 'bpmnElement="x"').encode()) == [("not_drawn", "work")]
    assert warnings(xml.replace('bpmnElement="work_to_end"', 'bpmnElement="x"').encode()) == [
        ("flow_not_drawn", "work_to_end")
    ]
    assert warnings(Bpmn().start().user("work", name="").end()) == [("no_name", "work")]


def test_a_merging_or_parallel_gateway_needs_no_name():
    diagram = Bpmn().start().both("s", name="").user("a").both("j", name="").end().at("s").user("b").to("j")
    assert not [each for each in findings(diagram) if each.code == "no_name"]
