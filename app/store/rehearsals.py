"""Rehearsals: cases that people play through by hand; and the worked examples that lie beside a version."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from app.store import models, writes
from app.store.models import ProcessFile, Rehearsal

EXAMPLES = "examples/%"


def of(session: Session, login: str, *, draft: int | None, version: str | None) -> Rehearsal | None:
    """A person's rehearsal of a draft, or of a version."""
    about = Rehearsal.draft_id == draft if draft is not None else Rehearsal.version_hash == version
    return session.scalars(select(Rehearsal).where(Rehearsal.by == login, about).limit(1)).first()


def by_id(session: Session, rehearsal: int, login: str) -> Rehearsal | None:
    return session.scalars(select(Rehearsal).where(Rehearsal.id == rehearsal, Rehearsal.by == login)).first()


def change(session: Session, rehearsal: int, seen: datetime, values: Mapping[str, Any]) -> bool:
    """Save over what was last changed at `seen`; False where another window has saved since."""
    asked = update(Rehearsal).where(Rehearsal.id == rehearsal, Rehearsal.changed_at == seen)
    return session.execute(asked.values(**values).returning(Rehearsal.id)).scalar_one_or_none() is not None


def replace_examples(session: Session, version: str, examples: Mapping[str, bytes]) -> None:
    """The worked examples of a version are these from now on."""
    session.execute(delete(ProcessFile).where(ProcessFile.version_hash == version, ProcessFile.name.like(EXAMPLES)))
    rows = [{"version_hash": version, "name": name, "content": data} for name, data in examples.items()]
    writes.add_all(session, models.ProcessFile, rows)
