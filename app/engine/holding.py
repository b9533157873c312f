"""A whole case is held: nothing can be done in it and no timer fires, until it is let go on.

Its clocks stand still meanwhile, those that people have not stopped already: afterwards each has what was left of it.
What had been missed before stays missed, and its next rung is reached as soon as the case goes on.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.engine import commands, endings, operations
from app.engine.endings import Ending
from app.errors import CaseSuspended, Conflict, Invalid

if TYPE_CHECKING:
    from app.engine.case import Case
    from app.engine.run import Run

HELD = "suspended"  # the status of the case, and why its clocks stand still
ALLOWED = (commands.Unsuspend, commands.Cancel, commands.SetValues)  # what may be done with it meanwhile


class NotSuspended(Conflict):
    """Case {case} is not suspended."""


class WhyMissing(Invalid):
    """This needs a reason, of {limit} characters at most: it is kept in the journal."""


def check(case: Case, command: commands.Command) -> None:
    """Raises CaseSuspended for what has to wait."""
    if case.status == HELD and not isinstance(command, ALLOWED):
        raise CaseSuspended(case=case.facts["number"])


def suspend(run: Run, command: commands.Suspend) -> None:
    check_reason(command.reason)
    for ending in _going(run):
        operations.stop(run, ending, HELD)
    run.case.status = HELD


def unsuspend(run: Run, command: commands.Unsuspend) -> None:
    check_reason(command.reason)
    if run.case.status != HELD:
        raise NotSuspended(case=run.case.facts["number"])
    run.case.status = "open"
    for ending in endings.every(run):
        clock = run.case.clocks.get(ending.name)
        if clock is not None and clock.paused_for == HELD:
            operations.go_on(run, ending, clock)


def _going(run: Run) -> list[Ending]:
    return [each for each in endings.every(run) if each.paused_at is None and each.due_at > run.now]


def check_reason(reason: str) -> None:
    if not reason.strip() or len(reason) > operations.LONGEST_REASON:
        raise WhyMissing(limit=operations.LONGEST_REASON)
