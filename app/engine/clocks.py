"""BPMN timers: when they are due first, and when a cycle is due again.

A cycle never drifts: each round counts from the due instant of the one before.
"""

from __future__ import annotations

from calendar import monthrange
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from app import feel
from app.engine import elements
from app.engine.case import Timer
from app.engine.expressions import Instant, add_months
from app.engine.step import SetTimer
from app.errors import Invalid

if TYPE_CHECKING:
    from app.engine.run import Run
    from app.engine.spiff.scopes import Token


SHORTEST_MONTH = 28


class BadCycle(Invalid):
    """{text} is no repetition: write such as R3/PT24H, R/P1D or R5/2026-03-01T09:00/P1D."""


def first(run: Run, token: Token, key: str, timer: elements.Timer) -> Timer:
    """The timer of an event that is reached now."""
    scopes = run.scopes(token)
    if timer.kind != "cycle":
        return _set(run, token, key, run.expressions.instant(timer.text, scopes))
    text = str(run.expressions.evaluate(timer.text, scopes))
    rounds, start, every = _cycle(text)
    anchor = run.expressions.calendar.local(start) if start else run.now
    begin = anchor if start else _later(run, anchor, every)
    left = None if rounds is None else rounds - 1
    return _set(run, token, key, Instant(begin), every=every, left=left, day=_day(run, anchor, every))


def recounted(run: Run, timer: Timer, anew: elements.Timer) -> Timer:
    """The timer as it would be due had it been set under another diagram; a cycle goes on as it is."""
    if timer.since is None or timer.every is not None or anew.kind == "cycle":
        return timer
    when = run.at(timer.since).instant(anew.text, run.scopes(run.token(timer.token)))
    setting = replace(timer.set, due=when.at, clock=when.clock, provisional=when.provisional)
    return replace(timer, set=setting)


def next_round(run: Run, timer: Timer, at: datetime) -> Instant:
    """The round of a cycle that comes an interval after an instant."""
    return Instant(_later(run, at, timer.every or ""))


def again(run: Run, timer: Timer) -> Timer | None:
    """The next round of a cycle; None when there is none."""
    if timer.every is None or timer.left == 0:
        return None
    due = _later(run, timer.set.due, timer.every, timer.day)
    left = None if timer.left is None else timer.left - 1
    setting = SetTimer(key=timer.set.key, element=timer.set.element, kind="bpmn", due=due)
    return Timer(set=setting, token=timer.token, every=timer.every, left=left, since=timer.set.due, day=timer.day)


def _set(run: Run, token: Token, key: str, when: Instant, **cycle: Any) -> Timer:
    setting = SetTimer(
        key=key,
        element=run.key(token),
        kind="bpmn",
        due=when.at,
        clock=when.clock,
        provisional=when.provisional,
    )
    return Timer(set=setting, token=token.id, since=run.now, **cycle)


def _cycle(text: str) -> tuple[int | None, str | None, str]:
    """Rounds (None: without end), start, interval."""
    parts = text.strip().split("/")
    head = parts[0].upper()
    count = head.removeprefix("R")
    if not head.startswith("R") or (count and not count.isdigit()) or count == "0" or len(parts) not in (2, 3):
        raise BadCycle(text=text)
    return int(count) if count else None, parts[1] if len(parts) == 3 else None, parts[-1]


def _day(run: Run, anchor: datetime, every: str) -> int | None:
    """The day of the month that rounds of months go back to after a shorter one."""
    day = anchor.astimezone(run.expressions.calendar.zone).day
    return day if day > SHORTEST_MONTH and "M" in every.upper().partition("T")[0] else None


def _later(run: Run, at: datetime, every: str, day: int | None = None) -> datetime:
    try:
        step = feel.parse(f'@"{every}"').evaluate({})
    except feel.FeelError:
        step = None
    if isinstance(step, timedelta) and step > timedelta(0):
        return at + step
    if isinstance(step, feel.YearsMonths) and step.months > 0:
        found = add_months(at.astimezone(run.expressions.calendar.zone), step.months)
        if day is not None:
            found = found.replace(day=min(day, monthrange(found.year, found.month)[1]))
        return found.astimezone(UTC)
    raise BadCycle(text=every)
