"""Expressions that can be read and yet cannot work: kinds that do not fit, and names that are nearly right."""

from __future__ import annotations

import json

import pytest

from app.engine.gate.nearest import nearest
from tests.support.bpmn import Bpmn
from tests.support.gate import errors, findings, warnings

FIELDS = [
    {"type": "textfield", "key": "channel", "label": "渠道"},
    {"type": "number", "key": "amount", "label": "金额"},
    {"type": "datetime", "subtype": "datetime", "key": "received_at", "label": "收到时间"},
    {"type": "checklist", "key": "measures", "label": "措施", "values": [{"label": "甲", "value": "甲"}]},
    {"type": "checkbox", "key": "urgent", "label": "紧急"},
    {"type": "select", "key": "level", "label": "等级", "values": [{"label": "重大", "value": "重大"}]},
    {"type": "select", "key": "bank", "label": "银行", "valuesKey": "measures"},
    {"type": "dynamiclist", "path": "rows", "components": [{"type": "number", "key": "part", "label": "份"}]},
]  # fmt: skip


def form(*fields: dict, hide: str = "") -> dict[str, bytes]:
    components = [dict(field) for field in fields or FIELDS]
    if hide:
        components[0]["conditional"] = {"hide": hide}
    data = {"id": "f", "type": "default", "schemaVersion": 16, "components": components}
    return {"forms/f.form": json.dumps(data).encode()}


def condition(text: str) -> Bpmn:
    start = Bpmn().start(form="f").xor("x").when(f"={text}").user("a").end()
    return start.at("x").otherwise().user("b").end("e2")


def due(text: str) -> Bpmn:
    return Bpmn().start(form="f").user("a", due=f"={text}").end()


@pytest.mark.parametrize(
    ("text", "zh", "en"),
    [
        ('"1000" < 5', "（第 1 行第 2 列）：文本不能和数字比较", "string and number cannot be compared"),
        ('1 + "元" > 3', "数字 + 文本 没有意义", "number + string has no meaning"),
        ("upper case(1) = channel", "upper case 的参数不能是（数字）", "upper case cannot be called with (number)"),
    ],
)
def test_what_can_never_work_is_refused_with_its_place(text, zh, en):
    found = [one for one in findings(condition(text), form()) if one.code == "never_works"]
    assert [one.element for one in found] == ["x_to_a"]
    assert zh in found[0].message
    assert en in found[0].message_en


@pytest.mark.parametrize("text", ["1", '"是"', "count(measures)", "[true]", "now()"])
def test_a_condition_that_is_neither_true_nor_false_is_refused(text):
    assert errors(condition(text), form()) == [("wrong_result", "x_to_a")]


@pytest.mark.parametrize("text", ["amount", "if urgent then amount else 1", "channel"])
def test_a_condition_that_forms_make_no_truth_is_pointed_out(text):
    assert warnings(condition(text), form()) == [("unlikely_result", "x_to_a")]


def test_the_finding_says_what_came_and_what_is_needed():
    (found,) = (one for one in findings(condition("12"), form()) if one.code == "wrong_result")
    assert found.message == "「x_to_a」的条件得到的总是数字，这里要的是真假值：=12"
    assert "always gives number, and boolean is needed" in found.message_en


@pytest.mark.parametrize(
    ("diagram", "code"),
    [
        (due("5"), "wrong_result"),
        (due('"a" = "b"'), "wrong_result"),
        (Bpmn().start().user("a", groups="=1 + 1").end(), "wrong_result"),
        (Bpmn().start().user("a", assignee="=[1]").end(), "wrong_result"),
        (Bpmn().start().user("a", priority="=true").end(), "wrong_result"),
    ],
)
def test_a_place_that_needs_another_kind_is_refused(diagram, code):
    assert (code, "a") in errors(diagram, form())


@pytest.mark.parametrize(
    "text",
    [
        "channel > 5",
        "amount = channel",
        'measures = "甲"',
        "received_at > now()",
        "urgent = 1",
        "level = 3",
        "channel - 1 = 0",
    ],
)
def test_what_does_not_fit_the_fields_of_a_form_is_pointed_out(text):
    assert warnings(condition(text), form()) == [("unlikely_kinds", "x_to_a")]


