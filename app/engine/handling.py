"""What people do with a task beside working on it: delegate it and hand it back, urge it, stand back from it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from app.calendars import CALL
from app.engine import calling, human, signing
from app.engine.step import Notice
from app.errors import Conflict, Invalid

if TYPE_CHECKING:
    from app.engine.run import Run
    from app.engine.task_commands import BeginCall, Delegate, EndCall, HandBack, Recuse, Urge

LONGEST_REASON = 500
URGE_PAUSE = timedelta(hours=2)  # nobody is urged more often by hand


class DeedUnexplained(Invalid):
    """Say why, in at most {limit} characters."""


class DelegatedAlready(Conflict):
    """{task} was delegated already: it has to come back first."""


class NotDelegated(Conflict):
    """{task} was not delegated to anybody."""


class UrgedAlready(Conflict):
    """{task} was urged less than two hours ago: let whoever has it work on it."""


class RecusedAlready(Conflict):
    """You stood back from {task} already."""


class NoCall(Conflict):
    """No limit of this case ends with a call."""


class CallOver(Conflict):
    """The call is over already: that it ended was told before."""


class CallGoesOn(Conflict):
    """The call goes on: another one begins when this one is over."""


def delegate(run: Run, command: Delegate) -> None:
    check_reason(command.reason)
    held = human.find(run, command.task)
    signing.check_ordinary(held)
    if held.task.delegated_by is not None:
        raise DelegatedAlready(task=held.task.name)
    back_to = held.task.assignee or command.by
    human.assign(run, command.task, command.to)
    held = human.find(run, command.task).with_task(delegated_by=back_to)
    run.case.tasks[held.task.no] = held
    tell(run, "delegated", held.task.no, held.task.element, command.to)


def hand_back(run: Run, command: HandBack) -> None:
    held = human.find(run, command.task)
    back_to = held.task.delegated_by
    if back_to is None:
        raise NotDelegated(task=held.task.name)
    held = replace(held, filled=dict(command.values), filled_by=command.by)
    held = held.with_task(assignee=back_to, delegated_by=None, stands_in_for=None)
    run.case.tasks[held.task.no] = held
    tell(run, "handed_back", held.task.no, held.task.element, back_to)


def urge(run: Run, command: Urge) -> None:
    held = human.find(run, command.task)
    before = held.task.urged_at
    if before is not None and run.now - before < URGE_PAUSE:
        raise UrgedAlready(task=held.task.name)
    held = held.with_task(urged_at=run.now, urged=held.task.urged + 1)
    run.case.tasks[held.task.no] = held
    asked = [one.task for one in run.case.tasks.values() if one.task.signs_for == held.task.no]
    for task in asked if held.task.signing else [held.task]:
        human.tell(run, "urge", task)


def recuse(run: Run, command: Recuse) -> None:
    check_reason(command.reason)
    held = human.find(run, command.task)
    signing.check_ordinary(held)
    if command.by in held.task.recused:
        raise RecusedAlready(task=held.task.name)
    mine = command.by in (held.task.assignee, held.task.delegated_by)
    held = held.with_task(recused=(*held.task.recused, command.by))
    if mine:
        held = held.with_task(delegated_by=None)
    run.case.tasks[held.task.no] = held
    if mine:
        human.assign(run, command.task, None)


def call_ends(run: Run, command: EndCall) -> None:
    """What is open of CALL is due at this instant: its breach is reached like every other."""
    check_remark(command.reason)
    human.find(run, command.task)
    if not calling.is_known(run.version, (held.task for held in run.case.tasks.values())):
        raise NoCall
    if run.case.call_ended is not None:
        raise CallOver
    run.case.call_ended = run.now
    for held in [held for held in run.case.tasks.values() if calling.goes_on(held.task, run.now)]:
        human.change(run, held, due_at=run.now, clock=CALL, provisional=False)


def call_begins(run: Run, command: BeginCall) -> None:
    """What ended with the call before stays ended."""
    check_remark(command.reason)
    human.find(run, command.task)
    if run.case.call_ended is None:
        raise CallGoesOn
    run.case.call_ended = None


def check_remark(reason: str) -> None:
    if len(reason) > LONGEST_REASON:
        raise DeedUnexplained(limit=LONGEST_REASON)


def check_reason(reason: str) -> None:
    if not reason.strip() or len(reason) > LONGEST_REASON:
        raise DeedUnexplained(limit=LONGEST_REASON)


def tell(run: Run, kind: str, no: int, element: str, login: str) -> None:
    run.notices.append(Notice(kind=kind, task=no, element=element, users=(login,)))
