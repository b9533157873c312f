"""The API: other people's scripts rely on it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from flask.testing import FlaskClient

from tests.support.bpmn import Bpmn

Api = Callable[[str], FlaskClient]
FINDING = {"finding": "经核查属实，已更正。"}


def begin(client: FlaskClient, bank: str = "bank-a", **headers: str) -> dict[str, Any]:
    body = {"process": "complaint", "values": {"complainant": "张三", "bank": bank}}
    answer = client.post("/api/v1/cases", json=body, headers=headers)
    assert answer.status_code == 201, answer.text
    return dict(answer.json or {})


def test_a_case_is_begun_worked_on_and_read(api: Api) -> None:
    clerk, bank = api("li"), api("an")
    begun = begin(clerk)
    task = begun["opened"][0]
    assert bank.post(f"/api/v1/tasks/{task}/claim").status_code == 200
    done = bank.post(f"/api/v1/tasks/{task}/complete", json={"values": FINDING}).json
    assert done is not None
    assert done["closed"] == [task]
    case = clerk.get(f"/api/v1/cases/{begun['case_id']}").json
    assert case is not None
    assert case["values"]["finding"] == FINDING["finding"]
    assert case["active"] == ["answer"]
    assert case["owner"] == "li"
    assert case["tasks"] == done["opened"]


def test_the_address_of_a_new_case_is_told(api: Api) -> None:
    clerk = api("li")
    body = {"process": "complaint", "values": {"complainant": "张三", "bank": "bank-a"}}
    answer = clerk.post("/api/v1/cases", json=body)
    assert clerk.get(answer.headers["Location"]).status_code == 200


def test_the_journal_and_the_replay_of_a_case(api: Api) -> None:
    clerk = api("li")
    case = begin(clerk)["case_id"]
    journal = clerk.get(f"/api/v1/cases/{case}/journal").json
    assert journal is not None
    assert [entry["kind"] for entry in journal["items"]] == ["Start"]
    assert journal["items"][0]["command"]["values"]["complainant"] == "张三"
    assert len(journal["items"][0]["signature"]) == 128
    replay = clerk.get(f"/api/v1/cases/{case}/replay").json
    assert replay is not None
    assert replay["matches"] is True
    assert replay["steps"][0]["trail"] == ["start", "verify"]
    assert replay["steps"][0]["active"] == ["verify"]


def test_a_request_with_a_key_acts_once(api: Api) -> None:
    clerk, key = api("li"), uuid4().hex
    first = begin(clerk, **{"Idempotency-Key": key})
    second = begin(clerk, **{"Idempotency-Key": key})
    assert second == first | {"repeated": True}


def test_a_key_for_another_request_is_refused(api: Api) -> None:
    clerk, key = api("li"), uuid4().hex
    begin(clerk, **{"Idempotency-Key": key})
    body = {"process": "complaint", "values": {"complainant": "别人", "bank": "bank-a"}, "key": key}
    answer = clerk.post("/api/v1/cases", json=body)
    assert answer.status_code == 422
    assert (answer.json or {})["type"] == "/problems/key-reused"


def test_a_completion_with_a_key_answers_the_same_again(api: Api) -> None:
    bank = api("an")
    task, headers = begin(api("li"))["opened"][0], {"Idempotency-Key": uuid4().hex}
    path, body = f"/api/v1/tasks/{task}/complete", {"values": FINDING}
    first, second = (bank.post(path, json=body, headers=headers).json for _ in range(2))
    assert second == (first or {}) | {"repeated": True}
    assert bank.post(path, json=body).status_code == 409


def test_an_invalid_form_names_the_fields(api: Api) -> None:
    answer = api("li").post("/api/v1/cases", json={"process": "complaint", "values": {"bank": "bank-z"}})
    assert answer.status_code == 422
    assert answer.mimetype == "application/problem+json"
    told = answer.json or {}
    assert told["type"] == "/problems/form-invalid"
    assert told["errors"].keys() == {"complainant", "bank"}


def test_a_field_that_no_form_declares_is_refused(api: Api) -> None:
    body = {"process": "complaint", "values": {"complainant": "张三", "bank": "bank-a", "approved": True}}
    answer = api("li").post("/api/v1/cases", json=body)
    assert answer.status_code == 422
    assert (answer.json or {})["type"] == "/problems/field-not-declared"


@pytest.mark.parametrize(
    "body",
    [
        "",
        "[]",
        '"text"',
        "{",
        '{"process": 7}',
        '{"process": "complaint", "values": []}',
        '{"process": "complaint", "admin": 1}',
    ],
)
def test_a_body_that_is_not_what_was_asked_for_is_refused(api: Api, body: str) -> None:
    answer = api("li").post("/api/v1/cases", data=body, content_type="application/json")
    assert answer.status_code in {400, 422}
    assert answer.mimetype == "application/problem+json"


def test_tasks_are_handed_over_and_given_back(api: Api) -> None:
    bank = api("an")
    task = begin(api("li"))["opened"][0]
    assert bank.post(f"/api/v1/tasks/{task}/assign", json={"to": "an2", "reason": "休假"}).status_code == 200
    read = bank.get(f"/api/v1/tasks/{task}").json
    assert read is not None
    assert read["assignee"] == "an2"
    assert bank.post(f"/api/v1/tasks/{task}/assign", json={"to": "bo"}).status_code in {403, 409}


def test_lists_are_paged_filtered_and_sorted_by_what_they_offer(api: Api) -> None:
    clerk = api("li")
    for bank in ("bank-a", "bank-b"):
        begin(clerk, bank)
    page = clerk.get("/api/v1/cases?per_page=1&sort=number&process=complaint&status=open").json
    assert page is not None
    assert len(page["items"]) == 1
    assert page["total"] >= 2
    assert page["pages"] == page["total"]
    for query in (
        "sort=password",
        "per_page=1000",
        "page=0",
        "status=lost",
        "order_by=id",
        "page=x",
        "since=yesterday",
    ):
        answer = clerk.get(f"/api/v1/cases?{query}")
        assert answer.status_code == 422, query
        assert answer.mimetype == "application/problem+json"


def test_the_lists_of_tasks(api: Api) -> None:
    bank = api("an")
    task = begin(api("li"))["opened"][0]

    def ids(query: str) -> list[str]:
        answer = bank.get(f"/api/v1/tasks?per_page=100&{query}").json
        assert answer is not None
        return [item["id"] for item in answer["items"]]

    assert task in ids("list=groups&sort=-opened_at")
    bank.post(f"/api/v1/tasks/{task}/claim")
    assert task in ids("list=mine&sort=-opened_at&element=verify")
    assert task not in ids("list=groups&sort=-opened_at")
    bank.post(f"/api/v1/tasks/{task}/complete", json={"values": FINDING})
    assert task in ids("list=done&sort=-closed_at")


def test_without_a_token_or_with_a_wrong_one_nothing_is_told(nobody: FlaskClient) -> None:
    for headers in (
        {},
        {"Authorization": "Bearer wrong"},
        {"Authorization": "Basic bGk6eA=="},
        {"Authorization": "Bearer"},
    ):
        answer = nobody.get("/api/v1/cases", headers=headers)
        assert answer.status_code == 401
        assert answer.headers["WWW-Authenticate"].startswith("Bearer")
        assert answer.mimetype == "application/problem+json"


def test_a_message_that_nobody_waits_for_is_said_to_be_so(api: Api) -> None:
    answer = api("li").post("/api/v1/messages", json={"name": "withdrawn", "key": "none"})
    assert answer.status_code == 409
    assert (answer.json or {})["type"] == "/problems/nobody-waits"


def test_a_new_version_goes_through_the_gate(api: Api) -> None:
    owner = api("lu")
    diagram = Bpmn("small", name="小流程").start().user("ask", groups="clerk@association").end()
    files = {name: data.decode() for name, data in diagram.sources().items()}
    deployed = owner.post("/api/v1/processes/small/versions", json={"files": files, "note": "第一版"})
    assert deployed.status_code == 201, deployed.text
    assert (deployed.json or {})["number"] == 1
    names = {process["id"] for process in (owner.get("/api/v1/processes").json or {})["items"]}
    assert {"small", "complaint"} <= names
    broken = owner.post("/api/v1/processes/small/versions", json={"files": {"process.bpmn": "<not xml"}})
    assert broken.status_code == 422
    assert (broken.json or {})["findings"][0]["severity"] == "error"


def test_only_process_owners_deploy(api: Api) -> None:
    answer = api("li").post("/api/v1/processes/small/versions", json={"files": {"process.bpmn": "<x/>"}})
    assert answer.status_code == 403


def test_the_contract_is_told(nobody: FlaskClient) -> None:
    contract = nobody.get("/api/v1/openapi.json").json
    assert contract is not None
    assert contract["openapi"].startswith("3.")
    promised = {
        ("/api/v1/cases", "post"),
        ("/api/v1/cases", "get"),
        ("/api/v1/cases/{case_id}", "get"),
        ("/api/v1/cases/{case_id}/journal", "get"),
        ("/api/v1/cases/{case_id}/replay", "get"),
        ("/api/v1/tasks", "get"),
        ("/api/v1/tasks/{task_id}", "get"),
        *((f"/api/v1/tasks/{{task_id}}/{deed}", "post") for deed in ("claim", "release", "complete", "assign")),
        ("/api/v1/messages", "post"),
        ("/api/v1/processes", "get"),
        ("/api/v1/processes/{process}/versions", "post"),
    }
    offered = {(path, verb) for path, verbs in contract["paths"].items() for verb in verbs if verb in {"get", "post"}}
    assert promised <= offered
    posts = [verbs["post"] for verbs in contract["paths"].values() if "post" in verbs]
    for post in posts:
        assert "Idempotency-Key" in {
            parameter["name"] for parameter in post["parameters"] if parameter["in"] == "header"
        }


def test_no_other_site_can_use_somebodys_session_here(house_app: Any) -> None:
    """CSRF is not checked in the API, because no cookie counts in it."""
    client = house_app.test_client()
    with client.session_transaction() as session:
        session["_user_id"] = "anything"
    assert client.post("/api/v1/messages", json={"name": "x"}).status_code == 401
