"""The journal: what was asked of a case and what came of it, each entry chained to the one before and signed.

An entry's hash is SHA-256 over a canonical encoding of every attested field as it is kept, which is sealed: the chain
holds for who cannot read it, and after the key was destroyed. The signature is over that hash. So a changed, deleted,
inserted or reordered row shows, and nobody without the key can make the chain whole again.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property
from hashlib import sha256
from typing import Any

import orjson

from app.casework import facts, permissions, sealing
from app.casework.keys import Keys
from app.casework.people import Actor
from app.casework.sealing import Seal
from app.errors import CaseNotFound
from app.store import db, evidence, lists

GENESIS = "0" * 64  # what the first entry of a case is chained to
FORMAT = "shouwen-journal-1"


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One row of the journal. All fields up to `previous` are attested by `hash`."""

    case_id: int
    number: str  # of the case
    seq: int
    at: datetime
    wall: datetime
    by: str
    acting_for: str | None
    kind: str
    key: str | None
    command: str  # JSON text, sealed
    outcome: str  # JSON text, sealed
    version_hash: str
    calendar: str
    calendar_version: str
    digest: str
    previous: str
    hash: str = ""
    signature: bytes = b""
    signed_with: str = ""
    sealed_key: bytes | None = None  # of the case, wrapped; None: nothing is sealed, or what is cannot be opened again

    @cached_property
    def asked(self) -> dict[str, Any]:
        """The command as JSON data; nothing once the key was destroyed."""
        return self._opened("command")

    @cached_property
    def came(self) -> dict[str, Any]:
        """What came of it as JSON data: see `facts.of_step`; nothing once the key was destroyed."""
        return self._opened("outcome")

    def _opened(self, name: str) -> dict[str, Any]:
        return {} if self.is_closed else opened(self, name)

    @property
    def is_closed(self) -> bool:
        """Whether nobody can read it any more: its hash still holds, for it is over what is kept."""
        return self.sealed_key is None and sealing.is_sealed(self.command)

    @property
    def row(self) -> dict[str, Any]:
        """What the table keeps: all but what stands in the case."""
        return {name: getattr(self, name) for name in COLUMNS}


OF_CASE = ("number", "sealed_key")  # what stands in the case, not in the entry's row
NOT_ATTESTED = ("hash", "signature", "signed_with", "sealed_key")
ATTESTED = tuple(name for name in Entry.__dataclass_fields__ if name not in NOT_ATTESTED)
COLUMNS = tuple(name for name in Entry.__dataclass_fields__ if name not in OF_CASE)


def place(seq: int, name: str) -> str:
    """Where in a case a sealed text belongs."""
    return f"{seq}:{name}"


def opened(row: Any, name: str) -> dict[str, Any]:
    """The command or outcome of an entry, or of a row that has its number, seq and wrapped key, as JSON data."""
    text = Seal(row.number, row.sealed_key).open_text(getattr(row, name), place(row.seq, name))
    data: dict[str, Any] = orjson.loads(text)
    return data


def canonical(entry: Entry) -> bytes:
    """The bytes that are hashed: one JSON text, names in order, instants in UTC to the microsecond."""
    fields = {name: getattr(entry, name) for name in ATTESTED}
    fields |= {name: facts.instant(fields[name]) for name in ("at", "wall")}
    return orjson.dumps({"format": FORMAT, **fields}, option=orjson.OPT_SORT_KEYS)


def hash_of(entry: Entry) -> str:
    return sha256(canonical(entry)).hexdigest()


def seal(entry: Entry, keys: Keys) -> Entry:
    """The entry with its hash and our signature over it."""
    name = hash_of(entry)
    return replace(entry, hash=name, signature=keys.sign(bytes.fromhex(name)), signed_with=keys.name)


def is_signed(entry: Entry, keys: Keys) -> bool:
    return keys.holds(entry.signed_with, bytes(entry.signature), bytes.fromhex(entry.hash))


def read(row: Any) -> Entry:
    """The entry that a row of the table holds, read with the number of its case."""
    return Entry(**{name: getattr(row, name) for name in Entry.__dataclass_fields__})


def of(case_id: int, by: Actor, *, until: int | None = None) -> tuple[Entry, ...]:
    """The journal of a case that the person may see, in order, up to an entry. Raises CaseNotFound."""
    if lists.case_of_id(db.session(), permissions.sight(by), case_id) is None:
        raise CaseNotFound(case=case_id)
    return entries(case_id, until)


def entries(case_id: int, until: int | None = None) -> tuple[Entry, ...]:
    return tuple(read(row) for row in evidence.entries(db.session(), case_id, until))
