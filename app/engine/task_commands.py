"""What people ask of a task other than to claim or complete it: the commands of the desk's action bar."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from app.engine.commands import Command


@dataclass(frozen=True, kw_only=True)
class Delegate(Command):
    """委派: somebody else does the work; then it comes back to whoever delegated it, who completes it."""

    task: str
    to: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class HandBack(Command):
    """A delegated task is done: what its form was filled in with waits for whoever delegated it."""

    task: str
    values: Mapping[str, Any] = field(default_factory=dict)
    reason: str = ""


@dataclass(frozen=True, kw_only=True)
class AskSignatures(Command):
    """加签, 会签: these people are to sign before the task can be completed, or after, before the case goes on."""

    task: str
    to: tuple[str, ...]
    place: str = "before"
    rule: str = "all"
    reason: str = ""


@dataclass(frozen=True, kw_only=True)
class DropSignature(Command):
    """减签: somebody who was asked to sign need not."""

    task: str
    login: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class Sign(Command):
    """Agree, or object, where one was asked to sign; `task` is the key of the task that asks it."""

    task: str
    agrees: bool = False
    reason: str = ""


@dataclass(frozen=True, kw_only=True)
class Return(Command):
    """退回: the case goes back to an earlier task along a path of the diagram."""

    task: str
    to: str
    reason: str
    assignee: str | None = None  # who did it, and has it again


@dataclass(frozen=True, kw_only=True)
class Withdraw(Command):
    """撤回: what one did last is taken back, while nobody has acted on it.

    `step` is the number of the entry that is taken back, `digest` that of the state before it.
    """

    step: int
    digest: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class Urge(Command):
    """催办: whoever has the task is asked to hurry."""

    task: str
    reason: str = ""


@dataclass(frozen=True, kw_only=True)
class EndCall(Command):
    """通话结束: the call is over, and so are the limits that end with it. `task` is the one at which it was told."""

    task: str
    reason: str = ""


@dataclass(frozen=True, kw_only=True)
class BeginCall(Command):
    """又来电: another call begins; what is opened from now on is to be done within it."""

    task: str
    reason: str = ""


@dataclass(frozen=True, kw_only=True)
class Recuse(Command):
    """回避: whoever asks stands back from the task, for good."""

    task: str
    reason: str
