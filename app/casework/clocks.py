"""What people do with the clocks of a case: stop them, ask for time and decide it, begin anew, promise anew.

A clock is named by the key of its task or timer; whose it is decides who may, see `limits` and `clock_rights`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import structlog

from app import clock as clocks
from app.casework import calendars, cases, clock_rights, limits, people, permissions
from app.casework.clock_rights import LaterPromise, NotYourClock
from app.casework.commands import Outcome, carry_out
from app.casework.held import Held
from app.casework.limits import OpenClock
from app.casework.people import Actor
from app.casework.permissions import Whose
from app.engine.commands import AskTime, Command, DecideTime, Pause, Promise, Recount, Restart, Resume
from app.engine.endings import ClockGone
from app.engine.recounting import NothingToRecount
from app.errors import CaseEnded
from app.store import DatabaseAway, db
from app.store import clocks as kept

CALENDARS = "calendars"  # who counts again after a calendar was published

log = structlog.get_logger()


# -- doing

COMMANDS: Mapping[str, Any] = {
    "pause": Pause,
    "resume": Resume,
    "ask": AskTime,
    "decide": DecideTime,
    "restart": Restart,
    "promise": Promise,
}


def do(
    case_id: int, name: str, what: str, by: Actor, *, key: str | None = None, at: datetime | None = None, **said: Any
) -> Outcome:
    """Do something with a clock: `what` names one of `COMMANDS`, `said` are the fields of that command.

    Raises CaseNotFound, ClockGone, NotYourClock, LaterPromise, and what the engine refuses.
    """
    cases.get(case_id, by)

    def command(held: Held) -> Command:
        now = max(at or clocks.now(), held.case.at)
        found = [one for one in limits.of_view(held.view, held.version, held.case) if one.name == name]
        if not found:
            raise ClockGone(clock=name)
        check(found[0], what, by, held.case, now, said.get("until"))
        acting_for = permissions.stands_in_for(by, found[0].whose, now)
        made: Command = COMMANDS[what](by=by.login, acting_for=acting_for, clock=name, **said)
        return made

    return carry_out(case_id, command, by=by, key=key, request={"what": what, "clock": name, **said}, at=at)


def check(one: OpenClock, what: str, by: Actor, case: Whose, at: datetime, until: str | None) -> None:
    """Whether the person may do it. Raises NotYourClock, LaterPromise."""
    rights = clock_rights.rights(by, one.whose, case, at)
    if what not in rights:
        raise NotYourClock(element=one.title, who=limits.named(one.whose, by))
    if until is not None and "promise_later" not in rights and _is_later(until, one.due_at):
        raise LaterPromise(element=one.title)


def _is_later(until: str, due_at: datetime) -> bool:
    """Whether an instant comes after another; of what is no instant the engine says so."""
    try:
        promised = datetime.fromisoformat(until)
    except ValueError:
        return False
    return promised.tzinfo is not None and promised > due_at


# -- after a calendar was published


@dataclass(frozen=True, kw_only=True)
class Progress:
    last: int  # the last case looked at: go on from there with `after`
    looked: int  # cases so far
    moved: int  # cases in which something changed
    failed: int  # cases that could not be counted again; they stay as they were


def recompute(calendar_id: str, *, since: date | None = None, after: int = 0, batch: int = 100) -> Iterator[Progress]:
    """Count the open limits of all cases of a calendar again, by the version that is in force, case by case.

    `since` is the first day that means something else than before. Each case is moved in a transaction of its own, as
    an entry of its journal; where nothing changes nothing is written, so it can be done again and by anybody.
    """
    calendar = calendars.in_force(calendar_id)
    begins = calendar.local(f"{since}T00:00") if since else None
    by = people.system(CALENDARS)
    command = Recount(by=by.login, reason=f"{calendar.id} {calendar.version}")
    looked = moved = failed = 0
    while found := kept.counted_by(db.session(), calendar_id, begins, after, batch):
        db.session().rollback()  # a long way through many cases is no single transaction
        for row in found:
            came = _recompute_one(row, command, by)
            looked, moved, failed, after = looked + 1, moved + (came is True), failed + (came is None), row.id
        yield Progress(last=after, looked=looked, moved=moved, failed=failed)


def _recompute_one(row: Any, command: Recount, by: Actor) -> bool | None:
    """Whether something changed; None: it could not be counted again."""
    try:
        carry_out(row.id, command, by=by)
    except (NothingToRecount, CaseEnded):
        return False
    except DatabaseAway:
        raise
    except Exception:
        log.exception("a case could not be counted again", case=row.number)
        return None
    return True
