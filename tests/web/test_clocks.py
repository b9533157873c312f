"""The clocks of a case on its pages and in the API: what each person is offered, what comes of it, how it is told."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient

from app import clock
from tests.web.conftest import SignedIn
from tests.web.work import begin, open_task

Api = Callable[[str], FlaskClient]

NAME = "verify#1"


@pytest.fixture
def number(signed_in: SignedIn) -> str:
    """A case whose task a handler of bank A has claimed."""
    number = begin(signed_in("li"))
    signed_in("an").post(f"/tasks/{open_task(signed_in('an'), number)}/claim")
    return number


def touch(client: FlaskClient, number: str, what: str, **sent: str) -> int:
    form = {"do": what, "reason": "等待客户补充材料", **sent}
    return client.post(f"/cases/{number}/clocks/{NAME.replace('#', '%23')}", data=form).status_code


def panel(client: FlaskClient, number: str) -> str:
    found = re.search(r'<section class="card mt-3" id="clocks".*?</section>', client.get(f"/cases/{number}").text, re.S)
    assert found
    return found[0]


def offered(client: FlaskClient, number: str) -> set[str]:
    return set(re.findall(r'name="do" value="(\w+)"', panel(client, number)))


def test_each_is_offered_what_they_may_do(signed_in: SignedIn, number: str) -> None:
    assert offered(signed_in("an"), number) == {"pause", "ask", "promise"}
    assert offered(signed_in("gao"), number) == {"pause", "ask", "promise", "restart"}
    assert offered(signed_in("li"), number) == set()
    assert touch(signed_in("an2"), number, "pause", kind="customer") == 403
    assert touch(signed_in("bo"), number, "pause", kind="customer") == 404


def test_a_clock_is_stopped_and_goes_on_and_the_case_tells_it(signed_in: SignedIn, number: str) -> None:
    client = signed_in("an")
    assert touch(client, number, "pause", kind="appraisal") == 303
    assert offered(client, number) == {"resume", "ask"}
    page = client.get(f"/cases/{number}").text
    assert "安暂停了“核查”的计时：外部鉴定" in page
    assert "等待客户补充材料" in page
    assert "起暂停" in panel(client, number)
    assert "起暂停" in client.get("/desk").text
    assert touch(client, number, "pause", kind="appraisal") == 409
    assert touch(client, number, "resume") == 303
    assert "恢复了“核查”的计时" in client.get(f"/cases/{number}").text


def test_the_head_finds_the_request_on_the_desk_and_decides_it(signed_in: SignedIn, number: str) -> None:
    assert touch(signed_in("an"), number, "ask", amount="2", unit="WD") == 303
    assert "延期申请待您审批" in signed_in("gao").get("/desk").text
    assert "延期申请待您审批" not in signed_in("an").get("/desk").text
    assert "decide" in offered(signed_in("gao"), number)
    assert "decide" not in offered(signed_in("an"), number)
    assert touch(signed_in("an"), number, "decide", request="1", granted="yes") == 403
    assert touch(signed_in("gao"), number, "decide", request="1", granted="yes") == 303
    page = signed_in("an").get(f"/cases/{number}").text
    assert "高批准延长“核查”" in page
    assert "原定到期" in page
    assert "已调整" in page


def test_a_promise_is_shown_beside_the_limit(signed_in: SignedIn, number: str) -> None:
    until = (clock.now() + timedelta(days=30)).strftime("%Y-%m-%dT10:00")
    assert touch(signed_in("an"), number, "promise", until=until) == 403
    assert touch(signed_in("gao"), number, "promise", until=until) == 303
    said = panel(signed_in("an"), number)
    assert "已向客户承诺" in said
    assert "原定到期" in said


@pytest.mark.parametrize(("what", "sent"), [("nonsense", {}), ("pause", {}), ("ask", {"amount": "x"}), ("decide", {})])
def test_what_makes_no_sense_is_refused(signed_in: SignedIn, number: str, what: str, sent: dict[str, str]) -> None:
    assert touch(signed_in("gao"), number, what, **sent) in (404, 409, 422)


def test_the_reason_page_lists_what_was_done(signed_in: SignedIn, number: str) -> None:
    client = signed_in("an")
    touch(client, number, "ask", amount="2", unit="WD")
    touch(signed_in("gao"), number, "decide", request="1", granted="yes")
    page = client.get(f"/tasks/{open_task(client, number)}/deadline").text
    for said in ("申请将“核查”延长 2 个工作日", "高批准延长“核查”", "等待客户补充材料"):
        assert said in page, said


def test_the_replay_tells_each_operation_and_matches(signed_in: SignedIn, number: str) -> None:
    client = signed_in("an")
    touch(client, number, "pause", kind="customer")
    touch(client, number, "resume")
    course = signed_in("shen").get(f"/audit/cases/{number}/replay.json").json
    assert course is not None
    assert course["difference"] is None
    assert [step["sentence"] for step in course["steps"]][-2:] == [
        "安暂停了“核查”的计时：等待客户",
        "安恢复了“核查”的计时",
    ]
    assert course["steps"][-2]["focus"] == "verify"


def ask(client: FlaskClient, path: str, **body: Any) -> Any:
    return client.post(f"/api/v1{path}", json={"reason": "等待客户", **body})


def test_the_api_does_the_same(api: Api) -> None:
    body = {"process": "complaint", "values": {"complainant": "张三", "bank": "bank-a"}}
    begun = api("li").post("/api/v1/cases", json=body).json
    assert begun is not None
    task, case = begun["opened"][0], begun["case_id"]
    api("an").post(f"/api/v1/tasks/{task}/claim")
    assert ask(api("an"), f"/tasks/{task}/clock", do="pause", kind="customer").status_code == 200
    assert api("an").get(f"/api/v1/tasks/{task}").json["paused_at"]  # type: ignore[index]
    assert ask(api("an"), f"/cases/{case}/clocks", clock=NAME, do="resume").status_code == 200
    assert ask(api("an"), f"/tasks/{task}/clock", do="ask", more="2WD").status_code == 200
    (one,) = api("gao").get(f"/api/v1/cases/{case}/clocks").json["items"]  # type: ignore[index]
    assert (one["name"], one["touched"]["asked_more"]) == (NAME, "2WD")
    assert "decide" in one["may"]
    decision = {"do": "decide", "request": 1, "granted": True}
    assert ask(api("an"), f"/tasks/{task}/clock", **decision).status_code == 403
    assert ask(api("gao"), f"/tasks/{task}/clock", **decision).status_code == 200
    assert ask(api("gao"), f"/tasks/{task}/clock", **decision).status_code == 409
    assert ask(api("gao"), f"/tasks/{task}/clock", do="pause").status_code == 422
    assert ask(api("ning"), f"/tasks/{task}/clock", do="resume").status_code == 404
