"""What an evidence pack holds: journals, states, files, versions, calendars, checkpoints, keys, and how to verify them.

It is written as things stand, also where somebody has changed them: the pack then shows it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import IO, Any

import orjson

from app import calendars, engine
from app.casework import attachments, checkpoints, export, facts, journal, keys, versions
from app.casework import calendars as kept_calendars
from app.casework.journal import Entry
from app.casework.pack import mining, standalone
from app.casework.pack.archive import Archive
from app.casework.people import Actor
from app.casework.sealing import Seal
from app.errors import ShouwenError
from app.store import db, evidence

FORMAT = "shouwen-pack-1"
HERE = Path(__file__).parent
Columns = dict[str, Any]
NOT_PROOF = frozenset({"state", "sealed_key", "shown", "start_key", "attested", "wake_at", "failures"})


@dataclass(frozen=True, kw_only=True)
class PackedCase:
    """A case as a pack shows it: its row, and its journal."""

    row: Columns
    entries: tuple[Entry, ...]

    @property
    def number(self) -> str:
        return str(self.row["number"])

    @property
    def folder(self) -> str:
        return f"cases/{self.number}"


@dataclass(kw_only=True)
class Packed:
    """What went into a pack."""

    cases: dict[str, Columns] = field(default_factory=dict)
    versions: dict[str, str] = field(default_factory=dict)  # hash -> process
    calendars: set[tuple[str, str]] = field(default_factory=set)
    ids: set[int] = field(default_factory=set)
    entries: int = 0


Dress = Callable[[Archive, PackedCase], None]  # adds to a case what people read
Cover = Callable[[Archive, Packed], None]  # adds what they read first


def write(
    stream: IO[bytes],
    case_ids: Iterable[int],
    *,
    by: Actor,
    reason: str,
    at: datetime,
    everything: bool = False,
    dress: Dress | None = None,
    cover: Cover | None = None,
) -> Packed:
    """Write the pack of these cases. `everything`: they are all there are, so a case that is missing shows."""
    archive, packed = Archive(stream, at), Packed()
    log, table = mining.Log(), mining.Table()
    for case_id in case_ids:
        case = read(case_id)
        if case is None:
            continue
        add_case(archive, packed, case)
        events = list(mining.events(case.entries))
        log.add(case.row, events)
        table.add(case.row, events)
        if dress:
            dress(archive, case)
    add_world(archive, packed, everything=everything)
    archive.add("mining/events.xes", log.text())
    archive.add("mining/events.csv", table.text())
    if cover:
        cover(archive, packed)
    add_instructions(archive)
    archive.seal(
        {
            "format": FORMAT,
            "made_at": facts.instant(at),
            "made_by": by.login,
            "reason": reason,
            "everything": everything,
            "cases": packed.cases,
            "versions": packed.versions,
        },
        keys.current(),
    )
    return packed


def read(case_id: int) -> PackedCase | None:
    row = evidence.case_row(db.session(), case_id)
    return PackedCase(row=row, entries=journal.entries(case_id)) if row else None


def add_case(archive: Archive, packed: Packed, case: PackedCase) -> None:
    row, entries, folder = case.row, case.entries, case.folder
    packed.ids.add(row["id"])
    packed.entries += len(entries)
    packed.cases[case.number] = {"id": row["id"], "seq": row["seq"], "head": row["head"]}
    lines = b",\n".join(export.line(entry) for entry in entries)
    archive.add(f"{folder}/journal.json", b"[\n" + lines + b"\n]\n")
    shown = {name: value for name, value in row.items() if name not in NOT_PROOF}
    archive.add(f"{folder}/case.json", orjson.dumps(shown, option=orjson.OPT_INDENT_2))
    archive.add(f"{folder}/state.json", _state(row))
    if row["sealed_key"] is not None:
        archive.add(f"{folder}/case.key", _key(row))
    for entry in entries:
        packed.versions.setdefault(entry.version_hash, str(row["process_id"]))
        packed.calendars.add((entry.calendar, entry.calendar_version))
    for file in attachments.of_case(row["id"]):
        path = attachments.path_of(file)
        name = f"{folder}/attachments/{file.digest}/{file.name}"
        if path.is_file() and name not in archive.files:
            archive.add_file(name, path)


def _state(row: Columns) -> bytes:
    """The state as it is hashed; what cannot be read stays as it is, and shows."""
    try:
        return engine.canonical(Seal(row["number"], row["sealed_key"]).open_state(bytes(row["state"])))
    except ShouwenError:
        return bytes(row["state"])


def _key(row: Columns) -> bytes:
    """What opens the journal of this one case, in hexadecimal; where it does not fit, that shows."""
    try:
        return Seal(row["number"], row["sealed_key"]).key.hex().encode()
    except ShouwenError:
        return b""


def add_world(archive: Archive, packed: Packed, *, everything: bool) -> None:
    """What the cases ran on, and what was signed about them."""
    for version in sorted(packed.versions):
        for name, content in versions.sources(version).items():
            archive.add(f"versions/{version}/{name}", content)
    for calendar, version in sorted(packed.calendars):
        found = kept_calendars.at_version(calendar, version)
        archive.add(f"calendars/{calendar}@{version}.json", calendars.canonical(found))
    for checkpoint in checkpoints.stored():
        heads = {case for case, _, _ in checkpoint.heads}
        if everything or heads & packed.ids:
            archive.add(f"checkpoints/{checkpoints.file_name(checkpoint)}", checkpoints.text_of(checkpoint))
    ours = keys.current()
    for name, key in ours.public.items():
        archive.add(f"keys/{name}.pem", keys.public_pem(key))
    archive.add_json("keys/successions.json", [vars(each) for each in ours.successions])


def add_instructions(archive: Archive) -> None:
    """How to verify it, and what to verify it with: `python3 -I PACK.zip` does it too."""
    archive.add("README.md", (HERE / "README.zh.md").read_bytes())
    script = Path(standalone.__file__).read_bytes()
    archive.add("verify.py", script)
    archive.add("__main__.py", script)
