"""Who tries to come in, and which workers are alive."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Mapped, mapped_column

from app.store.database import Model
from app.store.types import Instant


class SignIn(Model):
    """Wrong passwords for an account from an address, counted by all web processes together."""

    __tablename__ = "sign_in"

    login: Mapped[str] = mapped_column(primary_key=True)  # as it was typed: there may be no such account
    address: Mapped[str] = mapped_column(primary_key=True)
    failures: Mapped[int]
    last_at: Mapped[datetime] = mapped_column(Instant)


class Heartbeat(Model):
    """When a worker last said that it is alive; the desk tells people when none has for a while."""

    __tablename__ = "heartbeat"

    name: Mapped[str] = mapped_column(primary_key=True)  # host and process id
    started_at: Mapped[datetime] = mapped_column(Instant)
    at: Mapped[datetime] = mapped_column(Instant)
