"""Signed checkpoints over the heads of all cases, exported out of the database: so that what was cut off shows too.

A checkpoint holds the heads that moved since the one before and names its hash, so all of them together say how far
every case had come. It also says how far the records of deeds had come. Its file is the same text as its row.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from hashlib import sha256
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any

import orjson
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app import clock
from app.casework import calendar_record, checkpoint_posting, facts, keys, parameter_record
from app.casework.journal import GENESIS
from app.casework.kept import settings
from app.casework.keys import Keys
from app.casework.signed_record import SignedRecord
from app.store import db, evidence, models, records, writes, writing

FORMAT = "shouwen-checkpoint-1"
RECORDS: tuple[SignedRecord[Any], ...] = (calendar_record.RECORD, parameter_record.RECORD)
MOST_HEADS = 5000  # in one: what is left comes with the next, at once


@dataclass(frozen=True, kw_only=True)
class Checkpoint:
    id: int
    document: str  # JSON text: the very bytes that are hashed
    hash: str
    signature: bytes
    signed_with: str

    @cached_property
    def says(self) -> dict[str, Any]:
        data: dict[str, Any] = orjson.loads(self.document)
        return data

    @property
    def heads(self) -> list[tuple[int, int, str]]:
        """The cases that had moved: id, seq of the last entry, its hash."""
        return [(case_id, seq, hash) for case_id, seq, hash in self.says["heads"]]

    @property
    def records(self) -> dict[str, list[Any]]:
        """How far each record of deeds had come, by its name: number and hash of the last."""
        seen: dict[str, list[Any]] = self.says.get("records", {})
        return seen

    def holds(self, ours: Keys) -> bool:
        """Whether its text is what was hashed, and we signed it."""
        whole = sha256(self.document.encode()).hexdigest() == self.hash
        return whole and ours.holds(self.signed_with, self.signature, bytes.fromhex(self.hash))


def write(folder: Path | None = None) -> Checkpoint | None:
    """Write and export checkpoints over what has moved; the last one, or None where nothing has."""
    last = None
    while (written := _write_one()) is not None:
        last = written
        if len(written.heads) < MOST_HEADS:
            break
    export(folder or settings().checkpoints)
    if settings().checkpoint_url:
        checkpoint_posting.post(settings(), ((each.id, text_of(each)) for each in stored()))
    return last


def _write_one() -> Checkpoint | None:
    now = clock.now()
    try:
        with writing() as session:
            heads = [(row.id, row.seq, row.head) for row in evidence.unattested_heads(session, MOST_HEADS)]
            before, come = evidence.last_checkpoint(session), _records(session)
            if not heads and come == (orjson.loads(before.document).get("records", {}) if before else {}):
                return None
            number = before.id + 1 if before else 1
            seen = {"heads": heads, "numbers": evidence.numbers_given(session), "records": come}
            checkpoint = _sealed(number, before.hash if before else GENESIS, now, seen)
            writes.add(session, models.Checkpoint, vars_of(checkpoint))
            evidence.attest(session, [head[0] for head in heads])
    except IntegrityError:
        return None  # another worker has just written this one
    return checkpoint


def _records(session: Session) -> dict[str, list[Any]]:
    """How far each record has come; those with nothing in them are left out."""
    last = {each.name: records.last(session, each.model) for each in RECORDS}
    return {name: [row.seq, row.hash] for name, row in last.items() if row is not None}


def _sealed(number: int, previous: str, at: datetime, seen: dict[str, Any]) -> Checkpoint:
    says = {"format": FORMAT, "id": number, "at": facts.instant(at), "previous": previous}
    document = orjson.dumps(says | seen, option=orjson.OPT_SORT_KEYS).decode()
    name = sha256(document.encode()).hexdigest()
    ours = keys.current()
    return Checkpoint(
        id=number, document=document, hash=name, signature=ours.sign(bytes.fromhex(name)), signed_with=ours.name
    )


def vars_of(checkpoint: Checkpoint) -> dict[str, Any]:
    return {name: getattr(checkpoint, name) for name in Checkpoint.__dataclass_fields__}


# -- the files


def export(folder: Path) -> int:
    """Write the files of those checkpoints that have none yet; how many."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "journal.pub").write_bytes(keys.public_pem(keys.current().private.public_key()))
    there = {number for number, _ in files(folder)}
    missing = [row for row in stored() if row.id not in there]
    for checkpoint in missing:
        _export(checkpoint, folder)
    return len(missing)


def _export(checkpoint: Checkpoint, folder: Path) -> None:
    with NamedTemporaryFile(dir=folder, delete=False) as fresh:
        fresh.write(text_of(checkpoint))
        fresh.flush()
        os.fsync(fresh.fileno())
    os.chmod(fresh.name, 0o640)
    os.replace(fresh.name, folder / file_name(checkpoint))


def file_name(checkpoint: Checkpoint) -> str:
    return f"checkpoint-{checkpoint.id:08d}.json"


def text_of(checkpoint: Checkpoint) -> bytes:
    """What its file says."""
    data = vars_of(checkpoint) | {"signature": checkpoint.signature.hex()}
    return orjson.dumps(data, option=orjson.OPT_SORT_KEYS)


def files(folder: Path) -> Iterator[tuple[int, Path]]:
    for path in sorted(folder.glob("checkpoint-*.json")):
        number = path.stem.rpartition("-")[2]
        if number.isdecimal():
            yield int(number), path


def read(path: Path) -> Checkpoint:
    """The checkpoint of a file. Raises ValueError, KeyError or TypeError for what is none."""
    data = orjson.loads(path.read_bytes())
    return Checkpoint(**data | {"signature": bytes.fromhex(data["signature"])})


def stored() -> Iterator[Checkpoint]:
    for row in evidence.checkpoints(db.session()):
        yield Checkpoint(**dict(row._mapping) | {"signature": bytes(row.signature)})
