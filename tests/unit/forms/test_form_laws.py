"""What holds whatever is sent: a form takes it or refuses it, and writes nothing that it does not show."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from app.engine import values as kept
from app.errors import Invalid
from tests.support.forms import field, form_of

NOW = datetime(2026, 9, 28, tzinfo=UTC)
FORM = form_of(
    field("textfield", "name", validate={"required": True}),
    field("number", "amount", validate={"min": 0}),
    field("checkbox", "more"),
    field("select", "kind", values=["a", "b"]),
    field("checklist", "wishes", values=["x", "y"], conditional={"hide": '=kind = "a"'}),
    field("datetime", "day", subtype="datetime", readonly="=more"),
    field("filepicker", "files", multiple=True),
    {
        "type": "group",
        "path": "who",
        "components": [field("textfield", "phone")],
        "conditional": {"hide": "=not(more)"},
    },
    {"type": "dynamiclist", "path": "rows", "components": [field("number", "n"), field("textfield", "t")]},
)
SCALARS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.text(),
    st.sampled_from(["a", "b", "x", "true", "2026-09-29T10:00"]),
)
ANYTHING = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["n", "t", "phone", "q"]), inner),
    max_leaves=6,
)
SENT = st.dictionaries(st.sampled_from(sorted(FORM.keys)), ANYTHING)
FILLED = st.fixed_dictionaries(
    {"name": st.just("张三")},
    optional={
        "amount": st.integers(0, 9) | st.just("1.5"),
        "more": st.booleans(),
        "kind": st.sampled_from(["a", "b", ""]),
        "wishes": st.lists(st.sampled_from(["x", "y"])),
        "who": st.fixed_dictionaries({}, optional={"phone": st.text(alphabet="0123456789", max_size=5)}),
        "rows": st.lists(
            st.fixed_dictionaries({}, optional={"n": st.integers(0, 5), "t": st.sampled_from(["", "a"])}), max_size=4
        ),
    },
)


@given(SENT)
def test_nothing_that_is_sent_breaks_a_form(sent: dict[str, Any]) -> None:
    try:
        written = FORM.accept(sent, {}, now=NOW)
    except Invalid:
        return
    kept.to_json(written)  # what is taken can be kept


@given(FILLED)
def test_only_what_is_declared_and_shown_is_written(sent: dict[str, Any]) -> None:
    written = FORM.accept(sent, {}, now=NOW)

    assert set(written) <= {path.split(".")[0] for path in FORM.shown({**written, **sent})}
    assert set(written) <= FORM.keys
    assert sent.get("kind") != "a" or "wishes" not in written
    assert sent.get("more") or "who" not in written


@given(FILLED)
def test_what_was_taken_is_taken_again_and_changes_nothing(sent: dict[str, Any]) -> None:
    written = FORM.accept(sent, {}, now=NOW)

    assert FORM.accept(written, {}, now=NOW) == written
    assert FORM.accept(written, written, now=NOW) == written
