"""What a form takes, what it refuses, and what it writes."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from app.errors import FieldNotDeclared
from app.forms import FileFacts
from tests.support.forms import field, form_of, refused, taken

# -- types


@pytest.mark.parametrize(
    ("component", "sent", "value"),
    [
        (field("textfield"), "  张三 ", "张三"),
        (field("textfield"), "", None),
        (field("textfield"), "　", None),
        (field("textarea"), "一\r\n二", "一\n二"),
        (field("number"), "12.50", Decimal("12.5")),
        (field("number"), "１２", 12),
        (field("number"), 3, 3),
        (field("number"), 0.1, Decimal("0.1")),
        (field("number"), "-0", 0),
        (field("number"), "", None),
        (field("checkbox"), "true", True),
        (field("checkbox"), "on", True),
        (field("checkbox"), "", False),
        (field("checkbox"), None, False),
        (field("datetime", subtype="date"), "2026-09-29", "2026-09-29"),
        (field("datetime", subtype="date"), date(2026, 9, 29), "2026-09-29"),
        (field("datetime", subtype="time"), "09:30:00", "09:30"),
        (field("datetime", subtype="datetime"), "2026-09-29 09:30", "2026-09-29T09:30"),
        (field("datetime", subtype="datetime"), "2026-09-29T01:30Z", "2026-09-29T09:30"),
        (
            field("datetime", subtype="datetime", timeSerializingFormat="utc_offset"),
            "2026-09-29T09:30",
            "2026-09-29T09:30+08:00",
        ),
        (
            field("datetime", subtype="datetime", timeSerializingFormat="utc_normalized"),
            "2026-09-29T09:30",
            "2026-09-29T01:30Z",
        ),
        (field("select", values=["a", "b"]), "a", "a"),
        (field("select", values=[{"label": "一", "value": 1}]), "1", 1),
        (field("radio", values=[{"label": "是", "value": True}]), "true", True),
        (field("select", values=["a"]), "", None),
        (field("checklist", values=["a", "b", "c"]), ["c", "a", "c"], ["c", "a"]),
        (field("taglist", values=["a", "b"]), "a", ["a"]),
        (field("checklist", values=["a"]), None, []),
        (field("filepicker", multiple=True), ["f-1", "f-2", "f-1"], ["f-1", "f-2"]),
        (field("filepicker"), "", []),
    ],
)
def test_what_was_sent_becomes_a_typed_value(component: dict[str, Any], sent: Any, value: Any) -> None:
    written = taken(form_of(component), {"x": sent})

    assert written == {"x": value}
    assert type(written["x"]) is type(value)


@pytest.mark.parametrize(
    ("component", "sent", "said"),
    [
        (field("textfield"), 5, "has to be a text"),
        (field("textfield"), "a\x00b", "characters that cannot be kept"),
        (field("textarea"), "\ud800", "characters that cannot be kept"),
        (field("textarea"), "x" * 100_001, "at most 100000 characters"),
        (field("number"), "1,200", "not a number"),
        (field("number"), "1e9", "not a number"),
        (field("number"), "NaN", "not a number"),
        (field("number"), float("inf"), "not a number"),
        (field("number"), True, "not a number"),
        (field("number"), [1], "not a number"),
        (field("number"), "9" * 30, "not a number"),
        (field("checkbox"), "perhaps", "yes or no"),
        (field("checkbox"), 1, "yes or no"),
        (field("datetime", subtype="date"), "2026-02-30", "not a date"),
        (field("datetime", subtype="date"), "0026-02-03", "not a date"),
        (field("datetime", subtype="time"), "25:00", "not a time"),
        (field("datetime", subtype="time"), "10:00+08:00", "not a time"),
        (field("datetime", subtype="datetime"), "2026-09-29", "not a date and time"),
        (field("datetime", subtype="datetime"), 5, "not a date and time"),
        (field("select", values=["a"]), "z", "“z” is not one of the options"),
        (field("select", values=["a"]), ["a"], "not one of the options"),
        (field("checklist", values=["a"]), ["a", "z"], "“z” is not one of the options"),
        (field("filepicker"), ["../../etc/passwd"], "no longer there"),
        (field("filepicker"), {"a": 1}, "no longer there"),
        (field("filepicker"), ["a", "b"], "Only one file"),
    ],
)
def test_what_has_the_wrong_type_is_refused(component: dict[str, Any], sent: Any, said: str) -> None:
    (message,) = refused(form_of(component), {"x": sent})["x"]

    assert said in message


# -- rules


@pytest.mark.parametrize(
    ("component", "sent", "said"),
    [
        (field("textfield", validate={"required": True}), " ", "fill this in"),
        (field("select", values=["a"], validate={"required": True}), "", "choose"),
        (field("checklist", values=["a"], validate={"required": True}), [], "choose"),
        (field("checkbox", validate={"required": True}), "false", "tick this"),
        (field("filepicker", validate={"required": True}), [], "add a file"),
        (field("textfield", validate={"minLength": 3}), "ab", "at least 3 characters; these are 2"),
        (field("textarea", validate={"maxLength": 3}), "abcd", "at most 3 characters; these are 4"),
        (field("textfield", validate={"pattern": r"^\d{3}$"}), "12", "not written as expected"),
        (
            field("textfield", validate={"pattern": r"^\d$", "patternErrorMessage": "请写一位数字"}),
            "ab",
            "请写一位数字",
        ),
        (field("textfield", validate={"validationType": "email"}), "a@b", "not an e-mail"),
        (field("textfield", validate={"validationType": "phone"}), "12ab", "not a phone number"),
        (field("number", validate={"min": 1}), "0.5", "1 or more"),
        (field("number", validate={"max": 1.5}), 2, "1.5 or less"),
        (field("number", decimalDigits=0), "1.5", "whole number"),
        (field("number", decimalDigits=2), "1.555", "At most 2 digits"),
        (field("number", increment=0.5), "0.7", "multiple of 0.5"),
        (field("datetime", disallowPassedDates=True), "2026-09-28", "already passed"),
        (field("datetime", subtype="datetime", disallowPassedDates=True), "2026-09-29T06:29", "already passed"),
    ],
)
def test_a_value_against_a_rule_is_refused(component: dict[str, Any], sent: Any, said: str) -> None:
    (message,) = refused(form_of(component), {"x": sent})["x"]

    assert said in message


@pytest.mark.parametrize(
    ("component", "sent"),
    [
        (field("textfield", validate={"minLength": 2, "maxLength": 2}), "张三"),
        (field("textfield", validate={"pattern": r"\d"}), "a1"),
        (field("textfield", validate={"validationType": "email"}), "li@bank-a.example.cn"),
        (field("textfield", validate={"validationType": "phone"}), "13800138000"),
        (field("textfield", validate={"validationType": "phone"}), "+86 (010) 1234-5678 转 12"),
        (field("textfield", validate={"minLength": 5}), ""),
        (field("number", validate={"min": 0, "max": 0}), "0"),
        (field("number", decimalDigits=2, increment=0.05), "1.15"),
        (field("datetime", disallowPassedDates=True), "2026-09-29"),
        (field("datetime", subtype="datetime", disallowPassedDates=True), "2026-09-29T06:30"),
        (field("filepicker", multiple="=many"), ["a", "b"]),
    ],
)
def test_a_value_within_the_rules_is_taken(component: dict[str, Any], sent: Any) -> None:
    assert "x" in taken(form_of(component), {"x": sent}, {"many": True})


def test_a_pattern_that_takes_for_ever_does_not() -> None:
    form = form_of(field("textfield", validate={"pattern": r"^(a|a)*$"}))

    assert refused(form, {"x": "a" * 50 + "b"})["x"]


def test_limits_may_be_computed_from_other_fields() -> None:
    form = form_of(
        field("select", "kind", values=["small", "large"]),
        field("number", validate={"max": '=if kind = "small" then 100 else 10000'}),
    )

    assert taken(form, {"kind": "large", "x": 5000})["x"] == 5000
    assert refused(form, {"kind": "small", "x": 5000}) == {"x": ["This has to be 100 or less."]}


def test_all_that_is_wrong_is_said_at_once() -> None:
    form = form_of(field("textfield", "a", validate={"required": True}), field("number", "b"))

    assert set(refused(form, {"b": "?"})) == {"a", "b"}


def test_messages_are_translated() -> None:
    form = form_of(field("textfield", validate={"maxLength": 1}))

    said = refused(form, {"x": "abc"}, translate=lambda template, **facts: f"最多 {facts['limit']} 字")

    assert said == {"x": ["最多 1 字"]}


# -- files


def test_a_file_has_to_be_there_and_of_the_right_kind() -> None:
    form = form_of(field("filepicker", accept=".pdf, image/*"))
    known = {"pdf": FileFacts("a.PDF"), "png": FileFacts("a", "image/png"), "exe": FileFacts("a.exe")}

    assert taken(form, {"x": ["pdf"]}, files=known.get) == {"x": ["pdf"]}
    assert taken(form, {"x": ["png"]}, files=known.get) == {"x": ["png"]}
    assert "a.exe is not the kind" in refused(form, {"x": ["exe"]}, files=known.get)["x"][0]
    assert "no longer there" in refused(form, {"x": ["stolen"]}, files=known.get)["x"][0]


# -- options from the case


def test_options_may_come_from_the_values_of_the_case() -> None:
    form = form_of(field("select", valuesKey="branches"))
    values = {"branches": [{"label": "城东支行", "value": "b-1"}, "b-2"]}

    assert taken(form, {"x": "b-1"}, values) == {"x": "b-1"}
    assert refused(form, {"x": "b-3"}, values)
    assert refused(form, {"x": "b-1"})


def test_options_may_be_computed_from_what_was_chosen_before() -> None:
    form = form_of(
        field("select", "branch", valuesExpression='=if bank = "a" then ["a-1", "a-2"] else ["b-1"]'),
        field("select", "bank", values=["a", "b"]),
    )

    assert taken(form, {"bank": "b", "branch": "b-1"})["branch"] == "b-1"
    assert list(refused(form, {"bank": "b", "branch": "a-1"})) == ["branch"]


# -- what may be written


def test_a_field_that_the_form_does_not_have_is_refused() -> None:
    form = form_of(field("textfield"))

    with pytest.raises(FieldNotDeclared, match="approved"):
        taken(form, {"x": "a", "approved": True})


@pytest.mark.parametrize(
    ("sent", "named"),
    [
        ({"who": {"name": "a", "salary": 1}}, "who.salary"),
        ({"who": "a"}, "who"),
        ({"rows": [{"a": "1"}, {"b": 1}]}, "rows.1.b"),
        ({"rows": [5]}, "rows.0"),
    ],
)
def test_inside_groups_and_rows_too(sent: dict[str, Any], named: str) -> None:
    form = form_of(
        {"type": "group", "path": "who", "components": [field("textfield", "name")]},
        {"type": "dynamiclist", "path": "rows", "components": [field("textfield", "a")]},
    )

    with pytest.raises(FieldNotDeclared) as caught:
        taken(form, sent)
    assert caught.value.facts == {"field": named}


def test_a_field_that_is_read_only_or_disabled_is_not_written_and_does_not_count() -> None:
    form = form_of(
        field("number", "limit", readonly=True),
        field("number", "other", disabled=True, validate={"required": True}),
        field("number", "locked", readonly="=closed"),
        field("number", validate={"max": "=limit"}),
    )
    values = {"limit": 10, "closed": True, "locked": 1}

    assert taken(form, {"limit": 99, "other": 5, "locked": 2, "x": 10}, values) == {"x": 10}
    assert refused(form, {"limit": 99, "x": 50}, values) == {"x": ["This has to be 10 or less."]}


def test_a_field_that_was_not_sent_keeps_its_value_or_gets_its_default() -> None:
    form = form_of(
        field("textfield", "known", validate={"required": True}),
        field("textfield", "fresh", defaultValue="电话"),
        field("number", "count", defaultValue="1"),
    )

    assert taken(form, {}, {"known": "a", "count": 7}) == {"fresh": "电话"}


def test_an_emptied_field_is_written_as_nothing() -> None:
    form = form_of(field("textfield", "known", defaultValue="电话"))

    assert taken(form, {"known": ""}, {"known": "a"}) == {"known": None}


def test_a_key_with_dots_changes_only_its_own_part() -> None:
    form = form_of(field("textfield", "customer.name"))
    values = {"customer": {"name": "a", "phone": "1"}}

    assert taken(form, {"customer": {"name": "b"}}, values) == {"customer": {"name": "b", "phone": "1"}}
    assert values == {"customer": {"name": "a", "phone": "1"}}


def test_computed_fields_are_computed_here_whatever_was_sent() -> None:
    form = form_of(field("number"), field("expression", "double", expression="=x * 2"))

    assert taken(form, {"x": "4", "double": 1}) == {"x": 4, "double": 8}


# -- amounts of money


PAID = {"properties": {"money": "fen"}, "decimalDigits": 0, "validate": {"min": 100, "max": 100_000}}


@pytest.mark.parametrize(
    ("sent", "fen"), [("12.5", 1250), ("12.50", 1250), ("１２", 1200), ("1000", 100_000), (1250, 1250), ("", None)]
)
def test_an_amount_is_typed_in_yuan_and_kept_in_fen(sent: str | int, fen: int | None) -> None:
    assert taken(form_of(field("number", **PAID)), {"x": sent}) == {"x": fen}


@pytest.mark.parametrize(
    ("sent", "why"),
    [
        ("12.505", "This is not an amount of money: write it in yuan, like 1200 or 12.50."),
        (12.5, "This is not an amount of money: write it in yuan, like 1200 or 12.50."),
        ("0.99", "This has to be 1.00 or more."),
        ("1000.01", "This has to be 1000.00 or less."),
        ("1e3", "This is not a number: write it like 1200 or 12.5."),
    ],
)
def test_what_is_wrong_with_an_amount_is_said_in_yuan(sent: str | float, why: str) -> None:
    assert refused(form_of(field("number", **PAID)), {"x": sent}) == {"x": [why]}
