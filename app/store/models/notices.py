"""What people are told: their inbox, how each message went out, how they want to be told, and the house's words."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.store.database import Model
from app.store.models.work import where
from app.store.types import Id, Instant, Json


class Notice(Model):
    """One thing a person is told, as facts: it is put into words when they read it, in their language."""

    __tablename__ = "notice"
    __table_args__ = (
        UniqueConstraint("key", "login"),
        Index("ix_notice_login", "login", "id"),
        Index("ix_notice_unread", "login", **where("read_at IS NULL")),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    key: Mapped[str]  # of the outbox message it came from: told twice, it is there once
    login: Mapped[str]
    kind: Mapped[str]
    case_id: Mapped[int] = mapped_column(ForeignKey("case.id"), index=True)
    task_no: Mapped[int | None]
    facts: Mapped[Any] = mapped_column(Json)
    created_at: Mapped[datetime] = mapped_column(Instant)
    read_at: Mapped[datetime | None] = mapped_column(Instant)


class Delivery(Model):
    """A notice on its way over one channel, and what became of it."""

    __tablename__ = "delivery"
    __table_args__ = (
        Index("ix_delivery_due_at", "due_at", **where("status = 'waiting'")),
        Index("ix_delivery_failed", "id", **where("status = 'failed'")),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    notice_id: Mapped[int] = mapped_column(ForeignKey("notice.id"), index=True)
    login: Mapped[str]
    channel: Mapped[str]  # its name: the address holds secrets and stays in the settings
    status: Mapped[str]  # "waiting" | "sent" | "failed" | "replaced" (another channel took over) | "dropped"
    held: Mapped[bool]  # it waited for working hours or a digest: all that waited with it are one message
    attempts: Mapped[int]
    due_at: Mapped[datetime] = mapped_column(Instant)  # as in the outbox: also the end of a lock
    created_at: Mapped[datetime] = mapped_column(Instant)
    done_at: Mapped[datetime | None] = mapped_column(Instant)
    said: Mapped[str | None]  # what went wrong the last time


class Contact(Model):
    """How a person wants to be told; who has no row is told at once, over the first channel that reaches them."""

    __tablename__ = "contact"

    login: Mapped[str] = mapped_column(primary_key=True)
    modes: Mapped[Any] = mapped_column(Json)  # channel -> "now" | "digest" | "spare" | "off"
    handles: Mapped[Any] = mapped_column(Json)  # their own names and robots on services: {"wecom": "…"}
    quiet: Mapped[bool]  # outside working hours only what is urgent


class LeftBehind(Model):
    """A case whose journal a reader (`news` …) could not read on in: it looks again later, and others go on."""

    __tablename__ = "left_behind"
    __table_args__ = (Index("ix_left_behind_due_at", "reader", "due_at"),)

    reader: Mapped[str] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case.id", ondelete="CASCADE"), primary_key=True)
    attempts: Mapped[int]
    due_at: Mapped[datetime] = mapped_column(Instant)
    said: Mapped[str]  # what went wrong the last time


class NoticeText(Model):
    """The organisation's own words for an event in a language, in place of ours."""

    __tablename__ = "notice_text"

    kind: Mapped[str] = mapped_column(primary_key=True)
    language: Mapped[str] = mapped_column(primary_key=True)
    title: Mapped[str]
    body: Mapped[str]
    changed_by: Mapped[str]
    changed_at: Mapped[datetime] = mapped_column(Instant)
