"""The studio: processes and versions, drafts that keep themselves, the gate's findings, and deployment."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from uuid import uuid4

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.casework import cases, people, versions
from app.web.studio import folder
from tests.support.bpmn import Bpmn
from tests.support.house import deployed
from tests.web.conftest import SignedIn
from tests.web.procedures import FORMS, complaint

JSON = {"Accept": "application/json"}  # as our scripts ask


@pytest.fixture
def owner(signed_in: SignedIn) -> FlaskClient:
    return signed_in("lu")


@pytest.fixture
def process(app: Flask) -> str:
    """A process of its own for each test, deployed once."""
    with app.app_context():
        return deployed(simple(f"p-{uuid4().hex[:8]}"), FORMS)


def simple(process: str, name: str = "投诉办理") -> Bpmn:
    return (
        Bpmn(process, name=name)
        .start(form="intake")
        .user("verify", name="核查", groups="clerk@association", form="finding")
        .end("answered", name="已答复")
    )


def draft_of(owner: FlaskClient, process: str) -> str:
    """The address of one's draft of a process."""
    opened = owner.post(f"/studio/processes/{process}/draft")
    assert opened.status_code == 303
    return opened.location


def save(owner: FlaskClient, draft: str, diagram: Bpmn | bytes) -> None:
    revision = owner.get(f"{draft}/diagram").json["revision"]
    bpmn = (diagram if isinstance(diagram, bytes) else diagram.bytes()).decode()
    assert owner.put(f"{draft}/diagram", json={"bpmn": bpmn, "revision": revision}).status_code == 200


def test_the_list_says_which_version_is_in_force(owner: FlaskClient, process: str) -> None:
    page = owner.get("/studio/").text
    assert f"/studio/processes/{process}" in page
    assert "第 1 版" in page


def test_a_process_shows_its_versions_forms_and_diagram(owner: FlaskClient, process: str) -> None:
    page = owner.get(f"/studio/processes/{process}").text
    assert "受理登记" in page
    assert "核查情况" in page
    diagram = owner.get(f"/studio/processes/{process}/versions/1/diagram.json").json
    assert diagram["bpmn"] == simple(process).bytes().decode()


def test_only_process_owners_enter(signed_in: SignedIn, process: str) -> None:
    for login in ("li", "shen"):
        assert signed_in(login).get("/studio/").status_code == 403
        assert signed_in(login).post(f"/studio/processes/{process}/draft").status_code == 403


def test_an_owner_sees_and_changes_the_processes_of_their_own_units_alone(
    app: Flask, signed_in: SignedIn, process: str
) -> None:
    with app.app_context():
        other = deployed(Bpmn("shop-only", name="柜台").start().user("serve", groups="clerk@shop").end())
    of_the_shop = signed_in("ou")
    assert f"/studio/processes/{other}" in of_the_shop.get("/studio/").text
    assert process not in of_the_shop.get("/studio/").text
    for address in (f"/studio/processes/{process}", f"/studio/processes/{process}/versions/1/diagram.json"):
        assert of_the_shop.get(address).status_code == 403
    assert of_the_shop.post(f"/studio/processes/{process}/draft").status_code == 403
    own = draft_of(of_the_shop, other)
    save(of_the_shop, own, simple(other))
    assert of_the_shop.post(f"{own}/deploy", json={"note": "夺取"}, headers=JSON).status_code == 403


def test_a_version_that_is_not_there_is_not_found(owner: FlaskClient, process: str) -> None:
    assert owner.get(f"/studio/processes/{process}?version=9").status_code == 404
    assert owner.get(f"/studio/processes/{process}/versions/9/diagram.json").status_code == 404
    assert owner.get("/studio/processes/nothing").status_code == 404


