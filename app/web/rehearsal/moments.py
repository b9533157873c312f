"""What happens in a rehearsal, in words: the clock, what it brings next, and each step with what came of it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from flask_babel import format_date, gettext, lazy_gettext

from app.casework import playing
from app.casework.expectations import local
from app.casework.organisation import Directory
from app.casework.playing import Moment, Played
from app.errors import CalendarYearMissing, ShouwenError
from app.web import due, errors, roles

KINDS = {
    "bpmn": lazy_gettext("timer of the diagram"),
    "remind": lazy_gettext("reminder"),
    "urge": lazy_gettext("urging"),
    "breach": lazy_gettext("end of the limit"),
    "due": lazy_gettext("end of the limit"),
    "escalate": lazy_gettext("escalation"),
    "deputy": lazy_gettext("calling in the deputy"),
}

DEEDS = {
    "complete": lazy_gettext("%(who)s completes “%(what)s”"),
    "claim": lazy_gettext("%(who)s claims “%(what)s”"),
    "assign": lazy_gettext("%(who)s hands over “%(what)s”"),
    "message": lazy_gettext("The message “%(what)s” arrives"),
    "job": lazy_gettext("The automatic work “%(what)s” answers"),
    "retry": lazy_gettext("%(who)s tries “%(what)s” again"),
    "set": lazy_gettext("%(who)s mends values"),
    "cancel": lazy_gettext("%(who)s cancels the case"),
}

MOST_DAYS = 60


@dataclass(frozen=True)
class Now:
    """What the rehearsal's clock shows."""

    day: str
    hour: str
    holiday: str  # the name of a day off, or of a make-up day
    works: bool


@dataclass(frozen=True)
class Coming:
    """What the clock brings."""

    at: str  # as the form sends it
    when: str
    what: str
    kind: str
    left: str


@dataclass(frozen=True)
class Told:
    number: int
    when: str
    sentence: str
    consequences: tuple[str, ...]


def now(played: Played) -> Now:
    calendar, at = played.case.calendar, played.at.astimezone(played.case.calendar.zone)
    special = calendar.days.get(at.date())
    try:
        works = calendar.is_working(at.date())
    except CalendarYearMissing:
        works = False
    return Now(
        day=format_date(at, "yyyy-MM-dd EEE"),
        hour=at.strftime("%H:%M"),
        holiday=special.name if special else "",
        works=works,
    )


def coming(played: Played, at: datetime, element: str, kind: str) -> Coming:
    calendar = played.case.calendar
    return Coming(
        at=playing.written(at, played),
        when=stamp(at, played),
        what=name_of(played, element),
        kind=str(KINDS[kind]),
        left=due.left(calendar, at, None, played.at),
    )


def next_morning(played: Played) -> str | None:
    """The beginning of the next working day, as the form sends it."""
    calendar = played.case.calendar
    day: date = played.at.astimezone(calendar.zone).date()
    try:
        for _ in range(MOST_DAYS):
            day += timedelta(days=1)
            if calendar.is_working(day):
                return datetime.combine(day, time(9)).isoformat(timespec="minutes")
    except CalendarYearMissing:
        return None
    return None


def told(played: Played) -> list[Told]:
    """Each step in words, the last first."""
    return [_told(played, moment) for moment in reversed(played.moments)]


def _told(played: Played, moment: Moment) -> Told:
    return Told(
        moment.number, stamp(moment.at, played), _sentence(played, moment), tuple(_consequences(played, moment))
    )


def _sentence(played: Played, moment: Moment) -> str:
    said, directory = moment.said, played.case.directory
    who = directory.name(said["by"]) if said.get("by") else ""
    if moment.number == 0:
        if said.get("message"):
            return gettext("The message “%(what)s” begins the case", what=said["message"])
        return gettext("%(who)s begins the case", who=who) if not said.get("timer") else gettext("The clock begins it")
    for deed, template in DEEDS.items():
        if deed in said:
            what = name_of(played, str(said[deed]).partition("[")[0]) if isinstance(said[deed], str) else ""
            return str(template) % {"who": who, "what": what}
    return gettext("The clock goes on")


def _consequences(played: Played, moment: Moment) -> Iterable[str]:
    for timer, at in moment.fired:
        facts = {"kind": KINDS[timer.kind], "what": name_of(played, timer.element), "when": stamp(at, played)}
        yield gettext("%(kind)s: “%(what)s”, %(when)s", **facts)
    before = played.moments[moment.number - 1].picture.open if moment.number else ()
    waiting = list(before)
    for element in moment.picture.open:
        if element in waiting:
            waiting.remove(element)
        else:
            yield gettext("opens “%(what)s”", what=name_of(played, element))
    if moment.picture.ended and not (moment.number and played.moments[moment.number - 1].picture.ended):
        yield gettext("ends at “%(what)s”", what=name_of(played, moment.picture.ended))


def stuck(played: Played) -> str | None:
    """Why the steps that were kept cannot be played any more: the draft has changed since."""
    if played.refused is None:
        return None
    number, error = played.refused
    facts = {"number": number, "why": sentence(error)}
    return gettext("Step %(number)d is no longer possible on this diagram: %(why)s", **facts)


def sentence(error: ShouwenError) -> str:
    return errors.sentence(error)


def stamp(at: datetime, played: Played) -> str:
    here = at.astimezone(played.case.calendar.zone)
    return f"{format_date(here, 'yyyy-MM-dd EEE')} {local(at, played.case.calendar)[11:16]}"


def name_of(played: Played, element: str) -> str:
    found = played.case.version.elements.get(element)
    return (found.name if found else "") or element


def people(directory: Directory, logins: Iterable[str]) -> list[tuple[str, str]]:
    """Logins with the names of the people and what they are; a group nobody belongs to stands for itself."""
    return [(login, _called(directory, login)) for login in logins]


def _called(directory: Directory, login: str) -> str:
    person = directory.people.get(login)
    if person is None:
        return roles.group_name(login, directory) if "@" in login else login
    held = next(iter(person.memberships), None)
    return f"{person.name} · {roles.group_name(held.group, directory)}" if held else person.name
