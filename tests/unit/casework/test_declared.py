"""Declarations of parameters, their types, and which value holds in a unit."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.casework import declared, organisation
from app.casework.declared import Book, Parameter, ParameterEmpty, ParametersBroken, ParameterUnknown, WrongValue

ROOT = Path(__file__).parents[3]
SHIPPED = declared.read(ROOT / "processes" / "parameters.yaml", ROOT / "processes" / "organisation.yaml")
DEMO = organisation.read(ROOT / "processes" / "organisation.yaml")


def one(type: str, **facts: Any) -> Parameter:
    facts = {"range": None, "clocks": (), **facts}
    return Parameter(id="x", name="某", type=type, purpose="", source="", **facts)


def ends(first: Any, last: Any) -> tuple[Decimal, Decimal]:
    return Decimal(str(first)), Decimal(str(last))


GOOD = [
    (one("number", range=ends(1, 5)), "3.5", Decimal("3.5")),
    (one("money", range=ends(0, 100)), 100, 100),
    (one("percentage", range=ends(0, 1)), 0.3, Decimal("0.3")),
    (one("count"), "12", 12),
    (one("limit", clocks=("WD", "H")), "2 wd", "2WD"),
    (one("limit"), "0.5WH", "0.5WH"),
    (one("text", range=ends(1, 3)), " 三个字 ", "三个字"),
    (one("texts", range=ends(1, 2)), ["甲", " 乙"], ["甲", "乙"]),
    (one("boolean"), True, True),
    (
        one("table", columns={"category": "text", "limit": "limit"}),
        [{"category": "其他", "limit": "2WD"}],
        [{"category": "其他", "limit": "2WD"}],
    ),
]
BAD = [
    (one("number", range=ends(1, 5)), 5.1),
    (one("number"), "NaN"),
    (one("number"), True),
    (one("money"), "1.5"),
    (one("percentage", range=ends(0, 1)), 30),
    (one("count"), None),
    (one("limit"), "两天"),
    (one("limit"), "1.5WD"),
    (one("limit", clocks=("WD",)), "2H"),
    (one("limit", range=ends(1, 10)), "11WD"),
    (one("text"), "  "),
    (one("text"), "长" * 3000),
    (one("texts"), "甲"),
    (one("texts", range=ends(1, 9)), []),
    (one("boolean"), "true"),
    (one("table", columns={"a": "text"}), [{"b": "甲"}]),
    (one("table", columns={"a": "limit"}), [{"a": "soon"}]),
    (one("table", columns={"a": "text"}), {"a": "甲"}),
]


@pytest.mark.parametrize(("of", "written", "value"), GOOD, ids=lambda each: getattr(each, "type", str(each)))
def test_what_fits_becomes_the_feel_value(of: Parameter, written: Any, value: Any) -> None:
    assert of.checked(written) == value
    assert type(of.checked(written)) is type(value)
    assert of.checked(of.checked(written)) == value  # what is kept fits again


@pytest.mark.parametrize(("of", "written"), BAD, ids=lambda each: getattr(each, "type", str(each)[:20]))
def test_what_does_not_fit_is_refused_with_the_parameter_and_a_reason(of: Parameter, written: Any) -> None:
    with pytest.raises(WrongValue) as refused:
        of.checked(written)
    assert (refused.value.facts["parameter"], "某" in str(refused.value)) == ("x", True)


@settings(max_examples=60)
@given(st.decimals(-3, 3, allow_nan=False, places=4))
def test_a_percentage_is_kept_exactly_and_within_its_range_or_refused(share: Decimal) -> None:
    of = one("percentage", range=ends(0, 1))
    if 0 <= share <= 1:
        assert of.checked(share) == share
    else:
        with pytest.raises(WrongValue):
            of.checked(share)


@settings(max_examples=60)
@given(st.sets(st.sampled_from(sorted(DEMO.units))), st.sampled_from(sorted(DEMO.units)))
def test_the_nearest_unit_above_that_has_a_value_gives_it(having: set[str], unit: str) -> None:
    book = Book({"x": one("text", default="文本")}, {}, {("x", each): each for each in having})
    nearest = next((up for up in DEMO.upwards(unit) if up in having), None)
    assert book.found("x", unit, DEMO) == (nearest or "文本", nearest)


def test_a_case_is_not_begun_with_an_empty_parameter_nor_with_one_nobody_declared() -> None:
    book = Book({"x": one("count"), "y": one("count", default=3)})
    assert book.pinned(["y"], "association", DEMO) == {"y": 3}
    with pytest.raises(ParameterEmpty, match="银行业协会"):
        book.pinned(["x"], "association", DEMO)
    with pytest.raises(ParameterUnknown):
        book.pinned(["z"], None, DEMO)
    assert {id_: known.empty for id_, known in book.known("demo", DEMO).items()} == {"x": True, "y": False}


@pytest.mark.parametrize(
    "row",
    [
        {"id": "Bad Id"},
        {"id": "x", "name": "某", "type": "date", "purpose": "", "source": ""},
        {"id": "x", "name": "某", "type": "table", "purpose": "", "source": ""},
        {"id": "x", "name": "某", "type": "text", "purpose": ""},
        {"id": "x", "name": "某", "type": "text", "purpose": "", "source": "", "unit": "元"},
    ],
)
def test_a_declaration_that_says_too_little_or_too_much_is_refused(row: dict[str, Any]) -> None:
    with pytest.raises(ParametersBroken):
        declared.parse({"parameters": [row]})


def test_a_parameter_is_declared_once() -> None:
    row = {"id": "x", "name": "某", "type": "text", "purpose": "", "source": ""}
    with pytest.raises(ParametersBroken, match="two"):
        declared.parse({"parameters": [row, row]})


@pytest.mark.parametrize("of", SHIPPED.declared.values(), ids=lambda each: each.id)
def test_each_shipped_declaration_reads_back_and_has_a_value_in_the_demo_organisation(of: Parameter) -> None:
    assert declared.declaration(of.to_json()) == of
    assert set(of.used_by), of.id
    assert {code for code in of.used_by if code.startswith("P")} <= SHIPPED.procedures.keys()
    assert SHIPPED.found(of.id, "demo", DEMO)[0] is not None
    assert (of.default is None) or not of.source.startswith("文本未规定"), "a value that no text gives is no default"
