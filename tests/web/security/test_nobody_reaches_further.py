"""Every address that names something, asked for by a stranger with the names of what they may not see.

The walk goes over the map of addresses: one that is added later with a name of its own fails here until it is said what
the name stands for.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from io import BytesIO
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.casework import (
    calendar_drafts,
    declared,
    drafts,
    news,
    parameters,
    parameters_setup,
    people,
    people_admin,
    rehearsals,
)
from app.casework.organisation import Directory, Membership, Person
from app.casework.people import Actor
from app.notify import channels
from app.store import db, models
from tests.support.bpmn import Bpmn
from tests.support.house import FORM, deployed
from tests.web.conftest import SignedIn
from tests.web.work import begin, hidden, open_task

DATABASES = ("sqlite", "postgresql")
SECRET = "甲行客户的秘密"
EVERY_ROLE = ("clerk", "handler", "head", "leader", "auditor", "administrator", "process-owner")
# The calendar of the house is nobody's secret, nor is what a parameter is for; values are shown of one's own units.
OPEN_TO_ALL = {"static", "security.static", "calendars.show_year", "calendars.export", "parameters.show"}
API_BODIES: dict[str, dict[str, Any]] = {
    "api.assign_task": {"to": "fremd"},
    "api.delegate_task": {"to": "fremd", "reason": "x"},
    "api.ask_signatures": {"to": ["fremd"], "reason": "x"},
    "api.drop_signature": {"login": "fremd", "reason": "x"},
    "api.sign_task": {"agrees": True, "reason": "x"},
    "api.return_task": {"to": "verify", "reason": "x"},
    "api.recuse_from_task": {"reason": "x"},
    "api.tell_of_call": {"do": "end"},
    "api.copy_task": {"to": ["fremd"], "reason": "x"},
    "api.withdraw_step": {"reason": "x"},
    "api.touch_clock_of_task": {"do": "restart", "reason": "x"},
    "api.touch_clock": {"do": "restart", "reason": "x", "clock": "verify"},
}
SENT_AS_JSON = {f"studio.{name}_draft" for name in ("save", "check", "deploy", "hold", "let_go", "propose")} | {
    "studio.save_part",
    "studio.check_part",
}
DRAWN = {"bpmn": "<a/>", "text": "{}", "revision": "2026-01-01T00:00:00Z", "note": "x", "window": "w"}
LIMIT = {"id": "visit_limit", "name": "回访时限", "type": "limit", "purpose": "回访", "source": "文本未规定"}
BODIES: dict[str, Any] = {"to": "fremd", "text": "x", "reason": "x", "message": "x", "active": "no", "label": "x"}


@pytest.fixture
def stranger(app: Flask) -> str:
    """Somebody who holds every role there is, at the other bank."""
    held = tuple(Membership(role, "bank-b") for role in EVERY_ROLE)
    with app.app_context():
        known = Person(login="fremd", name="外人", memberships=held)
        people_admin.take_over(Directory({}, {"fremd": known}), token=lambda login: f"token-{login}")
    return "fremd"


@pytest.fixture
def names(app: Flask, signed_in: SignedIn) -> dict[str, Any]:
    """What each name in an address stands for: always something of another unit."""
    clerk = signed_in("li")
    sent = hidden(clerk.get("/new/complaint").text) | {"f.complainant": SECRET, "f.bank": "bank-a"}
    begun = clerk.post("/new/complaint", data=sent | {"f.evidence": (BytesIO(SECRET.encode()), f"{SECRET}.txt")})
    number = begun.location.rpartition("/")[2]
    page = clerk.get(f"/cases/{number}").text
    task = open_task(signed_in("an"), number)
    with app.app_context():
        deployed(Bpmn("shop-only", name="商店内部").start().user("sell", groups="clerk@shop").end(), {})
        draft = drafts.open("shop-only", people.actor("ou"))
        played = rehearsals.begin(people.actor("ou"), draft=draft.id)
        simulated = simulation_of("shop-only")
        zhou = people.actor("zhou")
        proposal = next(iter(calendar_drafts.of(zhou, "cn")), None) or calendar_drafts.begin("cn", zhou)
        change = proposed(zhou)
        news.tell(channels(("json://127.0.0.1:9/{login}",)))
        notice = db.session.scalar(db.select(models.Notice).where(models.Notice.login == "an"))
        assert notice is not None
        delivery = db.session.scalar(db.select(models.Delivery).where(models.Delivery.notice_id == notice.id))
    file = re.search(r'href="/files/([^"]+)"', page)
    assert file
    return {
        "number": number,
        "case_id": int(task.partition("-")[0]),
        "task_id": task,
        "file_id": file[1],
        "draft_id": draft.id,
        "rehearsal": played,
        "simulation": simulated,
        "deed": "suspend",
        "what": "urge",
        "proposal_id": proposal.id,
        "name": "cn",
        "id": "visit_limit",
        "change": change,
        "process": "shop-only",
        "login": "an",
        "key": "verify",
        "notice_id": notice.id,
        "delivery_id": delivery.id if delivery else 0,
        "kind": "opened",
        "language": "zh",
    }


def simulation_of(process: str) -> int:
    """A simulation that was stopped: nothing runs for it."""
    now = datetime.now(UTC)
    row = models.Simulation(
        process_id=process,
        by="ou",
        plan={"versions": []},
        status="cancelled",
        share=0,
        result={},
        made_at=now,
        seen_at=now,
    )
    db.session.add(row)
    db.session.commit()
    return int(row.id)


def proposed(by: Actor) -> int:
    """The number of a parameter's proposal at the association: the databases of this file are used again."""
    row = LIMIT | {"used_by": ["P05"]}
    parameters_setup.declare(declared.parse({"procedures": {"P05": "回访"}, "parameters": [row]}))
    waiting = [change.id for change in parameters.history("visit_limit") if change.status == "proposed"]
    return waiting[0] if waiting else parameters.propose("visit_limit", "association", "2WD", SECRET, by)


