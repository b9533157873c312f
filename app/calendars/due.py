"""When a limit ends."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class Due:
    at: datetime  # aware, UTC; what is due at exactly this instant is due
    clock: str  # how it was counted: "2WD", "4WH", "24H", "15ND"
    provisional: bool  # counted into a year that is not published yet (暂定)
    warn_at: datetime | None  # natural days only: the end before it rolls past days off; warnings go by it
    calendar: str  # the calendar's id
    version: str  # the calendar's version
