"""Doing what cases want done outside: jobs of service tasks, messages and signals to other cases, and telling people.

Each was written in the transaction of its step, so none is lost; it is done at least once, under a lock that expires,
and what it does to a case carries an idempotency key. Three attempts, then people are told.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

import structlog

from app import clock
from app.casework import commands, messages, people, reminders, signals
from app.engine import values
from app.engine.commands import Command, JobDone, JobFailed
from app.errors import CaseEnded, CaseSuspended, JobGone, NobodyWaits, ShouwenError
from app.store import DatabaseAway, db, models, queries, writes, writing

LOCK = timedelta(minutes=5)  # after this, whoever took a message is taken to be dead
WAITS = (timedelta(minutes=1), timedelta(minutes=10))  # before the second and the third attempt
ATTEMPTS = len(WAITS) + 1

log = structlog.get_logger()


class JobFault(ShouwenError):
    """A job ended with a fault that its diagram knows: {code}."""

    def __init__(self, code: str, said: str = "") -> None:
        self.code, self.said = code, said
        super().__init__(code=code)


class NoHandler(ShouwenError):
    """There is nobody here who can do a {kind}."""


@dataclass(frozen=True, kw_only=True)
class Message:
    id: int
    kind: str  # "notice" | "job:<type>" | "message" | "signal"
    case_id: int
    case_number: str
    seq: int
    key: str
    payload: dict[str, Any]  # facts of the step: a Notice, a Job, a Sent
    attempts: int  # this one included


Handler = Callable[[Message], Mapping[str, Any] | None]  # a job's handler answers with the values it found


def deliver_due(handlers: Mapping[str, Handler], limit: int = 50) -> int:
    """Do up to `limit` things that are due; how many were tried. `handlers` are by kind."""
    due = claim(limit)
    for message in due:
        ready = _gathered(message)
        if ready is not None:
            _deliver(ready, {"message": _pass_on, "signal": _broadcast, **handlers})
    return len(due)


def next_instant() -> datetime | None:
    """When there is something to do; None: nothing waits."""
    return queries.first_in_outbox(db.session())


def claim(limit: int) -> list[Message]:
    """Take what is due, so that no other worker takes it before the lock expires."""
    now = clock.now()
    with writing() as session:
        rows = queries.due_in_outbox(session, now, limit)
        queries.lock_in_outbox(session, [row.id for row in rows], now + LOCK)
    return [Message(**dict(row._mapping) | {"attempts": row.attempts + 1}) for row in rows]


def _gathered(message: Message) -> Message | None:
    """The message as it is to be told; None for a reminder that another one will say, or that has to wait."""
    if not reminders.is_reminder(message.kind, message.payload):
        return message
    count = reminders.stands_for(message.id, message.case_id, message.payload["task"])
    return replace(message, payload=message.payload | {"count": count}) if count else None


def _deliver(message: Message, handlers: Mapping[str, Handler]) -> None:
    try:
        if message.kind not in handlers:
            raise NoHandler(kind=message.kind)
        found = handlers[message.kind](message)
        if message.kind.startswith("job:"):
            done = JobDone(by="system:jobs", job=message.payload["key"], values=dict(found or {}))
            _answer(message, done)
    except DatabaseAway:
        raise  # the lock expires, and it is tried again
    except CaseSuspended as held:
        _wait(message, str(held))
        return
    except JobFault as fault:
        _answer(message, _failed(message, fault.said or str(fault), fault.code))
    except Exception as problem:
        log.warning("an outbox message could not be delivered", key=message.key, kind=message.kind, exc_info=True)
        _try_again(message, f"{type(problem).__name__}: {problem}")
        return
    _settle(message, "done")


def _pass_on(message: Message) -> None:
    """A message that a case threw, to the case that waits for it; nobody has to."""
    sent = message.payload
    try:
        messages.deliver(
            sent["message"],
            sent.get("correlation"),
            values.from_json(sent.get("values", {})),
            people.system("messages"),
            idempotency_key=message.key,
        )
    except NobodyWaits:
        if message.attempts < ATTEMPTS:
            raise  # somebody may be about to


def _broadcast(message: Message) -> None:
    """A signal that a case threw."""
    signals.broadcast(message.payload["name"], message.case_id, message.key)


def _answer(message: Message, command: Command) -> None:
    """Tell the case how its job went; one that has moved on, or was told before, needs no answer."""
    try:
        commands.carry_out(message.case_id, command, key=message.key)
    except (JobGone, CaseEnded):
        log.info("the case no longer waits for the job", key=message.key)


def _failed(message: Message, said: str, code: str | None) -> JobFailed:
    return JobFailed(by="system:jobs", job=message.payload["key"], message=said, error_code=code)


def _wait(message: Message, said: str) -> None:
    """The case is held: it is tried again later, and that counts for no attempt."""
    with writing() as session:
        changed = {"due_at": clock.now() + WAITS[-1], "attempts": message.attempts - 1, "said": said}
        queries.change_in_outbox(session, message.id, changed)


def _try_again(message: Message, said: str) -> None:
    if message.attempts < ATTEMPTS:
        due = clock.now() + WAITS[message.attempts - 1]
        with writing() as session:
            queries.change_in_outbox(session, message.id, {"due_at": due, "said": said})
        return
    if message.kind.startswith("job:"):
        _answer(message, _failed(message, said, None))
    _settle(message, "failed", said)


def _settle(message: Message, status: str, said: str | None = None) -> None:
    now = clock.now()
    with writing() as session:
        queries.change_in_outbox(session, message.id, {"status": status, "done_at": now, "said": said})
        if status == "failed" and not message.kind.startswith("job:"):
            incident = {
                "case_id": message.case_id,
                "key": f"outbox:{message.key}",
                "source": "outbox",
                "element": message.payload.get("element", ""),
                "message": said,
                "opened_at": now,
                "resolved_at": None,
            }
            writes.save(session, models.Incident, [incident], keep=("opened_at",))
