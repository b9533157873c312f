"""Changing a calendar: somebody drafts, somebody proposes, and somebody else publishes.

A draft holds the whole layer of the calendar as it is to become. Once proposed it is not changed any more: what a
second person looks at is what they publish.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from app import calendars, clock
from app.calendars import Layer, seed
from app.calendars.files import MOST_DAYS
from app.calendars.layer import brought_up_to_date, resolve
from app.casework import calendar_record, permissions
from app.casework import calendars as known
from app.casework.calendar_errors import (
    BehindTheTimes,
    CalendarExists,
    DraftMoved,
    DraftNotFound,
    InheritsItself,
    NotADraft,
    NothingChanged,
    NotProposed,
    ReasonMissing,
    TooMuch,
    ZoneFixed,
)
from app.casework.people import Actor
from app.store import calendars as kept
from app.store import db, models, writes, writing

DRAFT, PROPOSED, PUBLISHED, DROPPED = "draft", "proposed", "published", "dropped"
LONGEST_REASON = 500
MOST_LIVE = 20  # drafts and proposals of one calendar


@dataclass(frozen=True, kw_only=True)
class Draft:
    id: int
    calendar: str
    layer: Layer
    based_on: str | None  # the version in force when it was begun; None: the calendar is new
    revision: int
    status: str  # "draft" | "proposed" | "published" | "dropped"
    authors: tuple[str, ...]  # everybody who wrote in it
    reason: str
    proposed_by: str | None
    proposed_at: datetime | None
    created_by: str
    changed_at: datetime

    def is_by(self, login: str) -> bool:
        """Whether somebody had a hand in it, so that another one has to publish it."""
        return login in (*self.authors, self.proposed_by)


# -- looking


def of(by: Actor, calendar: str | None = None) -> tuple[Draft, ...]:
    """The drafts and proposals of calendars that the person looks after, the newest first."""
    kept_by = {row.id for row in kept.known(db.session()) if permissions.may_keep_calendar(by, row.unit)}
    return tuple(read(row) for row in kept.drafts(db.session(), calendar) if row.calendar_id in kept_by)


def get(id: int, by: Actor) -> Draft:
    """A draft of a calendar that the person looks after. Raises DraftNotFound."""
    row = kept.draft(db.session(), id)
    return read(_theirs(row, id, by))


def read(row: models.CalendarDraft) -> Draft:
    return Draft(
        id=row.id,
        calendar=row.calendar_id,
        layer=calendars.layer_from_json(row.layer),
        based_on=row.based_on,
        revision=row.revision,
        status=row.status,
        authors=tuple(row.authors),
        reason=row.reason,
        proposed_by=row.proposed_by,
        proposed_at=row.proposed_at,
        created_by=row.created_by,
        changed_at=row.changed_at,
    )


def _theirs(row: models.CalendarDraft | None, id: int, by: Actor) -> models.CalendarDraft:
    owner = kept.one(db.session(), row.calendar_id) if row is not None else None
    if row is None or owner is None or not permissions.may_keep_calendar(by, owner.unit):
        raise DraftNotFound(draft=id)
    return row


def held(session: Session, id: int, by: Actor) -> models.CalendarDraft:
    """The draft, locked until the transaction ends, and nobody else changes calendars meanwhile."""
    kept.lock(session)
    return _theirs(kept.draft(session, id, lock=True), id, by)


# -- drafting


def begin(calendar: str, by: Actor) -> Draft:
    """A draft that says what the calendar says now. Raises CalendarNotFound, NotYourCalendar."""
    permissions.check_calendar(by, owner_of(calendar))
    said = known.layer_of(calendar)
    with writing() as session:
        return _begun(session, said, known.in_force(calendar).version, by)


def begin_new(layer: Layer, unit: str | None, by: Actor) -> Draft:
    """A draft of a calendar that there is not yet, for a unit to look after. Raises Invalid errors for a bad one."""
    permissions.check_calendar(by, unit)
    with writing() as session:
        row = kept.one(session, layer.id)
        if row is not None and (row.unit != unit or kept.count_of(session, layer.id)):
            raise CalendarExists(calendar=layer.id)
        if row is None:
            known.know(session, layer.id, unit, by.login)
        return _begun(session, layer, None, by)


def owner_of(calendar: str) -> str | None:
    row = kept.one(db.session(), calendar)
    return row.unit if row else None


def _begun(session: Session, said: Layer, based_on: str | None, by: Actor) -> Draft:
    kept.lock(session)
    if len(kept.drafts(session, said.id)) >= MOST_LIVE:
        raise TooMuch(days=MOST_DAYS, drafts=MOST_LIVE)
    now = clock.now()
    row = {
        "calendar_id": said.id,
        "layer": calendars.layer_to_json(said),
        "based_on": based_on,
        "revision": 1,
        "status": DRAFT,
        "authors": [by.login],
        "reason": "",
        "proposed_by": None,
        "proposed_at": None,
        "created_by": by.login,
        "created_at": now,
        "changed_at": now,
    }
    id = int(writes.add(session, models.CalendarDraft, row))
    calendar_record.write(session, said.id, "begun", by.login, facts={"draft": id, "based_on": based_on})
    made = kept.draft(session, id)
    if made is None:
        raise DraftNotFound(draft=id)
    return read(made)


def change(id: int, by: Actor, make: Callable[[Layer], Layer]) -> Draft:
    """Say something anew in a draft. Raises NotADraft, and what `make` raises."""
    with writing() as session:
        row = held(session, id, by)
        if row.status != DRAFT:
            raise NotADraft
        made = make(calendars.layer_from_json(row.layer))
        if len(made.days) > MOST_DAYS + len(seed().default.days):
            raise TooMuch(days=MOST_DAYS, drafts=MOST_LIVE)
        _write(row, made, by)
        session.flush()
        return read(row)


def _write(row: models.CalendarDraft, made: Layer, by: Actor) -> None:
    row.layer, row.changed_at = calendars.layer_to_json(made), clock.now()
    row.revision += 1
    row.authors = [*row.authors, *([] if by.login in row.authors else [by.login])]


def bring_up_to_date(id: int, by: Actor) -> Draft:
    """Make the draft's changes to what others have published meanwhile."""
    with writing() as session:
        row = held(session, id, by)
        if row.status != DRAFT or row.based_on is None:
            raise NotADraft
        base, present = known.layer_of(row.calendar_id, row.based_on), known.layer_of(row.calendar_id)
        _write(row, brought_up_to_date(base, calendars.layer_from_json(row.layer), present), by)
        row.based_on = known.in_force(row.calendar_id).version
        session.flush()
        return read(row)


