"""A calendar as events of whole days (iCalendar, RFC 5545), such as published lists of holidays come in.

Whether a day is off or worked stands in our own property, else in the event's categories or its title, as 休 or 班.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from app.calendars import files
from app.calendars.days import Day, hours_text
from app.calendars.errors import (
    EventBroken,
    EventHasTime,
    EventRepeats,
    EventTooLong,
    NotACalendarFile,
)
from app.calendars.files import Found

KIND, HOURS = "X-SHOUWEN-KIND", "X-SHOUWEN-HOURS"
MOST_DAYS_OF_AN_EVENT = 62
LINE_OCTETS = 74
REPEATS = frozenset({"RRULE", "RDATE", "EXRULE"})
MARKED = re.compile(
    r"[\s（(\[【·-]*(休息日|放假|休假|休|调休补班|调休上班|补班|上班|班|off|work)[\s）)\]】]*$", re.IGNORECASE
)
WORKED = ("班", "work")
ESCAPED = re.compile(r"\\(.)")


@dataclass
class Event:
    line: int  # where it begins
    said: dict[str, tuple[int, str, str]] = field(default_factory=dict)  # name -> line, parameters, value


def read(content: bytes, *, unmarked_is_off: bool = False) -> Mapping[date, Day]:
    """The days of the events. One that says neither 休 nor 班 is refused, unless it is told to be off."""
    return files.days_of(found for event in _events(files.text_of(content)) for found in _days(event, unmarked_is_off))


def write(days: Mapping[date, Day], title: str, version: str) -> bytes:
    """An iCalendar file of which `read` reads the same days. Nothing in it depends on when it is written."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Shouwen//Calendar//ZH", f"X-WR-CALNAME:{_escaped(title)}"]
    for day in sorted(days):
        lines += _event(day, days[day], version)
    return "".join(f"{part}\r\n" for line in [*lines, "END:VCALENDAR"] for part in _folded(line)).encode()


def _event(day: date, what: Day, version: str) -> list[str]:
    mark = "班" if what.working else "休"
    lines = [
        "BEGIN:VEVENT",
        f"UID:{day:%Y%m%d}-{version}@shouwen",
        f"DTSTAMP:{day:%Y%m%d}T000000Z",
        f"DTSTART;VALUE=DATE:{day:%Y%m%d}",
        f"DTEND;VALUE=DATE:{day + timedelta(days=1):%Y%m%d}",
        f"SUMMARY:{_escaped(what.name)}（{mark}）",
        f"CATEGORIES:{mark}",
        f"{KIND}:{'work' if what.working else 'off'}",
    ]
    return [*lines, *([f"{HOURS}:{_escaped(hours_text(what.hours))}"] if what.hours else []), "END:VEVENT"]


# -- reading


def _lines(text: str) -> Iterator[tuple[int, str]]:
    """Each line with its number. One that goes on after a line break and a blank is made one again (RFC 5545, 3.1)."""
    begun, parts = 0, [""]
    for number, line in enumerate(text.replace("\r\n", "\n").replace("\r", "\n").split("\n"), 1):
        if number > files.MOST_LINES:
            raise files.too_large()
        if line[:1] in (" ", "\t"):
            parts.append(line[1:])
            continue
        yield begun, "".join(parts)
        begun, parts = number, [line]
    yield begun, "".join(parts)


def _events(text: str) -> Iterator[Event]:
    event: Event | None = None
    began = False
    for number, line in _lines(text):
        if not line.strip():
            continue
        head, _, value = line.partition(":")
        name, _, parameters = head.upper().partition(";")
        if not began and (name, value.strip().upper()) != ("BEGIN", "VCALENDAR"):
            raise NotACalendarFile(line=number)
        began = True
        if (name, value.strip().upper()) == ("BEGIN", "VEVENT"):
            if event is not None:
                raise EventBroken(line=number, text=line[: files.SHOWN])
            event = Event(number)
        elif (name, value.strip().upper()) == ("END", "VEVENT"):
            if event is None:
                raise EventBroken(line=number, text=line[: files.SHOWN])
            yield event
            event = None
        elif event is not None:
            event.said.setdefault(name, (number, parameters, value))
    if event is not None:
        raise EventBroken(line=event.line, text="BEGIN:VEVENT")
    if not began:
        raise NotACalendarFile(line=1)


def _days(event: Event, unmarked_is_off: bool) -> Iterator[Found]:
    for name in REPEATS & event.said.keys():
        raise EventRepeats(line=event.said[name][0])
    if "DTSTART" not in event.said:
        raise EventBroken(line=event.line, text="DTSTART")
    first = _date(event, "DTSTART")
    after = _date(event, "DTEND") if "DTEND" in event.said else first + timedelta(days=1)
    length = (after - first).days
    if length < 1:
        raise EventBroken(line=event.said["DTEND"][0], text="DTEND")
    if length > MOST_DAYS_OF_AN_EVENT:
        raise EventTooLong(line=event.line, most=MOST_DAYS_OF_AN_EVENT)
    name, kind = _name_and_kind(event, unmarked_is_off)
    line, hours = event.said.get("SUMMARY", (event.line,))[0], _value(event, HOURS)
    for number in range(length):
        on = first + timedelta(days=number)
        yield Found(line, on, files.read_day(kind, name, hours, on, line))


def _date(event: Event, name: str) -> date:
    line, parameters, value = event.said[name]
    if "T" in value.upper() or "DATE-TIME" in parameters:
        raise EventHasTime(line=line, text=value[: files.SHOWN])
    found = files.read_date(value, line)
    if found == date.max:
        raise EventBroken(line=line, text=value[: files.SHOWN])
    return found


def _name_and_kind(event: Event, unmarked_is_off: bool) -> tuple[str, str]:
    """The title without its mark, and the word that says what the day is; the title itself where nothing does."""
    title, own = _value(event, "SUMMARY"), _value(event, KIND)
    if len(title) > 2 * files.LONGEST_NAME:
        raise files.bad_name(title, event.said["SUMMARY"][0])
    if own:
        return title.removesuffix("（班）").removesuffix("（休）"), own
    marked = MARKED.search(title)
    name = title[: marked.start()] if marked else title
    named = [word.strip() for word in _value(event, "CATEGORIES").split(",")]
    known = [word for word in named if word.lower() in files.OFF_WORDS | files.WORK_WORDS]
    if known:
        return name, known[0]
    if marked:
        return name, "work" if marked[1].lower().endswith(WORKED) else "off"
    return name, "off" if unmarked_is_off else title


def _value(event: Event, name: str) -> str:
    text = event.said[name][2] if name in event.said else ""
    return ESCAPED.sub(lambda found: " " if found[1] in "nN" else found[1], text).strip()


# -- writing


def _escaped(text: str) -> str:
    return re.sub(r"([\\;,])", r"\\\1", text)


def _folded(line: str) -> Iterator[str]:
    """A line in pieces of at most 75 octets, none of which breaks a character; those after the first begin blank."""
    piece, length = "", 0
    for sign in line:
        octets = len(sign.encode())
        if length + octets > LINE_OCTETS:
            yield piece
            piece, length = " ", 1
        piece, length = piece + sign, length + octets
    yield piece
