"""Full text over cases, Chinese too: every two characters that follow each other, kept as keyed hashes.

The worker reads what was written in the journals afterwards, so that no command pays for it: values, comments, reasons.
A stolen database gives no text away: the key of the hashes is made from the master key, which is not in it. Disposal
takes the hashes of a case away. docs/decisions.md says what they do give away.
"""

from __future__ import annotations

import hmac
import re
import unicodedata
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from sqlalchemy import Row

from app import clock
from app.casework import journal, master_key, reading
from app.store import db, evidence, writing
from app.store import words as stored

USE = b"shouwen words 1"  # what the key that is made from the master key is for
BETWEEN = re.compile(r"[\W_]+")
NOT_SAID = frozenset(  # of a command: whom and what it is about, and what the parameters were
    (
        "type",
        "kind",
        "by",
        "acting_for",
        "task",
        "timer",
        "number",
        "owner",
        "unit",
        "calendar",
        "parameters",
        "to",
        "key",
    )
)


# -- looking for a text


def wanted(text: str) -> tuple[tuple[int, ...], ...]:
    """What a case must have for a text to be in it, under each master key there is; nothing for a single character."""
    pairs = sorted(pairs_of(text))
    return tuple(tuple(hashes(pairs, key)) for key in keys()) if pairs else ()


def pairs_of(text: str) -> set[str]:
    """Every two characters that stand side by side in a word, whatever their case or width."""
    runs = BETWEEN.split(unicodedata.normalize("NFKC", text).casefold())
    return {run[at : at + 2] for run in runs for at in range(len(run) - 1)}


def keys() -> Iterator[bytes]:
    return (hmac.digest(master, USE, "sha256") for master in master_key.by_name().values())


def hashes(pairs: Iterable[str], key: bytes) -> Iterator[int]:
    """64 bits of each, as both databases keep whole numbers."""
    return (int.from_bytes(hmac.digest(key, pair.encode(), "sha256")[:8], "big", signed=True) for pair in pairs)


# -- reading the journals


def next_instant() -> datetime | None:
    return reading.next_instant(stored.WORDS, lambda now: stored.unread(db.session(), now, 1))


def read(limit: int = 50) -> int:
    """Read on in up to `limit` journals; in how many it could."""
    return reading.each(stored.WORDS, stored.unread(db.session(), clock.now(), limit), _read)


def _read(row: Row[int, int, int]) -> None:
    fresh = set(hashes(_pairs_after(row.id, row.indexed), next(keys())))
    with writing() as session:
        stored.keep(session, row.id, fresh, row.seq)


def _pairs_after(case_id: int, seq: int) -> set[str]:
    pairs: set[str] = set()
    for row in evidence.entries_after(db.session(), case_id, seq):
        entry = journal.read(row)
        asked = {name: part for name, part in entry.asked.items() if name not in NOT_SAID}
        written = [change.get("after") for change in entry.came.get("changes") or ()]
        for text in said([asked, written]):
            pairs |= pairs_of(text)
    return pairs


def said(data: Any) -> Iterator[str]:
    """The texts in JSON data, but for the names in it."""
    if isinstance(data, str):
        yield data
    elif isinstance(data, dict | list):
        for part in data.values() if isinstance(data, dict) else data:
            yield from said(part)
