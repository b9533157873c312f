"""Who steps in when everybody a task is for is away: live work and rehearsals ask this after every step."""

from __future__ import annotations

from datetime import datetime

from app.casework.organisation import Directory
from app.engine.commands import Command, TakeOver
from app.engine.step import OpenTask, Step

ASSIGNMENT = "system:assignment"


def follow_ups(step: Step, directory: Directory, at: datetime) -> list[Command]:
    """The commands that follow from a step: deputies take over, without the wait, tasks whose people are all away.

    A task has a deputy left when the step set the timer that waits for one.
    """
    waiting = {timer.task for timer in step.timers_set if timer.kind == "deputy"}
    return [
        TakeOver(by=ASSIGNMENT, task=task.key, reason="absent")
        for task in (*step.opened, *step.changed)
        if task.no in waiting and _nobody_there(task, directory, at)
    ]


def _nobody_there(task: OpenTask, directory: Directory, at: datetime) -> bool:
    people = {login for group in (*task.groups, *task.deputies) for login in directory.holders(group)}
    people.update(task.users)
    return task.assignee is None and bool(people) and all(directory.is_absent(login, at) for login in people)
