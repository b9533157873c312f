"""Compare our working-time arithmetic with the implementation of pandas: `calendar_check.py N [--seed S]`.

Prints each difference, then `differences D`. A million cases take a few minutes.
"""

from __future__ import annotations

import argparse
import random
import sys
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from app import calendars
from app.errors import CalendarYearMissing
from tests.support import pandas_time

LONGEST = {"WD": 60, "WH": 200, "ND": 90, "H": 500}
SECONDS = int((pandas_time.LAST - pandas_time.FIRST).total_seconds()) + 86_400
CN = calendars.seed().default

Case = tuple[int, str, datetime]


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
            amount, clock, start = case
            print(f"{amount}{clock} from {start.isoformat()}: ours {ours}, pandas {theirs}")
    print(f"differences {differences}")


def random_cases(count: int, chance: random.Random) -> Iterator[Case]:
    """Limits of every clock from instants all over the known years; every third one starts on a whole half hour."""
    first = datetime.combine(pandas_time.FIRST, datetime.min.time())
    for number in range(count):
        clock = chance.choice(list(LONGEST))
        grain = 1800 if number % 3 == 0 else 1
        start = first + timedelta(seconds=chance.randrange(SECONDS) // grain * grain)
        yield chance.randint(1, LONGEST[clock]), clock, start


def our_answer(case: Case) -> tuple[datetime, bool] | None:
    """The local end and whether it is provisional; None where the year has no data."""
    amount, clock, start = case
    try:
        due = CN.due(f"{amount}{clock}", CN.local(start))
    except CalendarYearMissing:
        return None
    return due.at.astimezone(CN.zone).replace(tzinfo=None), due.provisional


def their_answer(case: Case) -> tuple[datetime, bool] | None:
    amount, clock, start = case
    end = pandas_time.end_of(amount, clock, start)
    return None if end is None else (end, pandas_time.is_provisional(clock, end))


if __name__ == "__main__":
    main()
