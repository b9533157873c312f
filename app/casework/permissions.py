"""Who may do what, as a table that a manager can read, and as conditions that every list applies.

Sight follows units: a unit that has a part in a case (it started it, answers for it, or had a task in it) sees it. So
one member bank never sees another's case, and whoever leads or audits sees what lies below them.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Protocol

from app.casework.organisation import ADMINISTRATOR, AUDITOR, HEAD, LEADER, PROCESS_OWNER, Person, unit_of
from app.casework.people import Actor
from app.casework.projections import as_party
from app.engine import Version
from app.engine.groups import split
from app.errors import NotAllowed, NotYourRoom, NotYours, ShouwenError, TaskTaken
from app.store.sight import Sight

SEEING_BELOW = (AUDITOR, ADMINISTRATOR)

# Which rooms a person may enter.
ROOMS: dict[str, Callable[[Actor], bool]] = {
    "desk": lambda who: bool(who.memberships),
    "studio": lambda who: who.has(PROCESS_OWNER) or who.has(ADMINISTRATOR),
    "audit": lambda who: who.has(AUDITOR) or who.has(ADMINISTRATOR),
    "admin": lambda who: who.has(ADMINISTRATOR),
    "calendars": lambda who: who.has(ADMINISTRATOR) or who.has(PROCESS_OWNER) or who.has(AUDITOR),
}


class OnlyWatches(NotAllowed):
    """Whoever holds no role but that of an auditor looks at cases, and does nothing to them."""


class NotForThem(NotAllowed):
    """The task cannot be given to {name}: it is not for their groups, and they are not in your units."""


class NotYourProcess(NotAllowed):
    """You may not start {process}."""


class NotYourDiagram(NotAllowed):
    """You may not deploy {process}: it belongs to {unit}."""


class NotYourCalendar(NotAllowed):
    """This calendar is looked after by the administrators and process owners of {unit}."""


class NotYourParameter(NotAllowed):
    """The parameters of {unit} are set by its process owners and administrators."""


class NotYoursToEnter(NotAllowed):
    """What comes from outside is entered by those who received the case: its first responsible person and its unit."""


class ForWhom(Protocol):
    """Whom a task is for: an open task of the engine, or a row of a list."""

    @property
    def groups(self) -> tuple[str, ...]: ...
    @property
    def users(self) -> tuple[str, ...]: ...
    @property
    def deputies(self) -> tuple[str, ...]: ...
    @property
    def assignee(self) -> str | None: ...


class Whose(Protocol):
    """Whose a case is."""

    @property
    def owner(self) -> str | None: ...
    @property
    def unit(self) -> str | None: ...
    @property
    def started_by(self) -> str: ...


def rooms(actor: Actor) -> frozenset[str]:
    return frozenset(room for room, may_enter in ROOMS.items() if may_enter(actor))


# -- cases


def names(actor: Actor) -> frozenset[str]:
    """The names a person goes by among the parties of cases: their groups and their login."""
    return actor.groups | {as_party(actor.login)}


def sight(actor: Actor) -> Sight:
    """The cases a person sees: of their own units, of units their system roles reach, and those they have a part in."""
    reached = actor.reach(*SEEING_BELOW)
    root = actor.directory.root
    everything = actor.is_system or (root is not None and root in reached)
    return Sight(everything=everything, units=actor.units | reached, names=names(actor))


# What can be done to a whole case by hand, and which system roles may do it, for cases of units they reach.
CASE_RIGHTS = {
    "Cancel": (ADMINISTRATOR,),
    "SetValues": (ADMINISTRATOR,),
    "Retry": (ADMINISTRATOR, PROCESS_OWNER),
    "MoveToken": (ADMINISTRATOR,),
    "Suspend": (ADMINISTRATOR, PROCESS_OWNER),
    "Unsuspend": (ADMINISTRATOR, PROCESS_OWNER),
}


def may_by_hand(actor: Actor, what: str, case: Whose) -> bool:
    reached = actor.reach(*CASE_RIGHTS[what])
    return actor.is_system or case.unit in reached or actor.directory.root in reached


def check_case(actor: Actor, what: str, case: Whose) -> None:
    if not may_by_hand(actor, what, case):
        raise NotYourRoom


def check_export(actor: Actor) -> None:
    """Whoever may enter the audit room may take the cases they see out of it, with a reason that is put on record."""
    if not (actor.is_system or ROOMS["audit"](actor)):
        raise NotYourRoom


def check_acts(actor: Actor) -> None:
    if actor.only_watches:
        raise OnlyWatches


def may_enter_message(actor: Actor, case: Whose) -> bool:
    """Those who received a case enter what comes in for it: nobody ends with a message what is held against them."""
    if actor.only_watches:
        return False
    received = actor.login in (case.owner, case.started_by) or case.unit in actor.units
    return received or may_by_hand(actor, "Cancel", case)


def check_message(actor: Actor, case: Whose) -> None:
    if not may_enter_message(actor, case):
        raise NotYoursToEnter


# -- retention

DISPOSERS = (ADMINISTRATOR, PROCESS_OWNER)  # of the unit whose case it is, or of one above; it takes two of them


def may_dispose(actor: Actor, unit: str | None) -> bool:
    return (unit or actor.directory.root) in actor.reach(*DISPOSERS)


# -- processes


def may_start(actor: Actor, version: Version, unit: str | None) -> bool:
    """A process says who starts it (its property `starters`), or everybody in its unit and below does."""
    starters = split(version.properties.get("starters", ""))
    if actor.is_system:
        return True
    if actor.only_watches:
        return False
    return bool(actor.groups & set(starters)) if starters else may_see_process(actor, unit)


def check_start(actor: Actor, version: Version, unit: str | None) -> None:
    if not may_start(actor, version, unit):
        raise NotYourProcess(process=version.name)


def check_begins_for(actor: Actor, unit: str | None, owner: str | None) -> None:
    """Nobody makes others the first responsible: a case is begun for one's own units, by oneself or for a colleague.

    Whoever administers a unit, or owns its processes, may begin one for it. Raises NotYourRoom, PersonNotFound.
    """
    if actor.is_system:
        return
    theirs = actor.units | actor.reach(ADMINISTRATOR, PROCESS_OWNER)
    if unit is not None and unit not in theirs:
        raise NotYourRoom
    if owner not in (None, actor.login) and not theirs & set(actor.directory.person(str(owner)).units):
        raise NotYourRoom


def may_see_process(actor: Actor, unit: str | None) -> bool:
    """A process is seen by the people of the unit that owns it and of those below, and by those who look after them."""
    if actor.is_system or unit is None or unit not in actor.directory.units:
        return bool(actor.memberships) or actor.is_system
    return bool(actor.units & actor.directory.below(unit)) or unit in actor.reach(PROCESS_OWNER, *SEEING_BELOW)


def may_deploy(actor: Actor, unit: str | None) -> bool:
    reached = actor.reach(PROCESS_OWNER, ADMINISTRATOR)
    return actor.is_system or (unit or actor.directory.root) in reached


def check_deploy(actor: Actor, process: str, unit: str | None) -> None:
    if not may_deploy(actor, unit):
        raise NotYourDiagram(process=process, unit=unit or "-")


# -- calendars

CALENDAR_KEEPERS = (ADMINISTRATOR, PROCESS_OWNER)  # of the unit that looks after it, or of one above


def may_keep_calendar(actor: Actor, unit: str | None) -> bool:
    """Who drafts, proposes and publishes a calendar; without a unit it is the whole house's."""
    return actor.is_system or (unit or actor.directory.root) in actor.reach(*CALENDAR_KEEPERS)


