"""Expressions, literals, mappings and the names they use."""

import json

import pytest

from tests.support.bpmn import Bpmn
from tests.support.gate import errors, findings, warnings


def asks(**facts: str) -> Bpmn:
    return Bpmn().start().user("work", **facts).end()


def waits(**timer: str) -> Bpmn:
    return Bpmn().start().user("u").catch("work", **timer).end()


def repeats(cycle: str) -> Bpmn:
    return Bpmn().start().user("u").end().boundary("u", "work", interrupting=False, cycle=cycle).user("more").end("e2")


def scripted(expression: str, result: str = "x") -> Bpmn:
    return Bpmn().start().script("work", expression, result).end()


def each(**loop: str) -> Bpmn:
    attributes = " ".join(f'{name}="{value}"' for name, value in loop.items())
    inside = f"<bpmn:extensionElements><zeebe:loopCharacteristics {attributes}/></bpmn:extensionElements>"
    marker = f"<bpmn:multiInstanceLoopCharacteristics>{inside}</bpmn:multiInstanceLoopCharacteristics>"
    return Bpmn().start().user("work").inner(marker).end()


WRONG = {
    "a broken script": (scripted("= 1 +"), "expression_broken"),
    "a script that is no FEEL": (scripted("print(1)"), "not_feel"),
    "a function nobody knows": (scripted("= open(1)"), "unknown_function"),
    "a broken due date": (asks(due="= workdays("), "expression_broken"),
    "a due date that is none": (asks(due="soon"), "bad_date"),
    "a due date in working days without function": (asks(due="2WD"), "bad_date"),
    "a follow-up date that is none": (asks(follow_up="soon"), "bad_date"),
    "a priority that is no number": (asks(priority="high"), "bad_priority"),
    "a priority too high": (asks(priority="101"), "bad_priority"),
    "a timer date that is none": (waits(date="soon"), "bad_date"),
    "a duration that is none": (waits(duration="2 hours"), "bad_duration"),
    "a negative duration": (waits(duration="-PT5S"), "bad_duration"),
    "no duration at all": (waits(duration="PT0S"), "bad_duration"),
    "a cron cycle": (repeats("0 0 9 * * ?"), "bad_cycle"),
    "a cycle of nothing": (repeats("R0/PT1H"), "bad_cycle"),
    "a cycle without interval": (repeats("R3/soon"), "bad_cycle"),
    "a broken correlation key": (waits(message="m|= ("), "expression_broken"),
    "a mapping without source": (asks().at("work").mapping(inputs={"a": ""}), "empty_mapping"),
    "a mapping without target": (asks().at("work").mapping(inputs={"": "=1"}), "empty_mapping"),
    "a mapping into a part": (asks().at("work").mapping(outputs={"a.b": "=1"}), "bad_name"),
    "a mapping into the case": (asks().at("work").mapping(outputs={"case": "=1"}), "bad_name"),
    "a result that is no name": (scripted("= 1", "two words"), "bad_name"),
    "a broken mapping": (asks().at("work").mapping(inputs={"a": "= ("}), "expression_broken"),
    "many of nothing": (each(inputElement="item"), "mi_without_list"),
    "many of a text": (each(inputCollection="departments"), "not_feel"),
    "an output collection of nothing": (each(inputCollection="=[1]", outputCollection="all"), "mi_half_output"),
    "an item that is no name": (each(inputCollection="=[1]", inputElement="two words"), "bad_name"),
}


@pytest.mark.parametrize(("diagram", "code"), WRONG.values(), ids=WRONG)
def test_an_expression_that_cannot_work_is_refused(diagram, code):
    assert (code, "work") in errors(diagram)


def condition(text: str) -> Bpmn:
    return Bpmn().start().xor("x").when(text).user("a").end().at("x").otherwise().user("b").end("e2")


@pytest.mark.parametrize(
    "text", ["${amount > 1000}", "amount > 1000", "test.contains('a')", "execution.getVariable(1)"]
)
def test_a_condition_in_another_language_is_refused_on_its_flow(text):
    assert errors(condition(text)) == [("not_feel", "x_to_a")]


