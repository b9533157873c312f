"""What expressions in a form may ask besides the values: the time, and the functions of the case's calendar."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, tzinfo
from typing import Any
from zoneinfo import ZoneInfo

HOME = ZoneInfo("Asia/Shanghai")


@dataclass(frozen=True)
class Moment:
    now: datetime | None = None  # aware; None: expressions that ask for the time get null
    zone: tzinfo = HOME  # in which dates and times without a zone are meant
    functions: Mapping[str, Callable[..., Any]] | None = None

    @property
    def local(self) -> datetime | None:
        return self.now.astimezone(self.zone) if self.now else None
