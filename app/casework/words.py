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
from datetime import datetime, timedelta
from typing import Any

import structlog

from app import clock
from app.casework import journal, master_key
from app.store import DatabaseAway, db, evidence, left_behind, writing
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
FIRST_PAUSE, LONGEST_PAUSE = timedelta(minutes=1), timedelta(days=1)  # before a case that failed is read again

log = structlog.get_logger()


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
    """Now, where a journal has not been read to its end; later, where all that is left was put off."""
    now, session = clock.now(), db.session()
    return now if stored.unread(session, now, 1) else left_behind.first(session, stored.WORDS)


def read(limit: int = 50) -> int:
    """Read on in up to `limit` journals; in how many it could. One that cannot be read keeps no others waiting."""
    now = clock.now()
    return sum(_read(row.id, row.indexed, row.seq, now) for row in stored.unread(db.session(), now, limit))


def _read(case_id: int, indexed: int, seq: int, now: datetime) -> bool:
    try:
        pairs = _pairs_after(case_id, indexed)
        fresh = set(hashes(pairs, next(keys())))
        with writing() as session:
            stored.keep(session, case_id, fresh, seq)
    except DatabaseAway:
        raise
    except Exception as error:
        db.session().rollback()
        log.exception("the words of a case could not be read", case=case_id)
        with writing() as session:
            attempts = left_behind.attempts(session, stored.WORDS, case_id) + 1
            later = now + min(FIRST_PAUSE * 2 ** min(attempts - 1, 20), LONGEST_PAUSE)
            left_behind.put_off(session, stored.WORDS, case_id, attempts, later, f"{type(error).__name__}"[:500])
        return False
    return True


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
