"""What is left of a case that was disposed of, as its last entry attests it, so that `verify` can still compare."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from hashlib import sha256
from typing import Any

import orjson

from app.casework import facts
from app.casework import mismatches as found
from app.casework.journal import Entry
from app.errors import ShouwenError

Rows = Mapping[str, Mapping[Any, Mapping[str, Any]]]  # table -> key -> row
STAYS = ("number", "process_id", "version_hash", "calendar", "status", "ended", "owner", "unit", "started_by")
INSTANTS = ("started_at", "ended_at")


def left(case: Mapping[str, Any], rows: Rows) -> dict[str, Any]:
    """What stays of a case: its columns, and one digest over the rows of every table."""
    said = {name: case[name] for name in STAYS}
    said |= {name: facts.instant(case[name]) if case[name] else None for name in INSTANTS}
    return said | {"rows": digest(rows)}


def digest(rows: Rows) -> str:
    listed = {table: [_plain(of_table[key]) for key in sorted(of_table, key=str)] for table, of_table in rows.items()}
    return sha256(orjson.dumps(listed, option=orjson.OPT_SORT_KEYS)).hexdigest()


def _plain(row: Mapping[str, Any]) -> dict[str, Any]:
    return {name: facts.instant(value) if isinstance(value, datetime) else value for name, value in row.items()}


def check(case: Mapping[str, Any], state: bytes, rows: Rows, entry: Entry) -> Iterator[ShouwenError]:
    """Whether nothing came back, and nothing that stayed was changed."""
    attested: dict[str, Any] = {
        "sealed_key": None,
        "shown": {},
        "disposed_at": entry.at,
        "at": entry.at,
        "changed_at": entry.wall,
    }
    attested |= {"seq": entry.seq, "head": entry.hash, "digest": entry.digest}
    attested |= {"next_due": None, "legal_hold": False}
    for name, value in attested.items():
        if case[name] != value:
            yield found.NotDisposed(what=name)
    if state:
        yield found.NotDisposed(what="state")
    recorded, now = entry.came["left"], left(case, rows)
    for name in sorted(recorded.keys() | now.keys()):
        if recorded.get(name) != now.get(name):
            yield found.NotDisposed(what=name)
