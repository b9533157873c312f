"""What a single day is: at work or off, under which name, and between which hours."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import time
from typing import NamedTuple

from app.calendars.errors import BadHours

MIDNIGHT = time(0)
DAY_MINUTES = 24 * 60


class Segment(NamedTuple):
    """Working hours without a break. One that closes at 00:00 closes at the end of the day."""

    opens: time
    closes: time

    @property
    def minutes(self) -> tuple[int, int]:
        """From which minute of the day to which."""
        closes = DAY_MINUTES if self.closes == MIDNIGHT else _minute(self.closes)
        return _minute(self.opens), closes


Hours = tuple[Segment, ...]

MOST_SEGMENTS = 12  # of one day
LONGEST = 250  # characters of hours that somebody wrote
OFF = ("", "off", "休", "休息", "-")
SPAN = re.compile(r"(\d{1,2})[:：](\d{2})\s*[-–—~～至到]\s*(\d{1,2})[:：](\d{2})", re.ASCII)
BETWEEN = re.compile(r"[,，、;；\s]+")


@dataclass(frozen=True)
class Day:
    """A day that differs from its weekday, or that has a name."""

    working: bool
    name: str
    hours: Hours = ()  # its own hours; none: those of its weekday, or of a make-up day


def in_order(hours: Hours) -> bool:
    """Whether the segments are whole minutes, not empty, and follow each other."""
    last = 0
    for segment in hours:
        opens, closes = segment.minutes
        if opens < last or closes <= opens or segment.opens.second or segment.closes.second:
            return False
        last = closes
    return True


def hours_text(hours: Hours) -> str:
    """Hours for people: `09:00-12:00, 13:30-17:30`; nothing for a day off."""
    return ", ".join(f"{opens:%H:%M}-{'24:00' if closes == MIDNIGHT else f'{closes:%H:%M}'}" for opens, closes in hours)


def read_hours(text: str) -> Hours:
    """The hours that people wrote; none for a day off. Raises BadHours."""
    plain = text.strip()
    if plain.lower() in OFF:
        return ()
    if len(plain) > LONGEST:
        raise BadHours(text=plain[:60])
    found, rest = list(SPAN.finditer(plain)), SPAN.sub("", plain)
    if not found or len(found) > MOST_SEGMENTS or BETWEEN.sub("", rest):
        raise BadHours(text=plain[:60])
    hours = tuple(Segment(_time(one[1], one[2], plain), _time(one[3], one[4], plain)) for one in found)
    if not in_order(hours):
        raise BadHours(text=plain[:60])
    return hours


def _time(hour: str, minute: str, whole: str) -> time:
    if (hour, minute) == ("24", "00"):
        return MIDNIGHT
    try:
        return time(int(hour), int(minute))
    except ValueError:
        raise BadHours(text=whole[:60]) from None


def _minute(at: time) -> int:
    return at.hour * 60 + at.minute
