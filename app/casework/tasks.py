"""What people do with tasks: find them, claim, give back, hand over, complete. A task is named `<case>-<no>`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from app import clock
from app.casework import attachments, conflicts, desk_rights, permissions, submissions
from app.casework.commands import Decided, Outcome, carry_out
from app.casework.held import Held
from app.casework.lists import Page, page_of
from app.casework.people import Actor
from app.engine.commands import Assign, Claim, Command, Complete, Release, TakeOver
from app.engine.step import OpenTask, Signature
from app.engine.task_commands import HandBack
from app.errors import CaseNotFound, TaskClosed, TaskNotFound
from app.forms import english
from app.forms.messages import Translate
from app.store import db, lists
from app.store.lists import Wanted

GIVING = frozenset({"assign", "delegate", "ask_signatures"})

Make = Callable[[Held, OpenTask, datetime], Command | Decided]


@dataclass(frozen=True, kw_only=True)
class Task:
    """A task as lists and pages show it, open or closed."""

    case_id: int
    no: int
    key: str
    element: str
    name: str
    visit: int
    index: int | None
    form: str | None
    groups: tuple[str, ...]
    users: tuple[str, ...]
    deputies: tuple[str, ...]
    assignee: str | None
    priority: int
    opened_at: datetime
    due_at: datetime | None
    clock: str | None
    provisional: bool
    urged: int
    breached: bool
    status: str  # "open" | "completed" | "cancelled"
    closed_at: datetime | None
    closed_by: str | None
    paused_at: datetime | None
    counts_from: datetime | None
    delegated_by: str | None
    stands_in_for: str | None
    urged_at: datetime | None
    recused: tuple[str, ...]
    signatures: tuple[Signature, ...]
    signs_for: int | None
    signing: bool
    case_number: str
    process: str
    process_name: str
    version_hash: str
    calendar: str
    owner: str | None
    unit: str | None
    started_by: str
    shown: dict[str, Any]

    @property
    def id(self) -> str:
        return f"{self.case_id}-{self.no}"


@dataclass(frozen=True, kw_only=True)
class Counts:
    mine: int
    overdue: int  # of mine
    groups: int


# -- finding


def get(task_id: str, by: Actor) -> Task:
    """A task of a case that the person may see. Raises TaskNotFound."""
    case_id, no = split_id(task_id)
    row = lists.task_of_id(db.session(), permissions.sight(by), case_id, no)
    if row is None:
        raise TaskNotFound(task=task_id)
    return _task(row)


def of_case(case_id: int) -> tuple[Task, ...]:
    return tuple(_task(row) for row in lists.tasks_of_case(db.session(), case_id))


def mine(by: Actor, **wanted: Any) -> Page[Task]:
    asked = Wanted(**wanted)
    return _page(lists.tasks_assigned_to(db.session(), by.login, asked), asked)


def of_my_groups(by: Actor, **wanted: Any) -> Page[Task]:
    """The tasks that the person may claim: of their groups, or theirs by name, and nobody's yet."""
    asked = Wanted(**wanted)
    return _page(lists.tasks_claimable_by(db.session(), permissions.names(by), asked), asked)


def done_by(by: Actor, **wanted: Any) -> Page[Task]:
    asked = Wanted(**wanted)
    return _page(lists.tasks_completed_by(db.session(), by.login, asked), asked)


def find(by: Actor, **wanted: Any) -> Page[Task]:
    """The tasks of every case that the person may see."""
    asked = Wanted(**wanted)
    return _page(lists.find_tasks(db.session(), permissions.sight(by), asked), asked)


def counts(by: Actor) -> Counts:
    session = db.session()
    return Counts(
        mine=lists.count_assigned_to(session, by.login),
        overdue=lists.count_assigned_to(session, by.login, clock.now()),
        groups=lists.count_claimable(session, permissions.names(by)),
    )


# -- commands


def claim(task_id: str, by: Actor, *, key: str | None = None, at: datetime | None = None) -> Outcome:
    def make(_held: Held, task: OpenTask, now: datetime) -> Command:
        return Claim(by=by.login, acting_for=desk_rights.acting_for(by, task, now), task=task.key)

    return carry_out_on(task_id, "claim", make, by, key, at, {})


def release(task_id: str, by: Actor, *, key: str | None = None, at: datetime | None = None) -> Outcome:
    return carry_out_on(
        task_id, "release", lambda _held, task, _now: Release(by=by.login, task=task.key), by, key, at, {}
    )


def assign(
    task_id: str, to: str, by: Actor, *, reason: str = "", key: str | None = None, at: datetime | None = None
) -> Outcome:
    """Give the task to a person, whoever holds it now. Raises PersonNotFound."""
    person = by.directory.person(to)

    def make(_held: Held, task: OpenTask, _now: datetime) -> Command:
        permissions.check_receiver(by, person, task)
        return Assign(by=by.login, task=task.key, to=to, reason=reason, tell=True)

    return carry_out_on(task_id, "assign", make, by, key, at, {"to": to, "reason": reason})


