"""Limits that end with a call: how they read, who tells that the call is over, and what comes of it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app import clock
from app.casework import cases, replay, timers, verify
from tests.support.bpmn import Bpmn
from tests.support.house import deployed, who
from tests.web.conftest import SignedIn

Api = Callable[[str], FlaskClient]


def begun(app: Flask, diagram: Bpmn) -> str:
    with app.app_context():
        return cases.start(deployed(diagram), {}, who("li"), unit="association").opened[0]


@pytest.fixture
def task(app: Flask) -> str:
    """The task of a case that is to be written down within the call, and that clerks of the association may do."""
    return begun(app, Bpmn("hotline").start().user("note", groups="clerk@association").properties(clock="CALL").end())


def test_it_reads_as_what_it_is_wherever_a_due_time_is_shown(signed_in: SignedIn, api: Api, task: str) -> None:
    client = signed_in("li")
    number = api("li").get(f"/api/v1/tasks/{task}").json["case_number"]
    for path in (f"/desk?list=groups&text={number}", f"/tasks/{task}", f"/cases/{number}"):
        assert "当通电话内" in client.get(path).text, path
        assert "通话结束前" in client.get(path).text, path
    assert "由接听人登记" in client.get(f"/tasks/{task}/deadline").text


def test_whoever_is_on_the_telephone_tells_that_it_is_over(
    app: Flask, signed_in: SignedIn, api: Api, task: str
) -> None:
    client, now = signed_in("li"), clock.now()
    assert "do-call-ends" in client.get(f"/tasks/{task}").text
    assert client.post(f"/tasks/{task}/do/call-ends", data={"reason": "客户挂机"}).status_code == 303
    with app.app_context():
        timers.run_due()
    found = api("li").get(f"/api/v1/tasks/{task}").json
    assert (found["clock"], found["breached"], found["due_at"] >= now.isoformat()[:19]) == ("CALL", True, True)
    assert {"call_begins"} == {"call_ends", "call_begins"} & set(found["may"])
    page = client.get(f"/cases/{found['case_number']}").text
    assert "李在“note”登记通话结束" in page
    assert "李在“note”登记通话结束" in client.get(f"/tasks/{task}/deadline").text
    with app.app_context():
        assert replay.replay(int(task.partition("-")[0])).difference is None
        assert [str(finding) for finding in verify.verify().findings] == []


def test_the_api_tells_of_calls_once_and_of_the_next_one_after_that(api: Api, task: str) -> None:
    def tell(login: str, what: str) -> int:
        return api(login).post(f"/api/v1/tasks/{task}/call", json={"do": what}).status_code

    assert (tell("an", "end"), tell("li", "begin")) == (404, 409)
    assert (tell("zhao", "end"), tell("li", "end")) == (200, 409)  # the head tells it for them
    assert tell("li", "begin") == 200
    assert tell("li", "hang up") == 422


def test_a_process_without_such_limits_knows_no_calls(app: Flask, api: Api, signed_in: SignedIn) -> None:
    diagram = Bpmn("counter").start().user("note", groups="clerk@association", due="= workdays(2)").end()
    plain = begun(app, diagram)
    assert api("li").post(f"/api/v1/tasks/{plain}/call", json={"do": "end"}).status_code == 409
    assert "do-call-" not in signed_in("li").get(f"/tasks/{plain}").text
