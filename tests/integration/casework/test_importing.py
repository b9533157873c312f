"""A process that was imported keeps its original with the version; what is drawn on from there does not."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from app.casework import drafts, folders, importing, versions
from tests.support.bpmn import Bpmn
from tests.support.house import who

pytestmark = pytest.mark.usefixtures("house")


def test_a_deployment_takes_the_original_and_its_record_into_the_version(tmp_path: Path) -> None:
    drawn, folder = tmp_path / "drawn.bpmn", tmp_path / "processes" / "moved-in"
    drawn.write_bytes(Bpmn("moved-in", executable=False).start().node("userTask", "call").end().bytes())
    done = importing.bring_in(drawn, folder / "process.bpmn", {"call.who": "clerk"})
    importing.keep(done, folder / "process.bpmn")
    assert (done.is_done, [note.code for note in done.made.notes]) == (True, ["made_executable"])

    version = folders.deploy(folder, who("lu"))
    files = versions.sources(version.hash)
    assert files["original/drawn.bpmn"] == drawn.read_bytes()
    assert json.loads(files["original/import.json"])["answers"] == {"call.who": "clerk"}

    draft = drafts.open("moved-in", who("lu"))
    assert set(draft.sources) == {"process.bpmn"}
    assert set(drafts.completed(draft.sources)) == {"process.bpmn"}
