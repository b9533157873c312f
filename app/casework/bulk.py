"""Many tasks at once: each is done for itself, in its own transaction, and answers for itself."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from app.casework import desk, tasks
from app.casework.commands import Outcome
from app.casework.people import Actor
from app.errors import Invalid, ShouwenError

MOST_AT_ONCE = 100

Deed = Callable[[str, str, Actor, str, str | None, datetime | None], Outcome]

DEEDS: Mapping[str, Deed] = {
    "claim": lambda task, _to, by, _reason, key, at: tasks.claim(task, by, key=key, at=at),
    "assign": lambda task, to, by, reason, key, at: tasks.assign(task, to, by, reason=reason, key=key, at=at),
    "urge": lambda task, _to, by, reason, key, at: desk.urge(task, by, reason=reason, key=key, at=at),
}


class TooManyAtOnce(Invalid):
    """Choose from 1 to {limit} tasks."""


class NoSuchDeed(Invalid):
    """Many tasks at once can be claimed, handed over or urged, not {what}."""


@dataclass(frozen=True, kw_only=True)
class Done:
    """What came of one of the tasks."""

    task: str
    outcome: Outcome | None = None
    refused: ShouwenError | None = None

    @property
    def refused_text(self) -> str | None:
        return str(self.refused) if self.refused else None


def do(
    what: str,
    task_ids: Sequence[str],
    by: Actor,
    *,
    to: str = "",
    reason: str = "",
    key: str | None = None,
    at: datetime | None = None,
) -> tuple[Done, ...]:
    """One deed for each of the tasks, named once or more. Raises TooManyAtOnce, NoSuchDeed; what else is refused is
    said of its task."""
    chosen = list(dict.fromkeys(task_ids))
    if not 1 <= len(chosen) <= MOST_AT_ONCE:
        raise TooManyAtOnce(limit=MOST_AT_ONCE)
    if what not in DEEDS:
        raise NoSuchDeed(what=what)
    return tuple(_one(DEEDS[what], task, to, by, reason, key, at) for task in chosen)


def _one(deed: Deed, task: str, to: str, by: Actor, reason: str, key: str | None, at: datetime | None) -> Done:
    try:
        return Done(task=task, outcome=deed(task, to, by, reason, f"{key}:{task}" if key else None, at))
    except ShouwenError as refused:
        return Done(task=task, refused=refused)
