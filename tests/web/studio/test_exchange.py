"""Processes in and out: ZIP files, diagrams of other tools, forms and decision tables of a draft."""

from __future__ import annotations

import io
import json
import zipfile
from pathlib import Path
from uuid import uuid4

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.casework import exchange, versions
from tests.support.house import deployed
from tests.web.conftest import SignedIn
from tests.web.procedures import FORMS
from tests.web.studio.test_studio import JSON, draft_of, simple

MIWG = Path(__file__).parents[4] / "shared" / "conformance" / "miwg"
FOREIGN = b"""<?xml version="1.0"?><definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL"
 xmlns:other="http://other.example/1" targetNamespace="x"><process id="theirs" isExecutable="true">
<startEvent id="s" name="s"/><sequenceFlow id="f" sourceRef="s" targetRef="t"/><userTask id="t" name="Ask">
<extensionElements><other:thing mark="7"><other:inner>kept</other:inner></other:thing></extensionElements></userTask>
<sequenceFlow id="g" sourceRef="t" targetRef="e"/><endEvent id="e" name="e"/></process></definitions>"""


@pytest.fixture
def process(app: Flask) -> str:
    with app.app_context():
        return deployed(simple(f"x-{uuid4().hex[:8]}"), FORMS)


@pytest.fixture
def lu(signed_in: SignedIn) -> FlaskClient:
    return signed_in("lu")


def bring(client: FlaskClient, name: str, data: bytes, process: str) -> str:
    """The address that an import leads to."""
    sent = client.post("/studio/import", data={"file": (io.BytesIO(data), name), "id": process, "title": "导入的"})
    assert sent.status_code == 303, sent.text
    return sent.location


def test_a_process_goes_out_as_a_zip_file_and_comes_back_byte_for_byte(
    app: Flask, lu: FlaskClient, process: str
) -> None:
    packed = lu.get(f"/studio/processes/{process}/versions/1/export.zip").data
    with app.app_context():
        before = versions.sources(versions.in_use(process).hash)
    assert exchange.unpacked(packed) == before
    draft = bring(lu, "p.zip", packed, f"y-{uuid4().hex[:8]}")
    assert exchange.unpacked(lu.get(f"{draft}/export.zip").data) == before


def test_a_zip_file_may_have_a_folder_around_it_and_other_things_in_it() -> None:
    files = {"p/process.bpmn": b"<x/>", "p/forms/a.form": b"{}", "p/readme.txt": b"no", "p/../../evil.form": b"no"}
    assert exchange.unpacked(exchange.packed(files)) == {"process.bpmn": b"<x/>", "forms/a.form": b"{}"}


def test_a_zip_file_that_grows_without_end_or_is_none_is_refused(lu: FlaskClient) -> None:
    bomb = io.BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("process.bpmn", b" " * (exchange.MOST_BYTES + 1))
    for data in (bomb.getvalue(), b"PK\x03\x04 nothing", exchange.packed({"a.form": b"{}"})):
        answer = lu.post("/studio/import", data={"file": (io.BytesIO(data), "p.zip"), "id": "some-one", "title": "x"})
        assert answer.status_code == 422


def test_a_diagram_of_another_tool_is_noted_asked_about_and_keeps_what_nobody_knows(lu: FlaskClient) -> None:
    report = bring(lu, "theirs.bpmn", FOREIGN, f"z-{uuid4().hex[:8]}")
    page = lu.get(report).text
    assert 'name="a:t.who"' in page
    draft = report.removesuffix("/import")
    kept = lu.get(f"{draft}/diagram").json["bpmn"]
    assert 'mark="7"' in kept
    assert "<other:inner>kept</other:inner>" in kept
    assert lu.post(report, data={"a:t.who": "clerk@association"}).status_code == 303
    assert 'name="a:t.who"' not in lu.get(report).text
    assert "clerk@association" in lu.get(f"{draft}/diagram").json["bpmn"]
    opened = lu.get(f"{draft}/diagram").json
    lu.put(f"{draft}/diagram", json={"bpmn": opened["bpmn"].replace("Ask", "问"), "revision": opened["revision"]})
    assert lu.post(report, data={"a:t.who": "x"}).status_code == 409