def addresses(app: Flask, names: dict[str, Any]) -> Iterator[tuple[str, str, str]]:
    """Method, path and endpoint of every address that names something."""
    for rule in app.url_map.iter_rules():
        if not rule.arguments or rule.endpoint in OPEN_TO_ALL:
            continue
        known = names | ({"number": 1} if "<int:number>" in rule.rule else {})  # of a version, not of a case
        with app.test_request_context():
            path = app.url_map.bind("here").build(rule.endpoint, {name: known[name] for name in rule.arguments})
        for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
            yield method, path, rule.endpoint


def test_no_address_leads_a_stranger_anywhere(
    app: Flask, signed_in: SignedIn, api: SignedIn, names: dict[str, Any], stranger: str
) -> None:
    asked = list(addresses(app, names))
    assert len(asked) > 40
    reached = []
    for method, path, endpoint in asked:
        client = api(stranger) if endpoint.startswith("api.") else signed_in(stranger)
        answer = send(client, method, path, endpoint)
        assert SECRET not in answer.text, path
        if answer.status_code not in {403, 404}:
            reached.append(f"{method} {path} {endpoint}: {answer.status_code}")
    assert not reached, "\n".join(reached)
    for login in ("an", "li", "ou"):
        assert signed_in(login).get("/desk").status_code == 200, "nothing was changed about anybody"
    assert signed_in("li").get(f"/cases/{names['number']}").status_code == 200


def test_an_auditor_changes_nothing_whatever_they_see(
    app: Flask, signed_in: SignedIn, api: SignedIn, names: dict[str, Any]
) -> None:
    """They see the case that each address names, and no address but those of their own affairs does anything to it."""

    def length() -> int:
        with app.app_context():
            return db.session.query(models.JournalEntry).filter_by(case_id=names["case_id"]).count()

    before, let = length(), []
    assert signed_in("shen").get(f"/cases/{names['number']}").status_code == 200
    asked = [
        *addresses(app, names),
        *(("POST", path, "") for path in ("/api/v1/cases", "/api/v1/messages", "/tasks/bulk")),
    ]
    for method, path, endpoint in asked:
        if method == "GET":
            continue
        client = api("shen") if path.startswith("/api/") else signed_in("shen")
        if send(client, method, path, endpoint or "api.").status_code not in {403, 404}:
            let.append(endpoint)
    assert set(let) <= {"audit.verify_case", "audit.take_pack"}, let
    assert length() == before
    for path in ("/new", "/new/complaint"):
        assert signed_in("shen").get(path).status_code == 403
    page = signed_in("shen").get(f"/cases/{names['number']}").text
    assert "comment-form" not in page
    assert "/new" not in page


def send(client: FlaskClient, method: str, path: str, endpoint: str) -> Any:
    if endpoint.startswith("api."):
        return client.open(path, method=method, json=body_of(endpoint) if method != "GET" else None)
    if endpoint in SENT_AS_JSON:
        return client.open(path, method=method, json=DRAWN)
    return client.open(path, method=method, data=BODIES if method != "GET" else None)


def body_of(endpoint: str) -> dict[str, Any]:
    if endpoint == "api.deploy_version":
        diagram = Bpmn("shop-only").start().user("mine", groups="clerk@bank-b").end()
        return {"files": {name: data.decode() for name, data in diagram.sources().items()}}
    return API_BODIES.get(endpoint, {})


