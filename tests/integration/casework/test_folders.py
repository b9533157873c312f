"""Processes in a folder and in the studio: in step both ways, and where both were changed nothing is overwritten."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.casework import deploy, folders, versions
from app.errors import ProcessNotFound
from tests.support.bpmn import Bpmn
from tests.support.house import FORM, deployed, who

pytestmark = pytest.mark.usefixtures("house")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """`processes/letters`, just written out."""
    deployed(drawn("第一版"), {"record": FORM})
    assert [one.what for one in write(tmp_path)] == ["written"]
    return tmp_path / "processes" / "letters"


def drawn(name: str) -> Bpmn:
    return Bpmn("letters", name=name).start(form="record").user("read", groups="clerk@association").end()


def write(root: Path) -> list[folders.Written]:
    return list(folders.export(root / "processes", root / "forms"))


def in_the_studio(name: str) -> None:
    before = versions.sources(versions.in_use("letters").hash)
    deploy.deploy({**before, "process.bpmn": drawn(name).bytes()}, "letters", who("lu"))


def test_what_was_written_out_is_the_version_in_force_and_deploys_as_the_same(folder: Path, tmp_path: Path) -> None:
    assert (folder / "process.bpmn").read_bytes() == drawn("第一版").bytes()
    assert (tmp_path / "forms" / "record.form").is_file()
    assert not folders.deploy(folder, who("lu")).new
    assert [one.what for one in write(tmp_path)] == ["same"]


def test_an_untouched_folder_follows_the_studio(folder: Path, tmp_path: Path) -> None:
    in_the_studio("第二版")
    (written,) = write(tmp_path)
    assert (written.what, [change.name for change in written.changes]) == ("written", ["process.bpmn"])
    assert (folder / "process.bpmn").read_bytes() == drawn("第二版").bytes()


def test_an_edited_folder_is_deployed_and_stays_in_step(folder: Path, tmp_path: Path) -> None:
    (folder / "process.bpmn").write_bytes(drawn("改于文件").bytes())
    assert folders.deploy(folder, who("lu"), note="来自 Git").number == 2
    assert [one.what for one in write(tmp_path)] == ["same"]
    assert versions.of("letters")[0].note == "来自 Git"


def test_where_both_were_changed_the_files_are_named_and_nothing_is_overwritten(folder: Path, tmp_path: Path) -> None:
    (folder / "process.bpmn").write_bytes(drawn("改于文件").bytes())
    in_the_studio("改于设计室")
    (written,) = write(tmp_path)
    assert (written.what, [change.name for change in written.changes]) == ("conflict", ["process.bpmn"])
    assert (folder / "process.bpmn").read_bytes() == drawn("改于文件").bytes()
    with pytest.raises(folders.FolderBehind, match=r"version 2 came into force since; process\.bpmn"):
        folders.deploy(folder, who("lu"))
    assert versions.current("letters").name == "改于设计室"
    assert folders.deploy(folder, who("lu"), over=True).number == 3


def test_a_form_that_was_edited_in_the_folder_is_not_overwritten(folder: Path, tmp_path: Path) -> None:
    edited = (tmp_path / "forms" / "record.form").read_bytes() + b"\n"
    (tmp_path / "forms" / "record.form").write_bytes(edited)
    before = versions.sources(versions.in_use("letters").hash)
    changed = {**before, "forms/record.form": before["forms/record.form"] + b"  \n"}
    deploy.deploy(changed, "letters", who("lu"))
    assert [one.what for one in write(tmp_path)] == ["conflict"]
    assert (tmp_path / "forms" / "record.form").read_bytes() == edited


def test_a_folder_without_a_mark_is_followed_where_a_known_version_lies_in_it(folder: Path, tmp_path: Path) -> None:
    (folder / folders.MARK).unlink()
    in_the_studio("第二版")
    assert [one.what for one in write(tmp_path)] == ["written"]


def test_a_process_that_is_not_there_cannot_be_written_out(folder: Path, tmp_path: Path) -> None:
    with pytest.raises(ProcessNotFound):
        list(folders.export(tmp_path, tmp_path, ("nothing",)))
