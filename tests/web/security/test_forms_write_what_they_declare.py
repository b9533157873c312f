"""Whoever completes a step writes what its form declares and shows, and nothing else, by whatever way it is sent."""

from __future__ import annotations

import json
from typing import Any
from uuid import uuid4

import pytest
from flask import Flask

from tests.support.bpmn import Bpmn
from tests.support.house import deployed
from tests.web.conftest import SignedIn
from tests.web.work import hidden

REQUEST = {
    "id": "request",
    "title": "申请",
    "type": "default",
    "schemaVersion": 16,
    "components": [
        {"type": "textfield", "key": "matter", "label": "事由", "validate": {"required": True}},
        {"type": "number", "key": "amount", "label": "金额"},
        {
            "type": "textfield",
            "key": "reason",
            "label": "理由",
            "conditional": {"hide": "=amount = null or amount < 1000"},
        },
        {"type": "checkbox", "key": "checked", "label": "已核", "readonly": True},
    ],
}
APPROVAL = {
    "id": "approval",
    "title": "审批",
    "type": "default",
    "schemaVersion": 16,
    "components": [{"type": "checkbox", "key": "approved", "label": "同意"}],
}


@pytest.fixture(scope="module")
def process(house_app: Flask) -> str:
    """A clerk asks, looks again without a form while a withdrawal may come in, and the head approves."""
    diagram = (
        Bpmn("asking", name="申请")
        .start(form="request")
        .user("look", name="再看", groups="clerk@association")
        .user("approve", name="审批", groups="head@association", form="approval")
        .end("decided")
        .boundary("look", "withdrawn", message="withdrawn|=matter", interrupting=False)
        .end("noted")
    )
    with house_app.app_context():
        return deployed(diagram, {"request": REQUEST, "approval": APPROVAL})


@pytest.fixture
def case(process: str, api: SignedIn) -> dict[str, Any]:
    begun = api("li").post("/api/v1/cases", json={"process": process, "values": {"matter": "退款", "amount": 10}})
    assert begun.status_code == 201, begun.text
    return dict(begun.json or {})


def values_of(api: SignedIn, case: dict[str, Any]) -> dict[str, Any]:
    read = api("li").get(f"/api/v1/cases/{case['case_id']}").json
    assert read
    return dict(read["values"])


@pytest.mark.parametrize("name", ["approved", "case", "case.owner", "__class__", "grade", "owner", "unit", "_id", "$"])
def test_a_field_that_the_form_does_not_declare_is_refused(
    process: str, api: SignedIn, signed_in: SignedIn, name: str
) -> None:
    body = {"process": process, "values": {"matter": "退款", name: True}}
    assert api("li").post("/api/v1/cases", json=body).status_code == 422
    clerk = signed_in("li")
    sent = hidden(clerk.get(f"/new/{process}").text) | {"f.matter": "退款", f"f.{name}": "true"}
    assert clerk.post(f"/new/{process}", data=sent).status_code == 422


def test_what_is_hidden_or_read_only_is_not_written(process: str, api: SignedIn) -> None:
    values = {"matter": "退款", "amount": 10, "reason": "不该有", "checked": True}
    begun = api("li").post("/api/v1/cases", json={"process": process, "values": values}).json
    assert begun
    kept = values_of(api, begun)
    assert not kept.get("reason")
    assert not kept.get("checked")


def test_fields_beside_those_of_the_form_are_not_looked_at(process: str, api: SignedIn, signed_in: SignedIn) -> None:
    clerk = signed_in("li")
    sent = hidden(clerk.get(f"/new/{process}").text) | {"f.matter": "退款"}
    more = {"approved": "true", "by": "zhao", "owner": "zhao", "unit": "shop", "at": "2020-01-01", "assignee": "zhao"}
    begun = clerk.post(f"/new/{process}", data=sent | more)
    assert begun.status_code == 303
    case = int(begun.location.rpartition("/")[2].partition("-")[0])
    read = api("li").get(f"/api/v1/cases/{case}").json
    assert read
    assert (read["owner"], read["unit"], read["started_by"]) == ("li", "association", "li")
    assert "approved" not in read["values"]
    journal = api("li").get(f"/api/v1/cases/{case}/journal").json
    assert {entry["by"] for entry in journal["items"]} == {"li"}