@pytest.mark.parametrize(
    "query",
    [
        "",
        "q={secret}",
        "text={secret}",
        "q={number}",
        "owner=li",
        "person=li",
        "unit=bank-a",
        "process=complaint",
        "status=open",
        "list=all",
        "list=groups",
        "list=done",
        "overdue=1",
        "value.complainant={secret}",
        "value.bank=bank-a",
        "element=verify",
        "sort=number",
        "since=2020-01-01",
        "per_page=100",
        "page=1",
    ],
)
def test_no_list_search_or_count_tells_a_stranger_of_the_case(
    signed_in: SignedIn, api: SignedIn, names: dict[str, Any], stranger: str, query: str
) -> None:
    query = query.format(secret=SECRET, number=names["number"])
    pages, programs = signed_in(stranger), api(stranger)
    answers = [pages.get(f"{path}?{query}") for path in ("/desk", "/search", "/audit/", "/organisation/", "/studio/")]
    answers += [programs.get(f"/api/v1/{path}?{query}") for path in ("cases", "tasks")]
    for answer in answers:
        assert f'/cases/{names["number"]}"' not in answer.text, answer.request.path
        assert f">{SECRET}" not in answer.text, answer.request.path
        assert answer.status_code in {200, 422}, f"{answer.request.path}: a number of another's case leads nowhere"
        if answer.is_json and answer.status_code == 200:
            assert not (answer.json or {}).get("total"), answer.request.path


def test_processes_and_how_many_cases_they_have_are_told_as_far_as_one_sees(
    api: SignedIn, signed_in: SignedIn, names: dict[str, Any], stranger: str
) -> None:
    def told(login: str) -> dict[str, int]:
        return {one["id"]: one["cases_open"] for one in (api(login).get("/api/v1/processes").json or {})["items"]}

    assert told(stranger)["complaint"] == 0
    assert told("shen")["complaint"] >= 1
    assert "shop-only" not in told(stranger)
    assert "shop-only" in told("ning")
    for path in ("/desk", "/search", "/audit/", "/new"):
        assert "商店内部" not in signed_in(stranger).get(path).text, path
    assert "0 个在办案件" in signed_in(stranger).get("/new").text


def test_the_key_of_somebody_elses_request_opens_nothing(api: SignedIn) -> None:
    headers = {"Idempotency-Key": "the-same-key"}
    body = {"process": "complaint", "values": {"complainant": SECRET, "bank": "bank-a"}}
    first = api("li").post("/api/v1/cases", json=body, headers=headers).json
    other = api("wang").post("/api/v1/cases", json=body, headers=headers).json
    assert first
    assert other
    assert other["repeated"] is False
    assert other["case_id"] != first["case_id"]


def test_a_file_of_another_case_or_person_is_not_handed_in(signed_in: SignedIn, names: dict[str, Any]) -> None:
    for login in ("bo", "ning", "wang"):
        thief = signed_in(login)
        page = thief.get("/new/complaint")
        sent = hidden(page.text) | {"f.complainant": "x", "f.bank": "bank-b", "f.evidence": names["file_id"]}
        answer = thief.post("/new/complaint", data=sent)
        assert answer.status_code in {403, 404, 422}, login
        assert SECRET not in answer.text, login


def test_a_message_reaches_no_case_out_of_sight(app: Flask, api: SignedIn, stranger: str) -> None:
    with app.app_context():
        waiting = Bpmn("hearing").start(form="record").user("ask", groups='="handler@" + bank', form="record")
        deployed(waiting.boundary("ask", "heard", message="withdrawn").end("gone").at("ask").end(), {"record": FORM})
    values = {"channel": "电话", "bank": "bank-a"}
    begun = api("li").post("/api/v1/cases", json={"process": "hearing", "values": values})
    assert begun.status_code == 201
    assert api(stranger).post("/api/v1/messages", json={"name": "withdrawn"}).status_code == 409
    assert api("ning").post("/api/v1/messages", json={"name": "withdrawn"}).status_code == 409
    assert api("an").post("/api/v1/messages", json={"name": "withdrawn"}).status_code == 403, "it is held against them"
    assert api("li").get(f"/api/v1/cases/{begun.json['case_id']}").json["status"] == "open"


def test_a_draft_is_its_owners_alone_whoever_administers(signed_in: SignedIn, names: dict[str, Any]) -> None:
    for login in ("lu", "zhou", "he"):
        assert signed_in(login).get(f"/studio/drafts/{names['draft_id']}").status_code == 404, login


def test_somebody_who_lost_their_roles_is_out_at_once(app: Flask, signed_in: SignedIn, api: SignedIn) -> None:
    with app.app_context():
        people_admin.take_over(
            Directory({}, {"weg": Person(login="weg", name="去", memberships=(Membership("clerk", "association"),))}),
            token=lambda login: f"token-{login}",
        )
    page, program = signed_in("weg"), api("weg")
    number = begin(signed_in("li"))
    assert page.get(f"/cases/{number}").status_code == program.get("/api/v1/cases").status_code == 200
    with app.app_context():
        people_admin.set_memberships("weg", [])
    assert page.get(f"/cases/{number}").status_code == 403
    assert program.get("/api/v1/cases").status_code == 403
    with app.app_context():
        people_admin.set_active("weg", False)
    assert page.get("/desk").status_code == 302
    assert program.get("/api/v1/cases").status_code == 401
