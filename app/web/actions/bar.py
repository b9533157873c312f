"""What the action bar of a task offers: only what this person may do with it now, the frequent things first."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask_babel import lazy_gettext

from app.casework import cases, desk_rights, tasks
from app.casework.people import Actor
from app.engine import Version, View
from app.engine.step import Signature
from app.web.actions import words

Pairs = list[tuple[str, str]]


@dataclass(frozen=True)
class Action:
    """One entry of the bar; its dialog is a macro of `actions/_dialogs.html`."""

    key: str  # the end of its address
    right: str  # of casework's table
    icon: str
    title: Any
    said: Any  # what comes of it, in a few words
    shortcut: str = ""


_ = lazy_gettext
ACTIONS = (
    Action("call-ends", "call_ends", "phone-off", _("The call is over"), _("limits end with it")),
    Action("call-begins", "call_begins", "phone-call", _("Another call"), _("the customer is on the telephone again")),
    Action("return", "return", "arrow-back-up", _("Send back"), _("to an earlier task"), "b"),
    Action("assign", "assign", "user-share", _("Hand over"), _("to somebody else, for good"), "h"),
    Action("ask-signatures", "ask_signatures", "users-plus", _("Have it signed"), _("by others"), "e"),
    Action("delegate", "delegate", "user-down", _("Delegate"), _("it comes back to you")),
    Action("drop-signature", "drop_signature", "user-minus", _("Let off signing"), _("a signer")),
    Action("urge", "urge", "bell-ringing", _("Urge"), _("whoever has it, once in two hours")),
    Action("copy", "copy", "send", _("Send a copy"), _("they see the case from then on")),
    Action("recuse", "recuse", "user-off", _("Stand back"), _("you have a conflict of interest")),
    Action("take-over", "take_over", "users", _("Call in the deputy"), _("the person in charge is away")),
)
FREQUENT = 3  # stand in the bar itself, the others behind “More”


@dataclass(frozen=True, kw_only=True)
class Bar:
    actions: tuple[Action, ...]
    targets: Pairs  # the earlier tasks it can go back to
    receivers: Pairs  # who can be given the task
    people: Pairs  # who can be asked to sign, or sent a copy
    signers: Pairs  # who is still to sign

    @property
    def frequent(self) -> tuple[Action, ...]:
        return self.actions[:FREQUENT]


def of(task: tasks.Task, version: Version, actor: Actor, may: frozenset[str]) -> Bar:
    targets = cases.ways_back(task.case_id, task.no) if "return" in may else ()
    offered = may if targets else may - {"return"}
    actions = tuple(action for action in ACTIONS if action.right in offered)
    some = bool({"assign", "delegate"} & offered)
    many = bool({"ask_signatures", "copy"} & offered)
    return Bar(
        actions=actions,
        targets=[(target, version.elements[target].name or target) for target in targets],
        receivers=receivers(task, actor) if some else [],
        people=people(task, actor) if many else [],
        signers=[(each.login, actor.directory.name(each.login)) for each in waited_for(task)],
    )


def waited_for(task: tasks.Task) -> list[Signature]:
    return [each for each in task.signatures if each.state in ("waits", "open")]


def receivers(task: tasks.Task, actor: Actor) -> Pairs:
    """Whom a task may be given to: those it is for, and everybody in the units of whoever gives it."""
    directory = actor.directory
    logins = {login for group in (*task.groups, *task.deputies) for login in directory.holders(group)}
    logins |= {person.login for person in directory.people.values() if actor.units & set(person.units)}
    return _named(logins - {task.assignee, *task.recused}, actor)


def people(task: tasks.Task, actor: Actor) -> Pairs:
    """Whom one may ask to sign, or send a copy: those in reach of one's units and of the task's."""
    found = {
        person.login for person in actor.directory.people.values() if desk_rights.may_be_copied(actor, person, task)
    }
    return _named(found - {actor.login}, actor)


def _named(logins: set[Any], actor: Actor) -> Pairs:
    """By unit and name, so that one finds whom one looks for."""
    directory = actor.directory
    found = []
    for login in logins - {None}:
        home = directory.people[login].home if login in directory.people else None
        unit = directory.units[home].name if home else ""
        found.append((unit, directory.name(login), login))
    return [(login, f"{name}（{unit}）" if unit else name) for unit, name, login in sorted(found)]


@dataclass(frozen=True, kw_only=True)
class Signing:
    """A signature as the page shows it."""

    name: str
    place: str
    rule: str
    opinion: str
    icon: str
    state: str
    word: str


def signatures(of: tuple[Signature, ...], actor: Actor) -> list[Signing]:
    found = []
    for each in of:
        icon, state, word = words.STATES[each.state]
        name = actor.directory.name(each.login)
        if each.by and each.by != each.login:
            name = f"{actor.directory.name(each.by)} → {name}"
        found.append(
            Signing(
                name=name,
                place=str(words.PLACES[each.place]),
                rule=words.rule(each.rule),
                opinion=each.opinion,
                icon=icon,
                state=state,
                word=str(word),
            )
        )
    return found


def host_of(task: tasks.Task, view: View) -> Any:
    """The task that one is asked to sign; None for other tasks, and when it is gone."""
    return next((each for each in view.tasks if each.no == task.signs_for), None)