def test_an_import_overwrites_no_draft_and_no_process_of_others(
    lu: FlaskClient, signed_in: SignedIn, process: str
) -> None:
    draft_of(lu, process)
    sent = {"file": (io.BytesIO(FOREIGN), "a.bpmn"), "id": process}
    assert lu.post("/studio/import", data=sent).status_code == 409
    sent = {"file": (io.BytesIO(FOREIGN), "a.bpmn"), "id": process}
    assert signed_in("ou").post("/studio/import", data=sent).status_code == 403


@pytest.mark.parametrize("data", [b"", b"<!DOCTYPE x [<!ENTITY a 'b'>]><x>&a;</x>", b"no xml"])
def test_what_is_no_diagram_is_refused_with_a_sentence(lu: FlaskClient, data: bytes) -> None:
    answer = lu.post("/studio/import", data={"file": (io.BytesIO(data), "a.bpmn"), "id": "some-one"})
    assert answer.status_code == 422
    assert 'role="alert"' in answer.text


# -- forms and decision tables of a draft


def test_a_form_is_added_checked_shown_as_staff_see_it_and_deployed(app: Flask, lu: FlaskClient, process: str) -> None:
    draft = draft_of(lu, process)
    made = lu.post(f"{draft}/parts", data={"kind": "forms", "id": "visit", "title": "回访"})
    assert made.location == f"{draft}/forms/visit"
    assert lu.post(f"{draft}/parts", data={"kind": "forms", "id": "visit"}).status_code == 409
    opened = lu.get(f"{made.location}/data").json
    form = json.loads(opened["text"])
    form["components"] = [{"type": "textfield", "key": "said", "label": "<b>客户意见</b>", "id": "a"}]
    text = json.dumps(form, ensure_ascii=False)
    shown = lu.post(f"{made.location}/preview", json={"text": text}).json["html"]
    assert "&lt;b&gt;客户意见" in shown
    assert lu.post(f"{made.location}/check", json={"text": text}).json["findings"] == []
    broken = lu.post(f"{made.location}/check", json={"text": '{"components": 7}'}).json["findings"]
    assert broken[0]["severity"] == "error"
    assert lu.post(f"{made.location}/preview", json={"text": "{"}).json["html"] is None
    assert lu.put(f"{made.location}/data", json={"text": text, "revision": opened["revision"]}).status_code == 200
    assert {"id": "visit", "title": "回访"} in lu.get(f"{draft}/diagram").json["forms"]


def test_a_new_decision_table_can_be_opened_and_is_known_to_the_diagram(lu: FlaskClient, process: str) -> None:
    draft = draft_of(lu, process)
    made = lu.post(f"{draft}/parts", data={"kind": "decisions", "id": "valid", "title": "是否有效"})
    assert lu.get(made.location).status_code == 200
    text = lu.get(f"{made.location}/data").json["text"]
    assert lu.post(f"{made.location}/check", json={"text": text.replace("<decision ", "<nonsense ")}).status_code == 200
    assert "valid" in {one["id"] for one in lu.get(f"{draft}/diagram").json["known"]["decisions"]}


def test_a_part_has_a_plain_name_and_belongs_to_ones_own_draft(
    lu: FlaskClient, signed_in: SignedIn, process: str
) -> None:
    draft = draft_of(lu, process)
    for kind, name in (("forms", "..%2Fx"), ("forms", ".x"), ("others", "x"), ("forms", "not-there")):
        assert lu.get(f"{draft}/{kind}/{name}").status_code in {404, 422}
    zhou = signed_in("zhou")
    assert zhou.get(f"{draft}/forms/finding").status_code == 404
    assert (
        zhou.put(f"{draft}/forms/finding/data", json={"text": "{}", "revision": "x"}, headers=JSON).status_code == 404
    )
    assert zhou.get(f"{draft}/export.zip").status_code == 404


def test_the_editor_offers_what_there_is(lu: FlaskClient, process: str) -> None:
    known = lu.get(f"{draft_of(lu, process)}/diagram").json["known"]
    form = next(one for one in known["forms"] if one["id"] == "finding")
    assert {"name": "loss", "info": "损失金额", "type": "number"} in form["fields"]
    assert {("handler@bank-a", 1)} <= {(one["id"], one["people"]) for one in known["groups"]}
    assert "cn" in {one["id"] for one in known["calendars"]}
    assert "complaint" in {one["id"] for one in known["processes"]}
    assert "workdays" in {one["name"] for one in known["functions"]}
