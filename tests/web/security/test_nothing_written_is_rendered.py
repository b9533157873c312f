"""What people write, draw, upload or type is shown as they wrote it: no page takes it for markup or for a template."""

from __future__ import annotations

import json
from io import BytesIO

import pytest
from flask.testing import FlaskClient
from lxml import html
from werkzeug.test import TestResponse

from tests.support.bpmn import Bpmn
from tests.web.conftest import SignedIn
from tests.web.security.evil import COMPUTED, EVIL, MARKUP, hostile
from tests.web.work import hidden, open_task


@pytest.fixture
def number(signed_in: SignedIn) -> str:
    """A case in which everything that can be written is hostile."""
    clerk = signed_in("evil")
    sent = hidden(clerk.get("/new/hostile").text) | {"f.said": EVIL, "f.kind": EVIL, "f.many": "a", "f.more": EVIL}
    begun = clerk.post("/new/hostile", data=sent | {"f.files": (BytesIO(MARKUP.encode()), EVIL + ".html")})
    assert begun.status_code == 303, begun.text
    return begin_of(clerk, begun)


def begin_of(clerk: FlaskClient, begun: TestResponse) -> str:
    if "/cases/" in begun.location:
        return begun.location.rpartition("/")[2]
    case = begun.location.rpartition("/")[2].partition("-")[0]
    return clerk.get(f"/case/{case}").location.rpartition("/")[2]


def check(answer: TestResponse) -> None:
    """Nothing of the hostile texts became an element, an attribute or a result."""
    assert answer.status_code < 500, answer.text
    assert COMPUTED not in answer.text
    assert "&lt;class '" not in answer.text
    assert "<class '" not in answer.text
    if answer.mimetype == "text/html":
        check_page(html.fromstring(answer.text))
    else:
        assert answer.mimetype in {"application/json", "application/problem+json"}
        assert answer.headers["X-Content-Type-Options"] == "nosniff"


def check_page(page: html.HtmlElement) -> None:
    assert not page.xpath("//script[not(@src)] | //*[@id='pwned'] | //img[@src='x'] | //iframe | //object | //embed")
    assert not page.xpath("//img[contains(@src, 'evil')]")
    assert not [name for element in page.iter() for name in element.attrib if name.startswith("on")]
    for value in page.xpath("//@href | //@src | //@action | //@formaction"):
        assert value.startswith(("/", "#", "?", "https://")) or value == "", value


def test_every_page_of_the_case_shows_it_as_text(signed_in: SignedIn, number: str) -> None:
    clerk, auditor = signed_in("evil"), signed_in("zhou")
    task = open_task(clerk, number)
    assert clerk.post(f"/cases/{number}/comments", data={"text": EVIL}).status_code == 303
    assert clerk.post(f"/tasks/{task}/assign", data={"to": "evil", "reason": EVIL}).status_code == 303
    pages = [f"/cases/{number}", f"/tasks/{task}", f"/tasks/{task}/deadline", f"/cases/{number}/diagram.json"]
    pages += ["/desk?list=mine", "/desk?list=groups", "/desk?list=done", "/new", "/new/hostile"]
    for path in pages:
        check(clerk.get(path))
    for path in (f"/audit/cases/{number}", f"/audit/cases/{number}/replay", f"/audit/cases/{number}/replay.json"):
        check(auditor.get(path))
    check(auditor.post(f"/audit/cases/{number}/verify"))
    assert EVIL[:40] in html.fromstring(clerk.get(f"/cases/{number}").text).text_content()


def test_what_is_typed_into_a_search_or_an_address_is_shown_as_text(signed_in: SignedIn) -> None:
    for client, paths in (
        (signed_in("li"), ("/search", "/desk", "/new", "/tasks/next")),
        (signed_in("zhou"), ("/audit/", "/organisation/", "/studio/")),
    ):
        for path in paths:
            asked = dict.fromkeys(("q", "text", "person", "process", "status", "sort", "list", "page", "since"), EVIL)
            check(client.get(path, query_string=asked))
    for path in ("/cases/", "/tasks/", "/new/", "/files/"):
        check(signed_in("li").get(path + EVIL.replace("/", "")))


