"""Every address, asked for by everybody, compared with the table; and no way to what another unit has."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.routing import Rule

from app.web.access import ANYONE, PERSON, TABLE, Who
from tests.web.conftest import SignedIn
from tests.web.work import begin, complete, open_task

# Who holds what in the tests' house; the kinds of people that each of them is.
PEOPLE: dict[str, set[Who]] = {
    "li": {Who.STAFF},
    "an": {Who.STAFF},
    "ning": {Who.STAFF},
    "shen": {Who.STAFF, Who.AUDITOR, Who.READER_OF_CALENDARS},
    "lu": {Who.STAFF, Who.OWNER, Who.READER_OF_CALENDARS},
    "zhou": {Who.STAFF, Who.OWNER, Who.AUDITOR, Who.ADMINISTRATOR, Who.READER_OF_CALENDARS},
}
CHANGES = ("POST", "PUT", "PATCH", "DELETE")


def rules(app: Flask) -> Iterator[tuple[Rule, str]]:
    for rule in app.url_map.iter_rules():
        for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
            yield rule, method


def address(rule: Rule) -> str:
    """An address of the rule; what it names need not be there: access is decided before."""
    return re.sub(r"<(?:(int):|\w+:)?\w+>", lambda found: "1" if found[1] else "nothing", rule.rule)


def is_let_in(client: FlaskClient, rule: Rule, method: str) -> bool:
    with client.open(address(rule), method=method) as answer:
        refused_here = answer.status_code == 403 and "您的岗位没有此项权限" in answer.text
        wants_a_token = answer.status_code == 401 and rule.endpoint != "security.login"
        asked_to_sign_in = wants_a_token or answer.headers.get("Location", "").startswith("/login?next")
        return not (refused_here or asked_to_sign_in)


def test_every_endpoint_has_a_row_and_every_row_an_endpoint(app: Flask) -> None:
    endpoints = {rule.endpoint for rule, _ in rules(app)}
    # Flask-Security's page to confirm a password again is not offered: it has no row, so nobody gets there.
    assert endpoints - TABLE.keys() == {"security.verify"}
    assert TABLE.keys() - endpoints == set()


def test_what_has_no_row_is_denied(app: Flask, signed_in: SignedIn) -> None:
    assert signed_in("zhou").get("/verify").status_code == 403


def test_nobody_who_is_not_signed_in_gets_past_the_door(app: Flask, nobody: FlaskClient) -> None:
    for rule, method in rules(app):
        expected = TABLE.get(rule.endpoint) is ANYONE
        assert is_let_in(nobody, rule, method) is expected, f"{method} {rule.rule}"


@pytest.mark.parametrize("login", PEOPLE)
def test_each_kind_of_person_is_let_in_where_the_table_says(app: Flask, signed_in: SignedIn, login: str) -> None:
    for rule, method in rules(app):
        if rule.endpoint.startswith("api.") or rule.endpoint in {"security.logout", "security.verify"}:
            continue
        who = TABLE[rule.endpoint]
        expected = who in {ANYONE, PERSON} or who in PEOPLE[login]
        assert is_let_in(signed_in(login), rule, method) is expected, f"{login}: {method} {rule.rule}"


@pytest.mark.parametrize("login", PEOPLE)
def test_the_api_lets_the_same_people_in_by_token(app: Flask, api: SignedIn, login: str) -> None:
    client = api(login)
    for rule, method in rules(app):
        if not rule.endpoint.startswith("api."):
            continue
        answer = client.open(address(rule), method=method, json={} if method in CHANGES else None)
        refused = answer.status_code == 403 and (answer.json or {}).get("type") == "/problems/not-your-room"
        assert refused is (TABLE[rule.endpoint] not in PEOPLE[login]), f"{login}: {method} {rule.rule}"


def test_a_session_opens_no_door_of_the_api_and_a_token_none_of_the_pages(signed_in: SignedIn, api: SignedIn) -> None:
    assert signed_in("li").get("/api/v1/cases").status_code == 401
    assert api("li").get("/desk").status_code == 302


# -- one bank never sees another's case -----------------------------------------------------------------------


@pytest.fixture
def case_of_bank_a(signed_in: SignedIn) -> tuple[str, str]:
    """The number of a case of bank A, and its open task."""
    number = begin(signed_in("li"), bank="bank-a", complainant="甲行的客户")
    return number, open_task(signed_in("an"), number)


@pytest.mark.parametrize("login", ["bo", "ning"])
def test_no_page_of_the_case_opens_for_another_unit(
    signed_in: SignedIn, case_of_bank_a: tuple[str, str], login: str
) -> None:
    number, task = case_of_bank_a
    stranger = signed_in(login)
    case_id = task.partition("-")[0]
    asked = [f"/cases/{number}", f"/cases/{number}/diagram.json", f"/case/{case_id}", f"/tasks/{task}"]
    for path in asked:
        assert stranger.get(path).status_code == 404, path
    posted = [f"/tasks/{task}/{deed}" for deed in ("claim", "release", "assign", "take-over", "complete")]
    posted += [f"/cases/{number}/comments", f"/cases/{number}/cancel", f"/cases/{number}/incidents/x/retry"]
    for path in posted:
        assert stranger.post(path, data={"to": login, "text": "x", "reason": "x"}).status_code == 404, path


@pytest.mark.parametrize("login", ["bo", "ning"])
def test_no_list_search_or_count_tells_of_the_case(
    signed_in: SignedIn, case_of_bank_a: tuple[str, str], login: str
) -> None:
    number, _ = case_of_bank_a
    stranger = signed_in(login)
    before = counts(stranger)
    lists = [f"/desk?list={name}" for name in ("mine", "groups", "done")]
    for path in (*lists, "/search", "/search?q=甲行的客户", f"/search?q={number}"):
        page = stranger.get(path).text
        assert f"/cases/{number}" not in page, path
        assert ">甲行的客户" not in page, path
    begin(signed_in("li"), bank="bank-a", complainant="甲行的又一位客户")
    assert counts(stranger) == before


def counts(who: FlaskClient) -> list[str]:
    """The counts on the cards of the desk."""
    return re.findall(r'<strong class="num">(\d+)</strong>', who.get("/desk").text)


@pytest.mark.parametrize("login", ["bo", "ning"])
def test_no_call_of_the_api_tells_of_the_case(api: SignedIn, case_of_bank_a: tuple[str, str], login: str) -> None:
    number, task = case_of_bank_a
    stranger, case_id = api(login), task.partition("-")[0]
    for path in (f"cases/{case_id}", f"cases/{case_id}/journal", f"cases/{case_id}/replay", f"tasks/{task}"):
        assert stranger.get(f"/api/v1/{path}").status_code == 404, path
    for deed, body in {"claim": {}, "release": {}, "assign": {"to": login}, "take-over": {}, "complete": {}}.items():
        assert stranger.post(f"/api/v1/tasks/{task}/{deed}", json=body).status_code == 404, deed
    for path in ("cases", "cases?text=甲行的客户", "tasks?list=all", "tasks?list=groups"):
        answer = stranger.get(f"/api/v1/{path}").json
        assert number not in str(answer), path


def test_the_own_unit_and_who_audits_it_see_the_case(signed_in: SignedIn, case_of_bank_a: tuple[str, str]) -> None:
    number, _ = case_of_bank_a
    for login in ("li", "an", "gao", "zheng", "shen", "zhou"):
        assert signed_in(login).get(f"/cases/{number}").status_code == 200, login


def test_seeing_a_case_is_not_working_on_its_tasks(signed_in: SignedIn, case_of_bank_a: tuple[str, str]) -> None:
    _, task = case_of_bank_a
    for login in ("li", "shen", "gao"):
        assert signed_in(login).get(f"/tasks/{task}").status_code == 200, login
        assert complete(signed_in(login), task, finding="我来替他们核实。").status_code == 403, login
