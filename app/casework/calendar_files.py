"""The days of one year from a file that somebody brings along."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from app.calendars import Day, csv_file, ics_file
from app.errors import Invalid

BEGINNING = b"BEGIN:VCALENDAR"


class NoDaysOfTheYear(Invalid):
    """The file has no day of {year}."""


def read(content: bytes, name: str, year: int, *, unmarked_is_off: bool = False) -> tuple[Mapping[date, Day], int]:
    """The days of the year, and how many of other years the file has. CSV, or ICS by its name or its first line."""
    if name.lower().endswith((".ics", ".ical")) or content.lstrip(b"\xef\xbb\xbf \r\n").startswith(BEGINNING):
        found = ics_file.read(content, unmarked_is_off=unmarked_is_off)
    else:
        found = csv_file.read(content)
    days = {day: what for day, what in found.items() if day.year == year}
    if not days:
        raise NoDaysOfTheYear(year=year)
    return days, len(found) - len(days)
