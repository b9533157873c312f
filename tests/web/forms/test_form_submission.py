"""What a page sends back, with scripts and without."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import pytest
from werkzeug.datastructures import FileStorage, MultiDict

from app.errors import FieldNotDeclared, FormInvalid, Invalid
from app.web import forms as web
from tests.support.forms import NOW, field, form_of, taken
from tests.support.pages import app_with, rendered, submitted

FORM = form_of(
    field("textfield", "name"),
    field("number", "amount"),
    field("checkbox", "confirmed"),
    field("radio", "channel", values=["phone", "visit"]),
    field("select", "branch", values=[{"label": "一", "value": 1}, {"label": "二", "value": 2}]),
    field("checklist", "wishes", values=["a", "b", "c"]),
    field("taglist", "causes", values=["a", "b", "c"]),
    field("datetime", "at", subtype="datetime"),
    field("textarea", "content"),
    field("filepicker", "evidence", multiple=True),
    {"type": "group", "path": "who", "components": [field("textfield", "phone"), field("checkbox", "back")]},
    {
        "type": "dynamiclist",
        "path": "rows",
        "components": [
            field("textfield", "item"),
            field("checkbox", "back"),
            {"type": "dynamiclist", "path": "parts", "components": [field("number", "n")]},
        ],
    },
)
FULL: dict[str, Any] = {
    "name": "张三",
    "amount": 12,
    "confirmed": True,
    "channel": "visit",
    "branch": 2,
    "wishes": ["a", "c"],
    "causes": [],
    "at": "2026-09-29T10:00",
    "content": "一\n二",
    "evidence": ["f1", "f2"],
    "who": {"phone": "138", "back": False},
    "rows": [{"item": "x", "back": True, "parts": [{"n": 1}, {"n": 2}]}, {"item": "y", "back": False, "parts": []}],
}


@pytest.mark.parametrize("values", [FULL, {**FULL, "rows": [], "wishes": [], "evidence": [], "confirmed": False}])
def test_a_page_that_is_sent_back_untouched_changes_nothing(values: dict[str, Any]) -> None:
    sent = submitted(FORM, rendered(FORM, values))

    assert taken(FORM, sent, values) == values


def test_what_was_on_the_page_and_is_empty_is_told_from_what_was_not_on_it() -> None:
    form = form_of(field("checkbox", "a"), field("checkbox", "b", conditional={"hide": "=not(a)"}))

    assert submitted(form, rendered(form)) == {"a": None}
    assert web.submitted(form, MultiDict(), MultiDict()) == {}


def test_inputs_of_the_page_itself_are_not_the_forms() -> None:
    data = MultiDict([("csrf_token", "x"), ("name", "y"), ("f.name", "z")])

    assert web.submitted(FORM, data, MultiDict()) == {"name": "z"}


@pytest.mark.parametrize("name", ["f.approved", "f.who.salary", "f.name.first", "f.rows.0.salary", "f."])
def test_inputs_that_somebody_made_up_are_refused(name: str) -> None:
    data = MultiDict([("f.name", "a"), ("f.rows", "0"), (name, "1")])

    with pytest.raises((FieldNotDeclared, FormInvalid)):
        taken(FORM, web.submitted(FORM, data, MultiDict()))


@pytest.mark.parametrize("number", ["9" * 5000, "-1", "²", "x", ""])
def test_row_numbers_that_are_none_are_passed_over(number: str) -> None:
    assert web.submitted(FORM, MultiDict([("f.rows", number)]), MultiDict()) == {"rows": []}


# -- without scripts


def pressed(form: Any, values: dict[str, Any], value: str) -> dict[str, Any]:
    return submitted(form, rendered(form, values), press=value)


def test_a_button_adds_a_row() -> None:
    sent = pressed(FORM, FULL, "add rows")

    assert [row.get("item") for row in sent["rows"]] == ["x", "y", None]
    assert len(rendered(FORM, FULL, submitted=sent).xpath("//fieldset[@data-row]")) == 3 + 2 + 1


def test_a_button_removes_a_row_and_keeps_what_was_typed_in_the_others() -> None:
    sent = pressed(FORM, FULL, "remove rows.0")

    assert [row["item"] for row in sent["rows"]] == ["y"]
    assert rendered(FORM, FULL, submitted=sent).xpath("//input[@name='f.rows.0.item']/@value") == ["y"]


def test_rows_in_rows_come_and_go_too() -> None:
    assert [row["n"] for row in pressed(FORM, FULL, "remove rows.0.parts.0")["rows"][0]["parts"]] == ["2"]
    assert len(pressed(FORM, FULL, "add rows.1.parts")["rows"][1]["parts"]) == 1


@pytest.mark.parametrize(
    "asked", ["look", "add nothing", "add name", "remove rows.7", "remove rows", "dance rows", "", "add " + "9" * 5000]
)
def test_other_wishes_only_show_the_form_anew(asked: str) -> None:
    data = MultiDict([("f.rows", "0"), ("f.rows.0.item", "a"), ("f:reshape", asked)])

    assert web.reshaped(data)
    assert web.submitted(FORM, data, MultiDict()) == {"rows": [{"item": "a"}]}


def test_a_choice_shows_what_depends_on_it_without_scripts() -> None:
    form = form_of(field("checkbox", "more"), field("textfield", conditional={"hide": "=not(more)"}))
    client = app_with(form).test_client()

    page = client.post("/", data={"f.more": "true", "f:reshape": "look"}).get_data(as_text=True)

    assert 'name="f.x"' in page
    assert "taken" in page
    assert "{&#39;more&#39;" not in page  # nothing was accepted


# -- files


def upload(name: str) -> FileStorage:
    return FileStorage(BytesIO(b"x"), filename=name)


def test_files_are_kept_at_once_and_those_taken_away_go() -> None:
    data = MultiDict([("f.evidence", ""), ("f.evidence", "old"), ("f.evidence", "bad"), ("f.evidence:gone", "bad")])
    files = MultiDict([("f.evidence", upload("new.png")), ("f.evidence", upload(""))])

    sent = web.submitted(FORM, data, files, lambda file: str(file.filename).removesuffix(".png"))

    assert sent == {"evidence": ["old", "new"]}


def test_a_file_that_is_refused_says_so_at_its_field_and_the_others_stay() -> None:
    class TooLarge(Invalid):
        """The file {name} is too large."""

    def keep(file: FileStorage) -> str:
        raise TooLarge(name=file.filename)

    data, files = MultiDict([("f.evidence", "old")]), MultiDict([("f.evidence", upload("a.mov"))])
    sent = web.submitted(FORM, data, files, keep)

    with pytest.raises(FormInvalid) as caught:
        FORM.accept(sent, {}, now=NOW)
    assert caught.value.errors == {"evidence": ["The file a.mov is too large."]}
    tree = rendered(FORM, {}, caught.value.errors, submitted=sent)
    assert tree.xpath("//input[@type='hidden' and @name='f.evidence']/@value") == ["", "old"]
