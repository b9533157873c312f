"""Deploying: through the gate, named by content, numbered within the process; running cases keep their version."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.casework import cases, deploy, folders, tasks, verify, versions
from app.casework.permissions import NotYourDiagram, NotYourProcess
from app.errors import DiagramRefused, ProcessNotFound
from tests.support.bpmn import Bpmn
from tests.support.house import who

pytestmark = pytest.mark.usefixtures("house")


def diagram(second: str = "second", groups: str = "clerk@association") -> Bpmn:
    return Bpmn("p", name="流程").start().user("first", groups=groups).user(second, groups=groups).end()


def test_the_same_content_is_the_same_version() -> None:
    first = deploy.deploy(diagram().sources(), "p", who("lu"))
    again = deploy.deploy(diagram().sources(), "p", who("lu"))
    assert (first.number, first.new) == (1, True)
    assert (again.number, again.hash, again.new) == (1, first.hash, False)


def test_new_cases_use_the_new_version_and_running_ones_keep_theirs() -> None:
    deploy.deploy(diagram().sources(), "p", who("lu"))
    old = cases.start("p", {}, who("li"))
    newer = deploy.deploy(diagram("other").sources(), "p", who("lu"), note="geändert")
    new = cases.start("p", {}, who("li"))
    assert newer.number == 2
    for case, element in ((old, "second"), (new, "other")):
        done = tasks.complete(case.opened[0], {}, who("li"))
        assert tasks.get(done.opened[0], who("li")).element == element
    rows = versions.of("p")
    assert [(row.number, row.current, row.cases_open, row.note) for row in rows] == [
        (2, True, 1, "geändert"),
        (1, False, 1, ""),
    ]
    assert verify.verify().ok


def test_going_back_to_an_earlier_content_makes_it_current_again() -> None:
    for second in ("a", "b", "a"):
        deployed = deploy.deploy(diagram(second).sources(), "p", who("lu"))
    assert deployed.number == 1
    assert [(row.number, row.current) for row in versions.of("p")] == [(2, False), (1, True)]


def test_what_the_gate_refuses_changes_nothing() -> None:
    broken = Bpmn("p").start().user("first", groups="clerk@association").xor("way").when("= 1 +").end()
    with pytest.raises(DiagramRefused) as refused:
        deploy.deploy(broken.sources(), "p", who("lu"))
    assert any(finding.severity == "error" and finding.element for finding in refused.value.findings)
    assert versions.processes() == ()
    with pytest.raises(ProcessNotFound):
        cases.start("p", {}, who("li"))


class TestWhose:
    def test_a_process_belongs_to_the_lowest_unit_that_has_its_groups(self) -> None:
        two = Bpmn("p").start().user("a", groups="clerk@association").user("b", groups="handler@bank-a").end()
        deploy.deploy(two.sources(), "p", who("lu"))
        assert versions.in_use("p").unit == "association"

    def test_only_its_unit_s_process_owners_deploy_it(self) -> None:
        deploy.deploy(diagram().sources(), "p", who("he"))
        deploy.deploy(diagram("other").sources(), "p", who("lu"))
        for login in ("bu", "shen", "li"):
            with pytest.raises(NotYourDiagram):
                deploy.deploy(diagram("third").sources(), "p", who(login))

    def test_nobody_takes_over_a_process_by_drawing_it_for_their_own_unit(self) -> None:
        deploy.deploy(diagram().sources(), "p", who("he"))
        theirs = diagram("third", groups="handler@bank-b")
        with pytest.raises(NotYourDiagram):
            deploy.deploy(theirs.sources(), "p", who("bu"))

    def test_its_unit_s_people_start_it(self) -> None:
        deploy.deploy(diagram().sources(), "p", who("lu"))
        assert [row.id for row in versions.startable(who("bo"))] == ["p"]
        assert versions.startable(who("ning")) == ()
        with pytest.raises(NotYourProcess):
            cases.start("p", {}, who("ning"))

    def test_or_only_those_it_names(self) -> None:
        named = diagram()
        text = named.bytes().replace(
            b'<bpmn:startEvent id="start"',
            b'<bpmn:extensionElements><zeebe:properties><zeebe:property name="starters" value="clerk@association"/>'
            b'</zeebe:properties></bpmn:extensionElements><bpmn:startEvent id="start"',
            1,
        )
        deploy.deploy({"process.bpmn": text}, "p", who("lu"))
        assert versions.current("p").properties == {"starters": "clerk@association"}
        assert [row.id for row in versions.startable(who("li"))] == ["p"]
        assert versions.startable(who("bo")) == ()


def test_a_folder_is_deployed_with_the_forms_it_names(tmp_path: Path) -> None:
    folder = tmp_path / "processes" / "p"
    folder.mkdir(parents=True)
    (tmp_path / "forms").mkdir()
    files = Bpmn("p").start().user("first", groups="clerk@association", form="f").end().sources()
    (folder / "process.bpmn").write_bytes(files["process.bpmn"])
    (tmp_path / "forms" / "f.form").write_text('{"id": "f", "type": "default", "schemaVersion": 16, "components": []}')
    done = folders.deploy(folder, who("lu"))
    assert set(versions.sources(done.hash)) == {"process.bpmn", "forms/f.form"}
