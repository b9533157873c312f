"""Cases: start one, find it, look at it, and what can be done to a whole case by hand."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app import clock, engine
from app.calendars import Calendar
from app.casework import (
    attachments,
    calendars,
    journal,
    parameters,
    people,
    permissions,
    sealing,
    submissions,
    versions,
)
from app.casework.commands import Asked, Decided, Outcome, apply, asked, carry_out, repeated
from app.casework.held import Case, Held, of_row
from app.casework.lists import Page, page_of
from app.casework.people import Actor
from app.casework.sealing import Seal
from app.engine import Version
from app.engine.commands import Cancel, Retry, SetValues, Start
from app.engine.step import View
from app.errors import CaseDisposed, CaseNotFound
from app.forms import english
from app.forms.messages import Translate
from app.store import db, lists, models, queries, writes, writing
from app.store.lists import Wanted

# -- starting


def start(
    process: str,
    values: Mapping[str, Any],
    by: Actor,
    *,
    unit: str | None = None,
    owner: str | None = None,
    calendar: str | None = None,
    message: str | None = None,
    key: str | None = None,
    at: datetime | None = None,
    translate: Translate = english,
) -> Outcome:
    """Start a case with what the start form, or a message, sent. Raises ProcessNotFound, FormInvalid, FieldNotDeclared.

    Without a unit it belongs to the unit of whoever starts it, who then also answers for it (首问责任人). Without a
    calendar it counts in the one that its process or its unit uses.
    """
    in_use = versions.to_begin(process)
    version = versions.load(in_use.hash)
    permissions.check_start(by, version, in_use.unit)
    unit = unit or by.home
    calendar = calendar or calendars.chosen(version, unit, by.directory)
    kept = calendars.in_force(calendar)
    owner = owner or (None if by.is_system else by.login)
    permissions.check_begins_for(by, unit, owner)
    pinned = parameters.pinned(version, unit, by.directory)

    def decide(held: Held) -> Decided:
        files = attachments.HandedIn(by, None)
        accepted = submissions.to_start(
            version, values, what.at, kept, pinned=pinned, message=message, files=files, translate=translate
        )
        command = Start(
            by=by.login,
            number=held.case.number,
            values=accepted,
            owner=owner,
            unit=unit,
            message=message,
            calendar=calendar,
            parameters=pinned,
        )
        return Decided(command=command, files=files.facts(accepted))

    request = {"what": "start", "process": process, "values": dict(values), "message": message}
    what = asked(decide, by, key, request, at)
    try:
        with writing() as session:
            earlier = _started_with(session, what)
            if earlier is not None:
                return earlier
            held = _open(session, version, kept, what, unit=unit, owner=owner)
            return apply(session, held, what, what.at)
    except IntegrityError:
        # Sent twice at the same time: the other one was first.
        earlier = _started_with(db.session(), what)
        if earlier is None:
            raise
        return earlier


def start_by_clock(
    session: Session, version: Version, calendar: Calendar, *, element: str, at: datetime, unit: str | None, key: str
) -> Outcome:
    """Start a case at an instant of its schedule, in the caller's transaction. Nobody answers for it but its unit."""
    by = people.system("timers")
    pinned = parameters.pinned(version, unit, by.directory)

    def decide(held: Held) -> Decided:
        start = Start(by=by.login, number=held.case.number, unit=unit, timer=element, parameters=pinned)
        return Decided(command=start)

    what = asked(decide, by, key, {"what": "start", "process": version.process, "timer": element}, at)
    earlier = _started_with(session, what)
    if earlier is not None:
        return earlier
    held = _open(session, version, calendar, what, unit=unit, owner=None)
    return apply(session, held, what, at)


def _started_with(session: Session, what: Asked) -> Outcome | None:
    case_id = queries.case_started_with(session, what.key) if what.key else None
    return repeated(case_id, 1, what) if case_id is not None else None


