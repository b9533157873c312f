"""Cases, what they are numbered by, and who has a part in them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, ForeignKeyConstraint, Index, LargeBinary, false, text
from sqlalchemy.orm import Mapped, mapped_column

from app.store.database import Model
from app.store.types import Id, Instant, Json, Numbers


class Case(Model):
    __tablename__ = "case"
    __table_args__ = (
        Index("ix_case_status_changed_at", "status", "changed_at"),
        Index("ix_case_process_id_status", "process_id", "status", "changed_at"),
        Index("ix_case_owner", "owner", "changed_at"),
        Index(
            "ix_case_wake_at",
            "wake_at",
            sqlite_where=text("wake_at IS NOT NULL"),
            postgresql_where=text("wake_at IS NOT NULL"),
        ),
        Index("ix_case_failures", "id", sqlite_where=text("failures > 0"), postgresql_where=text("failures > 0")),
        Index("ix_case_untold", "id", sqlite_where=text("seq > told"), postgresql_where=text("seq > told")),
        Index(
            "ix_case_unindexed",
            "id",
            sqlite_where=text("seq > indexed AND disposed_at IS NULL"),
            postgresql_where=text("seq > indexed AND disposed_at IS NULL"),
        ),
        Index("ix_case_unattested", "id", sqlite_where=text("seq > attested"), postgresql_where=text("seq > attested")),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    number: Mapped[str] = mapped_column(unique=True)  # what people call it
    process_id: Mapped[str] = mapped_column(ForeignKey("process.id"))
    version_hash: Mapped[str] = mapped_column(ForeignKey("process_version.hash"), index=True)
    calendar: Mapped[str]  # the calendar it counts in
    status: Mapped[str]  # "open" | "ended" | "cancelled"
    ended: Mapped[str | None]  # the id of the end event reached last
    owner: Mapped[str | None]  # 首问责任人
    unit: Mapped[str | None]
    started_by: Mapped[str]
    start_key: Mapped[str | None] = mapped_column(unique=True)  # the idempotency key it was started with
    started_at: Mapped[datetime] = mapped_column(Instant)
    ended_at: Mapped[datetime | None] = mapped_column(Instant)
    changed_at: Mapped[datetime] = mapped_column(Instant, index=True)  # wall time of the last entry
    at: Mapped[datetime] = mapped_column(Instant)  # logical time of the last entry
    seq: Mapped[int]  # of the last entry
    head: Mapped[str]  # hash of the last entry
    digest: Mapped[str]  # of the canonical state
    attested: Mapped[int] = mapped_column(default=0)  # the last seq that a signed checkpoint covers
    told: Mapped[int] = mapped_column(default=0, server_default="0")  # the last seq that people have been told of
    indexed: Mapped[int] = mapped_column(default=0, server_default="0")  # the last seq whose words are in CaseWords
    shown: Mapped[Any] = mapped_column(Json)  # the values that lists may show
    next_due: Mapped[datetime | None] = mapped_column(Instant)  # the earliest timer
    wake_at: Mapped[datetime | None] = mapped_column(
        Instant
    )  # when the worker looks: later than next_due after a failure
    failures: Mapped[int] = mapped_column(default=0)  # of firing its timer, one after another
    sealed_key: Mapped[bytes | None] = mapped_column(LargeBinary, deferred=True)  # of its own, wrapped; see sealing
    disposed_at: Mapped[datetime | None] = mapped_column(Instant)
    legal_hold: Mapped[bool] = mapped_column(default=False, server_default=false())
    state: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)  # opaque: only the engine reads it


class CaseNumber(Model):
    """The last number given in a year."""

    __tablename__ = "case_number"

    year: Mapped[int] = mapped_column(primary_key=True)
    last: Mapped[int]


class CaseParty(Model):
    """A group, or a person (`@login`), that has or had a part in a case: through a task, or (task 0) from its start.

    Who sees a case follows from the units; what a group's list shows follows from `claimable`.
    """

    __tablename__ = "case_party"
    __table_args__ = (
        Index("ix_case_party_unit", "unit", "case_id"),
        Index(
            "ix_case_party_name", "name", "due_at", sqlite_where=text("claimable"), postgresql_where=text("claimable")
        ),
        ForeignKeyConstraint(["case_id"], ["case.id"]),
    )

    case_id: Mapped[int] = mapped_column(Id, primary_key=True, autoincrement=False)
    task_no: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    name: Mapped[str] = mapped_column(primary_key=True)
    unit: Mapped[str | None]  # that sees the case for it
    claimable: Mapped[bool]  # the task is open and nobody's
    due_at: Mapped[datetime] = mapped_column(Instant)  # of the task, to sort by: far away where there is none


class CaseCopy(Model):
    """抄送: somebody was sent a copy of a case, the last time; a projection of the journal, as parties are."""

    __tablename__ = "case_copy"
    __table_args__ = (
        ForeignKeyConstraint(["case_id"], ["case.id"]),
        Index("ix_case_copy_login", "login", "at"),
    )

    case_id: Mapped[int] = mapped_column(Id, primary_key=True, autoincrement=False)
    login: Mapped[str] = mapped_column(primary_key=True)
    seq: Mapped[int]  # of the entry
    by: Mapped[str]
    at: Mapped[datetime] = mapped_column(Instant)
    reason: Mapped[str]


class CaseValue(Model):
    """A value that lists may show, as text that they can be filtered by."""

    __tablename__ = "case_value"
    __table_args__ = (
        Index("ix_case_value_name", "name", "value", "case_id"),
        ForeignKeyConstraint(["case_id"], ["case.id"]),
    )

    case_id: Mapped[int] = mapped_column(Id, primary_key=True, autoincrement=False)
    name: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[str | None]  # None: it is gone


class CaseWords(Model):
    """What was written in a case, as keyed hashes of every two characters: see casework.words."""

    __tablename__ = "case_words"
    __table_args__ = (
        ForeignKeyConstraint(["case_id"], ["case.id"]),
        Index("ix_case_words_words", "words", postgresql_using="gin", sqlite_where=text("case_id < 0")),
    )

    case_id: Mapped[int] = mapped_column(Id, primary_key=True, autoincrement=False)
    words: Mapped[Any] = mapped_column(Numbers)
