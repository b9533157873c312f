"""Telling that a call is over, or that another one begins: limits of the clock CALL end with the call."""

from __future__ import annotations

from datetime import datetime

from app import clock
from app.casework import desk_rights
from app.casework.commands import Outcome
from app.casework.held import Held
from app.casework.people import Actor
from app.casework.tasks import Task, carry_out_on
from app.engine import Version, View, calling
from app.engine.commands import Command
from app.engine.step import OpenTask
from app.engine.task_commands import BeginCall, EndCall


def ends(task_id: str, by: Actor, *, reason: str = "", key: str | None = None, at: datetime | None = None) -> Outcome:
    """通话结束: what is open of CALL is due now. Raises NoCall, CallOver."""
    return _tell(EndCall, "call_ends", task_id, by, reason, key, at)


def begins(task_id: str, by: Actor, *, reason: str = "", key: str | None = None, at: datetime | None = None) -> Outcome:
    """又来电: what opens from now on is to be done within this call. Raises CallGoesOn."""
    return _tell(BeginCall, "call_begins", task_id, by, reason, key, at)


def _tell(
    kind: type[EndCall | BeginCall],
    what: str,
    task_id: str,
    by: Actor,
    reason: str,
    key: str | None,
    at: datetime | None,
) -> Outcome:
    def make(_held: Held, task: OpenTask, now: datetime) -> Command:
        acting_for = desk_rights.acting_for(by, task, now)
        return kind(by=by.login, acting_for=acting_for, task=task.key, reason=reason)

    return carry_out_on(task_id, what, make, by, key, at, {"reason": reason})


def may(task: Task, view: View, version: Version, by: Actor) -> frozenset[str]:
    """What the person may tell of a call now, at an open task of the case."""
    if task.status != "open" or not calling.is_known(version, view.tasks):
        return frozenset()
    what = "call_begins" if view.call_ended else "call_ends"
    return frozenset({what} if desk_rights.may(by, what, task, task, clock.now()) else ())
