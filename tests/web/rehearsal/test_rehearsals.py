"""A process owner plays a case by hand: real forms, other people, a clock of its own; and records it as an example."""

from __future__ import annotations

import re
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app.casework import drafts, people
from tests.web.conftest import SignedIn

INTAKE = {"f.complainant": "张三", "f.bank": "bank-a"}
BEFORE_THE_HOLIDAY = "2026-09-29T10:00"


@pytest.fixture
def owner(signed_in: SignedIn) -> FlaskClient:
    return signed_in("he")


@pytest.fixture
def stage(owner: FlaskClient) -> str:
    """The address of a rehearsal of the version in force that nothing has happened in."""
    address = owner.post("/studio/rehearsals", data={"process": "complaint"}).location
    send(owner, address, "back", to="-1")
    return address


def send(client: FlaskClient, stage: str, what: str, **fields: Any) -> TestResponse:
    """Send a form of the page as it stands."""
    page = client.get(stage).text
    sent = dict(re.findall(r'<input type="hidden" name="(seen)" value="([^"]*)"', page))
    return client.post(f"{stage}/{what}", data=sent | fields)


def begin(client: FlaskClient, stage: str) -> TestResponse:
    return send(client, stage, "start", at=BEFORE_THE_HOLIDAY, by="li", **INTAKE)


def heading(client: FlaskClient, stage: str) -> str | None:
    found = re.search(r'id="work">([^<]+)<', client.get(stage).text)
    return found and found[1]


def test_a_case_is_played_over_national_day_and_recorded(owner: FlaskClient, stage: str, app: Flask) -> None:
    assert begin(owner, stage).status_code == 303
    assert heading(owner, stage) == "核查"
    page = owner.get(stage).text
    assert "10:00" in page
    assert "10月8日" in page  # two working days from 29 September end after the holidays
    assert send(owner, stage, "clock", at="2026-10-09T09:00").status_code == 303
    assert "时限届满：“核查”，2026-10-08" in owner.get(stage).text
    assert send(owner, stage, "complete", by="an", **{"f.finding": "情况属实，已道歉"}).status_code == 303
    assert send(owner, stage, "complete", by="li").status_code == 303
    assert "案件已结束" in owner.get(stage).text

    listed = owner.get(send(owner, stage, "record", title="国庆前收到").location).text
    assert "1 个例案全部通过" in listed
    assert "国庆前收到" in listed
    with app.app_context():
        draft = drafts.of(people.actor("he"))[0]
        text = draft.sources["examples/01-rehearsed.yaml"].decode()
        drafts.delete(draft.id, people.actor("he"))
    assert "complete: verify" in text
    assert "verify: 2026-10-08T17:30" in text.replace("'", "")
    assert "ended: answered" in text


def test_the_form_refuses_what_live_work_refuses_and_keeps_what_was_typed(owner: FlaskClient, stage: str) -> None:
    begin(owner, stage)
    answer = send(owner, stage, "complete", by="an", **{"f.finding": "短", "f.loss": "12"})
    assert answer.status_code == 422
    assert 'class="problems"' in answer.text
    assert 'value="12"' in answer.text
    assert heading(owner, stage) == "核查"


def test_who_may_not_in_live_work_may_not_in_a_rehearsal(owner: FlaskClient, stage: str) -> None:
    begin(owner, stage)
    answer = send(owner, stage, "complete", by="bo", **{"f.finding": "情况属实，已道歉"})
    assert answer.status_code == 422
    assert heading(owner, stage) == "核查"


def test_the_clock_does_not_run_back_and_does_not_run_away(owner: FlaskClient, stage: str) -> None:
    begin(owner, stage)
    assert send(owner, stage, "clock", at="2026-09-28T10:00").status_code == 422
    assert send(owner, stage, "clock", at="2036-01-01T10:00").status_code == 422
    assert send(owner, stage, "clock", at="tomorrow").status_code == 422


def test_one_steps_back_to_any_step(owner: FlaskClient, stage: str) -> None:
    begin(owner, stage)
    send(owner, stage, "complete", by="an", **{"f.finding": "情况属实，已道歉"})
    assert heading(owner, stage) == "答复"
    send(owner, stage, "back", to="0")
    assert heading(owner, stage) == "核查"


def test_a_page_from_before_changes_nothing(owner: FlaskClient, stage: str) -> None:
    begin(owner, stage)
    answer = owner.post(f"{stage}/back", data={"seen": "2026-01-01T00:00:00+00:00", "to": "-1"}, follow_redirects=True)
    assert "另一个窗口" in answer.text
    assert heading(owner, stage) == "核查"


def test_the_diagram_shows_where_it_stands(owner: FlaskClient, stage: str) -> None:
    begin(owner, stage)
    shown = owner.get(f"{stage}/diagram").get_json()
    assert shown["marks"]["active"] == ["verify"]
    assert shown["marks"]["tasks"][0]["state"] == "open"
    assert list(shown["links"]) == ["verify"]


def test_a_rehearsal_is_its_persons_own(owner: FlaskClient, stage: str, signed_in: SignedIn) -> None:
    other, stranger = signed_in("lu"), signed_in("ou")
    assert other.get(stage).status_code == 404
    assert other.get(f"{stage}/examples").status_code == 404
    assert stranger.post("/studio/rehearsals", data={"process": "complaint"}).status_code == 403
    assert signed_in("li").post("/studio/rehearsals", data={"process": "complaint"}).status_code == 403


def test_a_draft_that_the_gate_refuses_is_not_played(owner: FlaskClient, app: Flask) -> None:
    editor = owner.post("/studio/processes/complaint/draft").location
    draft = editor.rpartition("/")[2]
    opened = owner.get(f"{editor}/diagram").get_json()
    broken = opened["bpmn"].replace("=workdays(2)", "=workdays(")
    owner.put(f"{editor}/diagram", json={"bpmn": broken, "revision": opened["revision"]})
    answer = owner.get(owner.post("/studio/rehearsals", data={"draft": draft}).location)
    assert answer.status_code == 422
    assert "核查" in answer.text
    with app.app_context():
        drafts.delete(int(draft), people.actor("he"))
