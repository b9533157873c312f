"""The first steps of a worked example, done in the past: in working days before today as they lie apart in the example.

It is how the demo makes its cases: by the commands of live work, each at a logical time that has passed.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from functools import partial
from typing import Any

from flask import Flask

from app import calendars, clock
from app.casework import demo
from app.casework.examples import Example, ExampleStep

CALENDAR = calendars.seed().default
MOMENT = re.compile(r"(\d{4}-\d\d-\d\d)(T\d\d:\d\d)?")


def play(app: Flask, example: Example, count: int) -> str:
    """Do the first `count` steps so that the day of the next one is today; the number of the case."""
    now, live = clock.now(), example.steps[count]
    move = partial(moved, live=date.fromisoformat((live.at or "")[:10]), today=CALENDAR.day_of(now))
    begin = example.start
    past = replace(
        example,
        name=f"{example.name} {now.isoformat()}",
        start=replace(begin, at=move(begin.at), values=each(begin.values, move)),
        steps=tuple(in_the_past(step, move) for step in example.steps[:count]),
    )
    with app.app_context():
        return demo.play(past, CALENDAR, now).number


def in_the_past(step: ExampleStep, move: Callable[[str], str]) -> ExampleStep:
    return replace(step, at=step.at and move(step.at), details=each(step.details, move))


def each(value: Any, move: Callable[[str], str]) -> Any:
    """A value with every date and time in it moved."""
    if isinstance(value, Mapping):
        return {name: each(item, move) for name, item in value.items()}
    if isinstance(value, list):
        return [each(item, move) for item in value]
    return move(value) if isinstance(value, str) and MOMENT.fullmatch(value) else value


def moved(text: str, live: date, today: date) -> str:
    """The day as many working days before the last working day as it lies before the live one; the time stays.

    Before the last one and not before today: what waits for a day's morning must have come, however early it is.
    """
    found = MOMENT.fullmatch(text)
    assert found, text
    day, time = date.fromisoformat(found[1]), found[2] or ""
    return demo.working_day(CALENDAR, today, -apart(day, live) - 1).isoformat() + time


def apart(day: date, live: date) -> int:
    """How many working days lie between two days; below zero where the first is the later one."""
    first, last = min(day, live), max(day, live)
    days = sum(CALENDAR.is_working(date.fromordinal(number)) for number in range(first.toordinal(), last.toordinal()))
    return days if day <= live else -days
