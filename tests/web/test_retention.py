"""The page of retention: one administrator proposes a list, another disposes of it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask

from app.casework import cases, deploy, people, retention, tasks
from tests.support.bpmn import Bpmn
from tests.support.house import FORM
from tests.web.conftest import SignedIn

BEGAN = datetime(2020, 3, 2, 1, 0, tzinfo=UTC)


@pytest.fixture
def case(app: Flask) -> str:
    """A case of long ago, of a process that keeps its cases for a year."""
    diagram = Bpmn("short-lived").start().user("record", groups="clerk@association", form="record").end()
    said = b'<zeebe:properties><zeebe:property name="retention_years" value="1"/></zeebe:properties>'
    begins = b'<bpmn:startEvent id="start"'
    extended = b"<bpmn:extensionElements>" + said + b"</bpmn:extensionElements>" + begins
    bpmn = diagram.bytes().replace(begins, extended, 1)
    with app.app_context():
        deploy.deploy(diagram.sources({"record": FORM}) | {"process.bpmn": bpmn}, "short-lived", people.actor("lu"))
        started = cases.start("short-lived", {}, people.actor("li"), at=BEGAN)
        tasks.complete(started.opened[0], {"channel": "柳如是"}, people.actor("li"), at=BEGAN + timedelta(days=1))
        return started.number


def test_a_list_is_proposed_and_nobody_approves_their_own(app: Flask, signed_in: SignedIn, case: str) -> None:
    zhou = signed_in("zhou")
    assert case in zhou.get("/admin/retention").text
    with app.app_context():
        number = cases.by_number(case, people.actor("zhou")).id
    assert zhou.post("/admin/retention", data={"case": number, "reason": "保存期满"}).status_code == 303
    page = zhou.get("/admin/retention").text
    assert "须由另一人批准" in page
    proposal = page.split('name="proposal" value="')[1].split('"')[0]
    assert zhou.post("/admin/retention/decide", data={"proposal": proposal, "decision": "approve"}).status_code == 403
    assert zhou.post("/admin/retention/decide", data={"proposal": proposal}).status_code == 303
    assert "未批准" in zhou.get("/admin/retention").text
    assert signed_in("li").get("/admin/retention").status_code == 403


def test_the_page_of_a_case_that_was_disposed_of_says_so(app: Flask, signed_in: SignedIn, case: str) -> None:
    with app.app_context():
        ids = [cases.by_number(case, people.actor("zhou")).id]
        retention.approve(retention.propose(ids, "保存期满", people.actor("zhou")), people.actor("lu"))
    answer = signed_in("li").get(f"/cases/{case}")
    assert answer.status_code == 409
    assert "销毁" in answer.text
    journal = signed_in("shen").get(f"/audit/cases/{case}")
    assert journal.status_code == 200
    assert "不成立" not in journal.text
    assert "柳如是" not in journal.text
    assert "销毁" in journal.text
    for view in ("replay", "replay/outline.json", "replay/steps.json", "replay/again"):
        assert signed_in("shen").get(f"/audit/cases/{case}/{view}").status_code in (200, 409), view
