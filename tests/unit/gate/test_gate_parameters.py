"""The gate knows the organisation's parameters: which there are, and which have a value."""

from __future__ import annotations

from typing import Any

from app.engine import gate
from app.engine.parameters import Known
from tests.support.bpmn import Bpmn
from tests.support.dmn import decision, model
from tests.support.forms import field
from tests.support.gate import errors, findings

KNOWN = {"visit_limit": Known("回访的时限", empty=False), "large": Known("大额", empty=True)}


def asks(due: str = "= due(parameters.visit_limit)", **facts: str) -> Bpmn:
    return Bpmn().start().user("work", groups="clerk", due=due, **facts).end()


def test_a_parameter_that_is_declared_and_filled_in_is_fine():
    assert errors(asks(), known_parameters=KNOWN) == []


def test_one_that_is_not_declared_is_refused_on_its_element_with_the_nearest_name():
    wrong = asks("= due(parameters.visit_limits)")
    assert errors(wrong, known_parameters=KNOWN) == [("parameters.unknown", "work")]
    assert "visit_limit？" in findings(wrong, known_parameters=KNOWN)[0].hint


def test_an_empty_one_is_refused_with_parameter_element_and_where_to_fill_it_in():
    diagram = Bpmn().start().xor("big").when("= amount > parameters.large").user("a", groups="g").end()
    found = [
        each for each in findings(diagram.at("big").otherwise().end("e"), known_parameters=KNOWN) if each.element != "a"
    ]
    said = next(each for each in found if each.code == "parameters.empty")
    assert (said.element or "").startswith("big")
    assert "大额" in said.message
    assert "large" in said.message
    assert "参数" in said.hint


def test_where_no_parameters_are_known_nothing_is_said_of_them():
    assert errors(asks("= due(parameters.ghost)")) == []


def test_the_context_as_a_whole_is_refused_whoever_asks():
    assert errors(asks('= due(get value(parameters, "visit_limit"))')) == [("parameters.whole", "work")]


def test_tables_are_judged_on_the_task_that_calls_them_and_forms_on_the_one_that_shows_them():
    table = model(decision("limit", "<literalExpression><text>parameters.ghost</text></literalExpression>"))
    form: dict[str, Any] = {"id": "f", "type": "default", "schemaVersion": 16, "components": []}
    form["components"].append(field("number", "paid") | {"validate": {"max": "= parameters.large"}})
    diagram = Bpmn().start().rule("decide", "limit", "limit").user("work", groups="clerk", form="f").end()
    files = diagram.sources({"f": form}, **{"limit.dmn": table})
    found = {(each.code, each.element) for each in gate.check(files, "p", known_parameters=KNOWN)}
    assert found >= {("parameters.unknown", "decide"), ("parameters.empty", "work")}


def test_a_called_process_is_judged_in_its_own_name():
    inner = Bpmn("inner").start().user("deep", groups="clerk", due="= due(parameters.ghost)").end()
    outer = Bpmn().start().call("sub", "inner").end()
    found = gate.check(outer.sources() | {"called/inner/process.bpmn": inner.bytes()}, "p", known_parameters=KNOWN)
    assert ("parameters.unknown", "deep", "inner") in [(each.code, each.element, each.process) for each in found]


def test_a_value_cannot_have_their_name_and_the_wait_for_a_deputy_may_be_one():
    assert ("bad_name", "s") in errors(Bpmn().start().script("s", "= 1", "parameters").end())
    diagram = Bpmn().start().user("work", groups="clerk")
    diagram.properties(deputy="head", deputyAfter="= parameters.visit_limit")
    assert errors(diagram.end(), known_parameters=KNOWN) == []


def test_the_child_process_says_the_same():
    known = {"known_parameters": {}}
    files = asks().sources()
    assert gate.check_safely(files, "p", **known) == gate.check(files, "p", **known)
