"""The words of cases: which journals have not been read for them, and which cases have all the words of a text."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Boolean, ColumnElement, Row, literal, or_, select, update
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.orm import Session
from sqlalchemy.sql.functions import FunctionElement

from app.store import left_behind
from app.store.models import Case, CaseWords

WORDS = "words"  # the reader of journals that keeps them


class holds(FunctionElement[bool]):
    """Whether the first list has every number of the second."""

    type = Boolean()
    inherit_cache = True


@compiles(holds, "postgresql")
def _holds_on_postgresql(element: Any, compiler: Any, **kw: Any) -> str:
    all_of, wanted = (compiler.process(each, **kw) for each in element.clauses)
    return f"({all_of} @> {wanted})"


@compiles(holds, "sqlite")
def _holds_on_sqlite(element: Any, compiler: Any, **kw: Any) -> str:
    all_of, wanted = (compiler.process(each, **kw) for each in element.clauses)
    has = f"SELECT value FROM json_each({all_of})"  # noqa: S608 -- names of columns and bound parameters alone
    lacks = f"SELECT 1 FROM json_each({wanted}) AS wanted WHERE wanted.value NOT IN ({has})"  # noqa: S608 -- the same
    return f"(NOT EXISTS ({lacks}))"


def having(wanted: Sequence[Sequence[int]]) -> Any:
    """The cases that have all the hashes of one of these lists."""
    kind = CaseWords.__table__.c.words.type
    each: list[ColumnElement[bool]] = [holds(CaseWords.words, literal(list(one), kind)) for one in wanted]
    return select(CaseWords.case_id).where(or_(*each))


def unread(session: Session, now: datetime, limit: int) -> Sequence[Row[int, int, int]]:
    """The cases whose journal goes on after what was read, but for those put off and disposed of: id, seq, indexed."""
    asked = select(Case.id, Case.seq, Case.indexed).where(Case.seq > Case.indexed, Case.disposed_at.is_(None))
    return session.execute(asked.where(~left_behind.waits(WORDS, Case.id, now)).order_by(Case.id).limit(limit)).all()


def keep(session: Session, case_id: int, fresh: set[int], seq: int) -> None:
    """Add to the words of a case; nothing where it was disposed of in the meantime."""
    here = select(Case.id).where(Case.id == case_id, Case.disposed_at.is_(None)).with_for_update()
    if session.execute(here).scalar_one_or_none() is not None:
        before = session.get(CaseWords, case_id)
        session.merge(CaseWords(case_id=case_id, words=sorted(fresh | set(before.words if before else ()))))
        session.execute(update(Case).where(Case.id == case_id, Case.indexed < seq).values(indexed=seq))
    left_behind.caught_up(session, WORDS, case_id)
