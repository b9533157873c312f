"""What ends at an instant: the due date of a task, or a timer on the diagram. Operations on clocks see both alike."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

from app.calendars import CALL, Due
from app.engine import clocks, human
from app.engine.case import Held, Timer
from app.engine.elements import Timer as Drawn
from app.engine.step import Clock
from app.errors import CalendarYearMissing, Conflict

if TYPE_CHECKING:
    from app.engine.expressions import Instant
    from app.engine.run import Run


class ClockGone(Conflict):
    """There is no open clock {clock}: what it was for is done, or has no time limit."""


class Ending:
    """The end of a task's limit, or of a timer's, while the engine works on it."""

    def __init__(self, run: Run, name: str, facts: Any, clock: str | None, due_at: datetime) -> None:
        self.run, self.name, self.element = run, name, facts.element
        self.clock, self.due_at = clock, due_at
        self.provisional: bool = facts.provisional
        self.paused_at: datetime | None = facts.paused_at

    @property
    def title(self) -> str:
        """What people call it."""
        found = self.run.version.elements.get(self.element)
        return (found.name if found and found.name else "") or self.element

    @property
    def task(self) -> int | None:
        return None

    @property
    def began(self) -> datetime:
        """From when the shares of its limit count."""
        raise NotImplementedError

    @property
    def due(self) -> Due:
        """The end, with the one before it rolled where natural days count."""
        known = self.run.case.clocks.get(self.name)
        warn_at = known.warn_at if known and known.since else warning(self.run, self.clock, self.began, self.due_at)
        calendar = self.run.expressions.calendar
        return Due(self.due_at, self.clock or "", self.provisional, warn_at, calendar.id, calendar.version)

    def said(self, at: datetime) -> Instant | None:
        """When it would end as the diagram says, begun at an instant; None where the diagram does not say."""
        raise NotImplementedError

    def stop(self) -> None:
        """It stands still from now on."""
        raise NotImplementedError

    def go(
        self,
        due: Due,
        clock: str | None,
        *,
        began: datetime | None = None,
        anew: bool = False,
        paused_at: datetime | None = None,
    ) -> None:
        """It ends then. `anew`: its ladder is climbed again from where it stands by the new limit."""
        raise NotImplementedError


class TaskEnding(Ending):
    def __init__(self, run: Run, held: Held, due_at: datetime) -> None:
        super().__init__(run, held.task.key, held.task, held.task.clock, due_at)
        self.held = held

    @property
    def task(self) -> int | None:
        return self.held.task.no

    @property
    def began(self) -> datetime:
        return self.held.task.counts_from or self.held.task.opened_at

    def said(self, at: datetime) -> Instant | None:
        text = self.run.version.elements[self.element].due_date
        return self.run.at(at).instant(text, self.run.scopes(self.run.token(self.held.token))) if text else None

    def stop(self) -> None:
        human.change(self.run, self.held, paused_at=self.run.now)

    def go(
        self,
        due: Due,
        clock: str | None,
        *,
        began: datetime | None = None,
        anew: bool = False,
        paused_at: datetime | None = None,
    ) -> None:
        began = began or (self.began if due.at != self.due_at else self.held.task.counts_from)
        changes = {"due_at": due.at, "clock": clock, "provisional": due.provisional, "counts_from": began}
        human.change(self.run, self.held, anew=anew, paused_at=paused_at, **changes)


class TimerEnding(Ending):
    def __init__(self, run: Run, timer: Timer) -> None:
        super().__init__(run, timer.set.key, timer.set, timer.set.clock, timer.set.due)
        self.timer = timer

    @property
    def began(self) -> datetime:
        return self.timer.since or self.run.now

    def said(self, at: datetime) -> Instant | None:
        if self.timer.every is not None:
            return clocks.next_round(self.run, self.timer, at)
        drawn = self._drawn()
        return self.run.at(at).instant(drawn.text, self.run.scopes(self.run.token(self.timer.token))) if drawn else None

    def _drawn(self) -> Drawn | None:
        events = getattr(self.run.token(self.timer.token).task_spec, "events", ())
        number = int(self.name.rpartition(".")[2]) if len(events) > 1 else 1
        return events[number - 1].timer if number <= len(events) else None

    def stop(self) -> None:
        self._set(paused_at=self.run.now)

    def go(
        self,
        due: Due,
        clock: str | None,
        *,
        began: datetime | None = None,
        anew: bool = False,
        paused_at: datetime | None = None,
    ) -> None:
        self.timer = replace(self.timer, since=began or self.timer.since)
        self._set(due=due.at, clock=clock, provisional=due.provisional, paused_at=paused_at)

    def _set(self, **changes: Any) -> None:
        self.run.set_timers(replace(self.timer, set=replace(self.timer.set, **changes)))


def find(run: Run, name: str) -> Ending:
    """The open clock of this name. Raises ClockGone."""
    found = next((ending for ending in every(run) if ending.name == name), None)
    if found is None:
        raise ClockGone(clock=name)
    return found


def every(run: Run) -> list[Ending]:
    """All open clocks: due dates in the order of their tasks, then timers in the order in which they were set.

    What ends with a call is none of them: a call neither stands still nor is put off.
    """
    own = [held for held in run.case.tasks.values() if held.task.signs_for is None and held.task.clock != CALL]
    tasks = [TaskEnding(run, held, held.task.due_at) for held in own if held.task.due_at]
    timers = [TimerEnding(run, timer) for timer in run.case.timers.values() if timer.set.kind == "bpmn"]
    return [*tasks, *timers]


def warning(run: Run, clock: str | None, since: datetime, at: datetime) -> datetime | None:
    """Where natural days end before they roll past days off, if they end at that instant; None for other clocks."""
    try:
        due = run.expressions.calendar.due(clock, since) if clock and clock.endswith("ND") else None
    except CalendarYearMissing:
        return None
    return due.warn_at if due and due.at == at else None


def as_due(run: Run, said: Instant, since: datetime) -> Due:
    """An end that the diagram says, with what its calendar says of it."""
    calendar = run.expressions.calendar
    warn_at = warning(run, said.clock, since, said.at)
    return Due(said.at, said.clock or "", said.provisional, warn_at, calendar.id, calendar.version)


def touched(run: Run, ending: Ending) -> Clock:
    """What people have done to it so far; nothing yet, where they have not."""
    fresh = Clock(
        name=ending.name,
        element=ending.element,
        task=ending.task,
        first_due=ending.due_at,
        due_at=ending.due_at,
    )
    return replace(run.case.clocks.get(ending.name, fresh), moved_from=None)


def forget_gone(run: Run) -> None:
    """A clock whose task or timer is no longer open is over."""
    case = run.case
    if case.clocks:
        open_now = {held.task.key for held in case.tasks.values()} | case.timers.keys()
        case.clocks = {name: clock for name, clock in case.clocks.items() if name in open_now}
