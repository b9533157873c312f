"""Processes, their frozen versions, and what is being drawn."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, LargeBinary, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.store.database import Model
from app.store.types import Id, Instant, Json


class Process(Model):
    """A procedure and the version that new cases use."""

    __tablename__ = "process"

    id: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]
    current: Mapped[int]  # the number of the version
    unit: Mapped[str | None]  # that owns it: its people start it, its process owners deploy it
    retired_at: Mapped[datetime | None] = mapped_column(Instant)  # no case of it begins any more


class ProcessVersion(Model):
    __tablename__ = "process_version"
    __table_args__ = (UniqueConstraint("process_id", "number"),)

    hash: Mapped[str] = mapped_column(primary_key=True)  # of the content
    process_id: Mapped[str] = mapped_column(ForeignKey("process.id"))
    number: Mapped[int]  # 1, 2, 3 … within the process
    name: Mapped[str]
    deployed_at: Mapped[datetime] = mapped_column(Instant)
    deployed_by: Mapped[str]
    note: Mapped[str] = mapped_column(default="")


class ProcessFile(Model):
    """One file of a version, byte for byte as it was deployed."""

    __tablename__ = "process_file"

    version_hash: Mapped[str] = mapped_column(ForeignKey("process_version.hash"), primary_key=True)
    name: Mapped[str] = mapped_column(primary_key=True)
    content: Mapped[bytes] = mapped_column(LargeBinary)


class Draft(Model):
    """A process that somebody is drawing in the studio."""

    __tablename__ = "draft"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    process_id: Mapped[str] = mapped_column(index=True)
    title: Mapped[str]
    files: Mapped[Any] = mapped_column(Json)  # name -> text
    based_on: Mapped[str | None]  # the hash of the version it was opened from
    by: Mapped[str] = mapped_column(index=True)
    created_at: Mapped[datetime] = mapped_column(Instant)
    changed_at: Mapped[datetime] = mapped_column(Instant)
    held_in: Mapped[str | None]  # the editor that may save it: one window of one browser
    held_at: Mapped[datetime | None] = mapped_column(Instant)  # when that window was last heard of
    status: Mapped[str] = mapped_column(default="draft")  # "draft" | "proposed": a second person looks at it
    reason: Mapped[str] = mapped_column(default="")  # what changed and why, in the words of who proposed it
    proposed_at: Mapped[datetime | None] = mapped_column(Instant)
    returned: Mapped[str] = mapped_column(default="")  # what the second person asked to be mended


class ProcessDeed(Model):
    """What was done to a process as a whole, by whom and why: proposed, deployed, rolled back, retired …"""

    __tablename__ = "process_deed"
    __table_args__ = (Index("ix_process_deed_process_id", "process_id", "id"),)

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    process_id: Mapped[str]  # of one that is still being drawn there is no row in `process`
    at: Mapped[datetime] = mapped_column(Instant)
    by: Mapped[str]
    deed: Mapped[str]
    number: Mapped[int | None]  # of the version that it is about
    reason: Mapped[str]
    facts: Mapped[Any] = mapped_column(Json)  # who drew it, which version was in force before …


class Simulation(Model):
    """Some weeks of a procedure that somebody has simulated, by a process of its own."""

    __tablename__ = "simulation"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    process_id: Mapped[str] = mapped_column(index=True)
    by: Mapped[str]
    plan: Mapped[Any] = mapped_column(Json)  # versions, rate, durations, seed
    status: Mapped[str]  # "waiting" | "running" | "done" | "cancelled" | "failed"
    share: Mapped[int]  # of the work that is done, in percent
    result: Mapped[Any] = mapped_column(Json)  # by version hash
    made_at: Mapped[datetime] = mapped_column(Instant)
    seen_at: Mapped[datetime] = mapped_column(Instant)  # when it last told how far it is


class Rehearsal(Model):
    """A case that somebody plays by hand on a draft or a version: its commands, as a worked example has them."""

    __tablename__ = "rehearsal"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    process_id: Mapped[str]
    by: Mapped[str] = mapped_column(index=True)
    draft_id: Mapped[int | None] = mapped_column(ForeignKey("draft.id", ondelete="CASCADE"), index=True)
    version_hash: Mapped[str | None] = mapped_column(ForeignKey("process_version.hash"))
    example: Mapped[Any] = mapped_column(Json)  # {"start": …, "steps": […]}; empty before the case is begun
    changed_at: Mapped[datetime] = mapped_column(Instant)