def is_behind(draft: Draft) -> bool:
    """Whether the calendar has come to say something else since the draft was begun."""
    if draft.based_on is None:
        return bool(kept.count_of(db.session(), draft.calendar))
    return known.layer_of(draft.calendar, draft.based_on) != known.layer_of(draft.calendar)


# -- proposing


def propose(id: int, by: Actor, revision: int, reason: str) -> None:
    """Ask for a second person to publish the draft as it is at this revision."""
    said = reason_of(reason)
    with writing() as session:
        row = held(session, id, by)
        if row.status != DRAFT:
            raise NotADraft
        if row.revision != revision:
            raise DraftMoved
        _check(read(row))
        row.status, row.reason = PROPOSED, said
        row.proposed_by, row.proposed_at = by.login, clock.now()
        calendar_record.write(session, row.calendar_id, "proposed", by.login, reason=said, facts=_facts(row))


def _check(draft: Draft) -> None:
    """Whether the draft can be published as it is; which calendars follow is looked at when it is."""
    if is_behind(draft):
        raise BehindTheTimes(calendar=draft.calendar)
    whole = whole_of(draft.layer)
    if draft.based_on is not None:
        present = known.in_force(draft.calendar)
        if whole.zone != present.zone:
            raise ZoneFixed
        if draft.layer == known.layer_of(draft.calendar):
            raise NothingChanged


def whole_of(said: Layer) -> calendars.Calendar:
    """The whole that a layer makes with what it inherits, as that is in force. Raises InheritsItself, BadCalendar …"""
    if said.parent is None:
        return resolve(said, None)
    seen = {said.id}
    above: str | None = said.parent
    while above is not None:
        if above in seen:
            raise InheritsItself(calendar=said.id)
        seen.add(above)
        above = known.layer_of(above).parent
    return resolve(said, known.in_force(said.parent))


def send_back(id: int, by: Actor, reason: str) -> None:
    """Make a proposal a draft again: the second person found something, or who proposed it takes it back."""
    said = reason_of(reason)
    with writing() as session:
        row = held(session, id, by)
        if row.status != PROPOSED:
            raise NotProposed
        calendar_record.write(session, row.calendar_id, "returned", by.login, reason=said, facts=_facts(row))
        row.status, row.proposed_by, row.proposed_at = DRAFT, None, None


def drop(id: int, by: Actor) -> None:
    with writing() as session:
        row = held(session, id, by)
        if row.status != DRAFT:
            raise NotADraft
        row.status = DROPPED
        calendar_record.write(session, row.calendar_id, "dropped", by.login, facts=_facts(row))


def _facts(row: models.CalendarDraft) -> dict[str, Any]:
    return {"draft": row.id, "revision": row.revision, "authors": list(row.authors), "proposed_by": row.proposed_by}


def reason_of(text: str) -> str:
    said = " ".join(text.split())
    if not said or len(said) > LONGEST_REASON:
        raise ReasonMissing(most=LONGEST_REASON)
    return said


def waiting_for(by: Actor) -> Sequence[Draft]:
    """The proposals that this person may publish: others made them."""
    return [draft for draft in of(by) if draft.status == PROPOSED and not draft.is_by(by.login)]
