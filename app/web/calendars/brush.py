"""What a click on a day says of it: off, at work, its own hours, or nothing any more."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask_babel import lazy_gettext

from app.calendars import BadHours, Day
from app.calendars.days import read_hours
from app.calendars.files import LONGEST_NAME, is_name
from app.errors import Invalid

OFF, WORK, PART, USUAL = "off", "work", "part", "usual"
HALF_DAY = "09:00-12:00"
BRUSHES = {  # what it is called, and what it does
    OFF: (lazy_gettext("off"), "beach"),
    WORK: (lazy_gettext("at work"), "briefcase"),
    PART: (lazy_gettext("half day, or other hours"), "clock-hour-9"),
    USUAL: (lazy_gettext("as usual"), "eraser"),
}


class NameTooLong(Invalid):
    """A day's name has at most {most} characters, none of them unprintable, and does not begin with = + - or @."""


@dataclass(frozen=True)
class Brush:
    kind: str
    name: str
    hours: str

    @classmethod
    def of(cls, sent: Mapping[str, str]) -> Brush:
        kind = sent.get("brush", OFF)
        return cls(kind if kind in BRUSHES else OFF, sent.get("name", "").strip(), sent.get("hours", HALF_DAY).strip())

    @property
    def arguments(self) -> dict[str, Any]:
        return {"brush": self.kind, "name": self.name, "hours": self.hours}

    def day(self) -> Day | None:
        """What it says of a day; None: nothing, so that the day is as its weekday, or as inherited."""
        if self.kind == USUAL:
            return None
        if not is_name(self.name):
            raise NameTooLong(most=LONGEST_NAME)
        hours = read_hours(self.hours) if self.kind == PART else ()
        if self.kind == PART and not hours:
            raise BadHours(text=self.hours)
        return Day(self.kind != OFF, self.name, hours)
