"""Conditions that can never decide, and conditions that are true at once without anybody having said so."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app import feel
from app.engine.gate.samples import condition, samples
from tests.support.bpmn import Bpmn
from tests.support.gate import findings
from tests.support.play import Play

CODES = {"condition_never_true", "condition_never_taken", "conditions_overlap"}
OPTIONS = [{"label": text, "value": text} for text in ("退回", "同意")]
FORM = {
    "type": "default",
    "id": "f",
    "schemaVersion": 16,
    "components": [
        {"type": "radio", "key": "decision", "values": OPTIONS},
        {"type": "number", "key": "amount"},
        {"type": "textfield", "key": "kind"},
    ],
}
FILES = {"forms/f.form": json.dumps(FORM).encode()}


def choice(*conditions: str, default: bool = False, kind: str = "xor") -> Bpmn:
    diagram = getattr(Bpmn().start().user("ask", form="f"), kind)("which")
    for number, text in enumerate(conditions):
        diagram.at("which").when(text).user(f"t{number}").end(f"e{number}")
    return diagram.at("which").otherwise().end("else") if default else diagram


def found(*conditions: str, **how) -> list[tuple[str, str | None]]:
    return [(each.code, each.element) for each in findings(choice(*conditions, **how), FILES) if each.code in CODES]


NEVER = {
    "a constant": ["= 1 = 2"],
    "false": ["= false"],
    "no number between": ["= amount > 5 and amount < 5"],
    "two texts at once": ['= kind = "a" and kind = "b"'],
    "an option the form does not have": ['= decision = "驳回"'],
    "none of the options": ['= decision in ("驳回", "撤回")'],
    "not what always is": ["= not(amount > 1 or amount <= 1)"],
}


@pytest.mark.parametrize("conditions", NEVER.values(), ids=NEVER)
def test_a_condition_that_can_never_be_true_is_pointed_out(conditions):
    assert found(*conditions, default=True) == [("condition_never_true", "which_to_t0")]
    assert found(*conditions, default=True, kind="some") == [("condition_never_true", "which_to_t0")]


COVERED = {
    "the same again": ["= amount > 5", "= amount > 5"],
    "a larger one before": ["= amount > 5", "= amount > 10"],
    "two before that leave nothing": ["= amount > 5", "= amount <= 5", '= amount > 1 and kind = "a"'],
    "all options are taken": ['= decision = "同意"', '= decision = "退回"', '= decision in ("同意", "退回")'],
    "behind what is always true": ["= true", "= amount > 5"],
}


@pytest.mark.parametrize("conditions", COVERED.values(), ids=COVERED)
def test_a_condition_that_others_leave_nothing_to_is_pointed_out(conditions):
    place = len(conditions) - 1
    assert found(*conditions, default=True) == [("condition_never_taken", f"which_to_t{place}")]
    assert found(*conditions, default=True, kind="some") == []


OVERLAPPING = {
    "a smaller limit behind": ["= amount > 10", "= amount > 5"],
    "different values": ['= kind = "a"', "= amount > 5"],
    "a shared option": ['= decision in ("同意", "退回")', '= decision = "退回" or amount > 5'],
}


@pytest.mark.parametrize("conditions", OVERLAPPING.values(), ids=OVERLAPPING)
def test_conditions_that_can_both_be_true_are_pointed_out_where_nobody_said_which_goes_first(conditions):
    assert found(*conditions) == [("conditions_overlap", "which")]
    assert found(*conditions, default=True) == []
    assert found(*conditions, kind="some") == []


def test_an_overlap_is_shown_by_an_example_that_really_is_one():
    said = next(each for each in findings(choice("= amount > 10", "= amount > 5"), FILES) if each.code in CODES)
    assert "amount = 11" in said.message
    play = Play(choice("= amount > 10", "= amount > 5", default=True), files=FILES)
    assert play.complete("ask", amount=11).open == ["t0"]


FINE = {
    "options": ['= decision = "同意"', '= decision = "退回"'],
    "limits": ["= amount > 10", "= amount > 5 and amount <= 10", "= amount <= 5"],
    "between integers": ["= amount > 1 and amount < 2", "= amount = 1"],
    "a value and null": ["= kind = null", '= kind = "a"'],
    "what a function says": ['= contains(kind, "a")', '= contains(kind, "b")'],
    "two values compared": ["= amount > limit", "= amount <= limit"],
    "a value and its entry": ['= kind = null or kind.name = "x"', '= kind.name = "y"'],
    "dates": ['= date(kind) < date("2026-01-01")', '= date(kind) >= date("2026-01-01")'],
    "order of texts": ['= kind < "b"', '= kind >= "b"'],
    "entries": ["= kind.valid", '= kind.valid = false and kind.reason = "x"'],
}


@pytest.mark.parametrize("conditions", FINE.values(), ids=FINE)
def test_nothing_is_said_where_nothing_is_certain(conditions):
    assert found(*conditions) == []


def test_a_conditional_event_that_never_happens_is_pointed_out():
    inner = (
        "<bpmn:conditionalEventDefinition><bpmn:condition>= 1 = 2</bpmn:condition></bpmn:conditionalEventDefinition>"
    )
    diagram = Bpmn().start().catch("wait").inner(inner).end()
    assert ("condition_never_true", "wait") in [(each.code, each.element) for each in findings(diagram)]


def test_many_values_at_once_are_not_tried():
    text = "= " + " or ".join(f"v{number} = {number}" for number in range(12))
    said = condition(text)
    assert said is not None
    assert samples([said], {}) is None
    assert found(text, text) == []


ATOMS = st.sampled_from(["x", "y"]).flatmap(
    lambda name: st.builds(
        "{} {} {}".format,
        st.just(name),
        st.sampled_from(["<", "<=", ">", ">=", "=", "!="]),
        st.integers(0, 3),
    )
)
TEXTS = st.recursive(
    ATOMS | st.sampled_from(["x in [1..2]", "y in (0, 3)", "x between 1 and 2", "true"]),
    lambda inner: (
        st.builds("({} and {})".format, inner, inner)
        | st.builds("({} or {})".format, inner, inner)
        | st.builds("not({})".format, inner)
    ),
    max_leaves=4,
)


@settings(deadline=None, max_examples=60)
@given(TEXTS)
def test_what_samples_say_never_is_true_no_number_makes_true(text):
    said = condition(f"= {text}")
    trials = samples([said], {})
    if trials is None or any(said.holds(sample) for sample in trials):
        return
    expression = feel.parse(text)
    values = [number / 4 for number in range(-2, 15)]
    assert not any(expression.evaluate({"x": x, "y": y}) is True for x in values for y in values)
