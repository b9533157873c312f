"""Checkpoints cover what has moved, once; their files say the same as their rows and can be checked without us."""

from __future__ import annotations

import json
from hashlib import sha256
from pathlib import Path

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from app.casework import cases, checkpoints, journal, tasks, verify
from app.casework.kept import settings
from tests.support.house import passing_on, who

pytestmark = pytest.mark.usefixtures("house")


def heads(checkpoint: checkpoints.Checkpoint | None) -> list[tuple[int, int]]:
    return [(case, seq) for case, seq, _ in checkpoint.heads] if checkpoint else []


def test_a_checkpoint_holds_what_has_moved_since_the_one_before() -> None:
    process = passing_on()
    started = [cases.start(process, {}, who("li")) for _ in range(3)]
    first = checkpoints.write()
    assert heads(first) == [(1, 1), (2, 1), (3, 1)]
    assert checkpoints.write() is None
    tasks.complete(started[1].opened[0], {"channel": "电话"}, who("li"))
    second = checkpoints.write()
    assert heads(second) == [(2, 2)]
    assert first is not None
    assert second is not None
    assert second.says["previous"] == first.hash
    assert verify.verify().ok


def test_many_heads_take_several_checkpoints(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checkpoints, "MOST_HEADS", 2)
    process = passing_on()
    for _ in range(5):
        cases.start(process, {}, who("li"))
    checkpoints.write()
    assert [len(each.heads) for each in checkpoints.stored()] == [2, 2, 1]
    assert verify.verify().ok


def test_a_file_can_be_checked_with_the_public_key_alone() -> None:
    cases.start(passing_on(), {}, who("li"))
    checkpoints.write()
    folder = settings().checkpoints
    key = serialization.load_pem_public_key((folder / "journal.pub").read_bytes())
    assert isinstance(key, Ed25519PublicKey)
    ((_, path),) = checkpoints.files(folder)
    said = json.loads(path.read_text())
    digest = sha256(said["document"].encode())
    assert digest.hexdigest() == said["hash"]
    key.verify(bytes.fromhex(said["signature"]), digest.digest())
    assert json.loads(said["document"])["heads"] == [[1, 1, journal.entries(1)[0].hash]]
    assert json.loads(said["document"])["numbers"] == {str(cases.get(1, who("li")).started_at.year): 1}


def test_a_file_that_was_not_written_because_of_a_crash_is_written_the_next_time(tmp_path: Path) -> None:
    cases.start(passing_on(), {}, who("li"))
    checkpoints.write(tmp_path / "first")
    checkpoints.write(tmp_path / "second")
    (first,) = (tmp_path / "first").glob("*.json")
    (second,) = (tmp_path / "second").glob("*.json")
    assert first.read_bytes() == second.read_bytes()