def test_a_task_without_a_form_writes_nothing(case: dict[str, Any], api: SignedIn, signed_in: SignedIn) -> None:
    task = case["opened"][0]
    sent = {"values": {"approved": True, "amount": 1_000_000}}
    assert api("li").post(f"/api/v1/tasks/{task}/complete", json=sent).status_code == 422
    assert values_of(api, case)["amount"] == 10


def test_the_page_cannot_choose_another_form(case: dict[str, Any], api: SignedIn, signed_in: SignedIn) -> None:
    """A page says which form it shows, so that it can be read; which form counts is not its to say."""
    clerk, task = signed_in("li"), case["opened"][0]
    version = api("li").get(f"/api/v1/cases/{case['case_id']}").json["version_hash"]
    other = {"version": version, "form": "approval", "f.approved": "true"}
    assert clerk.post(f"/tasks/{task}/complete", data=other).status_code == 422
    assert clerk.post(f"/tasks/{task}/complete", data=other | {"version": "0" * 64}).status_code == 404
    assert "approved" not in values_of(api, case)


def test_nobody_approves_their_own_request(case: dict[str, Any], api: SignedIn, signed_in: SignedIn) -> None:
    done = api("li").post(f"/api/v1/tasks/{case['opened'][0]}/complete", json={}).json
    assert done
    approval = done["opened"][0]
    for body in ({"values": {"approved": True}}, {"values": {}, "by": "zhao"}, {"values": {}, "acting_for": "zhao"}):
        assert api("li").post(f"/api/v1/tasks/{approval}/complete", json=body).status_code in {403, 422}
    assert api("li").post(f"/api/v1/tasks/{approval}/claim").status_code == 403
    assert api("li").post(f"/api/v1/tasks/{approval}/assign", json={"to": "li"}).status_code == 403
    page = {"f.approved": "true", "by": "zhao", "acting_for": "zhao", "assignee": "li"}
    assert signed_in("li").post(f"/tasks/{approval}/complete", data=page).status_code == 403
    assert values_of(api, case).get("approved") is None


@pytest.mark.parametrize("name", ["approved", "amount", "matter", "case"])
def test_a_message_brings_news_and_writes_nothing_that_a_step_writes(process: str, api: SignedIn, name: str) -> None:
    matter = uuid4().hex
    begun = api("li").post("/api/v1/cases", json={"process": process, "values": {"matter": matter, "amount": 10}})
    message = {"name": "withdrawn", "key": matter}
    assert api("li").post("/api/v1/messages", json=message | {"values": {name: True}}).status_code == 422
    assert api("li").post("/api/v1/messages", json=message | {"values": {"why": "和解"}}).status_code == 200
    kept = values_of(api, dict(begun.json or {}))
    assert {key: kept[key] for key in kept if kept[key]} == {"matter": matter, "amount": 10, "why": "和解"}


def test_nobody_begins_a_case_in_the_name_of_strangers(process: str, api: SignedIn) -> None:
    body = {"process": "complaint", "values": {"complainant": "张三", "bank": "bank-a"}}
    for more, status in (
        ({"unit": "shop"}, 403),
        ({"unit": "bank-b"}, 403),
        ({"unit": "nowhere"}, 403),
        ({"owner": "bo"}, 403),
        ({"owner": "nobody-at-all"}, 404),
        ({"owner": "system:timers"}, 404),
        ({"owner": "wang", "unit": "association"}, 201),
    ):
        answer = api("li").post("/api/v1/cases", json=body | more)
        assert answer.status_code == status, (more, answer.text)


def test_numbers_lists_and_objects_in_place_of_texts_are_refused(process: str, api: SignedIn) -> None:
    for value in ({"$": "date", "v": "x"}, {"$ne": 1}, ["x"], 7, True, {"__class__": "x"}):
        body = {"process": process, "values": {"matter": value}}
        answer = api("li").post("/api/v1/cases", data=json.dumps(body), content_type="application/json")
        assert answer.status_code == 422, value
