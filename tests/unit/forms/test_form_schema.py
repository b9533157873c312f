"""Which documents are forms, and why others are not."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from app import forms
from app.errors import Invalid
from app.forms import FormBroken
from tests.support.forms import field, form_of

FORMS = Path(__file__).resolve().parents[3] / "forms"


def broken(*components: dict[str, Any], **top: Any) -> str:
    document = {"id": "f", "type": "default", "schemaVersion": 19, "components": list(components), **top}
    with pytest.raises(FormBroken) as caught:
        forms.parse(document)
    return str(caught.value)


def test_a_form_is_read_from_bytes_and_keeps_them() -> None:
    data = json.dumps(
        {"id": "f", "schemaVersion": 16, "title": "投诉登记", "components": [field("textfield")]}
    ).encode()

    form = forms.parse(data)

    assert (form.id, form.title, form.source) == ("f", "投诉登记", data)
    assert [one.key for one in form.fields] == ["x"]


def test_without_a_title_the_id_is_the_title() -> None:
    assert form_of().title == "complaint"


@pytest.mark.parametrize(
    ("component", "why"),
    [
        ({"type": "html", "id": "h1", "content": "<b>"}, "h1: HTML is not shown here"),
        ({"type": "iframe", "id": "i1", "url": "https://example.org"}, "pages of others"),
        ({"type": "image", "id": "i1", "source": "x"}, "images are not shown"),
        ({"type": "hologram", "id": "h"}, "no field of type hologram"),
        ({"id": "h"}, "no field of type"),
        (field("textfield", "a b"), "a name without blanks"),
        (field("textfield", ""), "a name without blanks"),
        (field("textfield", "a..b"), "a name without blanks"),
        (field("textfield", "1a"), "a name without blanks"),
        (field("textfield", "case.number"), "case has a meaning of its own"),
        (field("textfield", "this"), "this has a meaning of its own"),
        (field("textfield", increment=1), "increment is not supported"),
        (field("textfield", validate={"max": 5}), "validate.max is not supported"),
        (field("textfield", validate={"required": "yes"}), "required has to be true or false"),
        (field("textfield", validate={"pattern": "("}), "pattern"),
        (field("textfield", validate={"validationType": "iban"}), "email, phone"),
        (field("textfield", conditional={"hide": "x = 1"}), "begins with ="),
        (field("textfield", conditional={"hide": "=x = = 1"}), "hide: Line 1"),
        (field("textfield", label="{{ 1 + }}"), "label: Line 1"),
        (field("textfield", label="{{#if x}}a{{/if}}"), "only expressions are supported"),
        (field("textfield", layout={"columns": 20}), "columns have to be 2 to 16"),
        (field("number", validate={"min": "many"}), "min is not a number"),
        (field("number", validate={"min": "NaN"}), "min is not a number"),
        (field("number", decimalDigits=-1), "number of things"),
        (field("number", defaultValue="many"), "default many is not a value that it takes"),
        (field("select", values=["a"], defaultValue="b"), "default b is not a value"),
        (field("select"), "options from one place"),
        (field("select", values=["a"], valuesKey="b"), "options from one place"),
        (field("select", values=["a", "a"]), "the option a is there twice"),
        (field("select", values=[{"label": "a"}]), "each of its options needs a value"),
        (field("datetime", subtype="moon"), "one of date, time, datetime"),
        (field("expression"), "it needs an expression"),
        (field("filepicker", multiple="yes"), "true, false or an expression"),
        ({"type": "dynamiclist", "id": "l", "components": []}, "its path"),
        ({"type": "table", "id": "t", "dataSource": "=x"}, "a table needs columns"),
        ({"type": "group", "id": "g", "components": "none"}, "components are not a list"),
        ("text", "not a component"),
    ],
)
def test_what_cannot_be_done_here_is_refused_with_its_reason(component: Any, why: str) -> None:
    assert why in broken(component)


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"{", "it is not JSON"),
        (b"[]", "it is not a form"),
        (b"[" * 100_000, "it is not JSON"),
        (b" " * 1_000_001, "larger than a megabyte"),
        (b"{}", "it has no id"),
        (b'{"id": "f"}', "schemaVersion 16 or newer"),
        (b'{"id": "f", "schemaVersion": 15}', "schemaVersion 16 or newer"),
        (b'{"id": "f", "schemaVersion": 19, "type": "other"}', "one of default"),
    ],
)
def test_what_is_not_a_form_is_refused(data: bytes, why: str) -> None:
    with pytest.raises(FormBroken, match=why):
        forms.parse(data)


def test_two_fields_cannot_write_the_same_value() -> None:
    same = "are the same value"

    assert same in broken(field("textfield"), field("number"))
    assert same in broken(field("textfield", "a.b"), field("number", "a"))
    assert same in broken(
        field("textfield", "who.name"), {"type": "group", "path": "who", "components": [field("number", "name")]}
    )
    assert same in broken({"type": "dynamiclist", "path": "rows", "components": [field("textfield"), field("number")]})


def test_rows_have_names_of_their_own() -> None:
    form = form_of(field("textfield"), {"type": "dynamiclist", "path": "rows", "components": [field("textfield")]})

    assert form.keys == {"x", "rows"}


def test_a_form_cannot_be_nested_for_ever() -> None:
    inner: dict[str, Any] = field("textfield")
    for _ in range(20):
        inner = {"type": "group", "id": "g", "components": [inner]}

    assert "nested too deep" in broken(inner)
    assert "more than 500 fields" in broken(*(field("textfield", f"x{number}") for number in range(501)))


def test_chinese_names_are_names() -> None:
    form = form_of(field("textfield", "投诉人"), field("textfield", "其他", conditional={"hide": '=投诉人 = "无"'}))

    assert form.keys == {"投诉人", "其他"}
    assert form.shown({"投诉人": "无"}) == {"投诉人"}


def test_buttons_of_the_form_are_left_to_the_page() -> None:
    assert form_of({"type": "button", "id": "b", "label": "Send", "action": "submit"}).fields == ()


def test_what_says_nothing_is_passed_over() -> None:
    assert form_of(field("textfield", serializeToString=False, conditional={}, properties={"a": "b"})).keys == {"x"}


@pytest.mark.parametrize("path", sorted(FORMS.glob("*.form")), ids=lambda path: path.stem)
def test_every_form_of_the_house_is_read(path: Path) -> None:
    assert forms.parse(path.read_bytes()).id == path.stem


def test_every_refusal_is_one_sentence_for_the_owner() -> None:
    assert broken(field("textfield", "a b")).startswith("The form f cannot be used: a b: ")
    assert issubclass(FormBroken, Invalid)
