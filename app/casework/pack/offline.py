"""Verifies a pack as its own script does, and carries every command out again on the versions and calendars inside it.

No database, no settings: the pack, and the public key where one is given.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

import orjson

from app import calendars, engine
from app.calendars import Calendar
from app.casework import replay
from app.casework.journal import ATTESTED, Entry
from app.casework.pack import standalone
from app.casework.pack.standalone import Finding, Pack
from app.casework.remarks import Dispose
from app.engine import Version


@dataclass(frozen=True)
class Checked:
    findings: tuple[Finding, ...]
    cases: int
    entries: int
    keys: tuple[str, ...]  # the names of those that were trusted


def check(path: Path, trusted: list[bytes] | None = None, *, replays: bool = True) -> Checked:
    """Raises standalone.NoPack."""
    findings = list(standalone.check(path, trusted))
    pack = Pack(path)
    manifest = pack.json("manifest.json")
    broken = {finding.case for finding in findings}
    inside = Inside(pack)
    if replays:
        for number in sorted(set(manifest["cases"]) - broken):
            findings += inside.replayed(number)
    keys = standalone.keys_of(pack, trusted).known
    entries = sum(int(case["seq"]) for case in manifest["cases"].values())
    return Checked(tuple(findings), len(manifest["cases"]), entries, tuple(sorted(keys)))


@dataclass(frozen=True)
class Inside:
    pack: Pack

    @cached_property
    def processes(self) -> dict[str, str]:
        known: dict[str, str] = self.pack.json("manifest.json")["versions"]
        return known

    @cached_property
    def world(self) -> replay.World:
        return replay.World(lru_cache(self.version), lru_cache(self.calendar))

    def version(self, name: str) -> Version:
        folder = f"versions/{name}/"
        files = {each.removeprefix(folder): self.pack.read(each) for each in self.pack.under(folder)}
        return engine.load(files, self.processes[name])

    def calendar(self, name: str, version: str) -> Calendar:
        return calendars.from_json(orjson.loads(self.pack.read(f"calendars/{name}@{version}.json")))

    def entries(self, number: str) -> Iterator[Entry]:
        key = standalone.key_of(self.pack, number)
        for line in self.pack.json(f"cases/{number}/journal.json"):
            attested: dict[str, Any] = orjson.loads(line["attested"])
            fields = {name: attested[name] for name in ATTESTED} | standalone.plain(attested, key)
            fields |= {name: datetime.fromisoformat(fields[name]) for name in ("at", "wall")}
            yield Entry(**fields, hash=line["hash"])

    def replayed(self, number: str) -> Iterator[Finding]:
        """The first step that comes out differently; what was disposed of cannot be carried out again."""
        entries = list(self.entries(number))
        if entries[-1].kind == Dispose.__name__:
            return
        try:
            for step in replay.run(entries, self.world):
                if step.difference:
                    yield Finding("DoesNotReplay", number, step.entry.seq, str(step.difference))
                    return
        except replay.Refused as refused:
            yield Finding("DoesNotReplay", number, refused.facts["seq"], str(refused))
