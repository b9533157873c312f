"""Takes journals out of the house, so that anybody with the public key can verify them without us.

`journal.jsonl` has one entry a line: `attested` is the exact text that was hashed (SHA-256), `hash` that hash,
`signature` the Ed25519 signature over it, `signed_with` the name of the key. Each entry attests the one before.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import orjson

from app.casework import checkpoints, journal, keys, versions
from app.casework.journal import Entry
from app.store import db, evidence

JOURNAL = "journal.jsonl"


@dataclass(frozen=True, kw_only=True)
class Exported:
    cases: int
    entries: int
    versions: int
    checkpoints: int


def export(folder: Path, cases: Iterable[int] = ()) -> Exported:
    """Writes the journals of these cases, or of all, with the versions they ran on, the keys and the checkpoints."""
    folder.mkdir(parents=True, exist_ok=True)
    wanted = sorted(set(cases)) or list(all_cases())
    count, hashes = 0, set()
    with (folder / JOURNAL).open("wb") as file:
        for case in wanted:
            for entry in journal.entries(case):
                file.write(line(entry) + b"\n")
                hashes.add(entry.version_hash)
                count += 1
    for version in sorted(hashes):
        write_version(folder / "versions" / version, version)
    write_keys(folder / "keys")
    written = checkpoints.export(folder / "checkpoints")
    return Exported(cases=len(wanted), entries=count, versions=len(hashes), checkpoints=written)


def line(entry: Entry) -> bytes:
    return orjson.dumps(
        {
            "attested": journal.canonical(entry).decode(),
            "hash": entry.hash,
            "signature": bytes(entry.signature).hex(),
            "signed_with": entry.signed_with,
        }
    )


def all_cases() -> Iterator[int]:
    last = 0
    while batch := evidence.case_ids_after(db.session(), last):
        yield from batch
        last = batch[-1]


def write_version(folder: Path, version: str) -> None:
    for name, content in versions.sources(version).items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)


def write_keys(folder: Path) -> None:
    """Every public key that ever signed, by the name that entries give it."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, key in keys.current().public.items():
        (folder / f"{name}.pem").write_bytes(keys.public_pem(key))
