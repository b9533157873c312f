"""The only writer of cases: all rows of a step, in the transaction of the caller, who commits once."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from app import clock
from app.casework import facts, journal, keys, projections
from app.casework.held import Case, Held
from app.casework.journal import Entry
from app.casework.organisation import Directory
from app.casework.remarks import HOLDS, Copy, Dispose
from app.engine import commands
from app.engine.commands import Command, Start
from app.engine.step import Notice, Step
from app.errors import BadValue
from app.store import models, queries, writes
from app.store.types import dumps


def write(
    session: Session,
    held: Held,
    command: Command,
    step: Step,
    *,
    at: datetime,
    directory: Directory,
    key: str | None = None,
    extra: dict[str, Any] | None = None,
) -> tuple[Held, Entry]:
    """Write a step: the case as it stands after it. `extra` are facts of casework that the journal attests too."""
    parties = _parties(held, command, step, directory)
    came = facts.of_step(step) | projections.people_facts(parties)
    came |= projections.responsible_facts(held, step, directory) | (extra or {})
    entry = _entry(held, command, at=at, came=came, digest=step.digest, key=key)
    after = _after(held.case, entry, step, projections.shown(held, step))
    writes.change_case(session, held.case.id, _columns(after) | {"state": held.seal.state(step.state)})
    writes.add(session, models.JournalEntry, entry.row)
    writes.save(session, models.Task, projections.tasks(held, step, at))
    writes.save(session, models.Timer, projections.timers(held, step))
    writes.save(session, models.Clock, projections.clocks(held, step))
    writes.save(session, models.CaseParty, [{"case_id": held.case.id, **row} for row in parties])
    shown = projections.shown_rows(held.case.shown, after.shown)
    writes.save(session, models.CaseValue, [{"case_id": held.case.id, **row} for row in shown])
    writes.save(session, models.MessageWait, projections.waits(held, step))
    writes.save(session, models.Incident, projections.incidents(held, step, at), keep=("opened_at",))
    writes.add_all(session, models.OutboxMessage, projections.outbox(held, step, entry.seq, at, entry.wall))
    if held.failures:
        queries.resolve_timer_incident(session, held.case.id, entry.wall)
    return replace(held, case=after, state=step.state, failures=0), entry


def _parties(held: Held, command: Command, step: Step, directory: Directory) -> list[dict[str, Any]]:
    rows = projections.parties(projections.touched(held, step), projections.unit_in(directory))
    if isinstance(command, Start):
        rows += projections.from_the_start(command, projections.home_in(directory))
    return sorted(rows, key=lambda row: (row["task_no"], row["name"]))


def remark(
    session: Session,
    held: Held,
    command: Command,
    *,
    at: datetime,
    key: str | None = None,
    extra: dict[str, Any] | None = None,
) -> tuple[Held, Entry]:
    """Write an entry that leaves the state of the case as it is."""
    came = {"status": held.case.status} | (extra or {})
    entry = _entry(held, command, at=at, came=came, digest=held.case.digest, key=key)
    changed: dict[str, Any] = {"seq": entry.seq, "head": entry.hash, "at": at, "changed_at": entry.wall}
    if entry.kind in HOLDS:
        changed["legal_hold"] = HOLDS[entry.kind]
    writes.change_case(session, held.case.id, changed)
    writes.add(session, models.JournalEntry, entry.row)
    if isinstance(command, Copy):
        _copy(session, held, command, entry)
    return replace(held, case=replace(held.case, **changed)), entry


def _copy(session: Session, held: Held, command: Copy, entry: Entry) -> None:
    """Whoever is sent a copy is told, sees the case, and finds it in their list."""
    case = {"case_id": held.case.id}
    told = Notice(kind="copied", task=None, element="", users=command.to)
    sent = projections.copies(command.to, entry.seq, command.by, entry.at, command.reason)
    writes.save(session, models.CaseParty, [case | row for row in projections.copied(command.to)])
    writes.save(session, models.CaseCopy, [case | row for row in sent])
    outbox = projections.notices(held.case.id, entry.seq, entry.at, entry.wall, (told,))
    writes.add_all(session, models.OutboxMessage, outbox)


def dispose(session: Session, held: Held, command: Dispose, *, at: datetime, left: dict[str, Any]) -> Entry:
    """Destroy the key of a case, with all that can be read without it. The entry itself is not sealed.

    `left` is what the entry attests of the rows that stay.
    """
    open_held = replace(held, sealed_key=None)
    came = {"status": held.case.status, "left": left}
    entry = _entry(open_held, command, at=at, came=came, digest=held.case.digest, key=None)
    gone: dict[str, Any] = {"sealed_key": None, "state": b"", "shown": {}, "disposed_at": at}
    changed = {"seq": entry.seq, "head": entry.hash, "at": at, "changed_at": entry.wall}
    writes.change_case(session, held.case.id, gone | changed)
    writes.add(session, models.JournalEntry, entry.row)
    return entry


def _entry(held: Held, command: Command, *, at: datetime, came: dict[str, Any], digest: str, key: str | None) -> Entry:
    """The next entry of the case, sealed, chained and signed."""
    seq, seal = held.case.seq + 1, held.seal
    entry = Entry(
        case_id=held.case.id,
        number=held.case.number,
        seq=seq,
        at=at,
        wall=clock.now(),
        by=command.by,
        acting_for=command.acting_for,
        kind=type(command).__name__,
        key=key,
        command=seal.text(text_of(commands.to_json(command)), journal.place(seq, "command")),
        outcome=seal.text(text_of(came), journal.place(seq, "outcome")),
        version_hash=held.version.hash,
        calendar=held.calendar.id,
        calendar_version=held.calendar.version,
        digest=digest,
        previous=held.case.head,
        sealed_key=seal.wrapped,
    )
    return journal.seal(entry, keys.current())


def text_of(data: Any) -> str:
    """The JSON text that is attested. Raises BadValue for a text that not every database can keep."""
    for text in facts.texts(data):
        if "\0" in text or not _is_unicode(text):
            raise BadValue(name=text[:20].encode("ascii", "backslashreplace").decode(), why="it is not readable text")
    return dumps(data)


def _is_unicode(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def _after(case: Case, entry: Entry, step: Step, shown: dict[str, Any]) -> Case:
    return replace(
        case,
        seq=entry.seq,
        head=entry.hash,
        digest=step.digest,
        at=entry.at,
        changed_at=entry.wall,
        status=step.status,
        ended=step.ended or case.ended,
        ended_at=entry.at if step.status in OVER else None,
        next_due=step.next_due,
        shown=shown,
    )


OVER = ("ended", "cancelled")
CHANGING = ("seq", "head", "digest", "at", "changed_at", "status", "ended", "ended_at", "next_due", "shown")


def _columns(case: Case) -> dict[str, Any]:
    return {name: getattr(case, name) for name in CHANGING} | {"wake_at": case.next_due, "failures": 0}