def _open(
    session: Session, version: Version, calendar: Any, what: Asked, *, unit: str | None, owner: str | None
) -> Held:
    """The row of a case that nothing has happened in yet."""
    year = what.at.astimezone(calendar.zone).year
    number = f"{year}-{writes.next_number(session, year):05d}"
    seal = sealing.fresh(number)
    wall = clock.now()
    row = {
        "number": number,
        "process_id": version.process,
        "version_hash": version.hash,
        "calendar": calendar.id,
        "status": "open",
        "owner": owner,
        "unit": unit,
        "started_by": what.by.login,
        "start_key": what.key,
        "started_at": what.at,
        "changed_at": wall,
        "at": what.at,
        "seq": 0,
        "head": journal.GENESIS,
        "digest": "",
        "attested": 0,
        "told": 0,
        "shown": {},
        "failures": 0,
        "state": b"",
        "sealed_key": seal.wrapped,
    }
    case_id = int(writes.add(session, models.Case, row))
    case = Case(
        id=case_id,
        number=number,
        process=version.process,
        process_name=version.name,
        version=0,
        version_hash=version.hash,
        calendar=calendar.id,
        status="open",
        ended=None,
        owner=owner,
        unit=unit,
        started_by=what.by.login,
        started_at=what.at,
        ended_at=None,
        changed_at=wall,
        at=what.at,
        seq=0,
        head=journal.GENESIS,
        digest="",
        next_due=None,
        shown={},
    )
    return Held(case=case, state=b"", version=version, calendar=calendar, sealed_key=seal.wrapped)


# -- finding


def get(case_id: int, by: Actor) -> Case:
    """A case that the person may see. Raises CaseNotFound."""
    return _case(lists.case_of_id(db.session(), permissions.sight(by), case_id), case_id)


def by_number(number: str, by: Actor) -> Case:
    return _case(lists.case_of_number(db.session(), permissions.sight(by), number), number)


def find(by: Actor, **wanted: Any) -> Page[Case]:
    """The cases that the person may see; `wanted` as in `store.lists.Wanted`."""
    what = Wanted(**wanted)
    rows, total = lists.find_cases(db.session(), permissions.sight(by), what)
    return page_of([Case(**row._mapping) for row in rows], total, what)


def view(case_id: int, by: Actor) -> View:
    """What stands in a case now: its values, open tasks, timers, tokens."""
    case = get(case_id, by)
    return engine.view(version_of(case), state_of(case))


def state_of(case: Case) -> bytes:
    """The state of a case as the engine reads it. Raises CaseDisposed."""
    if case.disposed_at is not None:
        raise CaseDisposed(case=case.number, at=case.disposed_at)
    state, wrapped = queries.state_of(db.session(), case.id)
    return Seal(case.number, wrapped).open_state(state)


def ways_back(case_id: int, no: int) -> tuple[str, ...]:
    """The elements that an open task can be returned to. Who asks has been let in before."""
    held = _with_task(case_id, no)
    return engine.ways_back(held.version, held.state, no) if held else ()


def rungs_ahead(case_id: int, no: int, calendar: Calendar) -> tuple[tuple[datetime, tuple[str, ...]], ...]:
    """What the ladder of an open task would yet do, and when. Who asks has been let in before."""
    held = _with_task(case_id, no)
    return engine.rungs_ahead(held.version, held.state, no, calendar) if held else ()


def _with_task(case_id: int, no: int) -> Held | None:
    """A case in which this task is open."""
    row = queries.read_case(db.session(), case_id)
    held = of_row(row) if row is not None else None
    return held if held and held.task(no) else None


def version_of(case: Case) -> Version:
    return versions.load(case.version_hash)


def _case(row: Any, name: int | str) -> Case:
    if row is None:
        raise CaseNotFound(case=name)
    return Case(**row._mapping)


# -- by hand


def cancel(case_id: int, reason: str, by: Actor, *, key: str | None = None, at: datetime | None = None) -> Outcome:
    return _by_hand(case_id, Cancel(by=by.login, reason=reason), by, key, at)


def mend(
    case_id: int,
    values: Mapping[str, Any],
    reason: str,
    by: Actor,
    *,
    key: str | None = None,
    at: datetime | None = None,
) -> Outcome:
    """Change values of a case, with a reason: so that an incident can be tried again."""
    return _by_hand(case_id, SetValues(by=by.login, values=values, reason=reason), by, key, at)


def retry(case_id: int, incident: str, by: Actor, *, key: str | None = None, at: datetime | None = None) -> Outcome:
    return _by_hand(case_id, Retry(by=by.login, incident=incident), by, key, at)


def _by_hand(
    case_id: int, command: Cancel | SetValues | Retry, by: Actor, key: str | None, at: datetime | None
) -> Outcome:
    permissions.check_case(by, type(command).__name__, get(case_id, by))
    return carry_out(case_id, command, by=by, key=key, at=at)
