"""Owners simulate some weeks of a procedure: by a process of its own, repeatable, to be stopped, and only theirs."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app.casework import simulations
from tests.support.bpmn import Bpmn
from tests.support.house import deployed
from tests.web.conftest import SignedIn

EXAMPLE = """
title: 一问一答
start: {at: 2026-03-02T10:00, by: li}
steps:
  - {at: 2026-03-02T11:00, by: li, complete: ask}
  - {at: 2026-03-02T12:00, by: wang, complete: answer}
"""
PLAN = {"version": "1", "start": "2026-03-02T09:00", "days": "10", "per_day": "8", "minutes": "90", "seed": "7"}


@pytest.fixture(scope="module")
def asked(house_app: Flask) -> None:
    """A process of two tasks of the same two clerks, with an example."""
    with house_app.app_context():
        diagram = (
            Bpmn("asking", name="问答").start().user("ask", name="问", groups="clerk@association", due="=workhours(2)")
        )
        diagram = diagram.user("answer", name="答", groups="clerk@association").end()
        deployed(diagram, **{"examples/01.yaml": EXAMPLE.encode()})


@pytest.fixture
def owner(signed_in: SignedIn, asked: None, monkeypatch: pytest.MonkeyPatch) -> FlaskClient:
    """The process of its own is left out: the tests work a simulation where they are."""
    monkeypatch.setattr(simulations, "_begin", lambda simulation: None)
    return signed_in("he")


def ask(client: FlaskClient, **fields: Any) -> TestResponse:
    return client.post("/studio/what-if/asking", data={**PLAN, **fields})


def work(app: Flask, address: str) -> Any:
    """Work the simulation of a page; what came of it."""
    number = int(address.rpartition("/")[2])
    with app.app_context():
        simulations.work(number)
        row = simulations.store.one(simulations.db.session(), number)
        assert row is not None
        return row.status, row.result


def test_the_same_lot_gives_the_same_weeks_and_another_one_others(owner: FlaskClient, app: Flask) -> None:
    status, first = work(app, ask(owner).location)
    assert status == "done"
    (told,) = first.values()
    assert told["elements"]["ask"]["opened"] == told["begun"] > 20
    assert told["elements"]["ask"]["most"] > 1  # two clerks cannot keep up with eight cases a day of three hours
    assert {"li", "wang"} <= set(told["people"])  # and those whom the ladder brings in
    assert work(app, ask(owner).location)[1] == first
    assert work(app, ask(owner, seed="8").location)[1] != first


def test_more_work_makes_longer_queues(owner: FlaskClient, app: Flask) -> None:
    calm, busy = (work(app, ask(owner, minutes=minutes).location)[1] for minutes in ("10", "240"))
    (calm,), (busy,) = calm.values(), busy.values()
    assert calm["elements"]["ask"]["most"] < busy["elements"]["ask"]["most"]
    assert calm["elements"]["ask"]["late"] < busy["elements"]["ask"]["late"]


def test_the_page_shows_what_came_of_it(owner: FlaskClient, app: Flask) -> None:
    address = ask(owner).location
    assert "已模拟 0 %" in owner.get(address).text
    work(app, address)
    page = owner.get(address).text
    assert "立案" in page
    assert "最长队列" in page
    badges = owner.get(f"{address}/diagram.json").get_json()["marks"]["badges"]
    assert "ask" in {badge["element"] for badge in badges}


def test_what_was_stopped_is_not_worked(owner: FlaskClient, app: Flask) -> None:
    address = ask(owner).location
    assert owner.post(f"{address}/stop").status_code == 303
    assert work(app, address) == ("cancelled", {})
    assert "已停止" in owner.get(address).text


@pytest.mark.parametrize(
    "wrong", [{"days": "1000"}, {"per_day": "nan"}, {"per_day": "-1"}, {"start": "x"}, {"minutes": ""}]
)
def test_what_is_out_of_bounds_is_refused(owner: FlaskClient, wrong: dict[str, str]) -> None:
    assert ask(owner, **wrong).status_code == 422


def test_a_simulation_is_its_persons_own(owner: FlaskClient, signed_in: SignedIn) -> None:
    address = ask(owner).location
    owner.post(f"{address}/stop")
    assert signed_in("lu").get(address).status_code == 404
    assert signed_in("lu").post(f"{address}/stop").status_code == 404
    assert ask(signed_in("ou")).status_code in (403, 422)
    assert signed_in("ou").get("/studio/what-if/asking").status_code == 403
    assert signed_in("li").get("/studio/what-if/asking").status_code == 403
