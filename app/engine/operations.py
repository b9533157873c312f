"""What people may do to a clock that runs: stop it and let it go on, give it more time, begin it anew, promise anew.

Each is a command with a reason. A due date and a timer on the diagram are treated alike. What is left of a limit moves
in the clock's own unit (see `remaining`), a missed limit is neither stopped nor put off, and no operation takes a
breach off the record.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from app.calendars import Due, Limit
from app.engine import endings, remaining
from app.engine.endings import Ending
from app.engine.refusals import (
    AlreadyPromised,
    AskedAlready,
    LimitMissed,
    NotAnInstant,
    NothingAsked,
    NothingToBegin,
    NotStopped,
    OtherUnit,
    OwnRequest,
    PauseKindUnknown,
    PromiseOver,
    ReasonMissing,
    StandsStill,
    StillOver,
)
from app.engine.remaining import Rest

if TYPE_CHECKING:
    from app.engine import commands
    from app.engine.run import Run
    from app.engine.step import Clock

PAUSES = ("appraisal", "customer", "third-party", "authority", "other")  # kinds of reasons to stop a clock
LONGEST_REASON = 500
NOT_ASKED: dict[str, Any] = dict.fromkeys(("asked_by", "asked_more", "asked_at", "asked_why"))


# -- stop, and go on


def pause(run: Run, command: commands.Pause) -> None:
    ending = _running(run, command)
    if command.kind not in PAUSES:
        raise PauseKindUnknown(kind=command.kind, kinds=", ".join(PAUSES))
    if ending.due_at <= run.now:
        raise LimitMissed(element=ending.title)
    stop(run, ending, command.kind)


def stop(run: Run, ending: Ending, why: str) -> None:
    """The clock stands still, with what is left of it."""
    rest = remaining.left(run.expressions.calendar, ending.clock, run.now, ending.due)
    warn_at = ending.due.warn_at
    _keep(run, ending, rest, warn_at=warn_at, counted_at=None, paused_at=run.now, paused_for=why)
    ending.stop()


def resume(run: Run, command: commands.Resume) -> None:
    """What was left is left from now on; the ladder, too, goes on from where it stood."""
    ending = _found(run, command)
    clock = run.case.clocks.get(ending.name)
    if clock is None or clock.since is None or ending.paused_at is None:
        raise NotStopped(element=ending.title)
    go_on(run, ending, clock)


def go_on(run: Run, ending: Ending, clock: Clock) -> None:
    calendar = run.expressions.calendar
    stopped = ending.paused_at or run.now
    rest = Rest(clock.unit, clock.rest, run.now, remaining.only_rolled(ending.due, stopped))
    due = _not_before(remaining.end(calendar, rest, ending.clock), ending.due)
    began = remaining.began(calendar, ending.clock, ending.began, stopped, run.now)
    _move(run, ending, due, rest, began=began, paused_at=None, paused_for=None)


# -- more time, decided by a second person


def ask(run: Run, command: commands.AskTime) -> None:
    ending = _found(run, command)
    clock, more = endings.touched(run, ending), Limit.parse(command.more)
    if clock.asked_by is not None:
        raise AskedAlready(element=ending.title)
    if ending.paused_at is None and ending.due_at <= run.now:
        raise LimitMissed(element=ending.title)
    unit = remaining.unit_of(ending.clock)
    if ending.clock is not None and more.clock != unit:
        raise OtherUnit(element=ending.title, unit=unit, example=f"2{unit}")
    asked: dict[str, Any] = {
        "asked_by": command.by,
        "asked_more": str(more),
        "asked_at": run.now,
        "asked_why": command.reason,
    }
    run.case.clocks[ending.name] = replace(clock, asks=clock.asks + 1, **asked)


def decide(run: Run, command: commands.DecideTime) -> None:
    ending = _found(run, command)
    clock = endings.touched(run, ending)
    if clock.asked_by is None or clock.asks != command.request:
        raise NothingAsked(request=command.request, element=ending.title)
    if clock.asked_by in (command.by, command.acting_for):
        raise OwnRequest
    extra = Limit.parse(clock.asked_more or "")
    run.case.clocks[ending.name] = replace(clock, **NOT_ASKED)
    if command.granted:
        _extend(run, ending, extra)


def _extend(run: Run, ending: Ending, extra: Limit) -> None:
    """A clock that stands still gets more of what is left; one whose limit ended meanwhile gets it from that end."""
    calendar, at = run.expressions.calendar, ending.paused_at or run.now
    rest = remaining.more(calendar, ending.clock, at, ending.due, extra)
    due = _not_before(remaining.end(calendar, rest, ending.clock), ending.due)
    if ending.paused_at is None and due.at <= run.now:
        raise StillOver(element=ending.title)
    _move(run, ending, due, rest, anew=ending.paused_at is None)


# -- anew


def restart(run: Run, command: commands.Restart) -> None:
    """The limit begins now, as the diagram says for the facts as they are now."""
    ending = _running(run, command)
    said = ending.said(run.now)
    if said is None or said.at <= run.now:
        raise NothingToBegin(element=ending.title)
    due = endings.as_due(run, said, run.now)
    rest = remaining.left(run.expressions.calendar, said.clock, run.now, due)
    _move(run, ending, due, rest, clock=said.clock, began=run.now, anew=True, limit_at=None)


def promise(run: Run, command: commands.Promise) -> None:
    """A new instant for the customer, later or earlier: the limit ends then; the end before stays known."""
    ending = _running(run, command)
    until = _instant(command.until)
    if until <= run.now:
        raise PromiseOver(until=command.until)
    if until == ending.due_at:
        raise AlreadyPromised(element=ending.title)
    calendar = run.expressions.calendar
    due = Due(until, "", False, None, calendar.id, calendar.version)
    rest = remaining.left(calendar, None, run.now, due)
    limit_at = endings.touched(run, ending).limit_at or ending.due_at
    _move(run, ending, due, rest, clock=None, began=run.now, anew=True, limit_at=limit_at, promised_at=until)


def _instant(text: str) -> datetime:
    try:
        until = datetime.fromisoformat(text)
    except ValueError:
        raise NotAnInstant(text=text) from None
    if until.tzinfo is None:
        raise NotAnInstant(text=text)
    return until.astimezone(UTC)


# -- inside


def _found(run: Run, command: Any) -> Ending:
    if not command.reason.strip() or len(command.reason) > LONGEST_REASON:
        raise ReasonMissing(limit=LONGEST_REASON)
    return endings.find(run, command.clock)


def _running(run: Run, command: Any) -> Ending:
    ending = _found(run, command)
    if ending.paused_at is not None:
        raise StandsStill(element=ending.title)
    return ending


def _not_before(due: Due, told: Due) -> Due:
    """Nothing that gives time takes any away, even where a calendar changed meanwhile."""
    return due if due.at >= told.at else told


def _keep(run: Run, ending: Ending, rest: Rest, **changes: Any) -> None:
    """Remember what is left of a clock."""
    counted: dict[str, Any] = {"unit": rest.unit, "rest": rest.amount, "since": rest.since}
    run.case.clocks[ending.name] = replace(endings.touched(run, ending), **counted | changes)


SAME: Any = object()


def _move(
    run: Run,
    ending: Ending,
    due: Due,
    rest: Rest,
    *,
    clock: str | None = SAME,
    began: datetime | None = None,
    anew: bool = False,
    **changes: Any,
) -> None:
    moved_from = ending.due_at if due.at != ending.due_at else None
    facts: dict[str, Any] = {"due_at": due.at, "moved_from": moved_from, "warn_at": due.warn_at, "counted_at": None}
    _keep(run, ending, rest, **facts | changes)
    paused_at = changes.get("paused_at", ending.paused_at)
    ending.go(due, ending.clock if clock is SAME else clock, began=began, anew=anew, paused_at=paused_at)
