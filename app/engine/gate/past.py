"""Dates that are written into the diagram and are over: what waits for them does not wait."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta

from app.engine.gate.expressions import CYCLE, at, literal
from app.engine.gate.finding import Finding, warning
from app.engine.gate.places import places
from app.engine.gate.submission import Submission

PAST = warning(
    "date_is_past",
    "「{name}」的{what} {text} 已经过去:案件一到这里就算到期",
    "The {what_en} of {name}, {text}, is past: it is due as soon as a case comes there",
    "改为今后的日期,或写成相对的期限,例如 =workdays(2)",
    "Write a date to come, or a limit that is counted, such as =workdays(2)",
)
DATED = frozenset({"timer", "due_date", "follow_up"})
LATEST_ZONE = timedelta(hours=12)  # where a day is over last


def check(handed: Submission) -> Iterator[Finding]:
    for place in places(handed) if handed.at is not None else ():
        written = None if place.is_feel or place.what not in DATED else _last_instant(place.text.strip())
        if written is not None and handed.at is not None and written < handed.at:
            yield at(PAST, place, text=place.text.strip())


def _last_instant(text: str) -> datetime | None:
    """The instant that a text stands for, at the latest; None where it is none that ever passes."""
    try:
        return _instant(text)
    except OverflowError:
        return None


def _instant(text: str) -> datetime | None:
    """Of a cycle that has an end it is its last round."""
    cycle = CYCLE.fullmatch(text)
    if cycle is not None:
        times, start, length = cycle[1], literal(cycle[2] or ""), literal(cycle[3])
        begin = _latest(start)
        if begin is None or times is None or not isinstance(length, timedelta):
            return None
        return begin + int(times) * length
    return _latest(literal(text))


def _latest(value: object) -> datetime | None:
    if isinstance(value, datetime):
        return value if value.tzinfo else (value + LATEST_ZONE).replace(tzinfo=UTC)
    if isinstance(value, date):
        return datetime.combine(value, time(), UTC) + timedelta(days=1) + LATEST_ZONE
    return None
