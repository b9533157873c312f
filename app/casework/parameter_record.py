"""The record of who proposed and decided which value of a parameter; the rows have to be what it says."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from app.casework import facts as written
from app.casework import mismatches as found
from app.casework.signed_record import Deed, SignedRecord
from app.errors import ShouwenError
from app.store import db, models, records
from app.store import parameters as store
from app.store.models import ParameterChange

PROPOSED, PUBLISHED, TAKEN_OVER = "proposed", "published", "taken over"
INSTANTS = ("proposed_at", "decided_at")
COLUMNS = tuple(column.name for column in ParameterChange.__table__.columns)


@dataclass(frozen=True, kw_only=True)
class ParameterDeed(Deed):
    """ "proposed" | "published" | "refused" | "withdrawn", or "taken over": a value that came by set-up."""

    parameter: str
    unit: str
    change: int  # the row that it is about


RECORD = SignedRecord("parameters", "shouwen-parameter-1", models.ParameterEntry, ParameterDeed)


def write(session: Session, row: ParameterChange, deed: str) -> None:
    """Record what has just become of a row, in the caller's transaction, which holds the lock on parameters."""
    at = row.proposed_at if deed == PROPOSED else row.decided_at or row.proposed_at
    by = row.proposed_by if deed == PROPOSED else row.decided_by or row.proposed_by
    about = {"parameter": row.parameter_id, "unit": row.unit_id, "change": row.id}
    reason = row.reason if deed in (PROPOSED, TAKEN_OVER) else row.decided_why
    RECORD.add(session, at, {"row": said(row)}, deed=deed, by=by, reason=reason, **about)


def said(row: ParameterChange) -> dict[str, Any]:
    """A row as the record holds it."""
    columns = {name: getattr(row, name) for name in COLUMNS}
    return columns | {name: written.instant(at) for name in INSTANTS if isinstance(at := columns[name], datetime)}


def begin(session: Session) -> None:
    """Put on the record what there was before there was one."""
    if records.last(session, models.ParameterEntry) is None:
        for row in store.changes(session):
            write(session, row, TAKEN_OVER)


# -- audit


def check() -> Iterator[ShouwenError]:
    """The chain of deeds, and every row against them."""
    deeds, broken = RECORD.unbroken()
    if broken is not None:
        yield found.ParameterDeedChanged(seq=broken.seq, parameter=broken.parameter)
        return
    expected = folded(deeds)
    rows = {row.id: row for row in store.changes(db.session())}
    for change in sorted(rows.keys() | expected.keys()):
        there, wanted = said(rows[change]) if change in rows else None, expected.get(change)
        if there != wanted:
            facts = wanted or there or {}
            yield found.ParameterChanged(change=change, parameter=facts["parameter_id"], unit=facts["unit_id"])


def folded(deeds: Iterable[ParameterDeed]) -> dict[int, dict[str, Any]]:
    """The rows as the deeds leave them: what is published takes the place of what held in its unit."""
    rows: dict[int, dict[str, Any]] = {}
    holds: dict[tuple[str, str], int] = {}
    for deed in deeds:
        row = dict(deed.known["row"])
        if row["current"]:
            before = holds.get((deed.parameter, deed.unit))
            if before is not None and before != deed.change:
                rows[before] = rows[before] | {"current": False}
            holds[deed.parameter, deed.unit] = deed.change
        rows[deed.change] = row
    return rows
