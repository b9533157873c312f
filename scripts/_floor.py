"""The bare floor of the benchmark: a minimal Flask view that writes the rows of one completion in one transaction.

It knows nothing of procedures: no person, no form, no engine, no signature. The rows are copies of those that a real
completion wrote, moved on by one entry, one task and one timer.
"""

from __future__ import annotations

import os
from threading import Lock
from typing import Any

from flask import Flask
from sqlalchemy import create_engine, event, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite

from app.store import models

UPSERTS = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}
PRAGMAS = ("journal_mode = WAL", "synchronous = FULL", "busy_timeout = 15000")


def create_app() -> Flask:
    app, engine = Flask(__name__), create_engine(os.environ["DATABASE_URL"])
    if engine.dialect.name == "sqlite":
        _prepare(engine)
    upsert = UPSERTS[engine.dialect.name]
    templates: dict[int, dict[str, Any]] = {}
    lock = Lock()

    @app.post("/complete/<int:case_id>")
    def complete(case_id: int) -> dict[str, Any]:
        with lock:
            if case_id not in templates:
                templates[case_id] = _rows(engine, case_id)
        rows = templates[case_id]
        with engine.begin() as connection:
            table = models.Case.__table__
            found = connection.execute(
                select(table.c.seq, table.c.state).where(table.c.id == case_id).with_for_update()
            )
            seq = found.one().seq + 1
            changed = {name: value for name, value in rows["case"].items() if name != "id"} | {"seq": seq}
            connection.execute(update(table).where(table.c.id == case_id).values(**changed))
            connection.execute(insert(models.JournalEntry.__table__), rows["entry"] | {"seq": seq, "key": None})
            closed = rows["task"] | {"no": seq + 1, "status": "completed"}
            opened = rows["task"] | {"no": seq + 2, "key": f"work#{seq + 2}"}
            save(connection, models.Task, [closed, opened])
            save(connection, models.Timer, [timer | {"key": f"{timer['key']}{seq}"} for timer in rows["timers"]])
            save(connection, models.CaseParty, [rows["party"] | {"task_no": no} for no in (seq + 1, seq + 2)])
        return {"seq": seq}

    def save(connection: Any, model: Any, rows: list[dict[str, Any]]) -> None:
        table = model.__table__
        statement = upsert(table)
        other = {name: statement.excluded[name] for name in rows[0] if name not in table.primary_key.columns}
        statement = statement.on_conflict_do_update(index_elements=list(table.primary_key), set_=other)
        connection.execute(statement.returning(*table.primary_key), rows)

    return app


def _rows(engine: Any, case_id: int) -> dict[str, Any]:
    """The rows that the last completion of a case wrote."""

    def last(model: Any, order: Any, **extra: Any) -> list[dict[str, Any]]:
        table = model.__table__
        wanted = select(table).where(table.c["id" if model is models.Case else "case_id"] == case_id).order_by(order)
        with engine.connect() as connection:
            return [dict(row._mapping) for row in connection.execute(wanted.limit(extra.get("limit", 1)))]

    case, entry = models.Case.__table__, models.JournalEntry.__table__
    task, timer, party = models.Task.__table__, models.Timer.__table__, models.CaseParty.__table__
    return {
        "case": last(models.Case, case.c.id)[0],
        "entry": last(models.JournalEntry, entry.c.seq.desc())[0],
        "task": last(models.Task, task.c.no.desc())[0],
        "timers": last(models.Timer, timer.c.key.desc(), limit=4),
        "party": last(models.CaseParty, party.c.task_no.desc())[0],
    }


def _prepare(engine: Any) -> None:
    @event.listens_for(engine, "connect")
    def set_up(connection: Any, _record: Any) -> None:
        connection.isolation_level = None
        for pragma in PRAGMAS:
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def begin(connection: Any) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE")
