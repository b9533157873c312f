"""撤回: a case stands again as it did before somebody's last step, while nobody has acted on it.

The state before is an argument, as time is: live work and replay both take it from the journal, and the command names
its digest, so nobody can slip another one in. What was counted stays counted: tasks, tokens and visits that are taken
back keep their numbers, so no name is ever given twice. What has gone out cannot be taken back.
"""

from __future__ import annotations

import hashlib
from datetime import datetime
from typing import TYPE_CHECKING

from app.engine import case as cases
from app.engine.case import Case
from app.engine.run import Run
from app.engine.step import Change, ClosedTask, Notice
from app.errors import Conflict

if TYPE_CHECKING:
    from app.calendars import Calendars
    from app.engine.library import Version
    from app.engine.task_commands import Withdraw


class CannotWithdraw(Conflict):
    """The state before step {step} is not at hand: it cannot be taken back."""


def withdraw(
    version: Version, case: Case, command: Withdraw, now: datetime, calendars: Calendars, earlier: bytes | None
) -> Run:
    """The case as it was before, and what that opens and closes. Raises CannotWithdraw."""
    if earlier is None or hashlib.sha256(cases.canonical(earlier)).hexdigest() != command.digest:
        raise CannotWithdraw(step=command.step)
    before = cases.from_bytes(version, earlier)
    before.opened, before.tokens = case.opened, case.tokens
    before.visits = before.visits | case.visits
    run = Run(version, before, command, now, calendars)
    for no, held in case.tasks.items():
        if no not in before.tasks:
            run.closed.append(
                ClosedTask(no=no, key=held.task.key, element=held.task.element, how="cancelled", by=command.by)
            )
            people = {"users": (held.task.assignee,) if held.task.assignee else held.task.users}
            run.notices.append(Notice(kind="withdrawn", task=no, element=held.task.element, **people))
    run.opened = {no: held.task for no, held in before.tasks.items() if no not in case.tasks}
    run.changes += _changes(case, before)
    return run


def _changes(case: Case, before: Case) -> list[Change]:
    """The values of the case that are as they were again."""
    now, then = case.top.kept or {}, before.top.kept or {}
    names = sorted(name for name in now.keys() | then.keys() if now.get(name) != then.get(name))
    return [Change(name=name, before=now.get(name), after=then.get(name)) for name in names]
