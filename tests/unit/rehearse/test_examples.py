"""Reading worked examples: what they may say, and how a word that means nothing is refused."""

from __future__ import annotations

import pytest

from app.casework import examples
from app.casework.examples import ExampleBroken

START = "start: {at: 2026-09-29T10:00, by: assoc.li}\n"


def read(text: str) -> examples.Example:
    return examples.parse(text, "example.yaml", "p")


def test_values_are_read_as_a_form_would_send_them() -> None:
    example = read(
        "start: {at: 2026-09-29T10:00, by: a, values: {a: yes, b: 10:30, c: 2026-01-01, d: 0123, e: true, f: 3}}"
    )

    assert example.start.values == {"a": "yes", "b": "10:30", "c": "2026-01-01", "d": "0123", "e": True, "f": 3}


def test_an_example_belongs_to_the_process_it_names_or_lies_in() -> None:
    assert read(START).process == "p"
    assert read(START + "process: other").process == "other"
    with pytest.raises(ExampleBroken, match="does not say which process"):
        examples.parse(START, "example.yaml")


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("title: x", "it has no start"),
        ("start: {at: 2026-09-29T10:00}", "the start does not say by"),
        (START + "steps: [{at: 2026-09-29T11:00, compleet: x}]", "step 1 has a word compleet that means nothing there"),
        (START + "steps: [{complete: x, claim: y}]", "step 1 does two things at once: complete and claim"),
        (START + "steps: [{by: a}]", "step 1 does nothing"),
        (START + "steps: [{at: 2026-09-29T11:00, fail: no}]", "step 1 has nothing that could fail"),
        (START + "steps: [{claim: x, values: {}}]", "step 1 has a word values"),
        (START + "expect: {opened: [x]}", "what the end expects has a word opened"),
        (START + "expect: {due: [x]}", "is not a list of names with values"),
        (START + "absent: {li: 2026-03-09}", "li is absent from a first to a last day"),
        ("- a\n- b", "the example is not a list of names with values"),
        ("a: [", "while parsing"),
        ("start: !!timestamp soon", "could not determine a constructor"),
        ("start: !!int soon", "invalid literal"),
    ],
)
def test_what_an_example_cannot_say_is_refused_with_the_place(text: str, why: str) -> None:
    with pytest.raises(ExampleBroken, match=why):
        read(text)
