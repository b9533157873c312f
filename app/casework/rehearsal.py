"""A rehearsal: `engine.advance` folded over a worked example, without a database.

Live work folds the same function over the same commands, settles timers in the same order and checks forms by the same
code, so a rehearsal and a real case cannot disagree.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from app import engine
from app.calendars import Calendar, Calendars
from app.casework import assignment, declared, deeds, expectations, organisation, submissions, wording
from app.casework.deeds import Scene
from app.casework.examples import Beginning, Example, ExampleStep
from app.casework.expectations import Failure, Picture, local
from app.casework.house_rules import HouseRules
from app.engine import Version, commands, periodic
from app.engine import values as kept
from app.engine.commands import Command
from app.engine.library import NoStart
from app.engine.step import Job, OpenTask, SetTimer, Step
from app.errors import Invalid, JobGone, ShouwenError, TaskClosed

MOST_FIRINGS = 10_000
SELF_MADE_JOBS = frozenset({"notify"})  # the worker does them by itself, and nothing comes back


class TimersWithoutEnd(Invalid):
    """More than {limit} timers fired, the last at {element}: it seems to be armed again without end."""


class TimeRunsBack(Invalid):
    """{at} is before the step before it."""


class NotDueThen(Invalid):
    """{timer} does not start a case at {at}: after the day before it is due at {next}."""


@dataclass(frozen=True, kw_only=True)
class Setting:
    """What every example of a process shares."""

    version: Version
    calendars: Calendars
    directory: organisation.Directory
    parameters: declared.Book = declared.NOTHING
    most_firings: int = MOST_FIRINGS


@dataclass(kw_only=True)
class Result:
    """What came of one example, in the words of the contract; instants are aware."""

    example: Example
    calendar: Calendar
    failures: list[Failure] = field(default_factory=list)
    trail: list[str] = field(default_factory=list)
    flows: set[str] = field(default_factory=set)  # sequence flows that were taken
    fired: list[tuple[SetTimer, datetime]] = field(default_factory=list)
    tasks: dict[int, TaskRow] = field(default_factory=dict)
    ended: str | None = None
    values: Mapping[str, Any] = field(default_factory=dict)
    incidents: dict[str, tuple[str, str]] = field(default_factory=dict)  # open ones: element and message by key

    @property
    def passed(self) -> bool:
        return not self.failures

    def to_json(self) -> dict[str, Any]:
        return {
            "example": self.example.name,
            "title": self.example.title,
            "process": self.example.process,
            "passed": self.passed,
            "failures": [str(failure) for failure in self.failures],
            "trail": self.trail,
            "fired": [firing(timer, at, self.calendar) for timer, at in self.fired if timer.kind == "bpmn"],
            "ladder": [firing(timer, at, self.calendar) for timer, at in self.fired if timer.kind != "bpmn"],
            "tasks": [row.to_json(self.calendar) for row in self.tasks.values()],
            "ended": self.ended,
            "values": kept.plain(self.values),
            "incidents": [{"element": element, "message": message} for element, message in self.incidents.values()],
        }


@dataclass(kw_only=True)
class TaskRow:
    """A task as it last stood, and how it closed."""

    task: OpenTask
    closed: datetime | None = None
    how: str | None = None
    by: str | None = None

    def to_json(self, calendar: Calendar) -> dict[str, Any]:
        due = self.task.due_at
        return {
            "element": self.task.element,
            "opened": local(self.task.opened_at, calendar),
            "due": local(due, calendar) if due else None,
            "closed": local(self.closed, calendar) if self.closed else None,
            "how": self.how,
            "by": self.by,
            "assignee": self.task.assignee,
            "groups": [*self.task.groups, *self.task.deputies],
            "breached": self.task.breached,
        }


def firing(timer: SetTimer, at: datetime, calendar: Calendar) -> dict[str, Any]:
    told = {"element": timer.element, "due": local(timer.due, calendar), "at": local(at, calendar)}
    return told if timer.kind == "bpmn" else {**told, "kind": timer.kind}


class Rehearsal:
    """One case in memory: what the database keeps of a live case is kept here."""

    def __init__(self, example: Example, setting: Setting) -> None:
        self.example = example
        self.version = setting.version
        self.calendars = setting.calendars
        self.calendar_named = example.calendar or setting.version.properties.get("calendar")
        self.calendar = setting.calendars.get(self.calendar_named)
        self.directory = with_absences(setting.directory, example)
        self.parameters = setting.parameters
        self.most_firings = setting.most_firings
        self.rules = self.house_rules(example.start)
        self.result = Result(example=example, calendar=self.calendar)
        self.state = b""
        self.at = self.calendar.local(example.start.at)
        self.open: dict[int, OpenTask] = {}
        self.timers: dict[str, SetTimer] = {}
        self.jobs: dict[str, Job] = {}
        self.closed: list[OpenTask] = []
        self.shown = 0  # how many firings earlier steps have answered for

    def house_rules(self, begin: Beginning) -> HouseRules:
        """Whose the case is: of whoever starts it, or, where the clock does, of the unit that its event names."""
        unit = self.directory.people[begin.by].home if begin.by in self.directory.people else None
        owner: str | None = begin.by
        if begin.timer:
            said = [each.properties.get("unit") for each in self.version.start_timers if each.id == begin.timer]
            unit, owner = next(iter(said), None) or self.version.properties.get("unit"), None
        return HouseRules(
            directory=self.directory, owner=begin.owner or owner, unit=begin.unit or unit, started_by=begin.by
        )

    def run(self) -> Result:
        if self.attempt(0, self.start, None):
            for number, step in enumerate(self.example.steps, start=1):
                if not self.attempt(number, partial(self.do, step), step.fail):
                    break
                self.compare(step.expect, number, self.result.fired[self.shown :])
                self.shown = len(self.result.fired)
        self.result.values = engine.view(self.version, self.state).values if self.state else {}
        self.compare(self.example.expect, None, self.result.fired)
        return self.result

    def attempt(self, where: int, act: Callable[[], None], fail: str | None) -> bool:
        """Does something that may be refused; whether the example can go on after it."""
        try:
            act()
        except ShouwenError as error:
            said = wording.both(error)
            if fail is None:
                self.note_failure(where, "refused", None, said[0])
                return False
            if not any(fail in text for text in said):
                self.note_failure(where, "sentence", fail, said[0])
            return True
        if fail is not None:
            self.note_failure(where, "accepted", fail, None)
        return True

    def note_failure(self, where: int, what: str, expected: Any, found: Any) -> None:
        self.result.failures.append(Failure(where=where, what=what, expected=expected, found=found))

    def compare(self, expected: Mapping[str, Any], where: int | None, fired: list[tuple[SetTimer, datetime]]) -> None:
        if expected and self.state:
            self.result.failures += expectations.compare(expected, self.picture(fired), where)

    # -- time

    def start(self) -> None:
        begin = self.example.start
        self.rules.check_start(self.version)
        if begin.timer:
            self.check_schedule(begin.timer)
        pinned = self.pinned()
        values = submissions.to_start(
            self.version,
            begin.values,
            self.at,
            self.calendar,
            pinned=pinned,
            message=begin.message or begin.timer,
            translate=wording.bilingual,
        )
        self.advance(
            commands.Start(
                by=begin.by,
                number=f"{self.at.astimezone(self.calendar.zone).year}-00001",
                values=values,
                owner=self.rules.owner,
                unit=self.rules.unit,
                message=begin.message,
                timer=begin.timer,
                calendar=self.calendar_named,
                parameters=pinned,
            ),
            self.at,
        )
        self.settle(self.at)

    def pinned(self) -> dict[str, Any]:
        """The parameters that the case is started with: the example's own, else those of its unit."""
        own = {name: self.parameters.get(name).checked(value) for name, value in self.example.parameters.items()}
        others = self.parameters.pinned(self.version.parameters - own.keys(), self.rules.unit, self.directory)
        return {name: value for name, value in {**others, **own}.items() if name in self.version.parameters}

    def check_schedule(self, timer: str) -> None:
        """Raises NotDueThen, or what keeps the time from being told."""
        element = next((each for each in self.version.start_timers if each.id == timer), None)
        if element is None:
            raise NoStart(process=self.example.process)
        if not periodic.is_due_at(element, self.at, self.calendar):
            earlier = self.at - timedelta(days=1)
            after = periodic.following(element, earlier, None, self.calendar)
            told = local(after.at, self.calendar) if after else "-"
            raise NotDueThen(timer=element.name or timer, at=self.example.start.at, next=told)

    def do(self, step: ExampleStep) -> None:
        at = self.calendar.local(step.at) if step.at else self.at
        if at < self.at:
            raise TimeRunsBack(at=step.at)
        self.settle(at)
        self.at = at
        for command in list(deeds.commands_of(step, self.scene())):
            self.settle(at)
            self.advance(command, at)
        self.settle(at)

    def settle(self, until: datetime) -> None:
        """Fires what is due by then, each timer at its due instant, exactly as live work does before a command."""
        while due := [timer for timer in self.timers.values() if timer.due <= until and timer.paused_at is None]:
            timer = min(due, key=engine.timer_order)
            if len(self.result.fired) >= self.most_firings:
                raise TimersWithoutEnd(limit=self.most_firings, element=timer.element)
            at = max(timer.due, self.at)
            self.at = at
            self.result.fired.append((timer, at))
            self.advance(commands.TimerDue(by="system:timers", timer=timer.key), at)

    # -- one command

    def advance(self, command: Command, at: datetime) -> None:
        step = engine.advance(self.version, self.state or None, command, at, self.calendars)
        self.state = step.state
        if isinstance(command, commands.JobDone | commands.JobFailed):
            self.jobs.pop(command.job, None)
        self.keep(step, at)
        for follow_up in self.follow_ups(step):
            self.settle(at)
            with suppress(TaskClosed, JobGone):  # a timer that was due came first, and took away what it was for
                self.advance(follow_up, at)

    def follow_ups(self, step: Step) -> Iterator[Command]:
        """What the application asks for by itself after a step, in live work as here."""
        house = assignment.House(directory=self.directory, version=self.version, unit=self.rules.unit)
        yield from assignment.follow_ups(step, house, self.at)
        for job in step.jobs:
            if job.type in SELF_MADE_JOBS:
                yield commands.JobDone(by="system:jobs", job=job.key)

    def keep(self, step: Step, at: datetime) -> None:
        """Keeps of a step what the tables keep of it."""
        self.keep_tasks(step, at)
        if step.fired:
            self.timers.pop(step.fired.key, None)
        for gone in step.timers_gone:
            self.timers.pop(gone, None)
        self.timers |= {timer.key: timer for timer in step.timers_set}
        self.jobs |= {job.key: job for job in step.jobs}
        for key in step.resolved:
            self.result.incidents.pop(key, None)
        self.result.incidents |= {one.key: (one.element, one.message) for one in step.incidents}
        self.result.trail += step.trail
        self.result.flows |= set(step.flows)
        if step.status in ("ended", "cancelled"):
            self.result.ended = step.ended or step.status

    def keep_tasks(self, step: Step, at: datetime) -> None:
        rows = self.result.tasks
        for task in (*step.opened, *step.changed):
            self.open[task.no] = task
            rows[task.no] = TaskRow(task=task)
        for closed in step.closed:
            self.closed.append(self.open.pop(closed.no))
            rows[closed.no].closed, rows[closed.no].how, rows[closed.no].by = at, closed.how, closed.by

    # -- what stands

    def scene(self) -> Scene:
        return Scene(
            version=self.version,
            view=engine.view(self.version, self.state),
            at=self.at,
            calendar=self.calendar,
            rules=self.rules,
            jobs=self.jobs,
            closed=tuple(self.closed),
        )

    def picture(self, fired: list[tuple[SetTimer, datetime]]) -> Picture:
        view = engine.view(self.version, self.state)
        due: dict[str, list[datetime]] = {}
        for task in self.open.values():
            due.setdefault(task.element, []).extend([task.due_at] if task.due_at else [])
        for timer in self.timers.values():
            if timer.kind == "bpmn":
                due.setdefault(timer.element, []).append(timer.due)
        return Picture(
            calendar=self.calendar,
            open=tuple(task.element for task in self.open.values()),
            due={element: tuple(times) for element, times in due.items()},
            fired=tuple(timer.element for timer, _ in fired if timer.kind == "bpmn"),
            ladder=tuple(f"{timer.element}:{timer.kind}" for timer, _ in fired if timer.kind != "bpmn"),
            trail=tuple(self.result.trail),
            values=view.values,
            incidents=tuple(element for element, _ in self.result.incidents.values()),
            ended=self.result.ended,
        )


def with_absences(directory: organisation.Directory, example: Example) -> organisation.Directory:
    """The organisation with the absences that the example adds."""
    away = {login: replace(directory.person(login), absent=span) for login, span in example.absent.items()}
    return replace(directory, people={**directory.people, **away}) if away else directory


def work(example: Example, setting: Setting) -> Result:
    """Works one example and says what is not as it expects."""
    return Rehearsal(example, setting).run()