def test_a_draft_begins_with_the_version_in_force_and_is_taken_up_again(owner: FlaskClient, process: str) -> None:
    draft = draft_of(owner, process)
    opened = owner.get(f"{draft}/diagram").json
    assert opened["bpmn"] == simple(process).bytes().decode()
    assert opened["process"] == {"name": "投诉办理", "number": 2, "open": 0}
    assert {"id": "finding", "title": "核查结果"} in opened["forms"]
    save(owner, draft, simple(process, name="改过"))
    assert draft_of(owner, process) == draft
    assert "改过" in owner.get(f"{draft}/diagram").json["bpmn"]


def test_a_draft_saved_elsewhere_meanwhile_is_not_overwritten(owner: FlaskClient, process: str) -> None:
    draft = draft_of(owner, process)
    stale = owner.get(f"{draft}/diagram").json
    save(owner, draft, simple(process, name="先保存的"))
    refused = owner.put(f"{draft}/diagram", json={"bpmn": stale["bpmn"], "revision": stale["revision"]})
    assert refused.status_code == 409
    assert "先保存的" in owner.get(f"{draft}/diagram").json["bpmn"]


@pytest.mark.parametrize("body", [[], {}, {"bpmn": 7, "revision": "now"}, {"bpmn": "<x/>", "revision": "now"}])
def test_a_broken_save_is_refused_with_a_sentence(owner: FlaskClient, process: str, body: object) -> None:
    refused = owner.put(f"{draft_of(owner, process)}/diagram", json=body, headers=JSON)
    assert refused.status_code == 422
    assert refused.json["detail"]


def test_the_draft_of_another_person_is_not_found(owner: FlaskClient, signed_in: SignedIn, process: str) -> None:
    draft = draft_of(owner, process)
    administrator = signed_in("zhou")
    for answer in (
        administrator.get(draft),
        administrator.get(f"{draft}/diagram"),
        administrator.post(f"{draft}/deploy", json={"note": "x"}),
        administrator.post(f"{draft}/delete"),
    ):
        assert answer.status_code == 404
    assert owner.get(draft).status_code == 200


def test_the_gate_says_what_is_wrong_at_which_element(owner: FlaskClient, process: str) -> None:
    broken = simple(process).at("verify").user("nobody", name="谁办", groups="=1 +").end("later")
    found = owner.post(f"{draft_of(owner, process)}/check", json={"bpmn": broken.bytes().decode()}).json["findings"]
    wrong = [finding for finding in found if finding["severity"] == "error" and finding["element"] == "nobody"]
    assert wrong
    assert wrong[0]["message"]
    assert wrong[0]["message_en"]


def test_a_hostile_diagram_gets_findings_and_harms_nothing(owner: FlaskClient, process: str) -> None:
    bomb = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]><x>&b;</x>'
    answer = owner.post(f"{draft_of(owner, process)}/check", json={"bpmn": bomb})
    assert answer.status_code == 200
    assert any(finding["severity"] == "error" for finding in answer.json["findings"])


def test_deploying_makes_a_version_for_new_cases_and_leaves_running_ones(
    app: Flask, owner: FlaskClient, process: str
) -> None:
    with app.app_context():
        before = cases.start(process, {"complainant": "张三", "bank": "bank-a"}, people.actor("li"))
    draft = draft_of(owner, process)
    save(owner, draft, simple(process, name="投诉办理(新)"))
    done = owner.post(f"{draft}/deploy", json={"note": "换了名字"}).json
    assert (done["number"], done["new"]) == (2, True)
    assert owner.get(draft).status_code == 404
    page = owner.get(done["href"]).text
    assert "换了名字" in page
    with app.app_context():
        actor = people.actor("li")
        after = cases.start(process, {"complainant": "李四", "bank": "bank-a"}, actor)
        assert cases.get(before.case_id, actor).version == 1
        assert cases.get(after.case_id, actor).version == 2
        assert versions.current(process).name == "投诉办理(新)"


