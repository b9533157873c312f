"""`shouwen import`: what becomes of another tool's diagram, and where the original and the record of it lie."""

from __future__ import annotations

import json
from hashlib import sha256
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from app.casework import sources
from app.cli import main
from tests.support.bpmn import Bpmn

DRAWN = (
    Bpmn("p", executable=False).start().node("userTask", "call").xor("x").user("a").end().at("x").user("b").end("e2")
)


def shouwen(*arguments: object) -> Result:
    return CliRunner().invoke(main, [str(argument) for argument in arguments], catch_exceptions=False)


@pytest.fixture
def drawn(tmp_path: Path) -> Path:
    path = tmp_path / "from elsewhere.bpmn"
    path.write_bytes(DRAWN.bytes())
    return path


def record(folder: Path) -> dict:
    return json.loads((folder / "original" / "import.json").read_text("utf-8"))


def test_the_original_and_a_record_are_kept_beside_what_it_became(tmp_path: Path, drawn: Path) -> None:
    folder = tmp_path / "processes" / "p"
    done = shouwen("import", drawn, "--to", folder, "--answer", "call.who=clerk")

    assert done.exit_code == 1
    assert (folder / "original" / drawn.name).read_bytes() == drawn.read_bytes()
    kept = record(folder)
    assert kept["original"] == {"file": drawn.name, "sha256": sha256(drawn.read_bytes()).hexdigest()}
    assert kept["made"]["sha256"] == sha256((folder / "process.bpmn").read_bytes()).hexdigest()
    assert kept["answers"] == {"call.who": "clerk"}
    assert {(each["code"], each["element"]) for each in kept["notes"]} == {("made_executable", "p")}
    assert {(each["key"], each["element"]) for each in kept["questions"]} == {
        ("x_to_a.condition", "x_to_a"),
        ("x_to_b.condition", "x_to_b"),
    }
    assert {each["code"] for each in kept["left"]} == {"no_condition"}
    files = sources.collect(folder, tmp_path / "forms")
    assert files[f"original/{drawn.name}"] == drawn.read_bytes()
    assert json.loads(files["original/import.json"]) == kept


def test_answers_of_an_earlier_import_count_again(tmp_path: Path, drawn: Path) -> None:
    folder = tmp_path / "processes" / "p"
    shouwen("import", drawn, "--to", folder, "--answer", "call.who=clerk", "--answer", "x_to_a.condition==ok")
    again = shouwen("import", folder / "original" / drawn.name, "--to", folder, "--answer", "x_to_b.condition=default")

    assert again.exit_code == 0, again.output
    assert set(record(folder)["answers"]) == {"call.who", "x_to_a.condition", "x_to_b.condition"}


def test_without_a_target_the_result_lies_beside_the_file_and_nothing_else_does(tmp_path: Path, drawn: Path) -> None:
    shouwen("import", drawn)
    assert sorted(path.name for path in tmp_path.iterdir()) == [drawn.name, "from elsewhere.normalised.bpmn"]


@pytest.mark.parametrize("text", ["no", "[]", '{"answers": 1}', "[" * 100_000])
def test_a_record_that_is_broken_is_said_so(tmp_path: Path, drawn: Path, text: str) -> None:
    (tmp_path / "p" / "original").mkdir(parents=True)
    (tmp_path / "p" / "original" / "import.json").write_text(text)
    done = shouwen("import", drawn, "--to", tmp_path / "p")
    assert (done.exit_code, "is no record of an import" in done.output) == (1, True)


def test_what_cannot_be_read_is_one_sentence(tmp_path: Path) -> None:
    bomb = tmp_path / "bomb.bpmn"
    bomb.write_bytes(b'<!DOCTYPE a [<!ENTITY x "ha">]><a>&x;</a>')
    done = shouwen("import", bomb)
    assert (done.exit_code, done.output.count("\n")) == (1, 1)
    assert "DOCTYPE" in done.output
    assert shouwen("import", bomb, "--answer", "nothing").exit_code == 1
