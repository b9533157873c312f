"""Messages from outside, or from one case to another: to the case that waits for it, or it starts one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from app.casework import cases, commands, permissions, versions
from app.casework.commands import Outcome, carry_out
from app.casework.people import Actor
from app.engine import Version
from app.engine.commands import Deliver
from app.errors import BadValue, Conflict, NobodyWaits
from app.store import db, queries


class SeveralWait(Conflict):
    """Several cases wait for message {message}: say by its key for which it is."""


def deliver(
    name: str,
    key: str | None,
    values: Mapping[str, Any],
    by: Actor,
    *,
    idempotency_key: str | None = None,
    at: datetime | None = None,
) -> Outcome:
    """Bring a message to the one case in the person's sight that waits for it, or start the process it starts.

    Raises NobodyWaits, SeveralWait, NotYoursToEnter, BadValue.
    """
    command = Deliver(by=by.login, message=name, key=key, values=dict(values))
    earlier = _carried_out(commands.key_of(by, idempotency_key))
    waiting = [earlier] if earlier else queries.waiting_for(db.session(), name, key, permissions.sight(by))
    if len(waiting) > 1:
        raise SeveralWait(message=name)
    if waiting:
        case = cases.get(waiting[0], by)
        permissions.check_message(by, case)
        _check_news(versions.load(case.version_hash), name, values, by)
        return carry_out(waiting[0], command, by=by, key=idempotency_key, at=at)
    process = _started_by(name, by)
    if process is None:
        raise NobodyWaits(message=name)
    return cases.start(process, values, by, message=name, key=idempotency_key, at=at)


def _check_news(version: Version, message: str, values: Mapping[str, Any], by: Actor) -> None:
    """A person's message brings news. What the steps of a case write, by the rights of those steps, it cannot write."""
    ours = set() if by.is_system else {"case", *_written(version, message)}
    for name in values:
        if name in ours:
            raise BadValue(name=name, why="only the steps of the case write it")


def _written(version: Version, message: str) -> Iterator[str]:
    """The names that a version's forms, scripts, decisions and mappings write; not those of who hears the message."""
    for form in version.forms.values():
        yield from form.keys
    for element in version.elements.values():
        heard = {event.name for event in element.events} | {element.message.name if element.message else None}
        if message not in heard:
            loop = element.loop.output_collection if element.loop else None
            yield from (name for name in (element.result, loop) if name)
            yield from (line.target for line in element.io_outputs)


def _carried_out(key: str | None) -> int | None:
    """The case that a message with this idempotency key went to; a case that it started is found by its start."""
    found = queries.entries_with_key(db.session(), key) if key else ()
    return next((case_id for case_id, seq in found if seq > 1), None)


def _started_by(message: str, by: Actor) -> str | None:
    for row in versions.processes():
        version = versions.load(row.hash)
        if not row.retired and message in version.start_messages and permissions.may_start(by, version, row.unit):
            return row.id
    return None
