"""What a step of a worked example can do: each kind becomes the commands that a person at the desk would cause.

Rehearsals fold them in memory; the demo's cases are carried out live by the same words.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from app.calendars import Calendar
from app.casework import clock_deeds, conflicts, desk_deeds, desk_rights, submissions, wording
from app.casework.assignment import ASSIGNMENT
from app.casework.examples import ExampleStep
from app.casework.house_rules import HouseRules
from app.engine import Version, commands
from app.engine.commands import Command
from app.engine.step import Job, OpenTask, View
from app.errors import Conflict, Invalid

NTH = re.compile(r"(?P<element>.+)\[(?P<nth>[1-9]\d*)\]")


class TaskNotOpen(Conflict):
    """There is no open task {element}: open are {open}."""


class JobNotOpen(Conflict):
    """There is no open job at {element}: open are {open}."""


class WhoIsMissing(Invalid):
    """It does not say by whom: {step}."""


@dataclass(frozen=True, kw_only=True)
class Scene:
    """How the case stands when a step is done."""

    version: Version
    view: View
    at: datetime
    calendar: Calendar
    rules: HouseRules
    jobs: Mapping[str, Job] = field(default_factory=dict)  # open ones
    closed: tuple[OpenTask, ...] = ()  # tasks that were open once, in the order in which they closed


def commands_of(step: ExampleStep, scene: Scene) -> Iterator[Command]:
    """The commands of a step; none when only the clock moves."""
    return DEEDS[step.kind](step, scene) if step.kind else iter(())


def complete(step: ExampleStep, scene: Scene) -> Iterator[Command]:
    task = task_of(step, scene, "complete")
    values = step.details.get("values") or {}
    if task in scene.view.tasks:
        seen = scene.view.names_at(task.no)
        values = submissions.to_complete(
            scene.version, task, values, seen, scene.at, scene.calendar, translate=wording.bilingual
        )
    acting_for = stands_in_for(step, scene, task)
    yield commands.Complete(by=who(step), acting_for=acting_for, task=task.key, values=values)


def claim(step: ExampleStep, scene: Scene) -> Iterator[Command]:
    task = task_of(step, scene, "claim")
    yield commands.Claim(by=who(step), acting_for=stands_in_for(step, scene, task), task=task.key)


def release(step: ExampleStep, scene: Scene) -> Iterator[Command]:
    yield commands.Release(by=who(step), task=task_of(step, scene, "release").key)


def assign(step: ExampleStep, scene: Scene) -> Iterator[Command]:
    task, to = task_of(step, scene, "assign"), str(step.details.get("to") or "")
    scene.rules.check_receiver(who(step), to, task)
    yield commands.Assign(by=who(step), task=task.key, to=to, reason=step.details.get("reason", ""))


def absent(step: ExampleStep, scene: Scene) -> Iterator[Command]:
    by, what = step.by or ASSIGNMENT, "take_over" if step.by else None
    yield commands.TakeOver(by=by, task=task_of(step, scene, what).key, reason=step.details.get("reason", ""))


def message(step: ExampleStep, scene: Scene) -> Iterator[Command]:
    """A message without a key is taken to be for this case: it has the key the case waits with."""
    waiting = (wait.correlation for wait in scene.view.waits if wait.message == step.target)
    yield commands.Deliver(
        by=step.by or "system:messages",
        message=str(step.target),
        key=step.details.get("key") or next(waiting, None),
        values=step.details.get("values") or {},
    )


def job(step: ExampleStep, scene: Scene) -> Iterator[Command]:
    open_now = [job for job in scene.jobs.values() if job.element == step.target]
    if not open_now:
        raise JobNotOpen(element=step.target, open=", ".join(job.element for job in scene.jobs.values()) or "none")
    key, said = open_now[0].key, step.details
    if "error" in said or "code" in said:
        failure, code = str(said.get("error", "")), said.get("code")
        yield commands.JobFailed(by="system:jobs", job=key, message=failure, error_code=code)
    else:
        yield commands.JobDone(by="system:jobs", job=key, values=said.get("values") or {})


def mend(step: ExampleStep, scene: Scene) -> Iterator[Command]:
    scene.rules.check_case(who(step), "SetValues")
    yield commands.SetValues(by=who(step), values=step.target or {}, reason=step.details.get("reason", ""))


def retry(step: ExampleStep, scene: Scene) -> Iterator[Command]:
    scene.rules.check_case(who(step), "Retry")
    keys = [incident.key for incident in scene.view.incidents if incident.element == step.target]
    yield commands.Retry(by=who(step), incident=keys[0] if keys else str(step.target))


def cancel(step: ExampleStep, scene: Scene) -> Iterator[Command]:
    scene.rules.check_case(who(step), "Cancel")
    yield commands.Cancel(by=who(step), reason=str(step.target or ""))


def desk(step: ExampleStep, scene: Scene) -> Iterator[Command]:
    by, what = who(step), step.kind or ""
    asked = what == "sign"
    task = asked_of(step, scene, by) if asked else task_of(step, scene, desk_deeds.RIGHTS.get(what, what))
    yield from desk_deeds.command(step, scene, by, task)


def clock(step: ExampleStep, scene: Scene) -> Iterator[Command]:
    yield from clock_deeds.command(step, scene, who(step))


DEEDS: dict[str, Callable[[ExampleStep, Scene], Iterator[Command]]] = {
    "complete": complete,
    "claim": claim,
    "release": release,
    "assign": assign,
    "absent": absent,
    "message": message,
    "job": job,
    "set": mend,
    "retry": retry,
    "cancel": cancel,
    **dict.fromkeys(clock_deeds.SAYS, clock),
    **dict.fromkeys(desk_deeds.SAYS, desk),
}


def task_of(step: ExampleStep, scene: Scene, what: str | None) -> OpenTask:
    """The open task that `element` or `element[2]` names, if whoever asks may do `what` with it.

    One that was open once is answered too, for the engine to refuse.
    """
    text = str(step.target)
    nth = NTH.fullmatch(text)
    element, position = (nth["element"], int(nth["nth"])) if nth else (text, 1)
    found = (task for task in scene.view.tasks if task.element == element and task.signs_for is None)
    open_now = sorted(found, key=lambda task: task.no)
    if len(open_now) >= position:
        task = open_now[position - 1]
        if what:
            scene.rules.check(who(step), what, task, scene.at)
            if what in desk_rights.WORK and conflicts.may_arise(scene.version):
                conflicts.Conflicts(scene.version, scene.view, scene.rules.directory).check(who(step), task)
        return task
    closed = [task for task in scene.closed if task.element == element]
    if closed and not open_now:
        return closed[-1]
    raise TaskNotOpen(element=text, open=", ".join(sorted(task.element for task in scene.view.tasks)) or "none")


def asked_of(step: ExampleStep, scene: Scene, by: str) -> OpenTask:
    """The open task that asks this person for a signature to the element. Raises TaskNotOpen."""
    for task in scene.view.tasks:
        if task.signs_for is not None and task.element == step.target and task.assignee == by:
            scene.rules.check(by, "sign", task, scene.at)
            return task
    raise TaskNotOpen(element=step.target, open=", ".join(sorted(task.element for task in scene.view.tasks)))


def stands_in_for(step: ExampleStep, scene: Scene, task: OpenTask) -> str | None:
    return scene.rules.stands_in_for(who(step), task, scene.at)


def who(step: ExampleStep) -> str:
    """The person of a step. Raises WhoIsMissing."""
    if not step.by:
        raise WhoIsMissing(step=step)
    return step.by
