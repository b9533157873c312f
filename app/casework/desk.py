"""What people do with tasks beside claiming and completing them. A task is named `<case>-<no>`, as everywhere."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from app.casework import desk_rights, permissions
from app.casework.commands import Outcome
from app.casework.held import Held
from app.casework.people import Actor
from app.casework.remarks import Copy
from app.casework.tasks import carry_out_on
from app.engine.commands import Command
from app.engine.handling import LONGEST_REASON, DeedUnexplained
from app.engine.step import OpenTask
from app.engine.task_commands import AskSignatures, Delegate, DropSignature, Recuse, Return, Sign, Urge
from app.errors import Invalid
from app.store import db, lists

MOST_RECEIVERS = 20


class NobodyNamed(Invalid):
    """Name somebody, at most {limit} people at once."""


def delegate(
    task_id: str, to: str, by: Actor, *, reason: str, key: str | None = None, at: datetime | None = None
) -> Outcome:
    """委派: somebody else does it, then it comes back. Raises PersonNotFound, NotForThem."""
    person = by.directory.person(to)

    def make(_held: Held, task: OpenTask, now: datetime) -> Command:
        permissions.check_receiver(by, person, task)
        return Delegate(
            by=by.login, acting_for=desk_rights.acting_for(by, task, now), task=task.key, to=to, reason=reason
        )

    return carry_out_on(task_id, "delegate", make, by, key, at, {"to": to, "reason": reason})


def ask_signatures(
    task_id: str,
    to: Sequence[str],
    by: Actor,
    *,
    place: str = "before",
    rule: str = "all",
    reason: str = "",
    key: str | None = None,
    at: datetime | None = None,
) -> Outcome:
    """前加签, 后加签, 会签. Raises PersonNotFound, NotForThem and what the engine refuses."""
    people = [by.directory.person(login) for login in _named(to)]

    def make(_held: Held, task: OpenTask, now: datetime) -> Command:
        for person in people:
            desk_rights.check_copied(by, person, task)
        said = {"task": task.key, "to": tuple(to), "place": place, "rule": rule, "reason": reason}
        return AskSignatures(by=by.login, acting_for=desk_rights.acting_for(by, task, now), **said)  # type: ignore[arg-type]

    said = {"to": list(to), "place": place, "rule": rule, "reason": reason}
    return carry_out_on(task_id, "ask_signatures", make, by, key, at, said)


def drop_signature(
    task_id: str, login: str, by: Actor, *, reason: str, key: str | None = None, at: datetime | None = None
) -> Outcome:
    """减签."""
    check_reason(reason)

    def make(_held: Held, task: OpenTask, _now: datetime) -> Command:
        return DropSignature(by=by.login, task=task.key, login=login, reason=reason)

    return carry_out_on(task_id, "drop_signature", make, by, key, at, {"login": login, "reason": reason})


def sign(
    task_id: str, agrees: bool, by: Actor, *, reason: str = "", key: str | None = None, at: datetime | None = None
) -> Outcome:
    """Agree, or object with a reason."""

    def make(_held: Held, task: OpenTask, now: datetime) -> Command:
        acting_for = desk_rights.acting_for(by, task, now)
        return Sign(by=by.login, acting_for=acting_for, task=task.key, agrees=agrees, reason=reason)

    return carry_out_on(task_id, "sign", make, by, key, at, {"agrees": agrees, "reason": reason})


def send_back(
    task_id: str, to: str, by: Actor, *, reason: str, key: str | None = None, at: datetime | None = None
) -> Outcome:
    """退回 along a drawn path; whoever did the earlier task has it again, if they are there."""

    def make(held: Held, task: OpenTask, now: datetime) -> Command:
        did = lists.completed_last(db.session(), held.case.id, to)
        there = did in by.directory.people and not by.directory.is_absent(str(did), now)
        acting_for = desk_rights.acting_for(by, task, now)
        said = {"task": task.key, "to": to, "reason": reason, "assignee": did if there else None}
        return Return(by=by.login, acting_for=acting_for, **said)  # type: ignore[arg-type]

    return carry_out_on(task_id, "return", make, by, key, at, {"to": to, "reason": reason})


def urge(task_id: str, by: Actor, *, reason: str = "", key: str | None = None, at: datetime | None = None) -> Outcome:
    """催办, at most once in two hours."""

    def make(_held: Held, task: OpenTask, _now: datetime) -> Command:
        return Urge(by=by.login, task=task.key, reason=reason)

    return carry_out_on(task_id, "urge", make, by, key, at, {"reason": reason})


def recuse(task_id: str, by: Actor, *, reason: str, key: str | None = None, at: datetime | None = None) -> Outcome:
    """回避: the task goes to others, and never to this person again."""

    def make(_held: Held, task: OpenTask, _now: datetime) -> Command:
        return Recuse(by=by.login, task=task.key, reason=reason)

    return carry_out_on(task_id, "recuse", make, by, key, at, {"reason": reason})


def copy(
    task_id: str,
    to: Sequence[str],
    by: Actor,
    *,
    reason: str = "",
    key: str | None = None,
    at: datetime | None = None,
) -> Outcome:
    """抄送: these people see the case from now on, and are told. Raises PersonNotFound, NotToCopy."""
    people = [by.directory.person(login) for login in _named(to)]
    if len(reason) > LONGEST_REASON:
        raise DeedUnexplained(limit=LONGEST_REASON)

    def make(_held: Held, task: OpenTask, _now: datetime) -> Command:
        for person in people:
            desk_rights.check_copied(by, person, task)
        return Copy(by=by.login, to=tuple(to), task=task.key, reason=reason)

    return carry_out_on(task_id, "copy", make, by, key, at, {"to": list(to), "reason": reason})


def check_reason(reason: str) -> None:
    if not reason.strip() or len(reason) > LONGEST_REASON:
        raise DeedUnexplained(limit=LONGEST_REASON)


def _named(to: Sequence[str]) -> list[str]:
    named = list(dict.fromkeys(to))
    if not named or len(named) > MOST_RECEIVERS or len(named) != len(to):
        raise NobodyNamed(limit=MOST_RECEIVERS)
    return named