def check_calendar(actor: Actor, unit: str | None) -> None:
    if not may_keep_calendar(actor, unit):
        named = actor.directory.units.get(unit or actor.directory.root or "")
        raise NotYourCalendar(unit=named.name if named else "-")


def may_choose_calendar(actor: Actor, unit: str) -> bool:
    """Which calendar a unit's new cases count in is for its administrators."""
    return unit in actor.reach(ADMINISTRATOR)


# -- parameters

PARAMETER_KEEPERS = (PROCESS_OWNER, ADMINISTRATOR)  # of the unit, or of one above


def may_set_parameter(actor: Actor, unit: str) -> bool:
    """Who proposes and publishes the values of a unit; that it takes two is for the use case to hold."""
    return unit in actor.reach(*PARAMETER_KEEPERS)


def check_parameter(actor: Actor, unit: str) -> None:
    if not may_set_parameter(actor, unit):
        named = actor.directory.units.get(unit)
        raise NotYourParameter(unit=named.name if named else unit)


# -- tasks


def is_for(actor: Actor, task: ForWhom) -> bool:
    """Whether a person is among those a task is for, whoever has it now."""
    return actor.login in (task.assignee, *task.users) or bool(actor.groups & {*task.groups, *task.deputies})


def is_free_for(actor: Actor, task: ForWhom) -> bool:
    """Whether a person can work on a task right away: it is theirs, or nobody's and for them."""
    return task.assignee == actor.login or (task.assignee is None and is_for(actor, task))


