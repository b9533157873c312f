"""What went wrong gets its meaning in one place: a page for people, a problem document for programs."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.exc import IntegrityError, OperationalError

from app import errors
from app.web import access
from app.web.errors import kebab

RAISED = {
    "not-there": (errors.CaseNotFound(case="2026-00001"), 404),
    "not-allowed": (errors.NotYours(task="7-1", who="handler@bank-a"), 403),
    "conflict": (errors.TaskClosed(task="7-1"), 409),
    "invalid": (errors.CalendarYearMissing(calendar="cn", year=2031), 422),
    "unavailable": (errors.Unavailable(), 503),
    "away": (OperationalError("select", {}, Exception("gone")), 503),
    "fault": (IntegrityError("insert", {}, Exception("secret detail")), 500),
    "surprise": (RuntimeError("secret detail"), 500),
}


@pytest.fixture(scope="module")
def raising(house_app: Flask) -> Iterator[FlaskClient]:
    """A client of an application that fails in a chosen way at /raise/<name>."""
    from app import create_app

    app = create_app(house_app.extensions["shouwen.settings"])

    @app.get("/raise/<name>", endpoint="raise")
    def fail(name: str) -> str:
        raise RAISED[name][0]

    access.TABLE["raise"] = access.ANYONE
    yield app.test_client()
    del access.TABLE["raise"]


@pytest.mark.parametrize("name", RAISED)
def test_each_kind_of_error_has_its_status_on_pages_and_for_programs(raising: FlaskClient, name: str) -> None:
    status = RAISED[name][1]
    page = raising.get(f"/raise/{name}")
    assert page.status_code == status
    assert page.mimetype == "text/html"
    problem = raising.get(f"/raise/{name}", headers={"Accept": "application/json"})
    assert problem.status_code == status
    assert problem.mimetype == "application/problem+json"
    told = problem.json
    assert told is not None
    assert told["status"] == status
    assert told["instance"] == f"/raise/{name}"
    assert {"type", "title", "detail"} <= told.keys()


def test_a_domain_error_is_told_in_the_language_of_the_page(raising: FlaskClient) -> None:
    assert "日历 cn 没有 2031 年的数据" in raising.get("/raise/invalid").text
    raising.set_cookie("language", "en")
    assert "Calendar cn has no data for 2031" in raising.get("/raise/invalid").text
    raising.delete_cookie("language")


def test_the_problem_names_its_kind_and_its_facts(raising: FlaskClient) -> None:
    told = raising.get("/raise/conflict", headers={"Accept": "application/json"}).json
    assert told is not None
    assert told["type"] == "/problems/task-closed"
    assert told["task"] == "7-1"


def test_a_database_that_is_away_asks_to_come_back(raising: FlaskClient) -> None:
    answer = raising.get("/raise/away")
    assert int(answer.headers["Retry-After"]) > 0
    assert "数据库" in answer.text


@pytest.mark.parametrize("name", ["fault", "surprise"])
def test_a_fault_of_ours_tells_nothing_of_our_inside(raising: FlaskClient, name: str) -> None:
    for accept in ("text/html", "application/json"):
        assert "secret detail" not in raising.get(f"/raise/{name}", headers={"Accept": accept}).text


def test_an_address_that_is_not_there_is_a_page_of_ours(nobody: FlaskClient) -> None:
    answer = nobody.get("/nowhere")
    assert answer.status_code == 404
    assert "首问" in answer.text
    told = nobody.get("/api/v1/nowhere").json
    assert told is not None
    assert told["status"] == 404


def test_what_the_address_says_is_never_markup(nobody: FlaskClient) -> None:
    assert "<script>alert" not in nobody.get("/login?next=<script>alert(1)</script>").text
    assert "<script>alert" not in nobody.get("/<script>alert(1)</script>").text


def test_health_is_told_to_anybody(nobody: FlaskClient) -> None:
    assert nobody.get("/healthz").json == {"status": "alive"}
    assert nobody.get("/readyz").json == {"status": "ready"}


def test_kebab() -> None:
    assert kebab("TaskClosed") == "task-closed"
