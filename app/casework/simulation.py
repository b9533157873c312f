"""What if: some weeks of a procedure, with its real calendar and people, at a rate and with durations that are given.

Each simulated case is a rehearsal: the engine carries it out, with its own clock. What its people fill in is taken from
a worked example drawn by lot; who works when comes of the queues. The same seed gives the same weeks again.
"""

from __future__ import annotations

import heapq
import random
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from itertools import count
from typing import Any

from app.casework import submissions
from app.casework.examples import Example
from app.casework.rehearsal import Rehearsal, Setting
from app.engine import commands, view
from app.engine.step import OpenTask
from app.errors import CalendarYearMissing, ShouwenError

MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
LONGEST_DAYS, MOST_CASES = 92, 3_000
Progress = Callable[[float], None]  # the share that is done; raises to stop it


@dataclass(frozen=True, kw_only=True)
class Plan:
    """What is simulated."""

    start: datetime
    days: int
    per_day: float  # cases that begin on a working day, on average
    minutes: float  # working time of a task, on average, where nothing else is said
    durations: Mapping[str, float] = field(default_factory=dict)  # element -> minutes
    seed: int = 1


@dataclass
class Tally:
    """What came of one element."""

    opened: int = 0
    done: int = 0
    late: int = 0  # done after its limit, or still open beyond it
    left: int = 0  # open at the end
    most: int = 0  # the longest the queue was
    waited: float = 0.0  # working hours until somebody began, over all that were begun
    begun: int = 0

    def to_json(self) -> dict[str, Any]:
        said = {name: getattr(self, name) for name in ("opened", "done", "late", "left", "most")}
        return said | {"wait": round(self.waited / self.begun, 1) if self.begun else 0.0}


@dataclass(eq=False)
class Life:
    """One simulated case."""

    case: Rehearsal
    example: Example
    used: dict[str, int] = field(default_factory=dict)  # element -> how often its values were taken
    queued: dict[int, datetime] = field(default_factory=dict)  # tasks that wait for somebody, by their numbers
    seen: set[int] = field(default_factory=set)
    late: set[int] = field(default_factory=set)


