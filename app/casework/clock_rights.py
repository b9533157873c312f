"""Who may do what with the clock of a task, or of a timer: then `task` is whose it is.

Whoever has the task may stop the clock and ask for time; what gives time for good its head decides, and never whoever
asked for it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime

from app.casework.people import Actor
from app.casework.permissions import ForWhom, Whose, leads, may_work
from app.errors import NotAllowed


class NotYourClock(NotAllowed):
    """You may not do this with the clock of {element}: it is for {who}."""


class LaterPromise(NotAllowed):
    """A promise that is later than the limit of {element} gives it more time: the head of the unit has to make it."""


def has_or_leads(actor: Actor, task: ForWhom, case: Whose, at: datetime) -> bool:
    has = task.assignee is not None and may_work(actor, task, case, at)
    return has or leads(actor, task, case)


def leads_it(actor: Actor, task: ForWhom, case: Whose, _at: datetime) -> bool:
    return leads(actor, task, case)


CLOCK_RIGHTS: Mapping[str, Callable[[Actor, ForWhom, Whose, datetime], bool]] = {
    "pause": has_or_leads,
    "resume": has_or_leads,
    "ask": has_or_leads,
    "promise": has_or_leads,
    "promise_later": leads_it,
    "restart": leads_it,
    "decide": leads_it,
}


def rights(actor: Actor, task: ForWhom, case: Whose, at: datetime) -> frozenset[str]:
    return frozenset(what for what, may_do in CLOCK_RIGHTS.items() if may_do(actor, task, case, at))