def test_what_would_not_run_is_not_deployed(app: Flask, owner: FlaskClient, process: str) -> None:
    draft = draft_of(owner, process)
    save(owner, draft, simple(process).at("verify").user("nobody", groups="=1 +").end("later"))
    refused = owner.post(f"{draft}/deploy", json={"note": "试试"}, headers=JSON)
    assert refused.status_code == 422
    assert any(finding["element"] == "nobody" for finding in refused.json["findings"])
    with app.app_context():
        assert len(versions.of(process)) == 1


def test_a_deployment_says_what_changed(owner: FlaskClient, process: str) -> None:
    assert owner.post(f"{draft_of(owner, process)}/deploy", json={"note": "  "}).status_code == 422


def test_a_form_of_another_process_comes_along(app: Flask, owner: FlaskClient, process: str) -> None:
    other = f"q-{uuid4().hex[:8]}"
    draft = owner.post("/studio/new", data={"id": other, "name": "新流程"}).location
    save(owner, draft, Bpmn(other).start().user("ask", groups="clerk@association", form="finding").end())
    assert owner.post(f"{draft}/deploy", json={"note": "第一版"}).status_code == 200
    with app.app_context():
        assert set(versions.current(other).forms) == {"finding"}


def test_a_new_process_can_be_checked_at_once(owner: FlaskClient) -> None:
    draft = owner.post("/studio/new", data={"id": f"n-{uuid4().hex[:8]}", "name": '说"明" <b>&'}).location
    bpmn = owner.get(f"{draft}/diagram").json["bpmn"]
    found = owner.post(f"{draft}/check", json={"bpmn": bpmn}).json["findings"]
    assert not [finding for finding in found if finding["severity"] == "error"]


@pytest.mark.parametrize(
    ("id", "name", "status"), [("../x", "名", 422), ("Big", "名", 422), ("", "名", 422), ("good-one", "", 422)]
)
def test_a_new_process_needs_a_plain_id_and_a_name(owner: FlaskClient, id: str, name: str, status: int) -> None:
    assert owner.post("/studio/new", data={"id": id, "name": name}).status_code == status


def test_a_process_that_is_there_is_not_begun_again(owner: FlaskClient, process: str) -> None:
    assert owner.post("/studio/new", data={"id": process, "name": "名"}).status_code == 409


def test_a_draft_can_be_discarded(owner: FlaskClient, process: str) -> None:
    draft = draft_of(owner, process)
    assert owner.post(f"{draft}/delete").status_code == 303
    assert owner.get(draft).status_code == 404


def test_names_from_a_diagram_are_text_and_never_markup(app: Flask, owner: FlaskClient) -> None:
    process = f"x-{uuid4().hex[:8]}"
    with app.app_context():
        deployed(simple(process, name="<script>alert(1)</script>"), FORMS)
    for address in ("/studio/", f"/studio/processes/{process}", draft_of(owner, process)):
        assert "<script>alert" not in owner.get(address).text


# -- what lies under processes/


