"""Carrying out a command: settle what is due, lock the case, advance, record, commit."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app import clock, engine
from app.casework import assignment, calendars, facts, journal, people, permissions, record
from app.casework.held import Held, hold
from app.casework.journal import Entry
from app.casework.organisation import Directory
from app.casework.people import Actor
from app.casework.remarks import REMARKS, Export, Look
from app.engine import commands
from app.engine.commands import Command, TimerDue
from app.errors import Invalid, ShouwenError, Unavailable
from app.store import db, evidence, queries, writing

TIMERS = "system:timers"
MOST_FIRED = 500  # in one request: what is left is the worker's


@dataclass(frozen=True, kw_only=True)
class Decided:
    """A command, with the files that are handed in by it: attachment id -> what is attested of it."""

    command: Command
    files: Mapping[str, Any] = field(default_factory=dict)
    earlier: bytes | None = None  # the state that a Withdraw goes back to


Decide = Callable[[Held], Command | Decided]


class KeyReused(Invalid):
    """The idempotency key {key} was used for another request."""


class CatchingUp(Unavailable):
    """So many timers of case {case} came due meanwhile that it is still catching up: try again in a moment."""


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """What came of a command, the same when it is asked for again with its idempotency key."""

    case_id: int
    number: str
    seq: int
    at: datetime
    opened: tuple[str, ...]  # task ids
    closed: tuple[str, ...]
    mine: tuple[str, ...]  # those opened that whoever asked may work on
    ended: str | None
    status: str
    repeated: bool = False


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What a use case asks: `decide` looks at the case under lock and makes the command, or refuses."""

    decide: Decide
    by: Actor
    key: str | None = None  # as stored: no two people share one
    request: str | None = None  # what the key stands for
    at: datetime


def key_of(by: Actor, key: str | None) -> str | None:
    return f"{by.login}:{key}" if key is not None else None


def fingerprint(request: Any) -> str:
    return sha256(record.text_of(request).encode()).hexdigest()[:32]


def carry_out(
    case_id: int,
    command: Command | Decide,
    *,
    by: Actor | None = None,
    key: str | None = None,
    request: Any = None,
    at: datetime | None = None,
) -> Outcome:
    """Carry out one command on a case, after whatever is due before it. Refused: nothing of it is written.

    Instead of a command, a function may make it from the case under lock. Asked again with the same `key` and
    `request`, nothing is carried out, and the first outcome is the answer.

    Raises OnlyWatches where an auditor asks for more than to have it on record that they looked.
    """
    if by is not None and not isinstance(command, Look | Export):
        permissions.check_acts(by)
    if isinstance(command, Command):
        given, request = command, commands.to_json(command)
        by = by or Actor(command.by, command.by, (), people.directory())
        return _settled(case_id, asked(lambda _held: given, by, key, request, at))
    return _settled(case_id, asked(command, by or people.system("jobs"), key, request, at))


def asked(decide: Decide, by: Actor, key: str | None, request: Any, at: datetime | None) -> Asked:
    named = fingerprint(request) if key is not None else None
    return Asked(decide=decide, by=by, key=key_of(by, key), request=named, at=(at or clock.now()).astimezone(UTC))


def _settled(case_id: int, what: Asked) -> Outcome:
    try:
        for _ in range(MOST_FIRED):
            outcome = _once(case_id, what)
            if outcome is not None:
                return outcome
    except (ShouwenError, IntegrityError):
        # Sent twice at the same time: the second was refused because the first had just been carried out.
        seq = queries.entry_with_key(db.session(), case_id, what.key) if what.key else None
        if seq is None:
            raise
        return repeated(case_id, seq, what)
    raise CatchingUp(case=case_id)


def _once(case_id: int, what: Asked) -> Outcome | None:
    """One transaction: the timer that is due first, or, where none is, the command. None: there may be more due."""
    with writing() as session:
        held = hold(session, case_id, what.key)
        if held.answered is not None:
            return repeated(case_id, held.answered, what)
        at = max(what.at, held.case.at)
        if is_due(held, at):
            fire(session, held, what.by.directory)
            return None
        return apply(session, held, what, at)


def apply(session: Session, held: Held, what: Asked, at: datetime) -> Outcome:
    """Decide and carry out, in the caller's transaction."""
    decided = what.decide(held)
    if isinstance(decided, Command):
        decided = Decided(command=decided)
    extra = {"request": what.request, "files": dict(decided.files)}
    extra = {name: fact for name, fact in extra.items() if fact}
    more: dict[str, Any] = {"key": what.key, "extra": extra, "earlier": decided.earlier}
    _, entry = step(session, held, decided.command, at, what.by.directory, **more)
    if decided.files:
        evidence.hand_in(session, list(decided.files), held.case.id)
    return outcome_of(entry, what.by)


def step(
    session: Session,
    held: Held,
    command: Command,
    at: datetime,
    directory: Directory,
    *,
    key: str | None = None,
    extra: dict[str, Any] | None = None,
    earlier: bytes | None = None,
) -> tuple[Held, Entry]:
    """Advance and record one command and what follows from it by itself, in the caller's transaction."""
    if isinstance(command, REMARKS):
        return record.remark(session, held, command, at=at, key=key, extra=extra)
    alone = calendars.alone(held.calendar)
    came = engine.advance(held.version, held.state or None, command, at, alone, earlier)
    held, entry = record.write(session, held, command, came, at=at, directory=directory, key=key, extra=extra)
    house = assignment.House(directory=directory, version=held.version, unit=held.case.unit, everybody=True)
    for follow_up in assignment.follow_ups(came, house, at):
        held, _ = step(session, held, follow_up, at, directory)
    return held, entry


# -- timers that are due


def is_due(held: Held, at: datetime) -> bool:
    return held.case.status == "open" and held.case.next_due is not None and held.case.next_due <= at


def fire(session: Session, held: Held, directory: Directory) -> None:
    """Fire the timer that is due first, at its due instant: a late worker changes nothing."""
    first = held.view.timers[0]
    step(session, held, TimerDue(by=TIMERS, timer=first.key), max(first.due, held.case.at), directory)


# -- outcomes


def outcome_of(entry: Entry, by: Actor, *, repeated: bool = False) -> Outcome:
    came = entry.came
    opened = [facts.task(data) for data in came.get("opened", ())]
    mine = [task for task in opened if permissions.is_free_for(by, task)]
    return Outcome(
        case_id=entry.case_id,
        number=entry.number,
        seq=entry.seq,
        at=entry.at,
        opened=tuple(f"{entry.case_id}-{task.no}" for task in opened),
        closed=tuple(f"{entry.case_id}-{task['no']}" for task in came.get("closed", ())),
        mine=tuple(f"{entry.case_id}-{task.no}" for task in mine),
        ended=came.get("ended"),
        status=came["status"],
        repeated=repeated,
    )


def repeated(case_id: int, seq: int, what: Asked) -> Outcome:
    """The outcome that was answered the first time. Raises KeyReused when the key stood for another request."""
    entry = journal.read(evidence.entry(db.session(), case_id, seq))
    if entry.came.get("request") != what.request:
        raise KeyReused(key=(what.key or "").partition(":")[2])
    return outcome_of(entry, what.by, repeated=True)
