"""How far a person sees, as a condition that every list, count, search and look-up of a case applies."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, exists, or_, true

from app.store.models import Case, CaseParty


@dataclass(frozen=True, kw_only=True)
class Sight:
    """How far a person sees: everything, or the cases that these units or names have a part in."""

    everything: bool = False
    units: frozenset[str] = frozenset()
    names: frozenset[str] = frozenset()


def seen(sight: Sight, case_id: Any = Case.id) -> ColumnElement[bool]:
    """The condition that the case of this id is within somebody's sight."""
    if sight.everything:
        return true()
    theirs = or_(CaseParty.unit.in_(sorted(sight.units)), CaseParty.name.in_(sorted(sight.names)))
    return exists().where(CaseParty.case_id == case_id, theirs).correlate(case_id.class_)
