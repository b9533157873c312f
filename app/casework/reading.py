"""Reading journals afterwards, case by case: what the readers `news` and `words` have in common.

A case that cannot be read keeps no others waiting: it is looked at again after a minute, after two, four …, and once a
day in the end. The operations page counts such cases; the worker's log says what was wrong.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Any

import structlog

from app import clock
from app.store import DatabaseAway, db, left_behind, writing

FIRST_PAUSE, LONGEST_PAUSE = timedelta(minutes=1), timedelta(days=1)  # before a case that failed is read again
MOST_DOUBLINGS = 20

log = structlog.get_logger()


def next_instant(reader: str, waiting: Callable[[datetime], Any]) -> datetime | None:
    """Now, where a case waits to be read; later, where all that is left was put off; None: all has been read."""
    now = clock.now()
    return now if waiting(now) else left_behind.first(db.session(), reader)


def each(reader: str, cases: Sequence[Any], read: Callable[[Any], None]) -> int:
    """Read on in each of these cases, rows with an `id`; in how many it could be done."""
    return sum(_read(reader, row, read) for row in cases)


def _read(reader: str, row: Any, read: Callable[[Any], None]) -> bool:
    try:
        read(row)
    except DatabaseAway:
        raise
    except Exception as error:
        db.session().rollback()
        log.exception("the journal of a case could not be read on", reader=reader, case=row.id)
        with writing() as session:
            attempts = left_behind.attempts(session, reader, row.id) + 1
            pause = min(FIRST_PAUSE * 2 ** min(attempts - 1, MOST_DOUBLINGS), LONGEST_PAUSE)
            left_behind.put_off(session, reader, row.id, attempts, clock.now() + pause, type(error).__name__)
        return False
    return True
