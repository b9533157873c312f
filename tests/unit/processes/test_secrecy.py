"""A complaint about a member of the staff is kept from whom it is about: nothing of the case is within their sight."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from app.casework import permissions, projections, rehearse
from app.casework.people import Actor
from app.casework.rehearsal import Result

PROCESS = Path(__file__).parents[3] / "processes" / "manufacturer-staff"
# Whoever registered it wrote the wrong post, so it went to the accused themselves: they may not work on it, and see it.
MISDIRECTED = {"13-accused-by-name"}
DIRECTORY = rehearse.setting_of(PROCESS).directory


@cache
def results() -> dict[str, Result]:
    return {Path(result.example.name).stem: result for result in rehearse.rehearse(PROCESS)}


def actor(login: str) -> Actor:
    person = DIRECTORY.people[login]
    return Actor(login, person.name, person.memberships, DIRECTORY)


def parties(result: Result) -> list[projections.Row]:
    """All that have a part in the case, from its start and by each of its tasks as it last stood."""
    by = result.example.start.by
    tasks = [(row.task, True) for row in result.tasks.values()]
    home = projections.home_in(DIRECTORY)(by)
    return [{"name": by, "unit": home}, *projections.parties(tasks, projections.unit_in(DIRECTORY))]


def sees(login: str, result: Result) -> bool:
    sight = permissions.sight(actor(login))
    return any(party["unit"] in sight.units or party["name"] in sight.names for party in parties(result))


def accused(result: Result) -> str:
    name = result.example.start.values["accused_name"]
    return next(person.login for person in DIRECTORY.people.values() if person.name == name)


@pytest.mark.parametrize("example", sorted(results().keys() - MISDIRECTED))
def test_nobody_sees_the_complaint_about_them(example: str) -> None:
    assert not sees(accused(results()[example]), results()[example])


@pytest.mark.parametrize("example", sorted(results()))
def test_whoever_works_on_it_sees_it(example: str) -> None:
    done = [row.by for row in results()[example].tasks.values() if row.by]
    assert all(sees(login, results()[example]) for login in done)


def test_colleagues_of_a_salesperson_do_not_see_it_either() -> None:
    assert not any(sees(login, results()["03-over-authority"]) for login in ("maker.sang", "maker.cen"))
