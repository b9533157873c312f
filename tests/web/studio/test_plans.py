"""The page of a process shows when it starts by the clock next, and whose the cases are."""

from __future__ import annotations

from flask import Flask

from app import clock
from app.casework import versions
from app.casework.schedules import plans
from app.web.languages import ZONE_INFO
from tests.support.bpmn import Bpmn
from tests.support.house import deployed
from tests.web.conftest import SignedIn


def test_the_page_of_a_process_shows_its_next_five_starts(app: Flask, signed_in: SignedIn) -> None:
    diagram = Bpmn("monthly").start("first", name="每月初", cycle="=next workday of month(1)")
    diagram.properties(unit="bank-a", missed="latest").user("write", groups="handler@bank-a").end()
    with app.app_context():
        [plan] = plans(versions.current(deployed(diagram)))
        shown = [f"{one.at.astimezone(ZONE_INFO):%Y-%m-%d %H:%M}" for one in plan.upcoming]

    page = signed_in("lu").get("/studio/processes/monthly").text

    assert len(shown) == 5
    assert all(text in page for text in ("定时立案", "每月初", "甲银行", "只补上最近错过的一次", *shown))
    assert clock.now() < plan.upcoming[0].at
