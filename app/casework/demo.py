"""The demo: an organisation to log in to, the processes, and cases in every state, made by the commands of live work.

Its cases are worked examples whose times are counted back from today in working days: `at: -12 09:30` is half past nine
on the twelfth working day before today. What lies in the future is not done yet, so each case stands where it stands.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

import yaml
from flask_security.utils import hash_password

from app import calendars, clock, engine
from app.calendars import Calendar
from app.casework import (
    cases,
    checking,
    commands,
    declared,
    deploy,
    examples,
    organisation,
    parameters_setup,
    people,
    people_admin,
    sources,
    tasks,
    timers,
)
from app.casework.commands import Outcome
from app.casework.examples import Example, ExampleStep
from app.casework.kept import settings
from app.config import DEMO_MARKER, DEMO_PASSWORD
from app.engine.commands import Deliver
from app.engine.step import OpenTask
from app.errors import DiagramRefused, Invalid, TaskNotFound
from app.store import db, queries

DAY_AND_TIME = re.compile(r"(?P<days>-?\d{1,3}) (?P<time>\d\d:\d\d)")
DAY = re.compile(r"day (?P<days>-?\d{1,3})")
ORGANISATION = "organisation.yaml"


class DemoBroken(Invalid):
    """The demo case {case} stops at {step}: {why}"""


def marker() -> Path:
    return settings().data / DEMO_MARKER


def set_up(processes: Path, folder: Path) -> Iterator[str]:
    """Brings organisation, processes and cases in, each once; says what was done."""
    now = clock.now()
    fresh = not people.directory().people
    done = json.loads(marker().read_text("utf-8")) if marker().is_file() and not fresh else {}
    files = [processes / ORGANISATION, processes / declared.FILE]
    who = fingerprint([file for file in files if file.is_file()])
    if done.get("organisation") != who:
        bring_people(processes / ORGANISATION)
        yield "demo organisation: brought in"
        yield f"demo parameters: {bring_parameters(*files)} example values"
    for said in deploy_new(processes):
        yield f"demo process {said}"
    if not done.get("cases"):
        made = sum(1 for _ in bring_cases(folder, now))
        yield f"demo cases: {made} made"
    marker().write_text(json.dumps({"organisation": who, "cases": True}), "utf-8")


def bring_people(file: Path) -> None:
    """Everybody has the one password of the demo and the API token `demo-<login>`."""
    password = hash_password(DEMO_PASSWORD)
    people_admin.take_over(
        organisation.read(file), password=lambda _login: password, token=lambda login: f"demo-{login}"
    )


def bring_parameters(who: Path, declarations: Path) -> int:
    """What is declared, with the example values of the organisation; how many of these are new."""
    book = declared.read(declarations, who)
    parameters_setup.declare(book)
    return parameters_setup.take_examples(book, people.directory().units.keys())


def deploy_new(processes: Path) -> Iterator[str]:
    """Deploys what was never deployed with this content; what owners deployed meanwhile stays in use."""
    owner = people.actor(first_owner())
    folders = sorted(path.parent for path in processes.glob(f"*/{sources.DIAGRAM}"))
    found = {folder.name: sources.collect(folder, checking.forms_of(folder)) for folder in folders}
    fresh = {process: files for process, files in found.items() if not deployed(files, process)}
    for process, findings in deploy.judge_all(fresh, owner):
        try:
            yield f"{deploy.deploy(fresh[process], process, owner, judged=findings).process}: deployed"
        except DiagramRefused as refused:
            yield f"{process}: not deployed. {refused}"


def deployed(files: Mapping[str, bytes], process: str) -> bool:
    return queries.version_row(db.session(), engine.content_hash(files, process)) is not None


def first_owner() -> str:
    """Whoever owns the processes of the whole organisation."""
    directory = people.directory()
    return directory.holders(f"{organisation.PROCESS_OWNER}@{directory.root}")[0]


def fingerprint(files: Iterable[Path]) -> str:
    total = sha256()
    for file in files:
        total.update(file.read_bytes())
    return total.hexdigest()


# -- cases ----------------------------------------------------------------------------------------------------


def bring_cases(folder: Path, now: datetime) -> Iterator[Outcome]:
    """Plays every case of the folder up to now, the earliest first, so that numbers follow time."""
    calendar = calendars.seed().default
    found = [dated(example, calendar, now) for file in sorted(folder.glob("*.yaml")) for example in read(file)]
    for example in sorted(found, key=lambda example: example.start.at):
        yield play(example, calendar, now)


def read(file: Path) -> Iterator[Example]:
    """The cases of one process: a list of worked examples in the file named like it."""
    for number, data in enumerate(yaml.load(file.read_text("utf-8"), Loader=examples.Core), start=1):  # noqa: S506
        yield examples.example(data, f"{file.stem}-{number}", file.stem)


def dated(example: Example, calendar: Calendar, now: datetime) -> Example:
    """The example with every time in working days from today turned into a local date and time."""

    def step(one: ExampleStep) -> ExampleStep:
        return replace(one, at=turned(one.at, calendar, now), details=turned(one.details, calendar, now))

    begin = example.start
    begin = replace(begin, at=turned(begin.at, calendar, now), values=turned(begin.values, calendar, now))
    return replace(example, start=begin, steps=tuple(step(one) for one in example.steps))


def turned(value: Any, calendar: Calendar, now: datetime) -> Any:
    """`-12 09:30` as a local date and time, `day 5` as a date, in whatever is nested; other values as they are."""
    if isinstance(value, Mapping):
        return {name: turned(item, calendar, now) for name, item in value.items()}
    if isinstance(value, list):
        return [turned(item, calendar, now) for item in value]
    if not isinstance(value, str) or not (found := DAY_AND_TIME.fullmatch(value) or DAY.fullmatch(value)):
        return value
    day = working_day(calendar, calendar.day_of(now), int(found["days"]))
    if "time" not in found.groupdict():
        return day.isoformat()
    return datetime.combine(day, time.fromisoformat(found["time"])).isoformat(timespec="minutes")


def working_day(calendar: Calendar, today: date, days: int) -> date:
    """So many working days from today, or from the last one before it."""
    day = today
    while not calendar.is_working(day):
        day -= timedelta(days=1)
    for _ in range(abs(days)):
        day += timedelta(days=1 if days > 0 else -1)
        while not calendar.is_working(day):
            day += timedelta(days=1 if days > 0 else -1)
    return day


def play(example: Example, calendar: Calendar, now: datetime) -> Outcome:
    """Carries out what the example says, up to now."""
    begin = example.start
    case = cases.start(
        example.process,
        begin.values,
        people.actor(begin.by),
        unit=begin.unit,
        owner=begin.owner,
        message=begin.message,
        key=f"demo:{example.name}",
        at=calendar.local(begin.at),
    )
    at = calendar.local(begin.at)
    for step in () if case.repeated else example.steps:
        at = calendar.local(step.at) if step.at else at
        if at > now:
            break
        timers.settle(case.case_id, at)
        if step.kind:
            do(example, case.case_id, step, at)
    timers.settle(case.case_id, now)
    return case


def do(example: Example, case_id: int, step: ExampleStep, at: datetime) -> None:
    try:
        DEEDS[step.kind or ""](case_id, step, at)
    except Invalid as error:
        raise DemoBroken(case=example.name, step=step, why=error) from error


def task_id(case_id: int, step: ExampleStep) -> str:
    """The open task of the step's element."""
    open_now: tuple[OpenTask, ...] = cases.view(case_id, people.system("demo")).tasks
    for task in open_now:
        if task.element == step.target:
            return f"{case_id}-{task.no}"
    raise TaskNotFound(task=step.target)


