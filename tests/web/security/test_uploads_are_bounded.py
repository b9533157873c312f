"""Files and diagrams that mean harm: kept as bytes or refused in a sentence, and the server goes on as before."""

from __future__ import annotations

import re
import zipfile
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.casework import attachments, exchange
from app.casework.sniff import kind_of
from tests.support.bpmn import Bpmn
from tests.web.conftest import SignedIn
from tests.web.security.evil import EVIL
from tests.web.work import hidden

NEVER = ("text/html", "image/svg+xml", "application/xhtml+xml", "text/xml", "application/javascript", "text/javascript")
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"><script>alert(1)</script></svg>'
ACTIVE = {
    "a page": (b"<!doctype html><script>alert(1)</script>", "a.html"),
    "a page with a mark": (b"\xef\xbb\xbf <html>", "a.txt"),
    "a page behind blanks": (b"\n\t  <script>", "a.csv"),
    "a drawing": (SVG, "a.svg"),
    "a drawing named as a picture": (SVG, "a.png"),
    "XML": (b'<?xml version="1.0"?><a/>', "a.xml"),
    "a page behind a picture's first bytes": (b"GIF89a<script>alert(1)</script>", "a.html"),
    "a script": (b"alert(1)", "a.js"),
    "a program": (b"MZ\x90\x00", "a.pdf"),
}
NAMES = {
    "../../../etc/passwd": "passwd",
    "..\\..\\windows\\system.ini": "system.ini",
    "/etc/shadow": "shadow",
    "C:\\boot.ini": "boot.ini",
    "..": "file",
    ".": "file",
    "": "file",
    "\0": "file",
    "a\r\nX-Header: y.txt": "aX-Header: y.txt",
    "a\u202etxt.exe": "atxt.exe",
    ".htaccess": "htaccess",
    "x" * 5000: "x" * 200,
}


def hand_in(client: FlaskClient, content: bytes, name: str) -> Any:
    sent = hidden(client.get("/new/complaint").text) | {"f.complainant": "张三", "f.bank": "bank-a"}
    return client.post("/new/complaint", data=sent | {"f.evidence": (BytesIO(content), name)})


def link_of(client: FlaskClient, begun: Any) -> str:
    found = re.search(r'href="(/files/[^"]+)"', client.get(f"/cases/{begun.location.rpartition('/')[2]}").text)
    assert found
    return found[1]


@pytest.mark.parametrize(("content", "name"), ACTIVE.values(), ids=ACTIVE)
def test_what_could_run_is_handed_out_as_a_download_of_no_kind(signed_in: SignedIn, content: bytes, name: str) -> None:
    clerk = signed_in("li")
    assert kind_of(content, name) not in NEVER
    with clerk.get(link_of(clerk, hand_in(clerk, content, name))) as answer:
        assert answer.data == content
        assert answer.mimetype == "application/octet-stream"
        assert answer.headers["Content-Disposition"].startswith("attachment;")
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert "script-src 'self'" in answer.headers["Content-Security-Policy"]


@pytest.mark.parametrize(("name", "plain"), NAMES.items(), ids=lambda name: repr(name[:20]))
def test_a_name_leads_nowhere(name: str, plain: str) -> None:
    assert attachments.plain_name(name) == plain


@pytest.mark.parametrize("name", ["../../evil.txt", "..\\evil.txt", EVIL.replace('"', ""), "\u202e.txt"])
def test_a_file_is_kept_under_its_digest_whatever_it_is_called(app: Flask, signed_in: SignedIn, name: str) -> None:
    clerk, root = signed_in("li"), Path(app.extensions["shouwen.settings"].data)
    with clerk.get(link_of(clerk, hand_in(clerk, b"evidence", name))) as answer:
        assert answer.data == b"evidence"
        assert "X-Header" not in answer.headers
        assert not re.search(r"[\r\n/\\]", answer.headers["Content-Disposition"].partition("filename*")[0])
    kept = [path for path in (root / "attachments").rglob("*") if path.is_file()]
    assert all(re.fullmatch(r"[0-9a-f]{64}", path.name) for path in kept)
    assert not list(root.parent.rglob("evil*"))


