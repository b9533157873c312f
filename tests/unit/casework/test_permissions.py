"""The table of who may do what with a task, person by person."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from app.casework import organisation, permissions
from app.casework.organisation import Directory
from app.casework.people import Actor
from app.engine.step import OpenTask
from app.errors import NotYours, TaskTaken
from tests.support.house import PEOPLE
from tests.unit.casework.test_facts import TASK

AT = datetime(2026, 9, 28, 1, 0, tzinfo=UTC)
HOUSE = organisation.parse(PEOPLE)
EVERYTHING = {"claim", "complete", "release", "assign", "take_over"}


class Whose:
    owner = "li"
    unit = "association"
    started_by = "li"


def actor(login: str, house: Directory = HOUSE) -> Actor:
    person = house.person(login)
    return Actor(login, person.name, person.memberships, house)


def rights(login: str, task: OpenTask, house: Directory = HOUSE) -> frozenset[str]:
    return permissions.rights(actor(login, house), task, Whose(), AT)


FREE = TASK
LIS = replace(TASK, assignee="li")
AN_S = replace(TASK, groups=("handler@bank-a",), assignee="an", deputies=("deputy@bank-a",))
NOBODY_S = replace(TASK, groups=())
BY_NAME = replace(TASK, groups=(), users=("an",))


@pytest.mark.parametrize(
    ("task", "login", "may"),
    [
        (FREE, "li", EVERYTHING - {"release"}),
        (FREE, "wang", EVERYTHING - {"release"}),
        (FREE, "zhao", {"assign", "take_over"}),
        (FREE, "zhou", {"assign", "take_over"}),
        (FREE, "ning", set()),
        (FREE, "shen", set()),
        (FREE, "an", set()),
        (LIS, "li", EVERYTHING - {"claim"}),
        (LIS, "wang", {"assign", "take_over"}),
        (LIS, "zhao", {"release", "assign", "take_over"}),
        (AN_S, "an2", {"assign", "take_over"}),
        (AN_S, "gao", {"release", "assign", "take_over"}),
        (AN_S, "bu", set()),
        (NOBODY_S, "li", EVERYTHING - {"release", "assign", "take_over"}),
        (NOBODY_S, "wang", set()),
        (BY_NAME, "an", EVERYTHING - {"release"}),
        (BY_NAME, "an2", set()),
    ],
)
def test_rights(task: OpenTask, login: str, may: set[str]) -> None:
    assert rights(login, task) == may


def test_colleagues_and_deputies_may_finish_for_somebody_who_is_away() -> None:
    away = replace(HOUSE.person("an"), absent=(date(2026, 9, 28), date(2026, 9, 28)))
    house = Directory(HOUSE.units, {**HOUSE.people, "an": away})
    assert "complete" in rights("an2", AN_S, house)
    assert permissions.stands_in_for(actor("an2", house), AN_S, AT) == "an"
    assert "complete" not in rights("bo", AN_S, house)


def test_a_refusal_says_who_has_it() -> None:
    with pytest.raises(TaskTaken, match="李"):
        raise permissions.refusal(actor("wang"), LIS, "1-1")
    with pytest.raises(NotYours, match="clerk@association"):
        raise permissions.refusal(actor("an"), FREE, "1-1")


@pytest.mark.parametrize(
    ("login", "rooms"),
    [
        ("li", {"desk"}),
        ("shen", {"desk", "audit", "calendars"}),
        ("lu", {"desk", "studio", "calendars"}),
        ("zhou", {"desk", "studio", "audit", "admin", "calendars"}),
    ],
)
def test_rooms(login: str, rooms: set[str]) -> None:
    assert permissions.rooms(actor(login)) == rooms


def test_sight_is_one_s_own_units_and_what_one_audits() -> None:
    assert permissions.sight(actor("an")).units == {"bank-a"}
    assert permissions.sight(actor("bu")).units == {"bank-b", "bank-b-1"}
    assert not permissions.sight(actor("zheng")).everything
    assert permissions.sight(actor("shen")).everything
    assert "@an" in permissions.sight(actor("an")).names
