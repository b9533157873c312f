"""The record of who did what to calendars, when and why: each deed chained to the one before, and signed.

It is written in the transaction of the deed, by no one else, and never changed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields, replace
from datetime import datetime
from functools import cached_property
from hashlib import sha256
from typing import Any

import orjson
from sqlalchemy.orm import Session

from app import clock
from app.casework import facts as written
from app.casework import keys
from app.casework import mismatches as found
from app.casework.journal import GENESIS
from app.casework.keys import Keys
from app.errors import ShouwenError
from app.store import calendars as kept
from app.store import db, models, writes

FORMAT = "shouwen-calendar-1"
SEALS = ("hash", "signature", "signed_with")


@dataclass(frozen=True, kw_only=True)
class Deed:
    """One row. All fields up to `previous` are attested by `hash`."""

    seq: int  # 1, 2, 3 … over all calendars
    calendar: str
    at: datetime
    by: str
    deed: str  # "installed" | "begun" | "proposed" | "returned" | "dropped" | "published" | "followed" | "used"
    reason: str
    version: str | None  # that came into force by it
    facts: str  # JSON text
    previous: str
    hash: str = ""
    signature: bytes = b""
    signed_with: str = ""

    @cached_property
    def known(self) -> dict[str, Any]:
        data: dict[str, Any] = orjson.loads(self.facts)
        return data


def write(
    session: Session,
    calendar: str,
    deed: str,
    by: str,
    *,
    reason: str = "",
    version: str | None = None,
    facts: Mapping[str, Any] | None = None,
) -> None:
    """Add a deed, in the caller's transaction, which holds the lock on calendars."""
    last = kept.last_entry(session)
    made = Deed(
        seq=last.seq + 1 if last else 1,
        calendar=calendar,
        at=clock.now(),
        by=by,
        deed=deed,
        reason=reason,
        version=version,
        facts=orjson.dumps(dict(facts or {}), option=orjson.OPT_SORT_KEYS).decode(),
        previous=last.hash if last else GENESIS,
    )
    sealed = seal(made, keys.current())
    writes.add(session, models.CalendarEntry, {each.name: getattr(sealed, each.name) for each in fields(Deed)})


def seal(deed: Deed, ours: Keys) -> Deed:
    name = hash_of(deed)
    return replace(deed, hash=name, signature=ours.sign(bytes.fromhex(name)), signed_with=ours.name)


def hash_of(deed: Deed) -> str:
    attested = {each.name: getattr(deed, each.name) for each in fields(Deed) if each.name not in SEALS}
    attested["at"] = written.instant(deed.at)
    return sha256(orjson.dumps({"format": FORMAT, **attested}, option=orjson.OPT_SORT_KEYS)).hexdigest()


def of(calendar: str) -> tuple[Deed, ...]:
    """What was done to a calendar, the newest first."""
    return tuple(reversed([read(row) for row in kept.entries(db.session(), calendar)]))


def read(row: models.CalendarEntry) -> Deed:
    return Deed(**{each.name: getattr(row, each.name) for each in fields(Deed)})


# -- audit


def check() -> Iterator[ShouwenError]:
    """The chain of deeds, and the versions in force against the last deed that put one in force."""
    ours, before, last = keys.current(), GENESIS, {}
    for number, deed in enumerate(map(read, kept.entries(db.session())), 1):
        if deed.seq != number or deed.previous != before or not _holds(deed, ours):
            yield found.DeedChanged(seq=deed.seq, calendar=deed.calendar)
            return
        before = deed.hash
        if deed.version is not None:
            last[deed.calendar] = deed.version
    for calendar, version in kept.in_force(db.session()).items():
        if last.get(calendar, version) != version:
            yield found.CalendarNotPublished(calendar=calendar, version=version)


def _holds(deed: Deed, ours: Keys) -> bool:
    same = hash_of(deed) == deed.hash
    return same and ours.holds(deed.signed_with, bytes(deed.signature), bytes.fromhex(deed.hash))
