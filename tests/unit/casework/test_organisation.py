"""Who is who: the tree, groups, heads that climb, reach, absences, and what is wrong with a file."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from app.casework import organisation
from app.casework.organisation import OrganisationBroken
from app.errors import PersonNotFound
from tests.support.house import PEOPLE

HOUSE = organisation.parse(PEOPLE)


def test_the_tree() -> None:
    assert HOUSE.root == "house"
    assert list(HOUSE.upwards("bank-a-1")) == ["bank-a-1", "bank-a", "association", "house"]
    assert HOUSE.below("bank-a") == {"bank-a", "bank-a-1"}
    assert HOUSE.below("nothing") == frozenset()
    assert HOUSE.children("association") == ("bank-a", "bank-b")


@pytest.mark.parametrize(
    ("group", "logins"),
    [
        ("handler@bank-a", ("an",)),
        ("handler", ("an", "ai", "bo")),
        ("clerk", ("li", "wang", "ning")),
        ("head@bank-a", ("gao",)),
        ("head@bank-a-1", ("gao",)),  # without a head of its own: its parent's
        ("head@bank-b-1", ("bu",)),
        ("head@shop", ()),
        ("leader@bank-a", ()),
        ("handler@shop", ()),
        ("handler@nowhere", ()),
        ("", ()),
    ],
)
def test_who_is_in_a_group(group: str, logins: tuple[str, ...]) -> None:
    assert HOUSE.holders(group) == logins


def test_the_groups_of_a_person_are_those_they_are_in() -> None:
    assert HOUSE.groups_of("an") == {"handler", "handler@bank-a"}
    assert HOUSE.groups_of("gao") == {"head", "head@bank-a", "head@bank-a-1"}
    assert HOUSE.groups_of("zhao") == {"head", "head@association"}
    assert HOUSE.groups_of("nobody") == frozenset()
    for login in HOUSE.people:
        for group in HOUSE.groups_of(login):
            assert login in HOUSE.holders(group)
    for group in HOUSE.known_groups:
        for login in HOUSE.holders(group):
            assert group in HOUSE.groups_of(login)


def test_system_roles_reach_what_is_below() -> None:
    assert HOUSE.reach("zheng", "auditor") == {"association", "bank-a", "bank-a-1", "bank-b", "bank-b-1"}
    assert HOUSE.reach("bu", "auditor") == {"bank-b", "bank-b-1"}
    assert HOUSE.reach("bu", "process-owner") == frozenset()
    assert HOUSE.reach("an", "auditor", "administrator") == frozenset()


def test_the_unit_whose_work_somebody_does_is_not_that_of_a_system_role() -> None:
    held = [organisation.membership(text) for text in ("auditor@house", "clerk@shop")]
    assert organisation.home_of(held) == "shop"
    assert organisation.home_of(held[:1]) == "house"
    assert organisation.home_of(()) is None


def test_an_absence_lasts_from_its_first_to_its_last_day_where_the_house_is() -> None:
    data = {**PEOPLE, "people": [{"login": "a", "name": "A", "absent": [date(2026, 3, 9), "2026-03-13"]}]}
    house = organisation.parse(data)
    for at, away in (
        (datetime(2026, 3, 8, 15, 59, tzinfo=UTC), False),
        (datetime(2026, 3, 8, 16, 0, tzinfo=UTC), True),
        (datetime(2026, 3, 13, 15, 59, tzinfo=UTC), True),
        (datetime(2026, 3, 13, 16, 0, tzinfo=UTC), False),
    ):
        assert house.is_absent("a", at) is away
    assert not house.is_absent("nobody", datetime(2026, 3, 10, tzinfo=UTC))


def test_names() -> None:
    assert HOUSE.name("an") == "安"
    assert HOUSE.name("somebody who left") == "somebody who left"
    with pytest.raises(PersonNotFound):
        HOUSE.person("somebody who left")


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (None, "it needs units"),
        ({"units": []}, "it needs units"),
        ({"units": {"id": "a"}}, "a unit has no 'name'"),
        ({"units": {"id": "a", "name": "A"}, "people": [{"login": "x"}]}, "a person has no 'name'"),
        ({"units": {"id": "a", "name": "A"}, "people": [{"login": "x", "name": "X", "roles": ["r@b"]}]}, "not there"),
        ({"units": {"id": "a", "name": "A"}, "people": [{"login": "x", "name": "X", "roles": ["r"]}]}, "role@unit"),
        ({"units": {"id": "a", "name": "A"}, "people": [{"login": "x", "name": "X"}] * 2}, "two people"),
    ],
)
def test_what_is_wrong_is_said(data: Any, why: str) -> None:
    with pytest.raises(OrganisationBroken, match=why):
        organisation.parse(data)


def test_the_demo_organisation_is_sound() -> None:
    demo = organisation.read(Path(__file__).parents[3] / "processes" / "organisation.yaml")
    assert demo.root == "demo"
    assert demo.holders("head@bank-a-2") == demo.holders("head@bank-a") != ()
