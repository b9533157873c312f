"""What is hidden is neither asked for nor written, and does not count."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from app.errors import FieldNotDeclared, FormInvalid
from tests.support.forms import field, form_of, refused, taken

OTHER = form_of(
    field("select", "channel", values=["phone", "other"]),
    field("textfield", "which", validate={"required": True}, conditional={"hide": '=channel != "other"'}),
)


def test_a_hidden_field_is_not_required() -> None:
    assert taken(OTHER, {"channel": "phone"}) == {"channel": "phone"}


def test_a_shown_field_is_required() -> None:
    assert list(refused(OTHER, {"channel": "other"})) == ["which"]


def test_a_hidden_field_is_never_written() -> None:
    assert taken(OTHER, {"channel": "phone", "which": "微信"}) == {"channel": "phone"}


def test_what_is_hidden_keeps_the_value_that_the_case_had() -> None:
    written = taken(OTHER, {"channel": "phone", "which": "new"}, {"which": "old"})

    assert written == {"channel": "phone"}


def test_a_wrong_value_in_a_hidden_field_does_no_harm() -> None:
    assert taken(OTHER, {"channel": "phone", "which": 5}) == {"channel": "phone"}


def test_a_hidden_value_does_not_show_another_field() -> None:
    form = form_of(
        field("checkbox", "a"),
        field("checkbox", "b", conditional={"hide": "=not(a)"}),
        field("textfield", "c", conditional={"hide": "=b != true"}),
    )

    assert taken(form, {"a": True, "b": True, "c": "x"}) == {"a": True, "b": True, "c": "x"}
    assert taken(form, {"a": False, "b": True, "c": "x"}) == {"a": False}


def test_a_field_may_depend_on_one_after_it() -> None:
    form = form_of(field("textfield", "why", conditional={"hide": "=not(refused)"}), field("checkbox", "refused"))

    assert taken(form, {"why": "x", "refused": True}) == {"why": "x", "refused": True}
    assert taken(form, {"why": "x", "refused": False}) == {"refused": False}


def test_fields_that_hide_each_other_end_the_same_way_each_time() -> None:
    form = form_of(
        field("textfield", "a", conditional={"hide": '=b = "x"'}),
        field("textfield", "b", conditional={"hide": '=a = "x"'}),
    )

    outcomes = [taken(form, {"a": "x", "b": "x"}) for _ in range(3)]

    assert outcomes[0] == outcomes[1] == outcomes[2]


def test_a_hidden_group_hides_all_in_it() -> None:
    form = form_of(
        field("checkbox", "more"),
        {
            "type": "group",
            "id": "g",
            "conditional": {"hide": "=not(more)"},
            "components": [
                field("textfield", validate={"required": True}),
                {
                    "type": "dynamiclist",
                    "path": "rows",
                    "components": [field("textfield", "a", validate={"required": True})],
                },
            ],
        },
    )

    assert taken(form, {"more": False, "x": "1", "rows": [{"a": ""}]}) == {"more": False}
    assert set(refused(form, {"more": True, "rows": [{"a": ""}]})) == {"x", "rows.0.a"}


def test_a_condition_that_is_null_hides_nothing() -> None:
    form = form_of(field("textfield", conditional={"hide": "=nobody.knows > 5"}))

    assert taken(form, {"x": "1"}) == {"x": "1"}


def test_a_condition_may_ask_for_the_day() -> None:
    form = form_of(field("textfield", conditional={"hide": '=today() != date("2026-09-29")'}))

    assert taken(form, {"x": "1"}) == {"x": "1"}
    assert form.accept({"x": "1"}, {}, now=datetime(2026, 9, 29, 20, tzinfo=UTC)) == {}


def test_a_condition_may_use_the_functions_of_the_case() -> None:
    form = form_of(field("textfield", conditional={"hide": "=workdays(2) > 5"}))

    assert taken(form, {"x": "1"}, functions={"workdays": lambda n: n * 2}) == {"x": "1"}
    assert taken(form, {"x": "1"}, functions={"workdays": lambda n: n * 3}) == {}


def test_the_paths_of_what_is_shown_are_known() -> None:
    assert OTHER.shown({"channel": "phone"}) == {"channel"}
    assert OTHER.shown({"channel": "other"}) == {"channel", "which"}


def test_a_form_opens_with_the_values_of_the_case_and_defaults() -> None:
    form = form_of(
        field("textfield", "who"), field("textfield", "how", defaultValue="电话"), field("textfield", "what")
    )

    assert form.defaults({"who": "张三", "else": 1}) == {"who": "张三", "how": "电话"}


def test_names_that_expressions_look_at_are_known() -> None:
    assert OTHER.names == {"channel"}
    assert OTHER.keys == {"channel", "which"}


# -- rows


ROWS = form_of(
    {
        "type": "dynamiclist",
        "path": "rows",
        "components": [
            field("textfield", "item"),
            field("checkbox", "back"),
            field("textfield", "why", validate={"required": True}, conditional={"hide": "=not(this.back)"}),
        ],
    }
)


def test_a_condition_in_a_row_looks_at_its_row() -> None:
    sent = {"rows": [{"item": "a", "back": True, "why": "坏"}, {"item": "b", "why": "坏"}]}

    assert taken(ROWS, sent) == {
        "rows": [{"item": "a", "back": True, "why": "坏"}, {"item": "b", "back": False}],
    }
    assert list(refused(ROWS, {"rows": [{"item": "b"}, {"item": "a", "back": True}]})) == ["rows.1.why"]


def test_empty_rows_are_left_out() -> None:
    assert taken(ROWS, {"rows": [{"item": "a"}, {"item": ""}, {}]}) == {"rows": [{"item": "a", "back": False}]}


def test_rows_that_were_taken_away_are_gone() -> None:
    assert taken(ROWS, {"rows": []}, {"rows": [{"item": "a"}]}) == {"rows": []}


def test_a_list_that_was_not_sent_is_not_touched() -> None:
    required = form_of(
        {"type": "dynamiclist", "path": "rows", "components": [field("textfield", "a", validate={"required": True})]}
    )

    assert taken(required, {}) == {}
    assert taken(required, {}, {"rows": [{"a": "1"}]}) == {}


def test_lists_in_lists_keep_their_places() -> None:
    inner = {"type": "dynamiclist", "path": "inner", "components": [field("number", "n")]}
    form = form_of({"type": "dynamiclist", "path": "outer", "components": [field("textfield", "name"), inner]})

    written = taken(form, {"outer": [{"name": ""}, {"name": "b", "inner": [{"n": ""}, {"n": "2"}]}]})

    assert written == {"outer": [{"name": "b", "inner": [{"n": 2}]}]}


def test_the_row_around_a_row_is_its_parent() -> None:
    inner = {
        "type": "dynamiclist",
        "path": "inner",
        "components": [field("textfield", "n", conditional={"hide": '=parent.kind = "plain"'})],
    }
    form = form_of({"type": "dynamiclist", "path": "outer", "components": [field("textfield", "kind"), inner]})

    shown = form.shown({"outer": [{"kind": "plain", "inner": [{"n": "1"}]}, {"kind": "full", "inner": [{"n": "1"}]}]})

    assert "outer.0.inner.0.n" not in shown
    assert "outer.1.inner.0.n" in shown


@pytest.mark.parametrize("rows", ["a", {"item": "a"}, [["a"]]])
def test_what_is_not_a_list_of_rows_is_refused(rows: object) -> None:
    with pytest.raises((FormInvalid, FieldNotDeclared)):
        taken(ROWS, {"rows": rows})


def test_too_many_rows_are_refused() -> None:
    assert "At most 500 rows" in refused(ROWS, {"rows": [{"item": "a"}] * 501})["rows"][0]


def test_a_list_that_does_not_grow_has_its_number_of_rows() -> None:
    form = form_of(
        {
            "type": "dynamiclist",
            "path": "rows",
            "allowAddRemove": False,
            "defaultRepetitions": 2,
            "components": [field("textfield", "a")],
        }
    )

    assert taken(form, {"rows": [{"a": ""}, {"a": "1"}]}) == {"rows": [{"a": None}, {"a": "1"}]}
    assert "2 rows" in refused(form, {"rows": [{"a": "1"}]})["rows"][0]
