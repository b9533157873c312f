"""Whatever is sent, the answer is one of ours: never a fault, whichever database is behind it."""

from __future__ import annotations

import json
from typing import Any

import pytest
from flask.testing import FlaskClient

from app.web import door
from tests.web.conftest import SignedIn
from tests.web.work import begin, hidden, open_task

DATABASES = ("sqlite", "postgresql")
BIG = "9" * 30
ZERO, HALF = "%00", "\\ud800"

PAGES = [
    f"/case/{BIG}",
    f"/studio/drafts/{BIG}",
    f"/studio/processes/complaint?version={BIG}",
    f"/studio/processes/complaint/versions/{BIG}/diagram.json",
    f"/desk?page={BIG}",
    f"/organisation/?page={BIG}",
    "/search?page=-1",
    "/search?q=%ff%fe",
    f"/search?q={'x' * 5000}",
    "/search?q=%25%25%5c%5c__",
    "/audit/?until=9999-12-31",
    "/audit/?since=0001-01-01",
    "/tasks/1-99999999/deadline",
    f"/tasks/{BIG}-{BIG}",
    "/tasks/１-１",
    *(f"/{path}{ZERO}" for path in ("cases/", "tasks/", "files/", "new/", "studio/processes/", "organisation/people/")),
    *(f"/{path}={ZERO}" for path in ("search?q", "desk?text", "desk?process", "audit/?person", "organisation/?text")),
]
QUERIES = [
    f"cases/{BIG}",
    f"cases/{BIG}/journal",
    f"cases/{BIG}/replay",
    "cases?since=0001-01-01T00:00:00%2B08:00",
    "cases?until=9999-12-31T23:59:59-12:00",
    "tasks?due_before=0001-01-01T00:00:00%2B14:00",
    "cases?value.%5C=1",
    "cases?value.a%22%5D=1",
    "cases?value.$..*=1",
    f"cases?value.a={BIG}",
    *(f"cases?{name}={ZERO}" for name in ("text", "process", "owner", "unit", "value.x", f"value.{ZERO}")),
    f"tasks?element={ZERO}",
]
ORDERS = [
    f"{path}?{query}"
    for path in ("cases", "tasks")
    for query in ("sort=id;--", "sort=state", "sort=password", "order_by=1", "per_page=100000", "page=0", "columns=*")
]


@pytest.mark.parametrize("path", PAGES)
def test_a_page_answers_any_address(signed_in: SignedIn, path: str) -> None:
    assert signed_in("zhou").get(path).status_code in {200, 302, 400, 404}


@pytest.mark.parametrize("path", QUERIES)
def test_the_api_answers_any_address(api: SignedIn, path: str) -> None:
    assert api("zhou").get(f"/api/v1/{path}").status_code in {200, 400, 404, 422}


@pytest.mark.parametrize("path", ORDERS)
def test_only_what_is_offered_orders_and_filters(api: SignedIn, path: str) -> None:
    assert api("zhou").get(f"/api/v1/{path}").status_code == 422


def test_a_page_orders_by_what_it_offers_and_passes_over_the_rest(signed_in: SignedIn) -> None:
    begin(signed_in("li"))
    for path in ("/desk?list=groups", "/audit/?status=open"):
        usual, odd = (signed_in("zhou").get(f"{path}&sort={sort}") for sort in ("", "state;drop table cases"))
        assert odd.status_code == 200
        assert odd.text.count("<tr") == usual.text.count("<tr")


def case_with(value: str) -> str:
    return f'{{"process": "complaint", "values": {{"complainant": {value}, "bank": "bank-a"}}}}'


BODIES = {
    "half a pair in a value": case_with(f'"{HALF}"'),
    "half a pair in a name": f'{{"process": "complaint", "values": {{"{HALF}": 1}}}}',
    "half a pair in a key": f'{{"process": "complaint", "key": "{HALF}", "values": {{}}}}',
    "half a pair in the process": f'{{"process": "{HALF}"}}',
    "a zero character": case_with('"a\\u0000b"'),
    "a zero character in a key": '{"process": "complaint", "key": "\\u0000"}',
    "no number": case_with("NaN"),
    "infinity": case_with("-Infinity"),
    "a number without end": case_with("9" * 5000),
    "a list without end": case_with("[" * 100_000 + "]" * 100_000),
    "a list left open": case_with("[" * 100_000),
    "a deep list": case_with("[" * 900 + "]" * 900),
    "a deep object": case_with('{"a":' * 900 + "1" + "}" * 900),
    "a wide object": case_with(json.dumps({str(number): number for number in range(20_000)})),
    "the same name twice": '{"process": "complaint", "process": "hostile", "values": []}',
    "no object": "[1]",
    "nothing": "",
    "no JSON": "\xff",
}