def test_a_broken_condition_says_where_it_breaks():
    found = findings(condition("= 1 >"))[0]
    assert (found.code, found.element) == ("expression_broken", "x_to_a")
    assert "第 1 行" in found.message


RIGHT = {
    "working days": asks(due="=workdays(2)"),
    "working hours": asks(due="=workhours(4)"),
    "natural days": asks(due="=naturaldays(15)"),
    "an instant": asks(due="2026-10-01T09:00:00"),
    "a duration": asks(due="PT24H"),
    "a follow-up date": asks(follow_up="2026-10-01"),
    "a priority": asks(priority="80"),
    "a timer date": waits(date="2026-10-01T09:00:00"),
    "a timer with zone": waits(date="2026-10-01T09:00:00+08:00"),
    "a timer by expression": waits(date="=workdays(2)"),
    "a duration with days": waits(duration="P1DT2H"),
    "a duration of months": waits(duration="P1M"),
    "a cycle": repeats("R3/PT24H"),
    "a cycle without end": repeats("R/P1D"),
    "a cycle with a start": repeats("R5/2026-03-01T09:00:00/P1D"),
    "a script": scripted('= {grade: "high", at: now()}'),
    "many": each(inputCollection="=[1, 2]", inputElement="item", outputCollection="all", outputElement="=item * 2"),
}


@pytest.mark.parametrize("diagram", RIGHT.values(), ids=RIGHT)
def test_an_expression_that_works_passes(diagram):
    assert warnings(diagram) == []


# -- names ---------------------------------------------------------------------------------------------------


def form(*keys: str) -> bytes:
    components = [{"type": "textfield", "key": key, "label": key} for key in keys]
    return json.dumps({"id": "f", "schemaVersion": 16, "type": "default", "components": components}).encode()


def uses(name: str) -> Bpmn:
    """Asks first with the form f, then looks at a name."""
    return Bpmn().start().user("ask", form="f").script("work", f"= {name}", "x").end()


def names(diagram: Bpmn, **files: bytes) -> list[tuple[str, str | None]]:
    found = warnings(diagram, {f"forms/{key}.form": data for key, data in files.items()})
    return [each for each in found if each[0] in {"unknown_name", "name_too_early"}]


def test_a_name_that_a_form_before_it_asks_for_is_known():
    assert names(uses("grade"), f=form("grade")) == []
    assert names(uses("等级"), f=form("等级")) == []


def test_a_name_that_nothing_provides_is_pointed_out():
    assert names(uses("grad"), f=form("grade")) == [("unknown_name", "work")]


def test_the_case_is_always_known():
    assert names(uses("case.number"), f=form("grade")) == []


def test_a_start_form_provides_names():
    diagram = Bpmn().start(form="f").script("work", "= grade", "x").end()
    assert names(diagram, f=form("grade")) == []


def test_a_name_that_only_comes_later_is_pointed_out():
    diagram = Bpmn().start().script("work", "= grade", "x").user("ask", form="f").end()
    assert names(diagram, f=form("grade")) == [("name_too_early", "work")]


def test_in_a_loop_what_comes_later_comes_before_as_well():
    diagram = Bpmn().start().xor("top").script("work", "= grade", "x").user("ask", form="f").xor("again")
    diagram.when("= grade = 1").to("top").at("again").otherwise().end()
    assert names(diagram, f=form("grade")) == []


def test_a_parallel_branch_may_have_provided_a_name():
    diagram = Bpmn().start().both("split").script("work", "= grade", "x").both("join").end()
    diagram.at("split").user("ask", form="f").to("join")
    assert names(diagram, f=form("grade")) == []


def test_scripts_decisions_and_mappings_provide_names():
    diagram = (
        Bpmn()
        .start()
        .script("s", "= 1", "a")
        .user("u")
        .mapping(outputs={"b": "= a"})
        .script("work", "= a + b", "x")
        .end()
    )
    assert names(diagram) == []


