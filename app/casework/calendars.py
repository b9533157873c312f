"""The calendars that cases count in: which version is in force, and what each version said."""

from __future__ import annotations

from app import calendars, clock
from app.calendars import Calendar, Calendars
from app.casework.kept import kept
from app.errors import CalendarNotFound
from app.store import db, models, queries, writes, writing

DEFAULT = Calendars({}).default_id


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


def alone(calendar: Calendar) -> Calendars:
    """The calendars that a case is given: its own, and no other, so that nothing else can decide what comes of it."""
    return Calendars({calendar.id: calendar}, calendar.id)


def publish(calendar: Calendar, by: str) -> None:
    """Put a calendar in force; a version that was published before is put in force again."""
    with writing() as session:
        queries.retire_calendar(session, calendar.id)
        row = {
            "id": calendar.id,
            "version": calendar.version,
            "content": calendars.to_json(calendar),
            "current": True,
            "published_at": clock.now(),
            "published_by": by,
        }
        writes.save(session, models.CalendarVersion, [row], keep=("content", "published_at", "published_by"))


def publish_missing(given: Calendars, by: str) -> None:
    """Put those calendars in force that there is no version of yet."""
    for calendar in given:
        if queries.calendar_in_force(db.session(), calendar.id) is None:
            publish(calendar, by)
