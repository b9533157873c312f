"""Who may do what with a task beside working on it: the desk's action bar, as a table that a manager can read."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Protocol

from app.casework import permissions
from app.casework.organisation import HEAD, LEADER, Person, unit_of
from app.casework.people import Actor
from app.casework.permissions import ForWhom, Whose, is_for, is_free_for, leads, may_work
from app.engine.step import Signature
from app.errors import NotAllowed, ShouwenError, TaskUnclaimed


class NotToCopy(NotAllowed):
    """{name} cannot be sent a copy: they are neither in your units nor above them, nor have they a part in the task."""


class StoodBack(NotAllowed):
    """You stood back from task {task}: others do it."""


class DeskTask(ForWhom, Protocol):
    """What the action bar asks of a task."""

    @property
    def delegated_by(self) -> str | None: ...
    @property
    def stands_in_for(self) -> str | None: ...
    @property
    def recused(self) -> tuple[str, ...]: ...
    @property
    def signatures(self) -> tuple[Signature, ...]: ...
    @property
    def signs_for(self) -> int | None: ...
    @property
    def signing(self) -> bool: ...


May = Callable[[Actor, DeskTask, Whose, datetime], bool]


def has_it(actor: Actor, task: DeskTask, case: Whose, at: datetime) -> bool:
    """Whether it is in their hands: nobody else would work on it."""
    return task.assignee is not None and may_work(actor, task, case, at)


def has_or_leads(actor: Actor, task: DeskTask, case: Whose, at: datetime) -> bool:
    return has_it(actor, task, case, at) or leads(actor, task, case)


def may_delegate(actor: Actor, task: DeskTask, case: Whose, at: datetime) -> bool:
    return has_it(actor, task, case, at) and task.delegated_by is None


def may_drop(actor: Actor, task: DeskTask, case: Whose, at: datetime) -> bool:
    return any(one.state in ("waits", "open") for one in task.signatures) and has_or_leads(actor, task, case, at)


def may_urge(actor: Actor, task: DeskTask, case: Whose, _at: datetime) -> bool:
    """Whoever answers for the case, and its unit; nobody urges themselves."""
    answers = actor.login in (case.owner, case.started_by) or case.unit in actor.units or leads(actor, task, case)
    return answers and actor.login != task.assignee


def may_recuse(actor: Actor, task: DeskTask, _case: Whose, _at: datetime) -> bool:
    return is_free_for(actor, task) and actor.login not in task.recused


def may_tell_of_call(actor: Actor, task: DeskTask, case: Whose, at: datetime) -> bool:
    """Whoever works on it, or could, is on the telephone; their head may tell it for them."""
    return task.signs_for is None and (may_work(actor, task, case, at) or leads(actor, task, case))


def may_copy(actor: Actor, task: DeskTask, case: Whose, _at: datetime) -> bool:
    return is_for(actor, task) or leads(actor, task, case) or actor.login in (case.owner, case.started_by)


DESK_RIGHTS: dict[str, May] = {
    "delegate": may_delegate,
    "ask_signatures": has_it,
    "drop_signature": may_drop,
    "return": has_it,
    "urge": may_urge,
    "recuse": may_recuse,
    "copy": may_copy,
}
# Of what only asks for a signature, and of what is done but for signatures.
OF_SIGNATURES: dict[str, May] = {
    "sign": lambda who, task, case, at: may_work(who, task, case, at),
    "assign": permissions.may_hand_over,
    "urge": may_urge,
    "copy": may_copy,
}
OF_SIGNED: dict[str, May] = {"drop_signature": may_drop, "urge": may_urge, "copy": may_copy}

# Of every task, but of use only in a case with limits that end with a call: see `calls`.
OF_CALLS: dict[str, May] = {"call_ends": may_tell_of_call, "call_begins": may_tell_of_call}


def table_of(task: DeskTask) -> dict[str, May]:
    if task.signs_for is not None:
        return OF_SIGNATURES
    return OF_SIGNED if task.signing else {**permissions.TASK_RIGHTS, **DESK_RIGHTS}


def may(actor: Actor, what: str, task: DeskTask, case: Whose, at: datetime) -> bool:
    allowed = (table_of(task) | OF_CALLS).get(what)
    return allowed is not None and actor.login not in barred_from(task, what) and allowed(actor, task, case, at)


def rights(actor: Actor, task: DeskTask, case: Whose, at: datetime) -> frozenset[str]:
    return frozenset(what for what in table_of(task) if may(actor, what, task, case, at))


WORK = frozenset({"claim", "complete", "delegate", "ask_signatures", "return", "sign"})


def barred_from(task: DeskTask, what: str) -> tuple[str, ...]:
    """Who stood back from a task does no work on it."""
    return task.recused if what in WORK else ()


def refusal(actor: Actor, task: DeskTask, task_id: str) -> ShouwenError:
    """Why a person may not: they stood back, it has to be claimed first, a colleague has it, or it is for others."""
    if actor.login in task.recused:
        return StoodBack(task=task_id)
    if task.assignee is None and is_for(actor, task):
        return TaskUnclaimed(task=task_id)
    return permissions.refusal(actor, task, task_id)


def acting_for(actor: Actor, task: DeskTask, at: datetime) -> str | None:
    """For whom somebody acts: whom they were given the task in place of, or as whose deputy they step in."""
    if task.assignee == actor.login and task.stands_in_for:
        return task.stands_in_for
    return permissions.stands_in_for(actor, task, at)


def check_copied(actor: Actor, person: Person, task: ForWhom) -> None:
    """Raises NotToCopy."""
    if not may_be_copied(actor, person, task):
        raise NotToCopy(name=person.name)


def may_be_copied(actor: Actor, person: Person, task: ForWhom) -> bool:
    """A copy stays in one's units and those above and below them that one leads, and with whom the task is for."""
    directory = actor.directory
    reached = {up for unit in actor.units for up in directory.upwards(unit)} | actor.units
    reached |= {unit for unit in directory.units if actor.groups & {f"{HEAD}@{unit}", f"{LEADER}@{unit}"}}
    reached |= {unit for group in (*task.groups, *task.deputies) if (unit := unit_of(group))}
    return person.login in task.users or bool(reached & set(person.units))
