"""Doing everything in a case's journal again, on the frozen version and calendar, and comparing what comes of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from typing import Any

from app import engine
from app.calendars import Calendar
from app.casework import calendars, facts, journal, versions
from app.casework.held import Case
from app.casework.journal import Entry
from app.casework.remarks import REMARKS, WITHDRAWABLE
from app.engine import Version, commands
from app.engine.commands import Command
from app.engine.step import Step, View
from app.errors import CaseDisposed, CaseNotFound, ShouwenError
from app.store import db, lists
from app.store.sight import Sight

ADDED = frozenset({"people", "files", "request", "responsible"})  # facts of casework: the engine does not know them


@dataclass(frozen=True)
class World:
    """Where the frozen versions and calendars come from."""

    version: Callable[[str], Version]
    calendar: Callable[[str, str], Calendar]


OURS = World(versions.load, calendars.at_version)  # the database's


class Differs(ShouwenError):
    """Entry {seq} does not replay: {what} came out as {found}, recorded is {recorded}."""


class Refused(ShouwenError):
    """Entry {seq} does not replay: {why}"""


@dataclass(frozen=True, kw_only=True)
class ReplayStep:
    entry: Entry
    command: Command
    version: Version
    step: Step
    difference: ShouwenError | None

    @property
    def matches(self) -> bool:
        return self.difference is None

    @cached_property
    def view(self) -> View:
        """What stands in the case after the step."""
        return engine.view(self.version, self.step.state)


@dataclass(frozen=True, kw_only=True)
class Difference:
    seq: int
    problem: ShouwenError

    @property
    def message(self) -> str:
        return str(self.problem)


@dataclass(frozen=True, kw_only=True)
class Replay:
    case: Case
    version: Version
    steps: tuple[ReplayStep, ...]  # up to the first that cannot be done again
    difference: Difference | None  # the first

    @property
    def matches(self) -> bool:
        return self.difference is None


def replay(case_id: int) -> Replay:
    """The whole case again. Who asks has been let in before: this looks at no permission."""
    row = lists.case_of_id(db.session(), Sight(everything=True), case_id)
    if row is None:
        raise CaseNotFound(case=case_id)
    case = Case(**row._mapping)
    if case.disposed_at is not None:
        raise CaseDisposed(case=case.number, at=case.disposed_at)
    steps, difference = [], None
    try:
        for step in run(journal.entries(case_id)):
            steps.append(step)
            if step.difference and not difference:
                difference = Difference(seq=step.entry.seq, problem=step.difference)
    except Refused as refused:
        difference = difference or Difference(seq=refused.facts["seq"], problem=refused)
    version = versions.load(case.version_hash)
    return Replay(case=case, version=version, steps=tuple(steps), difference=difference)


def run(entries: Iterable[Entry], world: World = OURS) -> Iterator[ReplayStep]:
    """Each entry carried out again on what the one before left. Raises Refused where that cannot be done."""
    state: bytes | None = None
    earlier: bytes | None = None  # before the last entry that can be taken back
    for entry in entries:
        command, version, step = _again(entry, state, earlier, world)
        if entry.kind in WITHDRAWABLE:
            earlier = state
        state = step.state
        yield ReplayStep(entry=entry, command=command, version=version, step=step, difference=compare(entry, step))


def _again(entry: Entry, state: bytes | None, earlier: bytes | None, world: World) -> tuple[Command, Version, Step]:
    try:
        command = commands.from_json(entry.asked)
        version = world.version(entry.version_hash)
        if isinstance(command, REMARKS):
            unmoved = Step(state=state or b"", digest=digest(state or b""), status=entry.came["status"])
            return command, version, unmoved
        alone = calendars.alone(world.calendar(entry.calendar, entry.calendar_version))
        return command, version, engine.advance(version, state, command, entry.at, alone, earlier)
    except Exception as problem:
        # Whatever was written into the journal by others must not stop an audit.
        raise Refused(seq=entry.seq, why=f"{type(problem).__name__}: {problem}") from problem


def compare(entry: Entry, step: Step) -> ShouwenError | None:
    """The first thing that came out differently from what is recorded."""
    try:
        recorded = {name: fact for name, fact in entry.came.items() if name not in ADDED}
    except (ValueError, AttributeError) as problem:
        return Refused(seq=entry.seq, why=f"{type(problem).__name__}: {problem}")
    found = facts.of_step(step)
    for name in sorted(found.keys() | recorded.keys()):
        if found.get(name) != recorded.get(name):
            return Differs(seq=entry.seq, what=name, found=_short(found.get(name)), recorded=_short(recorded.get(name)))
    if step.digest != entry.digest:
        return Differs(seq=entry.seq, what="state", found=step.digest, recorded=entry.digest)
    return None


def digest(state: bytes) -> str:
    """SHA-256 of the canonical state, as the engine names it."""
    return sha256(engine.canonical(state)).hexdigest()


def _short(value: Any) -> str:
    text = str(value)
    return text if len(text) <= 200 else f"{text[:200]}…"
