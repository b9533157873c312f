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


@dataclass(frozen=True, kw_only=True)
class Copy(Command):
    """抄送: these people are to know of the case; from now on they see it."""

    to: tuple[str, ...]
    task: str
    reason: str = ""


@dataclass(frozen=True, kw_only=True)
class Export(Command):
    """Somebody took the case out of the house, in an evidence pack."""

    reason: str


@dataclass(frozen=True, kw_only=True)
class HoldBack(Command):
    """The case is not disposed of until it is let go (legal hold)."""

    reason: str


@dataclass(frozen=True, kw_only=True)
class LetGo(Command):
    reason: str


@dataclass(frozen=True, kw_only=True)
class Dispose(Command):
    """The key of the case is destroyed, and with it what the case held of people. The last entry; it is not sealed."""

    reason: str
    asked_by: str  # `by` is who approved


REMARKS = (Comment, Look, Copy, Export, HoldBack, LetGo, Dispose)
HOLDS = {HoldBack.__name__: True, LetGo.__name__: False}  # what each does to the case's legal hold

# What a person can take back while nobody has acted on it: replay keeps the state before the last of these.
WITHDRAWABLE = frozenset({"Complete", "HandBack", "Sign", "Return", "Assign", "Delegate", "AskSignatures", "Recuse"})
