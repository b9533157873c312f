"""Regular expressions agree with Python's where both mean the same, and end where Python's do not."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app import feel
from app.feel import regex
from app.feel.run import DEFAULT, Run

ATOMS = st.sampled_from(["a", "b", "c", ".", "[ab]", "[^a]", "[a-c]", "\\d", "\\s"])
REPEATS = st.sampled_from(["", "", "?", "*", "+", "{2}", "{1,2}", "{0,}", "*?", "+?", "??"])


def _repeated(atom, repeat):
    """A pattern, and whether it matches the empty text."""
    return atom + repeat, repeat[:1] in ("?", "*") or repeat.startswith("{0")


def _grouped(branches, repeat):
    """A repeated group. What matches nothing is not repeated: there engines differ in when they stop."""
    patterns, empty = [pattern for pattern, _ in branches], any(empty for _, empty in branches)
    group, may_be_absent = _repeated(f"({'|'.join(patterns)})", "" if empty else repeat)
    return group, empty or may_be_absent


def _joined(parts):
    return "".join(pattern for pattern, _ in parts), all(empty for _, empty in parts)


PATTERNS = st.recursive(
    st.builds(_repeated, ATOMS, REPEATS),
    lambda inner: (
        st.builds(_grouped, st.lists(inner, min_size=1, max_size=3), REPEATS)
        | st.builds(_joined, st.lists(inner, min_size=1, max_size=3))
    ),
    max_leaves=8,
).map(lambda made: made[0])
TEXTS = st.text(alphabet="abc1 \n", max_size=12)


def found(pattern, text, flags=""):
    return regex.find(Run(None, None, DEFAULT, None), regex.prepared(pattern, flags), text)


@given(PATTERNS, TEXTS)
def test_what_is_found_is_what_python_finds(pattern, text):
    theirs = re.search(pattern, text)
    ours = found(pattern, text)
    assert (ours and (ours.start, ours.end)) == (theirs and theirs.span())


@given(st.text(max_size=12))
def test_any_text_is_a_pattern_or_is_refused(pattern):
    try:
        found(pattern, "abc")
    except regex.BadPattern:
        return


@given(st.text(max_size=8), st.text(max_size=8))
def test_with_flag_q_a_pattern_means_itself(pattern, text):
    assert (found(pattern, text, "q") is not None) == (pattern in text)


@pytest.mark.parametrize(
    ("pattern", "flags", "text", "matches"),
    [
        ("^b", "", "a\nb", False),
        ("^b", "m", "a\nb", True),
        ("a.b", "", "a\nb", False),
        ("a.b", "s", "a\nb", True),
        ("a b", "x", "ab", True),
        ("a[ ]b", "x", "a b", True),
        ("K", "i", "\u212a", True),
        ("[a-z-[aeiou]]+$", "", "bcd", True),
        ("^[a-z-[aeiou]]+$", "", "bad", False),
        ("^[A-Z-[OI]]$", "i", "o", False),
        ("(a)(b)\\2\\1", "", "abba", True),
        ("(a)\\1", "i", "aA", True),
        ("^\\p{Lu}\\p{IsCJKUnifiedIdeographs}+$", "", "A投诉", True),
        ("^\\P{L}+$", "", "12", True),
        ("^1[3-9]\\d{9}$", "", "13800138000", True),
        ("^\\i\\c*$", "", "金额-1", True),
    ],
)
def test_pattern(pattern, flags, text, matches):
    assert (found(pattern, text, flags) is not None) is matches


@pytest.mark.parametrize(
    "pattern",
    ["(", ")", "[", "[]", "a**", "*", "\\", "\\q", "(a)\\2", "[z-a]", "\\p{Xx}", "a{2,1}", "a{99999}", "(?=a)"],
)
def test_what_is_no_pattern_is_refused(pattern):
    with pytest.raises(regex.BadPattern):
        regex.prepared(pattern)


def test_the_time_grows_with_the_text_and_not_faster():
    spent = []
    for length in (200, 400):
        run = Run(None, None, feel.Budget(steps=10**7), None)
        assert regex.find(run, regex.prepared("(a|a?)+b"), "a" * length) is None
        spent.append(run.spent)
    assert spent[1] < 3 * spent[0]
