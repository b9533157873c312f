"""`shouwen check` and `shouwen rehearse` over files: what they read, what they print, and their exit statuses."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from app.cli import main
from tests.support.bpmn import Bpmn

GOOD = Bpmn("p").start().user("ask", form="question").end("done")
FORM = """{"type": "default", "schemaVersion": 16, "id": "question", "components": [
    {"type": "textfield", "key": "said", "label": "说"}]}"""
EXAMPLE = "start: {at: 2026-09-29T10:00, by: li}\nsteps: [{at: 2026-09-29T11:00, by: li, complete: ask}]\n"


def shouwen(*arguments: object) -> Result:
    return CliRunner().invoke(main, [str(argument) for argument in arguments], catch_exceptions=False)


@pytest.fixture
def process(tmp_path: Path) -> Path:
    """A process in its folder, with the form it names where forms lie."""
    folder = tmp_path / "processes" / "p"
    (folder / "examples").mkdir(parents=True)
    (folder / "process.bpmn").write_bytes(GOOD.bytes())
    (folder / "examples" / "one.yaml").write_text(EXAMPLE, "utf-8")
    (tmp_path / "forms").mkdir()
    (tmp_path / "forms" / "question.form").write_text(FORM, "utf-8")
    return folder


def test_a_process_is_checked_with_its_forms_by_file_folder_or_the_folder_of_all(process: Path) -> None:
    for path in (process / "process.bpmn", process, process.parent):
        done = shouwen("check", path)
        assert (done.stdout.splitlines()[0].endswith(": ok"), done.exit_code) == (True, 0), done.stdout


def test_what_the_gate_refuses_is_listed_with_the_element(process: Path) -> None:
    (process.parent.parent / "forms" / "question.form").unlink()

    plain, data = shouwen("check", process), shouwen("check", process, "--json")

    assert (plain.exit_code, data.exit_code) == (1, 1)
    assert "error ask:" in plain.stdout
    [report] = json.loads(data.stdout)
    assert not report["ok"]
    assert {finding["element"] for finding in report["findings"] if finding["severity"] == "error"} == {"ask"}


def test_a_lone_diagram_is_checked_by_itself_whatever_it_is_called(tmp_path: Path) -> None:
    lone = tmp_path / "drawn elsewhere.bpmn"
    lone.write_bytes(Bpmn("other").start().user("ask").end().bytes())

    assert shouwen("check", lone).exit_code == 0


@pytest.mark.parametrize(
    ("name", "content"),
    [("x.bpmn", "<x"), ("x.bpmn", '<!DOCTYPE a [<!ENTITY b "c">]><a/>'), ("x.dmn", "<x/>"), ("x.form", "[]")],
)
def test_a_file_that_cannot_be_read_is_refused_with_a_sentence(tmp_path: Path, name: str, content: str) -> None:
    file = tmp_path / name
    file.write_text(content, "utf-8")

    done = shouwen("check", file)

    assert (done.exit_code, len(done.stdout.splitlines()) >= 2) == (1, True)


def test_a_file_that_is_not_there_is_wrong_use(tmp_path: Path) -> None:
    assert shouwen("check", tmp_path / "gone.bpmn").exit_code == 2
    assert shouwen("rehearse", tmp_path / "gone").exit_code == 2


def test_a_rehearsal_ends_with_the_count_and_its_exit_status(process: Path) -> None:
    passing = shouwen("rehearse", process)
    (process / "examples" / "two.yaml").write_text(EXAMPLE + "expect: {ended: null}", "utf-8")
    failing = shouwen("rehearse", process)

    assert (passing.stdout.splitlines()[-1], passing.exit_code) == ("passed 1, failed 0", 0)
    assert (failing.stdout.splitlines()[-1], failing.exit_code) == ("passed 1, failed 1", 1)
    assert "at the end: the case should have ended at nothing yet, and ended at done" in failing.stdout


def test_a_rehearsal_as_data_has_all_that_the_contract_names(process: Path) -> None:
    [result] = json.loads(shouwen("rehearse", process, "--json").stdout)

    contract = {"passed", "failures", "trail", "fired", "tasks", "ended", "values", "incidents"}
    assert contract <= result.keys()
    assert result["trail"] == ["start", "ask", "done"]
    assert {"element", "opened", "due", "closed", "by"} <= result["tasks"][0].keys()
    assert (result["passed"], result["ended"]) == (True, "done")


def test_import_says_what_it_changed_and_asks_and_keeps_the_original(tmp_path: Path) -> None:
    drawn = tmp_path / "drawn.bpmn"
    drawn.write_bytes(Bpmn("p", executable=False).start().node("userTask", "call").end().bytes())
    original = drawn.read_bytes()

    asked = shouwen("import", drawn)
    made = shouwen("import", drawn, "--answer", "call.who=clerk", "--to", tmp_path / "made.bpmn")

    assert (asked.exit_code, made.exit_code, drawn.read_bytes() == original) == (1, 0, True)
    assert "question  call.who: Who does call?" in asked.output
    assert "changed   p: " in made.output
    assert shouwen("check", tmp_path / "made.bpmn").exit_code == 0


def test_import_as_json(tmp_path: Path) -> None:
    drawn = tmp_path / "drawn.bpmn"
    drawn.write_bytes(Bpmn("p").start().node("userTask", "call").end().bytes())

    said = json.loads(shouwen("import", drawn, "--json").output)

    assert ([each["key"] for each in said["questions"]], said["notes"], said["process"]) == (["call.who"], [], "p")
    assert (tmp_path / "drawn.normalised.bpmn").is_file()
