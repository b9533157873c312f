"""What a single day is: at work or off, under which name, and between which hours."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import time
from typing import NamedTuple

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


def _minute(at: time) -> int:
    return at.hour * 60 + at.minute
