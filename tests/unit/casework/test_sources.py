"""What makes up a process: its own files, shared ones, and those of the processes it calls."""

from __future__ import annotations

from pathlib import Path

from app.casework import sources
from tests.support.bpmn import Bpmn

OWN, SHARED = b"<own/>", b"<shared/>"


def put(folder: Path, diagram: Bpmn, **tables: bytes) -> Path:
    folder.mkdir(parents=True)
    (folder / "process.bpmn").write_bytes(diagram.bytes())
    for name, data in tables.items():
        (folder / f"{name.replace('_', '-')}.dmn").write_bytes(data)
    return folder


def shared(folder: Path, **tables: bytes) -> None:
    (folder / "decisions").mkdir()
    for name, data in tables.items():
        (folder / "decisions" / f"{name.replace('_', '-')}.dmn").write_bytes(data)


def ruling(decision: str) -> Bpmn:
    return Bpmn().start().rule("judge", decision, "result").end()


def test_a_shared_decision_comes_along_where_it_is_called(tmp_path: Path) -> None:
    shared(tmp_path, refund_multiple=SHARED, other=SHARED)
    found = sources.collect(put(tmp_path / "p", ruling("refund_multiple")), tmp_path)
    assert found.keys() == {"process.bpmn", "refund-multiple.dmn"}
    assert found["refund-multiple.dmn"] == SHARED


def test_a_table_beside_the_diagram_wins_over_a_shared_one(tmp_path: Path) -> None:
    shared(tmp_path, refund_multiple=SHARED)
    found = sources.collect(put(tmp_path / "p", ruling("refund_multiple"), refund_multiple=OWN), tmp_path)
    assert found["refund-multiple.dmn"] == OWN


def test_a_called_process_brings_the_shared_decisions_it_calls(tmp_path: Path) -> None:
    shared(tmp_path, refund_multiple=SHARED)
    put(tmp_path / "q", ruling("refund_multiple"))
    found = sources.collect(put(tmp_path / "p", Bpmn().start().call("refund", "q").end()), tmp_path)
    assert found["called/q/refund-multiple.dmn"] == SHARED


def test_a_decision_cannot_name_a_file_elsewhere(tmp_path: Path) -> None:
    (tmp_path / "secret.dmn").write_bytes(SHARED)
    shared(tmp_path)
    found = sources.collect(put(tmp_path / "p", ruling("../secret")), tmp_path)
    assert found.keys() == {"process.bpmn"}