@pytest.fixture
def lying(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of processes beside a folder of forms, as in the repository."""
    (tmp_path / "processes").mkdir()
    (tmp_path / "forms").mkdir()
    for name, content in FORMS.items():
        (tmp_path / "forms" / f"{name}.form").write_text(json.dumps(content, ensure_ascii=False))
    monkeypatch.setattr(folder, "folder", lambda: tmp_path / "processes")
    monkeypatch.setattr(folder, "forms_folder", lambda: tmp_path / "forms")
    return tmp_path / "processes"


def put(lying: Path, diagram: Bpmn) -> str:
    (lying / diagram.process).mkdir(exist_ok=True)
    (lying / diagram.process / "process.bpmn").write_bytes(diagram.bytes())
    return diagram.process


def test_the_folder_shows_what_changed_and_deploys_it(app: Flask, owner: FlaskClient, lying: Path) -> None:
    process = put(lying, simple(f"f-{uuid4().hex[:8]}"))
    assert "forms/finding.form" in owner.get("/studio/folder").text
    assert owner.post(f"/studio/folder/{process}", data={"note": "来自文件"}).status_code == 303
    assert "forms/finding.form" not in owner.get("/studio/folder").text
    put(lying, simple(process, name="改过"))
    page = owner.get("/studio/folder").text
    assert "process.bpmn" in page
    assert "forms/finding.form" not in page
    owner.post(f"/studio/folder/{process}")
    with app.app_context():
        assert [row.number for row in versions.of(process)] == [2, 1]


def test_what_the_studio_deployed_meanwhile_is_not_taken_back_unseen(
    app: Flask, owner: FlaskClient, lying: Path
) -> None:
    process = put(lying, simple(f"f-{uuid4().hex[:8]}"))
    owner.post(f"/studio/folder/{process}")
    drawn = draft_of(owner, process)
    save(owner, drawn, simple(process, name="在设计室改过"))
    assert owner.post(f"{drawn}/deploy", json={"note": "第二版"}, headers=JSON).status_code == 200
    put(lying, simple(process, name="在文件里改过"))
    assert "文件夹上次同步之后" in owner.get("/studio/folder").text
    refused = owner.post(f"/studio/folder/{process}")
    assert refused.status_code == 409
    with app.app_context():
        assert versions.current(process).name == "在设计室改过"
        in_force = versions.in_use(process).hash
    assert owner.post(f"/studio/folder/{process}", data={"over": in_force}).status_code == 303
    with app.app_context():
        assert versions.current(process).name == "在文件里改过"


FAILING = """title: 不会这样结束
start: {at: 2026-09-29T10:00, by: li, values: {complainant: 张三}}
expect: {ended: answered}
"""


def test_the_folder_is_not_deployed_over_worked_examples_that_fail(owner: FlaskClient, lying: Path) -> None:
    process = put(lying, simple(f"f-{uuid4().hex[:8]}"))
    (lying / process / "examples").mkdir()
    (lying / process / "examples" / "01.yaml").write_text(FAILING)
    refused = owner.post(f"/studio/folder/{process}")
    assert refused.status_code == 409
    assert "1 个例案中有 1 个" in refused.text
    draft = owner.post(f"/studio/folder/{process}/draft")
    assert draft.status_code == 303
    again = owner.post(f"{draft.location}/deploy", json={"note": "照样"}, headers=JSON)
    assert again.status_code == 409


def test_where_the_house_wants_two_people_the_folder_becomes_a_draft(
    app: Flask, owner: FlaskClient, lying: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    process = put(lying, simple(f"f-{uuid4().hex[:8]}"))
    monkeypatch.setitem(app.extensions, "shouwen.settings", replace(app.extensions["shouwen.settings"], review=True))
    assert owner.post(f"/studio/folder/{process}").status_code == 403
    draft = owner.post(f"/studio/folder/{process}/draft").location
    asked = owner.post(f"{draft}/propose", json={"note": "来自文件"})
    assert asked.status_code == 200


def test_the_folder_page_says_why_a_process_is_refused(owner: FlaskClient, lying: Path) -> None:
    process = put(
        lying, simple(f"f-{uuid4().hex[:8]}").at("verify").user("nobody", name="谁办", groups="=1 +").end("l")
    )
    refused = owner.post(f"/studio/folder/{process}")
    assert refused.status_code == 422
    assert "谁办" in refused.text


@pytest.mark.parametrize("name", ["..", ".git", "nothing"])
def test_only_what_lies_in_the_folder_can_be_deployed(owner: FlaskClient, lying: Path, name: str) -> None:
    assert owner.post(f"/studio/folder/{name}").status_code == 404


def test_the_procedure_of_the_other_tests_is_untouched(owner: FlaskClient) -> None:
    diagram = owner.get("/studio/processes/complaint/versions/1/diagram.json").json
    assert diagram["bpmn"] == complaint().bytes().decode()