def complete(case_id: int, step: ExampleStep, at: datetime) -> None:
    tasks.complete(task_id(case_id, step), step.details.get("values") or {}, people.actor(step.by or ""), at=at)


def claim(case_id: int, step: ExampleStep, at: datetime) -> None:
    tasks.claim(task_id(case_id, step), people.actor(step.by or ""), at=at)


def assign(case_id: int, step: ExampleStep, at: datetime) -> None:
    by, reason = people.actor(step.by or ""), step.details.get("reason", "")
    tasks.assign(task_id(case_id, step), step.details["to"], by, reason=reason, at=at)


def message(case_id: int, step: ExampleStep, at: datetime) -> None:
    waits = cases.view(case_id, people.system("demo")).waits
    key = next((wait.correlation for wait in waits if wait.message == step.target), None)
    values = step.details.get("values") or {}
    heard = Deliver(by="system:messages", message=step.target, key=key, values=values)
    commands.carry_out(case_id, heard, at=at)


def cancel(case_id: int, step: ExampleStep, at: datetime) -> None:
    cases.cancel(case_id, str(step.target), people.actor(step.by or ""), at=at)


DEEDS: dict[str, Callable[[int, ExampleStep, datetime], None]] = {
    "complete": complete,
    "claim": claim,
    "assign": assign,
    "message": message,
    "cancel": cancel,
}
