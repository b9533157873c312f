"""What is put on the record of a case without moving it. Like any command it is attested; replay passes it by."""

from __future__ import annotations

from dataclasses import dataclass

from app.engine.commands import Command


@dataclass(frozen=True, kw_only=True)
class Comment(Command):
    text: str


@dataclass(frozen=True, kw_only=True)
class Look(Command):
    """Somebody looked at personal data in full."""

    what: str


REMARKS = (Comment, Look)