@pytest.mark.parametrize("body", BODIES.values(), ids=BODIES)
def test_any_body_is_answered_in_the_api(api: SignedIn, body: str) -> None:
    task = begun(api)
    for path in ("cases", "messages", "processes/p/versions", *(f"tasks/{task}/{deed}" for deed in DEEDS)):
        answer = api("lu").post(f"/api/v1/{path}", data=body.encode("latin-1"), content_type="application/json")
        assert answer.status_code in {400, 403, 404, 409, 422}, f"{path}: {answer.text[:300]}"
        assert answer.mimetype == "application/problem+json"


DEEDS = ("claim", "release", "assign", "take-over", "complete")


def begun(api: SignedIn) -> str:
    answer = api("li").post("/api/v1/cases", json=json.loads(case_with('"张三"'))).json
    assert answer
    return str(answer["opened"][0])


@pytest.mark.parametrize("value", ["NaN", "1e999", "Infinity", '"1e999999999"', "9" * 4000, f'"{HALF}"', "[[]]", "{}"])
def test_a_number_field_takes_numbers_alone(api: SignedIn, value: str) -> None:
    body = f'{{"values": {{"finding": "经核查属实。", "loss": {value}}}}}'
    path = f"/api/v1/tasks/{begun(api)}/complete"
    assert api("an").post(path, data=body, content_type="application/json").status_code in {400, 422}


def test_any_field_of_a_page_may_hold_anything(signed_in: SignedIn) -> None:
    administrator, number = signed_in("zhou"), begin(signed_in("li"))
    task = open_task(signed_in("an"), number)
    words = ("to", "text", "reason", "message", "key", "once", "name", "email", "label", "role", "unit", "held", "id")
    words += ("first", "last", "page", "cases", "version", "form", "note", "next", "language", "login", "password")
    paths = [f"/cases/{number}/{deed}" for deed in ("comments", "cancel", "messages", "incidents/x/retry")]
    paths += [f"/tasks/{task}/{deed}" for deed in DEEDS] + ["/new/complaint", "/language", "/login", "/password"]
    paths += [f"/organisation/people/ou/{deed}" for deed in ("facts", "roles", "absence", "active", "token")]
    paths += ["/organisation/new", "/studio/new", "/studio/folder/nowhere", "/audit/verify"]
    for value in ("\0", BIG, "-1", "[", "%", "\\", "x" * 6000, "\x1b[2J\r\nX: y", "\u202e\ufeff"):
        for path in paths:
            answer = administrator.post(path, data=dict.fromkeys(words, value))
            assert answer.status_code < 500, f"{path} {value[:10]!r}: {answer.status_code}"
            assert "X" not in answer.headers


def test_rows_and_inputs_without_end_are_not_read(signed_in: SignedIn) -> None:
    clerk = signed_in("li")
    sent = hidden(clerk.get("/new/complaint").text) | {"f.complainant": "x", "f.bank": "bank-a"}
    many = {f"f.x{number}": "1" for number in range(5000)}
    assert clerk.post("/new/complaint", data=sent | many).status_code in {413, 422}
    assert clerk.post("/new/complaint", data=sent | {"f.complainant": "x" * 2_000_000}).status_code in {413, 422}
    parts = {f"p{number}": "x" for number in range(2000)}
    answer = clerk.post("/new/complaint", data=sent | parts, content_type="multipart/form-data")
    assert answer.status_code == 413


@pytest.mark.parametrize("method", ["TRACE", "PROPFIND", "DELETE", "PATCH"])
def test_methods_that_nothing_offers_are_refused(nobody: FlaskClient, method: str) -> None:
    assert nobody.open("/desk", method=method).status_code == 405


@pytest.mark.parametrize(
    ("text", "readable"), [("投诉", True), ("😀", True), ("", True), ("a\0b", False), ("\ud800", False)]
)
def test_what_can_be_kept_is_readable(text: str, readable: bool) -> None:
    assert door.is_readable(text) is readable


def test_every_text_of_a_document_is_looked_at() -> None:
    found: Any = {"a": ["b", {"c": "d"}, 1, None], "e": {}}
    assert sorted(door.inside(found)) == ["a", "b", "c", "d", "e"]
