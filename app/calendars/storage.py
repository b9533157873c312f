"""Calendars as JSON data and back: what is stored, shown in an editor, and hashed into a version."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date, time
from hashlib import sha256
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from app.calendars.days import MIDNIGHT, Day, Hours, Segment
from app.calendars.errors import BadCalendar

if TYPE_CHECKING:
    from app.calendars.calendar import Calendar

VERSION_DIGITS = 12


def to_json(calendar: Calendar) -> dict[str, Any]:
    """The calendar as JSON data, in one canonical form; its version is the hash of it, so it is not in it."""
    return {
        "id": calendar.id,
        "title": calendar.title,
        "zone": calendar.zone.key,
        "segments": [_hours_data(hours) for hours in calendar.segments],
        "make_up": _hours_data(calendar.make_up),
        "years": {str(year): calendar.years[year] for year in sorted(calendar.years)},
        "days": {day.isoformat(): _day_data(calendar.days[day]) for day in sorted(calendar.days)},
    }


def from_json(data: Mapping[str, Any]) -> Calendar:
    """The calendar that `to_json` wrote. Raises BadCalendar."""
    from app.calendars.calendar import Calendar

    try:
        return Calendar(
            id=data["id"],
            title=data["title"],
            zone=ZoneInfo(data["zone"]),
            segments=tuple(_hours(hours) for hours in data["segments"]),
            make_up=_hours(data["make_up"]),
            years={int(year): status for year, status in data["years"].items()},
            days={date.fromisoformat(day): _day(what) for day, what in data["days"].items()},
        )
    except (KeyError, ValueError, TypeError, AttributeError) as problem:
        named = data.get("id", "?") if isinstance(data, Mapping) else "?"
        raise BadCalendar(calendar=named, why=f"its data cannot be read ({problem})") from problem


def version_of(calendar: Calendar) -> str:
    text = json.dumps(to_json(calendar), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return sha256(text.encode()).hexdigest()[:VERSION_DIGITS]


def hours_text(hours: Hours) -> str:
    """Hours for people: `09:00-12:00, 13:30-17:30`."""
    return ", ".join("-".join(pair) for pair in _hours_data(hours))


def _hours_data(hours: Hours) -> list[list[str]]:
    return [[f"{opens:%H:%M}", "24:00" if closes == MIDNIGHT else f"{closes:%H:%M}"] for opens, closes in hours]


def _hours(data: Any) -> Hours:
    return tuple(Segment(_time(opens), _time(closes)) for opens, closes in data)


def _time(text: str) -> time:
    return MIDNIGHT if text == "24:00" else time.fromisoformat(text)


def _day_data(day: Day) -> dict[str, Any]:
    data: dict[str, Any] = {"working": day.working, "name": day.name}
    return {**data, "hours": _hours_data(day.hours)} if day.hours else data


def _day(data: Mapping[str, Any]) -> Day:
    return Day(bool(data["working"]), str(data["name"]), _hours(data.get("hours", ())))
