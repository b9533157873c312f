"""How people want to be told: over which channels, at once or gathered, and when not at all.

What is urgent (a breach, an escalation, a case that is stuck) is told at once, whatever somebody wishes.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta

from app.calendars import Calendar
from app.calendars.counting import later
from app.casework import calendars
from app.casework.organisation import Directory, Person
from app.casework.people import Actor
from app.errors import CalendarNotFound, CalendarYearMissing, Invalid
from app.notify import Channel
from app.store import db, models, notices, queries, writes, writing

NOW, DIGEST, SPARE, OFF = "now", "digest", "spare", "off"
MODES = (NOW, DIGEST, SPARE, OFF)
URGENT = frozenset({"breach", "escalate", "incident"})
HANDLES = ("wecom", "dingtalk", "feishu")  # what people call themselves on services
HANDLE = re.compile(r"[A-Za-z0-9_-]{6,128}")
LANGUAGES = ("zh", "en")
TICK = timedelta(microseconds=1)


class BadHandle(Invalid):
    """Your {service} name has 6 to 128 letters, digits, - and _."""


class BadWish(Invalid):
    """A channel is used at once, gathered, only when another fails, or not at all."""


@dataclass(frozen=True, kw_only=True)
class Wish:
    modes: Mapping[str, str] = field(default_factory=dict)
    handles: Mapping[str, str] = field(default_factory=dict)
    quiet: bool = False  # outside working hours only what is urgent


@dataclass(frozen=True)
class Planned:
    channel: str
    due_at: datetime
    held: bool


def of(logins: Iterable[str]) -> dict[str, Wish]:
    """The wishes of people; who said nothing has the usual ones."""
    rows = notices.contacts(db.session(), list(logins))
    return {login: Wish(modes=row.modes, handles=row.handles, quiet=row.quiet) for login, row in rows.items()}


def recipient(person: Person, wish: Wish) -> dict[str, str | None]:
    """What channels are addressed with."""
    own = {"login": person.login, "email": person.email, "phone": person.phone}
    return {**{name: wish.handles.get(name) for name in HANDLES}, **own}


def modes(channels: Iterable[Channel], person: Person, wish: Wish) -> dict[str, str]:
    """Each channel that reaches a person, and how it is used: by itself the first at once, the others to stand in."""
    facts = recipient(person, wish)
    reaching = [channel.name for channel in channels if channel.addressed(facts) is not None]
    return {name: wish.modes.get(name) or (SPARE if place else NOW) for place, name in enumerate(reaching)}


def planned(
    channels: Iterable[Channel], person: Person, wish: Wish, kind: str, directory: Directory, now: datetime
) -> list[Planned]:
    """Over which channels a person is told of something, and when."""
    found = []
    for name, mode in modes(channels, person, wish).items():
        if mode in (NOW, DIGEST):
            due = now if kind in URGENT else _when(mode, wish, person, directory, now)
            found.append(Planned(name, due, due > now))
    return found


def spare(channels: Iterable[Channel], person: Person, wish: Wish, tried: set[str]) -> str | None:
    """The channel that stands in for those that failed."""
    known = modes(channels, person, wish)
    return next((name for name, mode in known.items() if mode != OFF and name not in tried), None)


def _when(mode: str, wish: Wish, person: Person, directory: Directory, now: datetime) -> datetime:
    if mode != DIGEST and not wish.quiet:
        return now
    try:
        calendar = calendars.in_force(directory.calendar_of(person.home))
        tomorrow = datetime.combine(calendar.day_of(now) + timedelta(days=1), time(), calendar.zone)
        return opening(calendar, tomorrow if mode == DIGEST else now)
    except (CalendarNotFound, CalendarYearMissing):
        return now  # nobody is kept waiting for a calendar that is not there


def opening(calendar: Calendar, at: datetime) -> datetime:
    """The instant itself within working hours, else when they begin."""
    begins = later(calendar, calendar.local(at), 1) - TICK
    return max(begins, at)


# -- saying them


def save(
    by: Actor, modes: Mapping[str, str], handles: Mapping[str, str], quiet: bool, language: str, names: Iterable[str]
) -> None:
    """Keep what somebody wishes for themselves. Raises BadWish, BadHandle."""
    if not set(modes.values()) <= set(MODES) or not set(modes) <= set(names) or language not in LANGUAGES:
        raise BadWish
    given = {name: handles.get(name, "").strip() for name in HANDLES}
    for name, handle in given.items():
        if handle and not HANDLE.fullmatch(handle):
            raise BadHandle(service=name)
    row = {
        "login": by.login,
        "modes": dict(modes),
        "handles": {name: handle for name, handle in given.items() if handle},
        "quiet": quiet,
    }
    with writing() as session:
        writes.save(session, models.Contact, [row])
        person = queries.person_by_login(session, by.login)
        if person is not None and person.language != language:
            person.language = language
            queries.organisation_changed(session)
