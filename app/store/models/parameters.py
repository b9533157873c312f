"""The organisation's parameters: as they are declared, and every value a unit was ever to have."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, LargeBinary, text
from sqlalchemy.orm import Mapped, mapped_column

from app.store.database import Model
from app.store.types import Id, Instant, Json


class Parameter(Model):
    """A parameter as `parameters.yaml` declares it."""

    __tablename__ = "parameter"

    id: Mapped[str] = mapped_column(primary_key=True)
    position: Mapped[int]  # in the order of the file
    declaration: Mapped[Any] = mapped_column(Json)
    procedures: Mapped[Any] = mapped_column(Json)  # code -> name of those that use it


def _partly(name: str, where: str) -> Index:
    return Index(name, "parameter_id", "unit_id", unique=True, sqlite_where=text(where), postgresql_where=text(where))


class ParameterChange(Model):
    """A value that somebody proposed for a unit, and what became of it. Rows are never taken away."""

    __tablename__ = "parameter_change"
    __table_args__ = (
        _partly("ix_parameter_change_current", "current"),
        _partly("ix_parameter_change_proposed", "status = 'proposed'"),
        Index("ix_parameter_change_history", "parameter_id", "unit_id"),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    parameter_id: Mapped[str] = mapped_column(ForeignKey("parameter.id"))
    unit_id: Mapped[str] = mapped_column(ForeignKey("unit.id"))
    value: Mapped[Any] = mapped_column(Json, nullable=True)  # None: the unit has no value of its own any more
    reason: Mapped[str]
    status: Mapped[str]  # "proposed" | "published" | "refused" | "withdrawn"
    current: Mapped[bool]  # whether it is what holds in the unit
    example: Mapped[bool]  # 示例: it came with the demo organisation
    proposed_by: Mapped[str]
    proposed_at: Mapped[datetime] = mapped_column(Instant)
    decided_by: Mapped[str | None]
    decided_at: Mapped[datetime | None] = mapped_column(Instant)
    decided_why: Mapped[str] = mapped_column(default="")


class ParameterEntry(Model):
    """One deed on a value of a parameter, chained to the one before and signed: who, when, why, and the row it left."""

    __tablename__ = "parameter_entry"

    seq: Mapped[int] = mapped_column(Id, primary_key=True, autoincrement=False)
    parameter: Mapped[str]
    unit: Mapped[str]
    change: Mapped[int] = mapped_column(Id)  # the number of the row
    at: Mapped[datetime] = mapped_column(Instant)
    by: Mapped[str]
    deed: Mapped[str]  # "proposed" | "published" | "refused" | "withdrawn" | "taken over"
    reason: Mapped[str]
    facts: Mapped[str]  # JSON text
    previous: Mapped[str]
    hash: Mapped[str]
    signature: Mapped[bytes] = mapped_column(LargeBinary)
    signed_with: Mapped[str]