def test_an_archive_is_never_unpacked(signed_in: SignedIn) -> None:
    """A bomb of a thousandfold is its own few kilobytes, whatever it is named."""
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("../../evil.txt", b"\0" * 20_000_000)
    assert len(packed.getvalue()) < 50_000
    clerk = signed_in("li")
    for name in ("bomb.zip", "bomb.docx", "bomb.xlsx", "bomb.ofd"):
        with clerk.get(link_of(clerk, hand_in(clerk, packed.getvalue(), name))) as answer:
            assert answer.data == packed.getvalue()


UNPACKING = {"exchange.py", "archive.py", "standalone.py"}  # processes that owners bring in, and packs of evidence


def test_a_process_that_unpacks_to_more_than_is_allowed_is_refused() -> None:
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("process.bpmn", b"\0" * (exchange.MOST_BYTES + 1))
    assert len(packed.getvalue()) < 50_000
    with pytest.raises(exchange.ZipBroken):
        exchange.unpacked(packed.getvalue())


def test_nothing_else_of_ours_unpacks_an_archive() -> None:
    import app

    for source in Path(app.__file__).parent.rglob("*.py"):
        if "node_modules" not in source.parts and source.name not in UNPACKING:
            assert not re.search(r"^\s*(import|from) (zipfile|tarfile|gzip|bz2|lzma)\b", source.read_text(), re.M)


def test_a_body_that_says_it_is_packed_is_not_unpacked(api: SignedIn) -> None:
    headers = {"Content-Encoding": "gzip"}
    answer = api("li").post("/api/v1/cases", data=b"\x1f\x8b", headers=headers, content_type="application/json")
    assert answer.status_code == 400


# -- diagrams, tables and forms

BOMB = '<!DOCTYPE a [<!ENTITY x "ha"><!ENTITY y "&x;&x;&x;&x;&x;&x;&x;&x;">]><a>&y;</a>'
OUTSIDE = '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>'
GOOD = Bpmn("harm").start().user("ask", groups="clerk@association").end().bytes().decode()
SCRIPT = '<bpmn:scriptTask id="run" scriptFormat="{}"><bpmn:script>{}</bpmn:script></bpmn:scriptTask>'
DIAGRAMS = {
    "a bomb": BOMB,
    "a file from outside": OUTSIDE,
    "an include": '<a xmlns:xi="http://www.w3.org/2001/XInclude"><xi:include href="file:///etc/passwd"/></a>',
    "a stylesheet": f'<?xml-stylesheet href="file:///etc/passwd"?>{GOOD.partition("?>")[2]}'.replace("ask", "a b"),
    "no XML": "\x01\x02",
    "text": "hello",
    "nothing": "",
    "deep": "<a>" * 50_000,
    "wide": "<a>" + "<b/>" * 200_000 + "</a>",
    "long": GOOD + " " * 4_100_000,
    "a script of Python": GOOD.replace("</bpmn:process>", SCRIPT.format("python", "import os") + "</bpmn:process>"),
    "a script of Groovy": GOOD.replace("</bpmn:process>", SCRIPT.format("groovy", "1.class") + "</bpmn:process>"),
    "an expression of Java": GOOD.replace("clerk@association", "${Runtime.getRuntime().exec('id')}"),
    "a class of Java": GOOD.replace(
        "<bpmn:userTask ", '<bpmn:serviceTask xmlns:c="http://camunda.org/schema/1.0/bpmn" c:class="java.lang.Runtime" '
    ).replace("</bpmn:userTask>", "</bpmn:serviceTask>"),
    "flows to nowhere": re.sub(r'targetRef="[^"]+"', 'targetRef="../../x"', GOOD),
}