def test_inputs_and_items_are_known_within_their_activity_alone():
    diagram = Bpmn().start().user("work", groups="=who").mapping(inputs={"who": "= case.owner"}).end()
    assert names(diagram) == []
    inner = (
        Bpmn().start().sub("part").each("= [1]", "bank").start("s").user("work", groups="=bank").end("e").leave().end()
    )
    assert names(inner) == []
    outer = Bpmn().start().user("many").each("= [1]", "bank").script("work", "= bank", "x").end()
    assert names(outer) == [("unknown_name", "work")]


def test_a_list_is_looked_up_before_there_is_an_item():
    assert names(Bpmn().start().user("work").each("= item", "item").end()) == [("unknown_name", "work")]


def test_a_completion_condition_may_count_instances():
    assert names(Bpmn().start().user("work").each("= [1]", until="= numberOfCompletedInstances > 1").end()) == []


def test_after_a_message_or_a_job_any_name_may_be_there():
    assert names(Bpmn().start().catch("m", message="m|=case.number").script("work", "= reason", "x").end()) == []
    assert names(Bpmn().start(message="m").script("work", "= reason", "x").end()) == []
    assert names(Bpmn().start().service("j").script("work", "= result", "x").end()) == []


def test_what_lists_show_and_forms_look_at_is_asked_for_too():
    shown = Bpmn().start().user("work", form="f").properties(shown="grade, grad").end()
    assert names(shown, f=form("grade")) == [("unknown_name", "work")]
    components = [{"type": "textfield", "key": "a", "label": "a", "conditional": {"hide": "= lost"}}]
    hidden = json.dumps({"id": "f", "schemaVersion": 16, "type": "default", "components": components}).encode()
    assert names(Bpmn().start().user("work", form="f").end(), f=hidden) == [("unknown_name", "work")]


# -- what a call hands back, and names that mean something else ------------------------------------------------


def calling(read: str, inner: Bpmn, **called: str) -> list[tuple[str, str | None]]:
    """The caller hands over `goods` and takes what it reads from the called process."""
    outer = Bpmn().start().script("set", "= 1", "goods").call("go", "inner", **called)
    outer = outer.mapping({"given": "= goods"}, {"back": f"= {read}"}).end()
    found = warnings(outer, {"called/inner/process.bpmn": inner.bytes(), "called/inner/forms/f.form": form("grade")})
    return [each for each in found if each[0] in {"unknown_name", "name_too_early"}]


@pytest.mark.parametrize("read", ["remedy", "grade", "given", "goods"])
def test_the_values_of_a_called_process_are_known_where_they_are_handed_back(read):
    inner = Bpmn("inner").start("s").user("ask", form="f").script("work", "= 1", "remedy").end("e")
    assert calling(read, inner) == []


def test_a_name_that_the_called_process_does_not_provide_either_is_pointed_out():
    assert calling("remdy", Bpmn("inner").start("s").script("work", "= 1", "remedy").end("e")) == [
        ("unknown_name", "go")
    ]


def test_what_a_called_process_hears_may_be_anything():
    assert calling("whatever", Bpmn("inner").start("s").catch("wait", message="m").end("e")) == []


def test_a_value_that_is_called_like_a_function_is_pointed_out_where_it_is_read():
    def found(name: str) -> list[tuple[str, str | None]]:
        return [each for each in warnings(uses(name), {"forms/f.form": form(name)}) if each[0] == "named_like_function"]

    assert found("product") == [("named_like_function", "work")]
    assert found("goods") == []
    inner = Bpmn().start().user("ask", form="f").user("work", groups="= sum").mapping({"sum": "= 1"}).end()
    assert warnings(inner, {"forms/f.form": form("sum")}) == []
    unread = Bpmn().start().user("ask", form="f").script("work", "= sum([1])", "x").end()
    assert warnings(unread, {"forms/f.form": form("sum")}) == []
