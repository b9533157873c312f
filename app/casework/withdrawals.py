"""撤回: taking back what one did last, while nobody has acted on it and nothing of it has gone out.

The state before is not kept anywhere: it is what the journal comes to without the last step, so taking back proves the
journal on the way.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from app.casework import cases, journal, replay
from app.casework.assignment import ASSIGNMENT
from app.casework.commands import Decided, Outcome, carry_out
from app.casework.desk import check_reason
from app.casework.held import Held
from app.casework.journal import Entry
from app.casework.people import Actor
from app.casework.remarks import REMARKS, WITHDRAWABLE
from app.engine.task_commands import Withdraw
from app.errors import CaseEnded, Conflict

GONE_OUT = ("jobs", "sent", "signals")
UNMOVED = frozenset(kind.__name__ for kind in REMARKS)


class NothingToWithdraw(Conflict):
    """There is nothing of yours in case {case} that could be taken back."""


class SomebodyActed(Conflict):
    """The case has gone on since: {who} acted on it, so your step can no longer be taken back."""


class GoneOut(Conflict):
    """What your step set off has gone out already: it can no longer be taken back."""


class DoesNotReplay(Conflict):
    """The journal does not come to the state before your step: an auditor has to look at it."""


def withdraw(case_id: int, by: Actor, *, reason: str, key: str | None = None, at: datetime | None = None) -> Outcome:
    """Raises CaseNotFound, and what keeps one's last step from being taken back."""
    cases.get(case_id, by)
    check_reason(reason)

    def decide(held: Held) -> Decided:
        if held.case.status != "open":
            raise CaseEnded(case=held.case.number)
        entries = journal.entries(case_id)
        last = last_of(entries, by)
        command = Withdraw(by=by.login, step=last.seq, digest=entries[last.seq - 2].digest, reason=reason)
        return Decided(command=command, earlier=_state_before(entries, last))

    return carry_out(case_id, decide, by=by, key=key, request={"what": "withdraw", "reason": reason}, at=at)


def last_of(entries: Sequence[Entry], by: Actor) -> Entry:
    """The entry that a person may take back. Raises NothingToWithdraw, SomebodyActed, GoneOut."""
    moved = [entry for entry in entries if entry.kind not in UNMOVED and entry.by != ASSIGNMENT]
    mine = next((entry for entry in reversed(moved) if entry.by == by.login), None)
    if mine is None or mine.kind not in WITHDRAWABLE:
        raise NothingToWithdraw(case=entries[-1].number)
    if moved[-1] is not mine:
        raise SomebodyActed(who=by.directory.name(moved[-1].by))
    if any(entry.came.get(name) for entry in entries[mine.seq - 1 :] for name in GONE_OUT):
        raise GoneOut
    return mine


def may_withdraw(entries: Sequence[Entry], by: Actor) -> Entry | None:
    """The entry that a person may take back now; None where there is none."""
    try:
        return last_of(entries, by) if entries and entries[-1].came["status"] == "open" else None
    except Conflict:
        return None


def _state_before(entries: Sequence[Entry], last: Entry) -> bytes:
    state = b""
    for step in replay.run(entries[: last.seq - 1]):
        if step.difference:
            raise DoesNotReplay
        state = step.step.state
    return state
