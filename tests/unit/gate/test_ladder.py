"""The ladder of a due date, and how groups are written."""

from decimal import Decimal

import pytest

from app.engine import groups, ladder
from app.engine.ladder import LadderBroken, LadderTooLong, LadderUnordered, Rung


def test_without_a_text_it_is_the_default():
    assert ladder.parse(None) == ladder.parse("  ") == ladder.DEFAULT
    assert [str(rung.share) for rung in ladder.DEFAULT] == ["0.5", "0.8", "1", "1.5"]
    assert ladder.DEFAULT[2].actions == ("breach", "escalate head")


def test_none_is_no_ladder():
    assert ladder.parse("none") == ladder.parse(" None ") == ()


def test_an_own_ladder_is_read_with_either_punctuation():
    expected = (Rung(Decimal("0.125"), ("remind",)), Rung(Decimal(2), ("breach", "escalate boss@retail")))
    assert ladder.parse("12.5% remind; 200% breach, escalate boss@retail;") == expected
    assert ladder.parse("12.5％ remind；200％ breach，escalate boss@retail") == expected


@pytest.mark.parametrize(
    ("text", "error"),
    [
        (";", LadderBroken),
        ("soon", LadderBroken),
        ("50%", LadderBroken),
        ("0% remind", LadderBroken),
        ("50% fly", LadderBroken),
        ("50% escalate", LadderBroken),
        ("50% escalate a@b@c", LadderBroken),
        ("-50% remind", LadderBroken),
        ("80% urge; 80% breach", LadderUnordered),
        ("80% urge; 50% remind", LadderUnordered),
        (";".join(f"{share}% urge" for share in range(1, 30)), LadderTooLong),
    ],
)
def test_what_is_no_ladder_is_refused(text, error):
    with pytest.raises(error):
        ladder.parse(text)


def test_groups_are_split_at_either_comma():
    assert groups.split(" clerk@a，head@b , ") == ("clerk@a", "head@b")


def test_a_group_is_a_role_or_a_role_in_a_unit():
    assert all(map(groups.is_group, ("clerk", "clerk@bank-a", "客服@零售部")))
    assert not any(map(groups.is_group, ("", "a@b@c", "two words", "@a", "a@", "a;b")))
    assert groups.role("clerk@bank-a") == groups.role("clerk") == "clerk"
