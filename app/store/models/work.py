"""What a case waits for or has to do outside: tasks, timers, messages, incidents, the outbox.

All but the outbox are projections of the journal: `verify` compares them with it.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, ForeignKeyConstraint, Index, false, text
from sqlalchemy.orm import Mapped, mapped_column

from app.store.database import Model
from app.store.types import Id, Instant, Json


def where(condition: str) -> dict[str, Any]:
    return {"sqlite_where": text(condition), "postgresql_where": text(condition)}


class Task(Model):
    __tablename__ = "task"
    __table_args__ = (
        ForeignKeyConstraint(["case_id"], ["case.id"]),
        Index("ix_task_assignee", "assignee", "due_at", **where("status = 'open'")),
        Index("ix_task_due_at", "due_at", **where("status = 'open'")),
        Index("ix_task_opened_at", "opened_at", **where("status = 'open'")),
        Index("ix_task_breached", "case_id", **where("breached")),
        Index("ix_task_closed_by", "closed_by", "closed_at", **where("status = 'completed'")),
    )

    case_id: Mapped[int] = mapped_column(Id, primary_key=True, autoincrement=False)
    no: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    key: Mapped[str]
    element: Mapped[str]
    name: Mapped[str]
    visit: Mapped[int]
    index: Mapped[int | None]
    form: Mapped[str | None]
    groups: Mapped[Any] = mapped_column(Json)
    users: Mapped[Any] = mapped_column(Json)
    deputies: Mapped[Any] = mapped_column(Json)
    assignee: Mapped[str | None]
    priority: Mapped[int]
    opened_at: Mapped[datetime] = mapped_column(Instant)
    due_at: Mapped[datetime | None] = mapped_column(Instant)
    clock: Mapped[str | None]
    provisional: Mapped[bool]
    urged: Mapped[int]
    breached: Mapped[bool]
    status: Mapped[str]  # "open" | "completed" | "cancelled"
    closed_at: Mapped[datetime | None] = mapped_column(Instant)
    closed_by: Mapped[str | None]
    paused_at: Mapped[datetime | None] = mapped_column(Instant)  # since when its clock stands still
    counts_from: Mapped[datetime | None] = mapped_column(Instant)  # set once its limit was moved: its shares do
    delegated_by: Mapped[str | None]  # gets it back when it is done
    stands_in_for: Mapped[str | None]  # who is away and would have it
    urged_at: Mapped[datetime | None] = mapped_column(Instant)  # when somebody last urged it by hand
    recused: Mapped[Any] = mapped_column(Json, server_default="[]")
    signatures: Mapped[Any] = mapped_column(Json, server_default="[]")
    signs_for: Mapped[int | None]  # it only asks for a signature: the no of the task it belongs to
    signing: Mapped[bool] = mapped_column(server_default=false())  # done, and waits for signatures


class Timer(Model):
    __tablename__ = "timer"
    __table_args__ = (
        ForeignKeyConstraint(["case_id"], ["case.id"]),
        Index("ix_timer_due", "due", **where("status = 'set'")),
    )

    case_id: Mapped[int] = mapped_column(Id, primary_key=True, autoincrement=False)
    key: Mapped[str] = mapped_column(primary_key=True)
    element: Mapped[str]
    kind: Mapped[str]  # "bpmn" | "remind" | "urge" | "breach" | "escalate" | "deputy"
    due: Mapped[datetime] = mapped_column(Instant)
    clock: Mapped[str | None]
    provisional: Mapped[bool]
    task_no: Mapped[int | None]
    paused_at: Mapped[datetime | None] = mapped_column(Instant)
    status: Mapped[str]  # "set" | "paused" | "fired" | "gone"


class MessageWait(Model):
    __tablename__ = "message_wait"
    __table_args__ = (
        ForeignKeyConstraint(["case_id"], ["case.id"]),
        Index("ix_message_wait_message", "message", "correlation", **where("waiting")),
    )

    case_id: Mapped[int] = mapped_column(Id, primary_key=True, autoincrement=False)
    key: Mapped[str] = mapped_column(primary_key=True)
    element: Mapped[str]
    kind: Mapped[str] = mapped_column(server_default="message")  # "message" | "signal"
    message: Mapped[str]
    correlation: Mapped[str | None]
    waiting: Mapped[bool]


class Incident(Model):
    __tablename__ = "incident"
    __table_args__ = (
        ForeignKeyConstraint(["case_id"], ["case.id"]),
        Index("ix_incident_opened_at", "opened_at", **where("resolved_at IS NULL")),
    )

    case_id: Mapped[int] = mapped_column(Id, primary_key=True, autoincrement=False)
    key: Mapped[str] = mapped_column(primary_key=True)
    source: Mapped[str]  # "engine": part of the case; "timer" | "outbox": of the machinery around it
    element: Mapped[str]
    message: Mapped[str]
    opened_at: Mapped[datetime] = mapped_column(Instant)
    resolved_at: Mapped[datetime | None] = mapped_column(Instant)


class OutboxMessage(Model):
    """What has to be done outside a case because of a step; written with the step, done by the worker."""

    __tablename__ = "outbox_message"
    __table_args__ = (
        Index("ix_outbox_message_due_at", "due_at", **where("status = 'waiting'")),
        Index("ix_outbox_message_failed", "id", **where("status = 'failed'")),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    key: Mapped[str] = mapped_column(unique=True)  # "<case>:<seq>:<index>": the same effect is never done for another
    kind: Mapped[str]  # "notice" | "job:<type>" | "message" | "signal"
    case_id: Mapped[int] = mapped_column(ForeignKey("case.id"), index=True)
    seq: Mapped[int]
    payload: Mapped[Any] = mapped_column(Json)
    status: Mapped[str]  # "waiting" | "done" | "failed" | "merged" (another reminder says it too)
    attempts: Mapped[int]
    due_at: Mapped[datetime] = mapped_column(
        Instant
    )  # when it is tried (again); while it is tried: when its lock expires
    created_at: Mapped[datetime] = mapped_column(Instant)
    done_at: Mapped[datetime | None] = mapped_column(Instant)
    said: Mapped[str | None]  # what went wrong the last time