@pytest.mark.parametrize("text", DIAGRAMS.values(), ids=DIAGRAMS)
def test_a_hostile_diagram_gets_findings_in_the_api_and_in_the_studio(
    api: SignedIn, signed_in: SignedIn, text: str
) -> None:
    refused = api("lu").post("/api/v1/processes/harm/versions", json={"files": {"process.bpmn": text}})
    assert refused.status_code == 422, refused.text[:300]
    findings = (refused.json or {})["findings"]
    assert any(finding["severity"] == "error" for finding in findings)
    assert "root:" not in refused.text
    owner = signed_in("lu")
    draft = owner.post("/studio/processes/complaint/draft").location
    checked = owner.post(f"{draft}/check", json={"bpmn": text})
    assert checked.status_code in {200, 422}
    assert "root:" not in checked.text
    assert api("lu").get("/api/v1/processes").status_code == 200
    assert "harm" not in {process["id"] for process in api("lu").get("/api/v1/processes").json["items"]}


def test_a_hostile_draft_is_kept_and_not_deployed(signed_in: SignedIn) -> None:
    owner = signed_in("lu")
    draft = owner.post("/studio/new", data={"id": "harm-drawn", "name": "坏"}).location
    for text in DIAGRAMS.values():
        revision = owner.get(f"{draft}/diagram").json["revision"]
        saved = owner.put(f"{draft}/diagram", json={"bpmn": text, "revision": revision})
        assert saved.status_code == 200
        assert owner.get(draft).status_code == 200
        refused = owner.post(f"{draft}/deploy", json={"note": "x"}, headers={"Accept": "application/json"})
        assert refused.status_code == 422, refused.text[:300]


@pytest.mark.parametrize(
    "name", ["../../evil.bpmn", "/etc/cron.d/evil", "forms/../../evil.form", "called/../x", "x\\y"]
)
def test_names_of_files_lead_nowhere(app: Flask, api: SignedIn, name: str) -> None:
    root = Path(app.extensions["shouwen.settings"].data).parent
    files = {"process.bpmn": GOOD.replace('"harm"', '"named"'), name: "x"}
    api("lu").post("/api/v1/processes/named/versions", json={"files": files})
    assert not list(root.rglob("*evil*"))
    assert not Path("/etc/cron.d/evil").exists()


HARM = {
    "limits.dmn": [BOMB, OUTSIDE, "<a>" * 50_000, "\x01"],
    "forms/f.form": [
        "[" * 100_000,
        '{"components": ' * 1000,
        "NaN",
        '{"id": "f", "components": [' + ",".join(['{"type": "html", "content": "<script>"}'] * 3) + "]}",
    ],
}


@pytest.mark.parametrize(("name", "text"), [(name, text) for name, texts in HARM.items() for text in texts])
def test_a_hostile_table_or_form_refuses_the_deployment(api: SignedIn, name: str, text: str) -> None:
    diagram = Bpmn("harm").start(form="f").rule("decide", "grade", "grade").end().bytes().decode()
    refused = api("lu").post("/api/v1/processes/harm/versions", json={"files": {"process.bpmn": diagram, name: text}})
    assert refused.status_code == 422
    assert (refused.json or {})["findings"]


def test_what_is_larger_than_allowed_is_not_read(app: Flask, api: SignedIn, signed_in: SignedIn) -> None:
    limit = app.config["MAX_CONTENT_LENGTH"]
    app.config["MAX_CONTENT_LENGTH"] = 100_000
    try:
        files = {"process.bpmn": "x" * 200_000}
        assert api("lu").post("/api/v1/processes/harm/versions", json={"files": files}).status_code == 413
        assert hand_in(signed_in("li"), b"x" * 200_000, "big.txt").status_code == 413
    finally:
        app.config["MAX_CONTENT_LENGTH"] = limit
