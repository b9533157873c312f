"""The clock CALL: a limit that begins with a call and ends with it, whenever that is.

Nobody knows beforehand when a call ends: whoever is on the telephone tells it (see `handling.call_ends`), and a task
that is open then has missed its limit at that instant. A due date on the diagram is the latest: by then a call of which
nobody has told the end counts as over. Shares of such a limit do not exist, so of its ladder there is only the 100 %.
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from app.calendars import CALL
from app.engine import ladder

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from app.engine.case import Case
    from app.engine.elements import Element
    from app.engine.expressions import Expressions
    from app.engine.library import Version
    from app.engine.step import OpenTask

PROPERTY = "clock"  # of a user task


def within_call(element: Element) -> bool:
    return element.properties.get(PROPERTY, "").strip().upper() == CALL


def limit(
    case: Case, element: Element, say: Expressions, scopes: list[dict[str, Any]], now: datetime
) -> dict[str, Any]:
    """The end of a task's limit, as the fields of an `OpenTask`: the due date, and for CALL the latest end.

    A task that opens when the call is over has missed it: it is due at once.
    """
    due = say.instant(element.due_date, scopes) if element.due_date else None
    if within_call(element):
        over = case.call_ended is not None
        return {"due_at": now if over else due.at if due else None, "clock": CALL, "provisional": False}
    return {
        "due_at": due.at if due else None,
        "clock": due.clock if due else None,
        "provisional": due.provisional if due else False,
    }


def ladder_of(element: Element, text: str | None) -> str | None:
    """The ladder that a task has: of CALL what is done when the whole of the limit has passed, and no more."""
    if not within_call(element):
        return text
    actions = [", ".join(rung.actions) for rung in ladder.parse(text) if rung.share == Decimal(1)]
    return f"100% {actions[0]}" if actions else "none"


def goes_on(task: OpenTask, now: datetime) -> bool:
    """Whether a task waits for the end of a call that nobody has told yet."""
    return task.clock == CALL and task.signs_for is None and (task.due_at is None or task.due_at > now)


def is_over(task: OpenTask, now: datetime) -> bool:
    """Whether a limit ended with its call: that no longer changes."""
    return task.clock == CALL and not goes_on(task, now)


def is_known(version: Version, tasks: Iterable[OpenTask]) -> bool:
    """Whether a call means anything to a case with these open tasks."""
    return any(map(within_call, version.elements.values())) or any(task.clock == CALL for task in tasks)
