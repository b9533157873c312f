"""The calendars that cases count in: which one a case takes, which version is in force, what each version said."""

from __future__ import annotations

from sqlalchemy.orm import Session

from app import calendars, clock
from app.calendars import Calendar, Calendars, layer
from app.calendars.layer import Layer
from app.casework import calendar_record, permissions
from app.casework.kept import kept
from app.casework.organisation import Directory
from app.casework.people import Actor
from app.engine import Version
from app.errors import CalendarNotFound, NotYourRoom
from app.store import calendars as stored
from app.store import db, models, queries, writes, writing

DEFAULT = Calendars({}).default_id


def chosen(version: Version, unit: str | None, directory: Directory) -> str | None:
    """The calendar of a new case: the one its process names, else that of its unit or the nearest above with one.

    None: the default.
    """
    return version.properties.get("calendar") or directory.calendar_of(unit)


def in_force(calendar: str | None) -> Calendar:
    """The version of a calendar that is in force now. Raises CalendarNotFound."""
    name = calendar or DEFAULT
    version = queries.calendar_in_force(db.session(), name)
    if version is None:
        raise CalendarNotFound(calendar=name)
    return at_version(name, version)


def at_version(calendar: str, version: str) -> Calendar:
    """A calendar as one version of it was published."""
    memory = kept().calendars
    if (calendar, version) not in memory:
        content = queries.calendar_content(db.session(), calendar, version)
        if content is None:
            raise CalendarNotFound(calendar=f"{calendar} {version}")
        memory[calendar, version] = calendars.from_json(content)
    return memory[calendar, version]


def layer_of(calendar: str, version: str | None = None) -> Layer:
    """What a calendar says itself, without what it inherits, in a version or in the one in force."""
    row = stored.layer(db.session(), calendar, version)
    if row is None:
        raise CalendarNotFound(calendar=calendar)
    return calendars.layer_from_json(row.layer) if row.layer else layer.of(calendars.from_json(row.content))


def alone(calendar: Calendar) -> Calendars:
    """The calendars that a case is given: its own, and no other, so that nothing else can decide what comes of it."""
    return Calendars({calendar.id: calendar}, calendar.id)


# -- putting versions in force


def put_in_force(session: Session, whole: Calendar, said: Layer, by: str) -> None:
    """Make this the version that counts, in the caller's transaction; the one before it stays as it is, superseded."""
    parent = queries.calendar_in_force(session, said.parent) if said.parent else None
    queries.retire_calendar(session, whole.id)
    row = {
        "id": whole.id,
        "version": whole.version,
        "content": calendars.to_json(whole),
        "layer": calendars.layer_to_json(said),
        "parent": said.parent,
        "parent_version": parent,
        "current": True,
        "published_at": clock.now(),
        "published_by": by,
    }
    writes.save(session, models.CalendarVersion, [row], keep=("content", "published_at", "published_by"))


def know(session: Session, calendar: str, unit: str | None, by: str) -> None:
    """There is a calendar of this id, looked after by a unit; None: by the whole house."""
    row = {"id": calendar, "unit": unit, "created_at": clock.now(), "created_by": by}
    writes.add(session, models.Calendar, row)


def publish(calendar: Calendar, by: str) -> None:
    """Put a calendar that inherits nothing in force, as set-up does; a version from before is put in force again."""
    with writing() as session:
        stored.lock(session)
        if stored.one(session, calendar.id) is None:
            know(session, calendar.id, None, by)
        put_in_force(session, calendar, layer.of(calendar), by)
        calendar_record.write(session, calendar.id, "installed", by, version=calendar.version)


def publish_missing(given: Calendars, by: str) -> None:
    """Put those calendars in force that there is no version of yet."""
    with writing() as session:
        calendar_record.begin(session, by)
    for calendar in given:
        if queries.calendar_in_force(db.session(), calendar.id) is None:
            publish(calendar, by)


# -- who counts by which


def use(unit: str, calendar: str | None, by: Actor, reason: str) -> None:
    """New cases of a unit, and of those below without one of their own, count in this calendar; None: in the one above.

    Raises NotYourRoom, CalendarNotFound.
    """
    if not permissions.may_choose_calendar(by, unit):
        raise NotYourRoom
    before = by.directory.calendars.get(unit)
    named = calendar or before
    if named is None or named == before == calendar:
        return
    in_force(named)
    with writing() as session:
        stored.lock(session)
        stored.set_use(session, unit, calendar)
        facts = {"unit": unit, "before": before} if calendar else {"unit": unit, "before": before, "ended": True}
        calendar_record.write(session, named, "used", by.login, reason=reason, facts=facts)
        queries.organisation_changed(session)
