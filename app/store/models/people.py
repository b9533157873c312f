"""Units, people, what they hold in which unit, and how they log in."""

from __future__ import annotations

from datetime import date, datetime
from uuid import uuid4

from flask_security import AsaList, UserMixin
from sqlalchemy import ForeignKey, select
from sqlalchemy.ext.mutable import MutableList
from sqlalchemy.orm import Mapped, column_property, mapped_column, relationship

from app.store.database import Model
from app.store.types import Id, Instant


class Organisation(Model):
    """One row that counts the changes of units, people and memberships, so that what was read of them can be kept."""

    __tablename__ = "organisation"

    id: Mapped[int] = mapped_column(primary_key=True)
    version: Mapped[int]


class Unit(Model):
    __tablename__ = "unit"

    id: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]
    kind: Mapped[str | None]
    parent_id: Mapped[str | None] = mapped_column(ForeignKey("unit.id"), index=True)
    position: Mapped[int] = mapped_column(default=0)  # among all units, so that a tree reads as it was written


class Membership(Model):
    __tablename__ = "membership"

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), primary_key=True)
    role: Mapped[str] = mapped_column(primary_key=True)
    unit_id: Mapped[str] = mapped_column(ForeignKey("unit.id"), primary_key=True, index=True)


class Person(Model, UserMixin):
    """A person; the columns after `absent_to` are those that Flask-Security logs people in with."""

    __tablename__ = "person"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    login: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    email: Mapped[str | None] = mapped_column(unique=True)  # type: ignore[assignment]  # not everybody has one
    phone: Mapped[str | None]
    language: Mapped[str | None]
    absent_from: Mapped[date | None]
    absent_to: Mapped[date | None]
    password: Mapped[str | None]
    active: Mapped[bool] = mapped_column(default=True)
    fs_uniquifier: Mapped[str] = mapped_column(unique=True, default=lambda: uuid4().hex)
    tf_primary_method: Mapped[str | None]
    tf_totp_secret: Mapped[str | None]
    tf_phone_number: Mapped[str | None]
    mf_recovery_codes: Mapped[list[str] | None] = mapped_column(MutableList.as_mutable(AsaList()))
    last_login_at: Mapped[datetime | None] = mapped_column(Instant)  # type: ignore[assignment]
    current_login_at: Mapped[datetime | None] = mapped_column(Instant)  # type: ignore[assignment]
    last_login_ip: Mapped[str | None]
    current_login_ip: Mapped[str | None]
    login_count: Mapped[int | None]  # type: ignore[assignment]

    memberships: Mapped[list[Membership]] = relationship(
        lazy="joined",
        cascade="all, delete-orphan",
        passive_deletes=True,
        order_by=(Membership.role, Membership.unit_id),
    )
    # Read along with the person, so that knowing whether the kept organisation is still true costs no statement.
    organisation_version: Mapped[int | None] = column_property(select(Organisation.version).scalar_subquery())


class StandIn(Model):
    """Who does somebody's work while they are away: the first row that covers a task."""

    __tablename__ = "stand_in"

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    deputy: Mapped[str]  # the login
    process: Mapped[str | None]  # None: whatever process
    role: Mapped[str | None]  # None: whatever a task asks for


class ApiToken(Model):
    """A token for programs; only its hash is kept."""

    __tablename__ = "api_token"

    hash: Mapped[str] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), index=True)
    label: Mapped[str]
    created_at: Mapped[datetime] = mapped_column(Instant)

    person: Mapped[Person] = relationship(lazy="joined", innerjoin=True)
