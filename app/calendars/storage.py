"""Calendars and layers as JSON data and back: what is stored, shown in an editor, and hashed into a version."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date, time
from hashlib import sha256
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from app.calendars.days import MIDNIGHT, Day, Hours, Segment, hours_text
from app.calendars.errors import BadCalendar
from app.calendars.week import DayOfYear, Season, Week

if TYPE_CHECKING:
    from app.calendars.calendar import Calendar
    from app.calendars.layer import Layer

__all__ = ["canonical", "from_json", "hours_text", "layer_from_json", "layer_to_json", "to_json", "version_of"]

VERSION_DIGITS = 12
UNREADABLE = (KeyError, ValueError, TypeError, AttributeError, IndexError)


def to_json(calendar: Calendar) -> dict[str, Any]:
    """The calendar as JSON data, in one canonical form; its version is the hash of it, so it is not in it."""
    return {
        "id": calendar.id,
        "title": calendar.title,
        "zone": calendar.zone.key,
        **_week_data(calendar.week),
        "years": _years_data(calendar.years),
        "days": _days_data(calendar.days),
    }


def from_json(data: Mapping[str, Any]) -> Calendar:
    """The calendar that `to_json` wrote. Raises BadCalendar."""
    from app.calendars.calendar import Calendar

    try:
        week = _week(data)
        return Calendar(
            id=data["id"],
            title=data["title"],
            zone=ZoneInfo(data["zone"]),
            segments=week.segments,
            make_up=week.make_up,
            years={int(year): status for year, status in data["years"].items()},
            days={date.fromisoformat(day): _day(what) for day, what in data["days"].items()},
            seasons=week.seasons,
        )
    except UNREADABLE as problem:
        raise _unreadable(data, problem) from problem


def layer_to_json(layer: Layer) -> dict[str, Any]:
    return {
        "id": layer.id,
        "title": layer.title,
        "parent": layer.parent,
        "zone": layer.zone.key if layer.zone else None,
        "week": _week_data(layer.week) if layer.week else None,
        "years": _years_data(layer.years),
        "days": _days_data(layer.days),
    }


def layer_from_json(data: Mapping[str, Any]) -> Layer:
    """The layer that `layer_to_json` wrote. Raises BadCalendar."""
    from app.calendars.layer import Layer

    try:
        return Layer(
            id=data["id"],
            title=data["title"],
            parent=data["parent"],
            zone=ZoneInfo(data["zone"]) if data["zone"] else None,
            week=_week(data["week"]) if data["week"] else None,
            years={int(year): status for year, status in data["years"].items()},
            days={date.fromisoformat(day): _day(what) for day, what in data["days"].items()},
        )
    except UNREADABLE as problem:
        raise _unreadable(data, problem) from problem


def canonical(calendar: Calendar) -> bytes:
    """The bytes that are hashed into a version."""
    return json.dumps(to_json(calendar), ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def version_of(calendar: Calendar) -> str:
    return sha256(canonical(calendar)).hexdigest()[:VERSION_DIGITS]


def _unreadable(data: Any, problem: Exception) -> BadCalendar:
    named = data.get("id", "?") if isinstance(data, Mapping) else "?"
    return BadCalendar(calendar=named, why=f"its data cannot be read ({problem})")


def _week_data(week: Week | Season) -> dict[str, Any]:
    """A calendar without seasons is written as it always was: its version stays what it is."""
    data: dict[str, Any] = {
        "segments": [_hours_data(hours) for hours in week.segments],
        "make_up": _hours_data(week.make_up),
    }
    seasons = week.seasons if isinstance(week, Week) else ()
    return {**data, "seasons": [_season_data(season) for season in seasons]} if seasons else data


def _season_data(season: Season) -> dict[str, Any]:
    return {"name": season.name, "first": str(season.first), "last": str(season.last), **_week_data(season)}


def _week(data: Mapping[str, Any]) -> Week:
    segments = tuple(_hours(hours) for hours in data["segments"])
    return Week(segments, _hours(data["make_up"]), tuple(_season(each) for each in data.get("seasons", ())))


def _season(data: Mapping[str, Any]) -> Season:
    week = _week(data)
    first, last = (_day_of_year(data[name]) for name in ("first", "last"))
    return Season(str(data["name"]), first, last, week.segments, week.make_up)


def _day_of_year(text: str) -> DayOfYear:
    month, day = text.split("-")
    return DayOfYear(int(month), int(day))


def _years_data(years: Mapping[int, str]) -> dict[str, str]:
    return {str(year): years[year] for year in sorted(years)}


def _days_data(days: Mapping[date, Day]) -> dict[str, Any]:
    return {day.isoformat(): _day_data(days[day]) for day in sorted(days)}


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
