"""A few of the texts of scripts/fuzz_feel.py, always the same: the script itself runs for as long as one likes."""

from random import Random

import pytest

from app.feel import FeelError
from scripts import fuzz_feel

MODELS = [file.read_bytes() for file in sorted(fuzz_feel.ROOT.glob("processes/*/*.dmn"))]


@pytest.mark.parametrize("kind", ["soup", "tree", "mutated", "noise"])
def test_a_text_gives_a_value_or_a_refusal(kind):
    make = fuzz_feel.Maker(Random(4711))
    outcomes = {fuzz_feel.ask(getattr(make, kind)()) for _ in range(60)}
    assert outcomes <= {"value", "refused"}


@pytest.mark.parametrize("seed", [*range(12), 380456865])  # the last one asked for what something broken requires
def test_a_damaged_model_gives_values_or_a_refusal(seed):
    assert fuzz_feel.ask_model(Random(seed), MODELS) in ("value", "refused")


def test_what_is_not_as_it_has_to_be_is_found(monkeypatch):
    course = fuzz_feel.Course()
    monkeypatch.setattr(fuzz_feel.feel, "look", lambda _text: 1 / 0)
    course.try_("1", lambda: fuzz_feel.ask("1"))
    assert course.found == {"ZeroDivisionError: division by zero"}


@pytest.mark.parametrize("word", ['"', "\\", "中", "a(", "!="])
def test_words_are_told_to_the_guided_half_in_plain_letters(word):
    quoted = fuzz_feel.quoted(word)
    assert quoted.isascii()
    assert '"' not in quoted
    assert bytes(quoted, "ascii").decode("unicode_escape").encode("latin-1").decode() == word


def test_the_secret_of_a_python_object_would_be_seen():
    with pytest.raises(AssertionError, match="reaches"):
        fuzz_feel.ask(f'"{fuzz_feel.SECRET}"')
    with pytest.raises(FeelError):
        fuzz_feel.feel.parse("thing").evaluate(fuzz_feel.CONTEXT)