def take_over(
    task_id: str, by: Actor, *, reason: str = "", key: str | None = None, at: datetime | None = None
) -> Outcome:
    """Add the next deputy group at once."""

    def make(_held: Held, task: OpenTask, _now: datetime) -> Command:
        return TakeOver(by=by.login, task=task.key, reason=reason)

    return carry_out_on(task_id, "take_over", make, by, key, at, {"reason": reason})


def complete(
    task_id: str,
    values: Mapping[str, Any],
    by: Actor,
    *,
    key: str | None = None,
    at: datetime | None = None,
    translate: Translate = english,
) -> Outcome:
    """Complete a task with what its form sent. Raises what its form, or its owner, refuses."""

    def make(held: Held, task: OpenTask, now: datetime) -> Decided:
        files = attachments.HandedIn(by, held.case.id)
        seen = held.view.names_at(task.no)
        accepted = submissions.to_complete(
            held.version, task, values, seen, now, held.calendar, files=files, translate=translate
        )
        acting_for = desk_rights.acting_for(by, task, now)
        kind = Complete if task.delegated_by is None else HandBack  # what was delegated goes back to be completed
        command = kind(by=by.login, acting_for=acting_for, task=task.key, values=accepted)
        return Decided(command=command, files=files.facts(accepted))

    return carry_out_on(task_id, "complete", make, by, key, at, {"values": dict(values)})


def carry_out_on(
    task_id: str, what: str, make: Make, by: Actor, key: str | None, at: datetime | None, said: dict[str, Any]
) -> Outcome:
    case_id, no = split_id(task_id)

    def decide(held: Held) -> Command | Decided:
        now = max(at or clock.now(), held.case.at)
        task = held.task(no)
        if task is None:
            raise _not_open(held, no, by)
        if not desk_rights.may(by, what, task, held.case, now):
            raise _not_allowed(held, task, by)
        _check_conflicts(held, what, task, by, said)
        return make(held, task, now)

    try:
        return carry_out(case_id, decide, by=by, key=key, request={"what": what, "task": task_id, **said}, at=at)
    except CaseNotFound:
        raise TaskNotFound(task=task_id) from None


def _check_conflicts(held: Held, what: str, task: OpenTask, by: Actor, said: Mapping[str, Any]) -> None:
    """Neither whoever works on a task nor whoever is given it may have a conflict of interest in it."""
    if not conflicts.may_arise(held.version):
        return
    known = conflicts.Conflicts(held.version, held.view, by.directory)
    given = said.get("to") if what in GIVING else None
    working = [by.login] if what in desk_rights.WORK else []
    for login in (*working, *([given] if isinstance(given, str) else given or ())):
        known.check(login, task)


def _not_open(held: Held, no: int, by: Actor) -> Exception:
    """A closed task is only told of to those who may see its case."""
    row = lists.task_of_id(db.session(), permissions.sight(by), held.case.id, no)
    task_id = held.task_id(no)
    return TaskNotFound(task=task_id) if row is None else TaskClosed(task=task_id, case=held.case.id)


def _not_allowed(held: Held, task: OpenTask, by: Actor) -> Exception:
    row = lists.task_of_id(db.session(), permissions.sight(by), held.case.id, task.no)
    task_id = held.task_id(task.no)
    return TaskNotFound(task=task_id) if row is None else desk_rights.refusal(by, task, task_id)


def may(task: Task, by: Actor, at: datetime | None = None) -> frozenset[str]:
    """What the person may do with a task as it was read: names of `desk_rights`."""
    return desk_rights.rights(by, task, task, at or clock.now()) if task.status == "open" else frozenset()


# -- names and rows


def split_id(task_id: str) -> tuple[int, int]:
    """The case and the number that a task's name is made of. Raises TaskNotFound for what is no such name."""
    case, _, no = task_id.partition("-")
    if not (task_id.isascii() and case.isdecimal() and no.isdecimal() and len(case) < 16 and len(no) < 9):
        raise TaskNotFound(task=task_id)
    return int(case), int(no)


def _task(row: Any) -> Task:
    found = dict(row._mapping)
    signatures = tuple(Signature(**one) for one in found["signatures"])
    lists_of = {name: tuple(found[name]) for name in ("groups", "users", "deputies", "recused")}
    return Task(**found | lists_of | {"signatures": signatures})


def _page(found: tuple[Any, int], asked: Wanted) -> Page[Task]:
    rows, total = found
    return page_of([_task(row) for row in rows], total, asked)
