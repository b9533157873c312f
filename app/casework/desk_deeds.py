"""What a step of a worked example can do with a task beside completing it, as at the desk."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from app.casework import desk_rights
from app.casework.organisation import Person
from app.engine.commands import Command
from app.engine.step import OpenTask
from app.engine.task_commands import (
    AskSignatures,
    BeginCall,
    Delegate,
    DropSignature,
    EndCall,
    Recuse,
    Return,
    Sign,
    Urge,
)

if TYPE_CHECKING:
    from app.casework.deeds import Scene
    from app.casework.examples import ExampleStep

# What each says beside the task and the reason.
SAYS: Mapping[str, frozenset[str]] = {
    "delegate": frozenset({"to"}),
    "countersign": frozenset({"to", "place", "rule"}),
    "uncountersign": frozenset({"who"}),
    "sign": frozenset({"agrees"}),
    "return": frozenset({"to"}),
    "urge": frozenset(),
    "recuse": frozenset(),
    "call_ends": frozenset(),
    "call_begins": frozenset(),
}
RIGHTS = {"countersign": "ask_signatures", "uncountersign": "drop_signature"}  # the others are named like their deed


def command(step: ExampleStep, scene: Scene, by: str, task: OpenTask) -> Iterator[Command]:
    """Raises what live work raises."""
    what, said = step.kind or "", step.details
    people = [str(each) for each in _many(said.get("to"))] if what in ("delegate", "countersign") else []
    for login in people:
        check_receiver(what, by, login, task, scene)
    common: dict[str, Any] = {"by": by, "task": task.key, "reason": str(said.get("reason", ""))}
    if what not in ("urge", "recuse", "uncountersign"):
        common["acting_for"] = scene.rules.stands_in_for(by, task, scene.at)
    yield MAKES[what](common, said, people)


MAKES: Mapping[str, Callable[[dict[str, Any], Mapping[str, Any], list[str]], Command]] = {
    "delegate": lambda common, _said, people: Delegate(to=next(iter(people), ""), **common),
    "countersign": lambda common, said, people: AskSignatures(
        to=tuple(people), place=str(said.get("place", "before")), rule=str(said.get("rule", "all")), **common
    ),
    "uncountersign": lambda common, said, _people: DropSignature(login=str(said.get("who", "")), **common),
    "sign": lambda common, said, _people: Sign(agrees=bool(said.get("agrees", True)), **common),
    "return": lambda common, said, _people: Return(to=str(said.get("to", "")), **common),
    "urge": lambda common, _said, _people: Urge(**common),
    "recuse": lambda common, _said, _people: Recuse(**common),
    "call_ends": lambda common, _said, _people: EndCall(**common),
    "call_begins": lambda common, _said, _people: BeginCall(**common),
}


def check_receiver(what: str, by: str, login: str, task: OpenTask, scene: Scene) -> None:
    """Raises PersonNotFound, NotForThem and NotToCopy, as live work does."""
    if not scene.rules.judges(task):
        return
    if what == "delegate":
        scene.rules.check_receiver(by, login, task)
        return
    person: Person = scene.rules.directory.person(login)
    desk_rights.check_copied(scene.rules.actor(by), person, task)


def _many(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [] if value is None else [value]
