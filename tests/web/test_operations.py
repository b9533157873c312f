"""The operations page, and /metrics for programs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import delete, select

from app import clock
from app.casework import health
from app.store import models, writing
from tests.web.conftest import SignedIn
from tests.web.work import begin


@pytest.fixture
def token(app: Flask) -> Iterator[str]:
    kept = app.extensions["shouwen.settings"]
    app.extensions["shouwen.settings"] = replace(kept, metrics_token="open sesame")
    yield "open sesame"
    app.extensions["shouwen.settings"] = kept


def test_the_page_says_that_no_worker_runs_and_then_that_one_does(app: Flask, signed_in: SignedIn) -> None:
    client = signed_in("zhou")
    assert "没有后台进程在运行" in client.get("/admin/operations").text
    with app.app_context():
        health.beat("host-1", clock.now())
    try:
        page = client.get("/admin/operations").text
    finally:
        with app.app_context():
            health.leave("host-1")
    assert "host-1" in page
    assert "运行中" in page
    assert "没有后台进程在运行" not in page


def test_what_is_still_to_be_counted_again_is_shown_and_what_could_not_be(app: Flask, signed_in: SignedIn) -> None:
    row = {"calendar": "cn", "version": "v", "reason": "r", "last_case": 0, "cases": 0, "moved": 0, "failed": 0}
    with app.app_context(), writing() as session:
        session.execute(delete(models.CalendarRecount))  # of other tests of this database
        waiting = models.CalendarRecount(**row, begun_at=clock.now())
        session.add(waiting)
    try:
        page = signed_in("zhou").get("/admin/operations").text
        assert "日历发布后的在办时限重算" in page
        assert "中国工作日历</a>" in page
        with app.app_context(), writing() as session:
            found = session.execute(select(models.CalendarRecount)).scalar_one()
            found.failed, found.done_at = 2, clock.now()
        assert "日历发布后部分时限未能重算" in signed_in("zhou").get("/admin/operations").text
    finally:
        with app.app_context(), writing() as session:
            session.execute(delete(models.CalendarRecount))
    assert "日历发布后的在办时限重算" not in signed_in("zhou").get("/admin/operations").text


def test_metrics_are_numbers_and_nothing_about_people(signed_in: SignedIn, nobody: FlaskClient) -> None:
    begin(signed_in("li"), complainant="不可外传的人")
    answer = nobody.get("/metrics")
    assert answer.status_code == 200
    assert answer.content_type.startswith("text/plain")
    for name in (
        "shouwen_timers_due 0.0",
        "shouwen_outbox_waiting",
        "shouwen_recounts_waiting 0.0",
        'shouwen_workers{state="alive"}',
    ):
        assert name in answer.text
    assert "shouwen_next_timer_timestamp_seconds" in answer.text
    assert "不可外传的人" not in answer.text
    assert "complaint" not in answer.text


@pytest.mark.parametrize(
    ("address", "headers"),
    [
        ("203.0.113.9", {}),
        ("127.0.0.1", {"X-Forwarded-For": "203.0.113.9"}),
        ("127.0.0.1", {"X-Forwarded-For": "127.0.0.1"}),
        ("127.0.0.1", {"Forwarded": "for=203.0.113.9"}),
        ("not an address", {}),
    ],
)
def test_from_elsewhere_there_are_no_metrics(nobody: FlaskClient, address: str, headers: dict[str, str]) -> None:
    asked = nobody.get("/metrics", environ_overrides={"REMOTE_ADDR": address}, headers=headers)
    assert asked.status_code == 404
    assert "shouwen_" not in asked.text


def test_ipv6_loopback_is_this_machine_too(nobody: FlaskClient) -> None:
    assert nobody.get("/metrics", environ_overrides={"REMOTE_ADDR": "::1"}).status_code == 200


def test_with_a_token_in_the_settings_it_is_asked_of_everybody(nobody: FlaskClient, token: str) -> None:
    elsewhere = {"REMOTE_ADDR": "203.0.113.9"}
    right = {"Authorization": f"Bearer {token}"}
    assert nobody.get("/metrics", environ_overrides=elsewhere, headers=right).status_code == 200
    assert nobody.get("/metrics").status_code == 404
    assert nobody.get("/metrics", headers={"Authorization": "Bearer wrong"}).status_code == 404