class Simulation:
    def __init__(self, setting: Setting, examples: Sequence[Example], plan: Plan, progress: Progress) -> None:
        self.setting, self.examples, self.plan, self.progress = setting, examples, plan, progress
        self.lot = random.Random(plan.seed)  # noqa: S311 - a simulation, to be repeated
        self.calendar = setting.calendars.get(setting.version.properties.get("calendar"))
        self.end = plan.start + plan.days * DAY
        self.events: list[tuple[datetime, int, Callable[[datetime], None]]] = []
        self.order = count()
        self.lives: list[Life] = []
        self.busy: dict[str, timedelta] = defaultdict(timedelta)
        self.working: set[str] = set()
        self.tallies: dict[str, Tally] = defaultdict(Tally)
        self.refused = 0

    def run(self) -> dict[str, Any]:
        for at in self.arrivals():
            self.at(at, self.begin)
        while self.events and self.events[0][0] < self.end:
            at, _, act = heapq.heappop(self.events)
            self.progress(min(max((at - self.plan.start) / (self.end - self.plan.start), 0.0), 1.0))
            act(at)
        for life in self.lives:
            self.look(life, self.end)
            for task in life.case.open.values():
                self.tallies[task.element].left += 1
        return self.result()

    def at(self, when: datetime, act: Callable[[datetime], None]) -> None:
        heapq.heappush(self.events, (when, next(self.order), act))

    def arrivals(self) -> Iterator[datetime]:
        """Instants of working time: as many on each working day as chance has it."""
        made, at = 0, self.plan.start
        while made < MOST_CASES and self.plan.per_day > 0:
            day = self.calendar.working_time(at.replace(hour=0), at.replace(hour=0) + DAY) or timedelta(hours=8)
            hours = self.lot.expovariate(self.plan.per_day) * day / timedelta(hours=1)
            at = self.after(at, hours * 60)
            if at >= self.end:
                return
            made += 1
            yield at

    def after(self, at: datetime, minutes: float) -> datetime:
        """The end of so much working time."""
        try:
            return self.calendar.workhours(at, Decimal(max(minutes, 1)).quantize(Decimal("0.01")) / 60).at
        except CalendarYearMissing:
            return self.end

    # -- cases

    def begin(self, at: datetime) -> None:
        example = self.lot.choice(self.examples)
        life = Life(Rehearsal(example, self.setting), example)
        life.case.at = at
        try:
            life.case.start()
        except ShouwenError:
            self.refused += 1
            return
        self.lives.append(life)
        self.look(life, at)

    def look(self, life: Life, at: datetime) -> None:
        """What is due fires; new tasks wait for somebody; what is gone waits no more."""
        case = life.case
        try:
            case.settle(at)
            case.at = max(case.at, at)
            for job in list(case.jobs.values()):
                case.advance(commands.JobDone(by="system:jobs", job=job.key, values={}), case.at)
        except ShouwenError:
            self.refused += 1
            return
        for no, task in case.open.items():
            if no not in life.seen:
                life.seen.add(no)
                life.queued[no] = task.opened_at
                self.tallies[task.element].opened += 1
            if task.due_at and task.due_at <= at and no not in life.late:
                life.late.add(no)
                self.tallies[task.element].late += 1
        for no in life.queued.keys() - case.open.keys():
            del life.queued[no]
        due = [timer.due for timer in case.timers.values() if timer.paused_at is None and timer.due > at]
        if due and min(due) < self.end:
            self.at(min(due), lambda when: self.look(life, when))
        self.measure()
        self.hand_out(at)

    def measure(self) -> None:
        waiting: dict[str, int] = defaultdict(int)
        for life in self.lives:
            for no in life.queued:
                waiting[life.case.open[no].element] += 1
        for element, many in waiting.items():
            self.tallies[element].most = max(self.tallies[element].most, many)

    # -- people

    def hand_out(self, at: datetime) -> None:
        """Whoever is free takes what is due first among what is for them."""
        waiting = [(life, life.case.open[no]) for life in self.lives for no in life.queued]
        for life, task in sorted(waiting, key=lambda pair: (pair[1].due_at or self.end, pair[1].opened_at)):
            free = [login for login in self.able(task) if login not in self.working]
            if free:
                self.take(life, task, min(free, key=lambda login: (self.busy[login], login)), at)

    def able(self, task: OpenTask) -> list[str]:
        directory = self.setting.directory
        found = [login for group in (*task.groups, *task.deputies) for login in directory.holders(group)]
        named = [task.assignee] if task.assignee else [*task.users, *found]
        return [login for login in dict.fromkeys(named) if login]

    def take(self, life: Life, task: OpenTask, login: str, at: datetime) -> None:
        tally = self.tallies[task.element]
        tally.begun += 1
        tally.waited += self.calendar.working_time(life.queued.pop(task.no), at) / timedelta(hours=1)
        self.working.add(login)
        mean = self.plan.durations.get(task.element, self.plan.minutes)
        minutes = self.lot.gammavariate(4.0, mean / 4.0)
        self.busy[login] += minutes * MINUTE
        self.at(self.after(at, minutes), lambda when: self.finish(life, task, login, when))

    def finish(self, life: Life, task: OpenTask, login: str, at: datetime) -> None:
        self.working.discard(login)
        case = life.case
        self.look(life, at)
        if task.no in case.open:
            open_now = case.open[task.no]
            try:
                values = self.values(life, open_now)
                case.advance(commands.Complete(by=login, task=open_now.key, values=values), case.at)
                self.tallies[task.element].done += 1
            except ShouwenError:
                self.refused += 1
        self.look(life, at)

    def values(self, life: Life, task: OpenTask) -> dict[str, Any]:
        """What the example says at this visit of the element, or another one does; days moved to where the case is."""
        told = self.told(life.example, task.element) or next(
            (said for each in self.examples if (said := self.told(each, task.element))), [{}]
        )
        number = life.used.get(task.element, 0)
        life.used[task.element] = number + 1
        values = moved(told[min(number, len(told) - 1)], life)
        case = life.case
        try:
            known = view(case.version, case.state).names
            return submissions.to_complete(case.version, task, values, known, case.at, case.calendar)
        except ShouwenError:
            return values  # what no longer fits its form is taken as it is: it is the routing that counts

    def told(self, example: Example, element: str) -> list[Mapping[str, Any]]:
        steps = (step for step in example.steps if step.kind == "complete" and not step.fail)
        return [step.details.get("values") or {} for step in steps if str(step.target).partition("[")[0] == element]

    # -- what came of it

    def result(self) -> dict[str, Any]:
        over = [life for life in self.lives if life.case.result.ended is not None]
        working = self.calendar.working_time(self.plan.start, self.end)
        load = {login: round(spent / working, 2) for login, spent in self.busy.items()} if working else {}
        return {
            "begun": len(self.lives),
            "ended": len(over),
            "refused": self.refused,
            "elements": {element: tally.to_json() for element, tally in sorted(self.tallies.items())},
            "people": dict(sorted(load.items(), key=lambda pair: (-pair[1], pair[0]))),
        }


def moved(values: Mapping[str, Any], life: Life) -> dict[str, Any]:
    """The values with the dates in them as far from the start of this case as they were in the example."""
    by = life.case.calendar.local(life.example.start.at)
    shift = life.case.at - by
    return {name: _moved(value, shift) for name, value in values.items()}


def _moved(value: Any, shift: timedelta) -> Any:
    if not isinstance(value, str) or not value[:4].isdecimal() or len(value) < len("2026-01-01T00:00"):
        return value
    try:
        return (datetime.fromisoformat(value) + shift).isoformat(timespec="minutes")
    except ValueError:
        return value


def simulate(setting: Setting, examples: Sequence[Example], plan: Plan, progress: Progress) -> dict[str, Any]:
    return Simulation(setting, examples, plan, progress).run()
