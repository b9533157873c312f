"""Publishing a proposed calendar: by a second person, with all calendars that inherit from it, and counting again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from app import calendars, clock
from app.calendars import Calendar, Layer
from app.calendars.changes import changed_days, changed_years
from app.calendars.layer import resolve
from app.casework import calendar_drafts as drafts
from app.casework import calendar_record, permissions
from app.casework import calendars as known
from app.casework.calendar_drafts import Draft
from app.casework.calendar_errors import BehindTheTimes, DraftMoved, FollowerBroken, NotProposed, SecondPerson
from app.casework.people import Actor
from app.errors import Invalid
from app.store import calendars as kept
from app.store import db, models, writes, writing


@dataclass(frozen=True)
class Turn:
    """A calendar whose version in force is superseded by a publication: the one proposed, and those that follow it."""

    layer: Layer
    before: Calendar | None  # None: it is new
    after: Calendar

    @property
    def since(self) -> date | None:
        """The first day that means something else; None: none does."""
        days = (change.date for change in changed_days(self.before, self.after) if change.counts)
        years = (date(change.year, 1, 1) for change in changed_years(self.before, self.after) if change.before)
        first = [*([day] if (day := next(days, None)) else []), *years]
        return min(first, default=None)


def may_publish(by: Actor, draft: Draft) -> bool:
    return draft.status == drafts.PROPOSED and not draft.is_by(by.login)


def turns(draft: Draft) -> tuple[Turn, ...]:
    """What publishing a draft would put in force: it, then each calendar after the one it inherits from."""
    before = known.in_force(draft.calendar) if draft.based_on else None
    found = [Turn(draft.layer, before, drafts.whole_of(draft.layer))]
    for turn in found:  # those that are found are looked at in their turn
        found += [_follows(child, turn.after) for child in kept.children(db.session(), turn.after.id)]
    return tuple(found)


def _follows(child: str, parent: Calendar) -> Turn:
    said = known.layer_of(child)
    try:
        return Turn(said, known.in_force(child), resolve(said, parent))
    except Invalid as problem:
        raise FollowerBroken(calendar=said.title, why=str(problem)) from problem


def publish(id: int, by: Actor, revision: int, reason: str) -> tuple[Turn, ...]:
    """Put a proposal in force as it is at this revision, and have everything open counted again by it.

    Raises SecondPerson, NotProposed, DraftMoved, BehindTheTimes, FollowerBroken.
    """
    said = drafts.reason_of(reason)
    with writing() as session:
        row = drafts.held(session, id, by)
        draft = drafts.read(row)
        if draft.status != drafts.PROPOSED:
            raise NotProposed
        if draft.is_by(by.login):
            raise SecondPerson
        permissions.check_calendar(by, drafts.owner_of(draft.calendar))
        if draft.revision != revision:
            raise DraftMoved
        if drafts.is_behind(draft):
            raise BehindTheTimes(calendar=draft.calendar)
        made = turns(draft)
        for turn in made:
            _put_in_force(session, turn, draft, by, said)
        row.status, row.changed_at = drafts.PUBLISHED, clock.now()
    return made


def _put_in_force(session: Session, turn: Turn, draft: Draft, by: Actor, reason: str) -> None:
    whole = turn.after
    if turn.before is not None and turn.before.version == whole.version and whole.id != draft.calendar:
        return  # nothing it inherits has changed for it
    known.put_in_force(session, whole, turn.layer, by.login)
    facts = {
        "draft": draft.id,
        "proposed_by": draft.proposed_by,
        "authors": list(draft.authors),
        "why_proposed": draft.reason,
        "before": turn.before.version if turn.before else None,
        "parent": turn.layer.parent,
        "layer": calendars.layer_to_json(turn.layer),
    }
    deed = "published" if whole.id == draft.calendar else "followed"
    calendar_record.write(session, whole.id, deed, by.login, reason=reason, version=whole.version, facts=facts)
    since = turn.since
    if turn.before is not None and since is not None:
        _count_again(session, turn, since, reason)


def _count_again(session: Session, turn: Turn, since: date, reason: str) -> None:
    now = clock.now()
    since = min([since, *kept.give_up_recounts(session, turn.after.id, now)])
    row = {
        "calendar": turn.after.id,
        "version": turn.after.version,
        "reason": reason,
        "since": since,
        "begun_at": now,
        "last_case": 0,
        "cases": 0,
        "moved": 0,
        "failed": 0,
        "done_at": None,
    }
    writes.add(session, models.CalendarRecount, row)