@pytest.mark.parametrize(
    "text",
    [
        'channel = "电话"', "amount > 5", "channel = null", "amount != null and amount > 3",
        'list contains(measures, "甲")', "date and time(received_at) > now()", "urgent", "urgent = true",
        'level = "重大"', "bank = 3", "rows[1].part > 3",
        "number(channel) > 3", "case.number = channel", "some r in rows satisfies r.part > 1", "workdays(2) < now()",
        'if urgent then level = "重大" else false', "rows[part > 1] = []",
    ],
)  # fmt: skip
def test_what_fits_passes(text):
    assert warnings(condition(text), form()) == []


def test_a_value_that_two_steps_write_differently_may_be_either():
    text = {"type": "textfield", "key": "amount", "label": "金额"}
    files = form() | {"forms/g.form": form(text)["forms/f.form"].replace(b'"id": "f"', b'"id": "g"')}
    diagram = Bpmn().start(form="f").user("u", form="g").xor("x").when("=amount > 5").user("a").end()
    assert warnings(diagram.at("x").otherwise().user("b").end("e2"), files) == []


def test_a_script_tells_the_kind_of_its_result():
    diagram = Bpmn().start().script("s", "=now()", "at").user("a", due="=at + 2").end()
    assert ("unlikely_kinds", "a") in [(one.code, one.element) for one in findings(diagram)]


def test_the_item_of_a_repetition_hides_a_field_of_the_same_name():
    diagram = Bpmn().start(form="f").user("a", groups='="g" + amount').each("=[1]", "amount").end()
    assert [one for one in findings(diagram, form()) if one.code == "unlikely_kinds"] == []


def test_expressions_in_forms_are_looked_at_too():
    diagram = Bpmn().start(form="f").user("a").end()
    assert errors(diagram, form(hide='=1 = "a"')) == [("never_works", "start")]
    (found,) = (one for one in findings(diagram, form(hide="=cuont(measures) > 1")) if one.severity == "error")
    assert (found.code, found.element) == ("unknown_function", "start")
    assert found.hint.startswith("是不是要写 count？")


# -- nearly right


@pytest.mark.parametrize(
    ("word", "known", "found"),
    [
        ("amout", ["amount", "channel"], "amount"),
        ("Amount", ["amount"], "amount"),
        ("投诉金额", ["金额", "投诉渠道", "投诉总金额"], "投诉总金额"),
        ("xyz", ["amount"], None),
        ("workday", ["workdays", "workhours"], "workdays"),
        ("a", [], None),
    ],
)
def test_the_nearest_word(word, known, found):
    assert nearest(word, known) == found


def test_an_unknown_name_is_told_with_the_nearest_known_one():
    (found,) = (one for one in findings(condition("amout > 5"), form()) if one.code == "unknown_name")
    assert found.hint.startswith("是不是要写 amount？")
    assert found.hint_en.startswith("Did you mean amount?")


def test_an_unknown_function_is_told_with_the_nearest_known_one():
    (found,) = (one for one in findings(due("workday(2)"), form()) if one.code == "unknown_function")
    assert found.hint.startswith("是不是要写 workdays？")


def test_nothing_is_suggested_where_nothing_is_similar():
    (found,) = (one for one in findings(due("qqqqqq(2)"), form()) if one.code == "unknown_function")
    assert found.hint.startswith("只能用")


def test_a_broken_expression_is_told_in_both_languages_with_place_and_what_was_expected():
    (found,) = (one for one in findings(condition("amount ＞ 5"), form()) if one.code == "expression_broken")
    assert found.message.endswith("=amount ＞ 5。第 1 行第 9 列：FEEL 里没有「＞」，请写「>」")
    assert found.message_en.endswith("Line 1, column 9: “＞” is not FEEL, write “>”.")
    (found,) = (one for one in findings(condition("if urgent then true"), form()) if one.code == "expression_broken")
    assert "还应有「else」" in found.message
    assert "expected is “else”" in found.message_en