def test_a_form_that_is_refused_gives_everything_back_as_text(signed_in: SignedIn) -> None:
    clerk = signed_in("li")
    sent = hidden(clerk.get("/new/complaint").text) | {"f.complainant": "", "f.bank": EVIL}
    refused = clerk.post("/new/complaint", data=sent | {f"f.{MARKUP}": EVIL})
    assert refused.status_code == 422
    check(refused)
    sent.pop("f.bank")
    check(clerk.post("/new/complaint", data=sent | {"f.bank": EVIL}))


def test_a_cancelled_case_tells_its_reason_as_text(signed_in: SignedIn, number: str) -> None:
    administrator = signed_in("zhou")
    assert administrator.post(f"/cases/{number}/cancel", data={"reason": EVIL}).status_code == 303
    check(administrator.get(f"/cases/{number}"))
    check(administrator.get(f"/audit/cases/{number}"))


def test_the_studio_shows_names_of_a_diagram_as_text(signed_in: SignedIn) -> None:
    owner = signed_in("lu")
    draft = owner.post("/studio/processes/hostile/draft").location
    for path in ("/studio/", "/studio/processes/hostile", draft, f"{draft}/diagram", "/studio/folder"):
        check(owner.get(path))


def test_findings_quote_an_upload_as_text(signed_in: SignedIn, api: SignedIn) -> None:
    broken = hostile().user("lost", name=EVIL, groups=EVIL, form=EVIL, due=f"={EVIL}").when(f"={EVIL}").to("nowhere")
    text = broken.bytes().decode()
    draft = signed_in("lu").post("/studio/processes/hostile/draft").location
    found = signed_in("lu").post(f"{draft}/check", json={"bpmn": text})
    assert found.json
    assert found.json["findings"]
    check(found)
    check(signed_in("lu").post(f"{draft}/deploy", json={"note": EVIL}))
    for files in ({"process.bpmn": text}, {"process.bpmn": MARKUP}, {EVIL: MARKUP, "process.bpmn": text}):
        refused = api("lu").post(f"/api/v1/processes/{'x' * 20}/versions", json={"files": files, "note": EVIL})
        assert refused.status_code == 422
        check(refused)


def test_a_refused_form_definition_is_quoted_as_text(api: SignedIn) -> None:
    form = {"id": "f", "type": "default", "schemaVersion": 16, "components": [{"type": EVIL, "key": EVIL}]}
    sources = Bpmn("q").start(form="f").end().sources({"f": form})
    sent = {"files": {name: data.decode() for name, data in sources.items()}}
    refused = api("lu").post("/api/v1/processes/q/versions", json=sent)
    assert refused.status_code == 422
    check(refused)


def test_names_of_people_are_text_wherever_they_stand(signed_in: SignedIn) -> None:
    administrator = signed_in("zhou")
    for path in ("/organisation/", "/organisation/people/evil", "/organisation/units", "/audit/"):
        check(administrator.get(path))
    for path in ("/desk", "/password"):
        check(signed_in("evil").get(path))
    sent = {"name": EVIL, "email": EVIL, "phone": EVIL, "login": EVIL, "role": EVIL, "unit": EVIL, "label": EVIL}
    check(administrator.post("/organisation/new", data=sent))
    for what in ("facts", "roles", "token"):
        check(administrator.post("/organisation/people/evil/" + what, data=sent))
    check(administrator.get("/organisation/people/evil"))


def test_an_error_quotes_what_was_asked_for_as_text(signed_in: SignedIn, api: SignedIn, nobody: FlaskClient) -> None:
    answers = [
        nobody.get("/login", query_string={"next": EVIL}),
        nobody.post("/login", data={"login": EVIL, "password": EVIL, "next": EVIL}),
        signed_in("li").post("/tasks/1-1/assign", data={"to": EVIL}),
        signed_in("li").get("/nowhere", query_string={"x": EVIL}, headers={"Accept": EVIL, "User-Agent": EVIL}),
        signed_in("li").get("/desk", headers={"Cookie": f"language={json.dumps(MARKUP)}"}),
        api("li").post("/api/v1/cases", json={"process": EVIL}),
        api("li").post("/api/v1/messages", json={"name": EVIL, "key": EVIL}),
        api("li").get("/api/v1/cases", query_string={"sort": EVIL, EVIL: EVIL}),
    ]
    for answer in answers:
        check(answer)
