"""Records of deeds on what no single case holds: rows that are only ever added, each chained to the one before, signed.

A deed is written in the transaction of what it tells of, by no one else, and never changed. Checkpoints see how far
each record had come.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields, replace
from datetime import datetime
from functools import cached_property
from hashlib import sha256
from typing import Any, Generic, TypeVar

import orjson
from sqlalchemy.orm import Session

from app.casework import facts as written
from app.casework import keys
from app.casework.journal import GENESIS
from app.casework.keys import Keys
from app.store import db, records, writes
from app.store.database import Base

SEALS = ("hash", "signature", "signed_with")


@dataclass(frozen=True, kw_only=True)
class Deed:
    """One row. All fields but the seals are attested by `hash`."""

    seq: int  # 1, 2, 3 … over the whole record
    at: datetime
    by: str
    deed: str
    reason: str
    facts: str  # JSON text
    previous: str
    hash: str = ""
    signature: bytes = b""
    signed_with: str = ""

    @cached_property
    def known(self) -> dict[str, Any]:
        data: dict[str, Any] = orjson.loads(self.facts)
        return data


D = TypeVar("D", bound=Deed)


@dataclass(frozen=True)
class SignedRecord(Generic[D]):
    name: str  # that checkpoints call it by
    format: str
    model: type[Base]
    deed: type[D]

    def add(self, session: Session, at: datetime, facts: Mapping[str, Any], **said: Any) -> None:
        """Add a deed, in the caller's transaction, which keeps others from adding to this record."""
        last = records.last(session, self.model)
        text = orjson.dumps(dict(facts), option=orjson.OPT_SORT_KEYS).decode()
        chain: dict[str, Any] = {"seq": last.seq + 1 if last else 1, "previous": last.hash if last else GENESIS}
        sealed = self.seal(self.deed(at=at, facts=text, **chain, **said), keys.current())
        writes.add(session, self.model, {each.name: getattr(sealed, each.name) for each in fields(self.deed)})

    def seal(self, deed: D, ours: Keys) -> D:
        name = self.hash_of(deed)
        return replace(deed, hash=name, signature=ours.sign(bytes.fromhex(name)), signed_with=ours.name)

    def hash_of(self, deed: D) -> str:
        attested = {each.name: getattr(deed, each.name) for each in fields(deed) if each.name not in SEALS}
        attested["at"] = written.instant(deed.at)
        return sha256(orjson.dumps({"format": self.format, **attested}, option=orjson.OPT_SORT_KEYS)).hexdigest()

    def read(self, row: Any) -> D:
        return self.deed(**{each.name: getattr(row, each.name) for each in fields(self.deed)})

    def deeds(self, **about: str) -> Iterator[D]:
        """All of them in order, or those about one thing."""
        return map(self.read, records.entries(db.session(), self.model, **about))

    def unbroken(self) -> tuple[list[D], D | None]:
        """The deeds that are as they were written, up to the first that is not, and that one."""
        ours, before = keys.current(), GENESIS
        whole: list[D] = []
        for number, deed in enumerate(self.deeds(), 1):
            if deed.seq != number or deed.previous != before or not self._holds(deed, ours):
                return whole, deed
            before = deed.hash
            whole.append(deed)
        return whole, None

    def _holds(self, deed: D, ours: Keys) -> bool:
        same = self.hash_of(deed) == deed.hash
        return same and ours.holds(deed.signed_with, bytes(deed.signature), bytes.fromhex(deed.hash))
