"""The history of a process: who proposed, deployed, rolled back or retired what, when and why.

A deed is written in the transaction that does it. What a version holds is attested elsewhere: its hash stands in every
journal entry of its cases.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from app import clock
from app.casework.people import Actor
from app.store import db, models, writes
from app.store import drafts as kept

DRAWN_BY = "drawn_by"  # among the facts of a version that was drawn in the studio
ROLLED_BACK = "rolled_back"
INTO_FORCE = frozenset({"deployed", ROLLED_BACK, "in_force"})  # deeds after which new cases use another version


@dataclass(frozen=True, kw_only=True)
class Deed:
    at: datetime
    by: str
    deed: str  # "proposed" | "withdrawn" | "returned" | "deployed" | "rolled_back" | "in_force" | "retired" | "revived"
    number: int | None
    reason: str
    facts: Mapping[str, Any]


@dataclass(frozen=True)
class Standing:
    """How a process stands before a deed: the number in force, and whether it is retired."""

    number: int | None
    retired: bool


def standing(process: models.Process | None) -> Standing:
    return Standing(process.current, process.retired_at is not None) if process else Standing(None, retired=False)


def write(
    session: Session,
    process: str,
    deed: str,
    by: Actor,
    *,
    number: int | None = None,
    reason: str = "",
    facts: Mapping[str, Any] | None = None,
) -> None:
    row = {"process_id": process, "at": clock.now(), "by": by.login, "deed": deed, "number": number}
    writes.add(session, models.ProcessDeed, row | {"reason": reason, "facts": dict(facts or {})})


def in_force(
    session: Session,
    before: Standing,
    process: str,
    number: int,
    by: Actor,
    note: str,
    facts: Mapping[str, Any],
    *,
    new: bool,
) -> None:
    """A version came into force; one that was in force already leaves no trace."""
    if number == before.number and not before.retired:
        return
    deed = "deployed" if new else ROLLED_BACK if number < (before.number or 0) else "in_force"
    write(session, process, deed, by, number=number, reason=note, facts={**facts, "before": before.number})


def of(process: str) -> tuple[Deed, ...]:
    """What was done to a process, the newest first."""
    return tuple(
        Deed(at=row.at, by=row.by, deed=row.deed, number=row.number, reason=row.reason, facts=row.facts)
        for row in kept.deeds(db.session(), process)
    )
