"""Reminders that are told late are told as one: after an outage nobody wants five of them.

The journal has each at its logical instant. Here it is decided which messages go out, in the order of the outbox: of
the reminders of a task that wait, only the last is told, and says how many it stands for.
"""

from __future__ import annotations

from datetime import timedelta

from app import clock
from app.store import queries, reminders, writing

KINDS = frozenset({"remind", "urge"})
PAUSE = timedelta(seconds=2)  # until a case that is catching up is looked at again


def is_reminder(kind: str, payload: dict[str, object]) -> bool:
    return kind == "notice" and payload.get("kind") in KINDS and payload.get("task") is not None


def stands_for(message_id: int, case_id: int, task: int) -> int | None:
    """How many reminders of a task a waiting one stands for, itself included; None: it is not told, or not yet.

    Not yet, while timers of its case are due: more may come. Not at all, when a later one waits that will say it too,
    or when the task is done.
    """
    now = clock.now()
    with writing() as session:
        if reminders.is_catching_up(session, case_id, now):
            reminders.put_off(session, message_id, now + PAUSE)
            return None
        of_task = [row for row in reminders.of_case(session, case_id, KINDS) if row.payload.get("task") == task]
        later = [row for row in of_task if row.id > message_id and row.status == "waiting"]
        if later or not reminders.is_open(session, case_id, task):
            said = f"told with {later[-1].key}" if later else "the task was done"
            changed = {"status": "merged" if later else "done", "done_at": now, "said": said}
            queries.change_in_outbox(session, message_id, changed)
            return None
        told = max((row.id for row in of_task if row.status == "done"), default=0)
        return sum(told < row.id <= message_id and row.status in ("merged", "waiting") for row in of_task)
