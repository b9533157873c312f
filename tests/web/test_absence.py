"""Everybody says themselves when they are away, and which colleague stands in."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from flask import Flask

from app import clock
from app.casework import people, people_admin
from app.casework.organisation import ZONE, StandIn
from tests.web.conftest import SignedIn
from tests.web.work import begin, open_task

TODAY = clock.now().astimezone(ZONE).date()
AWAY = {"first": str(TODAY - timedelta(days=1)), "last": str(TODAY + timedelta(days=3))}


@pytest.fixture(autouse=True)
def everybody_back(app: Flask) -> Iterator[None]:
    yield
    with app.app_context():
        people_admin.set_absence("an", None)
        people_admin.set_stand_ins("an", [])


def test_what_one_has_goes_to_the_deputy_one_chose_and_both_are_told(signed_in: SignedIn) -> None:
    bank = signed_in("an")
    task = open_task(bank, begin(signed_in("li")))
    bank.post(f"/tasks/{task}/claim")
    assert bank.post("/away", data=AWAY | {"deputy": "an2"}).status_code == 303
    assert "由安二代您办理" in bank.get("/desk").text
    deputy = signed_in("an2")
    assert "您正代安办理" in deputy.get("/desk").text
    assert "安二代安" in deputy.get(f"/tasks/{task}").text
    assert f"/tasks/{task}" in deputy.get("/desk").text
    assert bank.post("/away", data={"back": "yes", "deputy": "an2"}).status_code == 303
    assert "代您办理" not in bank.get("/desk").text
    assert "您正代安" not in deputy.get("/desk").text


@pytest.mark.parametrize(
    "sent",
    [
        AWAY | {"deputy": "bo"},  # of the other bank
        AWAY | {"deputy": "an"},
        AWAY | {"deputy": "nobody"},
        {"first": AWAY["last"], "last": AWAY["first"]},
        {"first": AWAY["first"]},
        {"first": "2020-01-01", "last": "2020-01-02"},
    ],
)
def test_only_a_colleague_stands_in_and_only_for_days_that_make_sense(
    app: Flask, signed_in: SignedIn, sent: dict[str, str]
) -> None:
    assert signed_in("an").post("/away", data=sent).status_code == 422
    with app.app_context():
        known = people.directory().people["an"]
        assert (known.absent, known.stand_ins) == (None, ())


def test_what_a_head_arranged_for_a_role_stays(app: Flask, signed_in: SignedIn) -> None:
    arranged = StandIn(deputy="gao", role="handler")
    with app.app_context():
        people_admin.set_stand_ins("an", [arranged])
    signed_in("an").post("/away", data=AWAY | {"deputy": "an2", "login": "li"})
    with app.app_context():
        directory = people.directory()
        assert directory.people["an"].stand_ins == (arranged, StandIn(deputy="an2"))
        assert directory.people["li"].absent is None
