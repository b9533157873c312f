"""The statements that write a step: one for each table, however many rows.

Only `casework.record` and the use cases beside it call these; none of them commits.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

from sqlalchemy import Table, bindparam, insert, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session
from sqlalchemy.sql.dml import ReturningInsert

from app.store.database import Base
from app.store.models import Case, CaseNumber

Rows = Sequence[Mapping[str, Any]]
DIALECTS: dict[str, Any] = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}


def add(session: Session, model: type[Base], row: Mapping[str, Any]) -> Any:
    """Insert one row; its primary key, or the first part of it, comes back."""
    return session.execute(_insert(model), [row]).scalar_one()


def add_all(session: Session, model: type[Base], rows: Rows) -> None:
    if rows:
        session.execute(_insert(model), list(rows))


def save(session: Session, model: type[Base], rows: Rows, *, keep: tuple[str, ...] = ()) -> None:
    """Insert rows, or overwrite those that are there; the columns of `keep` stay as they are in these."""
    if rows:
        dialect = session.get_bind().dialect.name
        session.execute(_upsert(model, dialect, tuple(rows[0]), keep), list(rows))


def change_case(session: Session, case_id: int, values: Mapping[str, Any]) -> None:
    session.execute(CHANGE_CASE, {"changed": case_id, **values})


CHANGE_CASE = update(Case.__table__).where(Case.__table__.c.id == bindparam("changed"))  # type: ignore[arg-type]


# Statements are built once: building one costs as much as sending it. RETURNING makes one statement with all rows of
# it; without, drivers send one for each row.


@cache
def _insert(model: type[Base]) -> ReturningInsert[Any]:
    table = _table(model)
    return insert(table).returning(*table.primary_key)


@cache
def _upsert(model: type[Base], dialect: str, names: tuple[str, ...], keep: tuple[str, ...]) -> ReturningInsert[Any]:
    table = _table(model)
    statement = DIALECTS[dialect](table)
    key = list(table.primary_key)
    changing = [name for name in names if name not in keep and name not in table.primary_key.columns]
    overwritten = {name: statement.excluded[name] for name in changing}
    upsert: ReturningInsert[Any] = statement.on_conflict_do_update(index_elements=key, set_=overwritten).returning(*key)
    return upsert


def next_number(session: Session, year: int) -> int:
    """The next case number of a year; whoever asks at the same time waits, so that none is given twice or left out."""
    table = _table(CaseNumber)
    statement = DIALECTS[session.get_bind().dialect.name](table).values(year=year, last=1)
    statement = statement.on_conflict_do_update(index_elements=["year"], set_={"last": table.c.last + 1})
    return int(session.execute(statement.returning(table.c.last)).scalar_one())


def _table(model: type[Base]) -> Table:
    return model.__table__  # type: ignore[return-value]
