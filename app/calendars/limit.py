"""A time limit as the texts write it: an amount and the clock that counts it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import Any

from app.errors import BadDuration

CLOCKS = ("H", "WH", "WD", "ND")
CALL = "CALL"  # the fifth clock: a limit that ends with a call; it has no amount, and no calendar counts it
WHOLE = ("WD", "ND")  # days are counted whole: there is no half working day
LONGEST = 999_999
WRITTEN = re.compile(r"(\d{1,6}(?:\.\d{1,6})?) ?(WD|WH|ND|H)", re.IGNORECASE | re.ASCII)


@dataclass(frozen=True)
class Limit:
    """H elapsed hours, WH working hours, WD working days, ND natural days."""

    amount: Decimal
    clock: str

    def __post_init__(self) -> None:
        amount = self.amount
        if self.clock not in CLOCKS or not amount.is_finite() or not 0 < amount <= LONGEST:
            raise BadDuration(text=f"{amount}{self.clock}")
        if self.clock in WHOLE and amount != amount.to_integral_value():
            raise BadDuration(text=f"{amount}{self.clock}")

    @classmethod
    def of(cls, amount: Any, clock: str) -> Limit:
        """The limit of an amount that came from anywhere, such as an expression on a diagram."""
        if isinstance(amount, bool) or not isinstance(amount, int | Decimal):
            raise BadDuration(text=f"{amount}{clock}")
        return cls(Decimal(amount), clock)

    @staticmethod
    @lru_cache(maxsize=1024)
    def parse(text: str) -> Limit:
        """The limit written as `2WD`, `4WH`, `0.5WH`, `24H` or `15ND`."""
        written = WRITTEN.fullmatch(text.strip())
        if not written:
            raise BadDuration(text=text)
        return Limit(Decimal(written[1]), written[2].upper())

    @property
    def whole(self) -> int:
        return int(self.amount)

    def __str__(self) -> str:
        amount = f"{self.amount:f}"
        return (amount.rstrip("0").rstrip(".") if "." in amount else amount) + self.clock
