"""What an auditor asks of a case first: which limits were missed, by how much, and who answered for it then."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from flask_babel import gettext

from app import clock
from app.casework.journal import Entry
from app.casework.standing import fold
from app.web import due
from app.web.audit import telling
from app.web.desk.timeline import Teller


@dataclass(frozen=True, kw_only=True)
class Missed:
    """A limit that was missed."""

    seq: int  # the entry that recorded it
    task: str  # its name
    due_at: datetime
    clock: str | None  # as the limit is written: 2WD
    responsible: str  # who answered for it when it was missed
    done_at: datetime | None  # when the task was closed; None: it is still open
    done_by: str
    cancelled: bool  # it was not done, but no longer needed
    late: str  # by how much, in the clock of the limit; so far where it is still open

    @property
    def limit(self) -> str:
        """In words: 2 working days."""
        return due.limit(self.clock)


def missed(entries: Iterable[Entry], teller: Teller) -> list[Missed]:
    """The missed limits of a case in the order in which they were missed, each task once, as far as it can be read."""
    found: dict[int, Missed] = {}
    for recorded in fold(entries):
        entry, step = recorded.entry, recorded.step
        if step is None:
            continue
        answering = _answering(entry)
        for notice in step.notices:
            task = recorded.before.tasks.get(notice.task) if notice.task is not None else None
            if notice.kind != "breach" or task is None or task.due_at is None or task.no in found:
                continue
            names = gettext(", ").join(teller.person(login) for login in answering.get(task.no, ()))
            found[task.no] = Missed(
                seq=entry.seq,
                task=task.name,
                due_at=task.due_at,
                clock=task.clock,
                responsible=names,
                done_at=None,
                done_by="",
                cancelled=False,
                late=due.span(telling.calendar_of(entry), task.due_at, clock.now(), task.clock),
            )
        for closed in step.closed:
            one = found.get(closed.no)
            if one is not None and one.done_at is None:
                found[closed.no] = replace(
                    one,
                    done_at=entry.at,
                    done_by=teller.who(entry),
                    cancelled=closed.how == "cancelled",
                    late=due.span(telling.calendar_of(entry), one.due_at, entry.at, one.clock),
                )
    return list(found.values())


def _answering(entry: Entry) -> dict[int, list[str]]:
    """Who answered for which task, by its number; nothing where somebody has written something else there."""
    try:
        return {no: [str(login) for login in logins if login] for no, logins in entry.came.get("responsible", ())}
    except (TypeError, ValueError):
        return {}