def leads(actor: Actor, task: ForWhom, case: Whose) -> bool:
    """Whether a person leads a unit that has the task: as its head or leader, or as an administrator above it."""
    units = {unit for group in (*task.groups, *task.deputies) if (unit := unit_of(group))}
    units |= {case.unit} if case.unit else set()
    heads = {f"{role}@{unit}" for role in (HEAD, LEADER) for unit in units}
    return bool(actor.groups & heads or actor.reach(ADMINISTRATOR) & units)


def may_work(actor: Actor, task: ForWhom, case: Whose, at: datetime) -> bool:
    """A free task is for its groups and users; B steps in for an absent A; what is nobody's is the case's owner's."""
    if task.assignee is not None and task.assignee != actor.login:
        return is_for(actor, task) and actor.directory.is_absent(task.assignee, at)
    if not (task.groups or task.users or task.deputies or task.assignee):
        return actor.login in (case.owner, case.started_by)
    return is_for(actor, task)


def may_give_back(actor: Actor, task: ForWhom, case: Whose, _at: datetime) -> bool:
    return task.assignee is not None and (actor.login == task.assignee or leads(actor, task, case))


def may_hand_over(actor: Actor, task: ForWhom, case: Whose, _at: datetime) -> bool:
    return is_for(actor, task) or leads(actor, task, case)


# What a person may do with an open task.
TASK_RIGHTS: dict[str, Callable[[Actor, ForWhom, Whose, datetime], bool]] = {
    "claim": lambda who, task, case, at: task.assignee is None and may_work(who, task, case, at),
    "complete": may_work,
    "release": may_give_back,
    "assign": may_hand_over,
    "take_over": may_hand_over,
}


def may(actor: Actor, what: str, task: ForWhom, case: Whose, at: datetime) -> bool:
    return TASK_RIGHTS[what](actor, task, case, at)


def rights(actor: Actor, task: ForWhom, case: Whose, at: datetime) -> frozenset[str]:
    return frozenset(what for what in TASK_RIGHTS if may(actor, what, task, case, at))


def refusal(actor: Actor, task: ForWhom, task_id: str) -> ShouwenError:
    """Why a person may not: a colleague has the task, or it is for others."""
    holder = actor.directory.name(task.assignee) if task.assignee else None
    if holder and is_for(actor, task) and task.assignee != actor.login:
        return TaskTaken(task=task_id, assignee=holder)
    return NotYours(task=task_id, who=holder or ", ".join((*task.groups, *task.users)) or "-")


def check_receiver(actor: Actor, person: Person, task: ForWhom) -> None:
    """A task stays among those it is for, and in the units of whoever hands it over. Raises NotForThem."""
    groups = actor.directory.groups_of(person.login)
    among = person.login in task.users or bool(groups & {*task.groups, *task.deputies})
    led = {unit for unit in actor.directory.units if actor.groups & {f"{HEAD}@{unit}", f"{LEADER}@{unit}"}}
    if not among and not set(person.units) & (actor.units | led | actor.reach(ADMINISTRATOR)):
        raise NotForThem(name=person.name)


def stands_in_for(actor: Actor, task: ForWhom, at: datetime) -> str | None:
    """For whom somebody acts who is a task's deputy: the absent person who has it, or its group (B 代 A)."""
    if task.assignee is not None and task.assignee != actor.login:
        return task.assignee if actor.directory.is_absent(task.assignee, at) else None
    regular = actor.login in task.users or bool(actor.groups & set(task.groups))
    if regular or not task.groups or not actor.groups & set(task.deputies):
        return None
    holders = actor.directory.holders(task.groups[0])
    return holders[0] if len(holders) == 1 else task.groups[0]
