"""Compare our working-time arithmetic with independent implementations: `calendar_check.py N [--seed S]`.

Limits are counted by pandas, and what people do with them meanwhile (let a clock stand still, give more time, begin it
anew) by lists of days. Prints each difference, then `differences D`. A million cases take a few minutes.
"""

from __future__ import annotations

import argparse
import random
import sys
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from app import calendars
from app.calendars import Due, Limit
from app.engine import remaining
from app.errors import CalendarYearMissing
from tests.support import clock_model, pandas_time

LONGEST = {"WD": 60, "WH": 200, "ND": 90, "H": 500}
SECONDS = int((pandas_time.LAST - pandas_time.FIRST).total_seconds()) + 86_400
CN = calendars.seed().default
MOST_DEEDS = 3
LONGEST_STAND = 40 * 86_400  # seconds


@dataclass(frozen=True)
class Deed:
    """What somebody does when a share of the time until the end has passed."""

    what: str  # "stand" (for so many seconds) | "give" (so many of the unit) | "restart"
    share: float
    amount: int

    def at(self, since: datetime, due: datetime) -> datetime:
        """When it is done, to the second; before the end, and not before `since`."""
        return since + timedelta(seconds=int((due - since).total_seconds() * self.share))


Case = tuple[int, str, datetime, tuple[Deed, ...]]


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("cases", type=int, metavar="N")
    options.add_argument("--seed", type=int, default=1)
    asked = options.parse_args()
    differences = 0
    for case in random_cases(asked.cases, random.Random(asked.seed)):
        ours, theirs = our_answer(case), their_answer(case)
        if ours != theirs:
            differences += 1
            amount, clock, start, deeds = case
            print(f"{amount}{clock} from {start.isoformat()}, {deeds}: ours {ours}, theirs {theirs}")
    print(f"differences {differences}")


def random_cases(count: int, chance: random.Random) -> Iterator[Case]:
    """Limits of every clock from instants all over the known years; every third one starts on a whole half hour.

    With half of them people do something.
    """
    first = datetime.combine(pandas_time.FIRST, datetime.min.time())
    for number in range(count):
        clock = chance.choice(list(LONGEST))
        grain = 1800 if number % 3 == 0 else 1
        start = first + timedelta(seconds=chance.randrange(SECONDS) // grain * grain)
        deeds = chance.randint(1, MOST_DEEDS) if number % 2 else 0
        done = tuple(random_deed(clock, grain, chance) for _ in range(deeds))
        yield chance.randint(1, LONGEST[clock]), clock, start, done


def random_deed(clock: str, grain: int, chance: random.Random) -> Deed:
    what = chance.choice(("stand", "stand", "give", "restart"))
    most = LONGEST[clock] // 2 if what == "give" else chance.choice((0, 7200, LONGEST_STAND)) // grain * grain
    return Deed(what, chance.random(), chance.randint(1 if what == "give" else 0, max(most, 1)))


# -- ours


def our_answer(case: Case) -> tuple[datetime, bool] | None:
    """The local end and whether it is provisional; None where the year has no data."""
    amount, clock, start, deeds = case
    limit, now = f"{amount}{clock}", CN.local(start)
    try:
        due = CN.due(limit, now)
        for deed in deeds:
            if due.at <= now:
                break
            now = deed.at(now, due.at)
            due, now = our_deed(deed, limit, due, now)
    except CalendarYearMissing:
        return None
    return due.at.astimezone(CN.zone).replace(tzinfo=None), due.provisional


def our_deed(deed: Deed, limit: str, due: Due, now: datetime) -> tuple[Due, datetime]:
    """The end after it, and the instant after it: what the engine does with a clock."""
    if deed.what == "restart":
        return CN.due(limit, now), now
    if deed.what == "give":
        more = Limit.of(deed.amount, remaining.unit_of(limit))
        return remaining.end(CN, remaining.more(CN, limit, now, due, more), limit), now
    went_on = now + timedelta(seconds=deed.amount)
    rest = remaining.left(CN, limit, now, due)
    return remaining.end(CN, replace(rest, since=went_on), limit), went_on


# -- theirs


def their_answer(case: Case) -> tuple[datetime, bool] | None:
    amount, clock, now, deeds = case
    try:
        limit = clock_model.begun(amount, clock, now)
        for deed in deeds:
            if limit.due <= now:
                break
            now = deed.at(now, limit.due)
            limit, now = their_deed(deed, amount, limit, now)
    except clock_model.Unknown:
        return None
    return limit.due, pandas_time.is_provisional(clock, limit.due)


def their_deed(
    deed: Deed, amount: int, limit: clock_model.Modelled, now: datetime
) -> tuple[clock_model.Modelled, datetime]:
    if deed.what == "restart":
        return clock_model.begun(amount, limit.clock, now), now
    if deed.what == "give":
        return clock_model.given(limit, deed.amount, now), now
    went_on = now + timedelta(seconds=deed.amount)
    return clock_model.stood(limit, now, went_on), went_on


if __name__ == "__main__":
    main()
