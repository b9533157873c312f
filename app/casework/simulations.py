"""Simulations that owners ask for: each is worked by a process of its own, tells how far it is, and can be stopped."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from app import clock
from app.casework import examples, people, running, simulation, sources, subjects
from app.casework.examples import Example
from app.casework.kept import settings
from app.casework.people import Actor
from app.casework.simulation import LONGEST_DAYS, Plan
from app.engine import apart
from app.errors import BadValue, Conflict, Invalid, NotThere, ShouwenError
from app.store import db, models, writes, writing
from app.store import simulations as store

MOST_AT_ONCE = 2
SILENT = timedelta(minutes=2)  # after this, one that told nothing is taken to be dead
MEMORY, SECONDS = 1_500_000_000, 600.0
TELLS_EVERY = 1.0  # seconds
HISTORY = timedelta(days=90)
LISTED = 10


class SimulationNotFound(NotThere):
    """There is no simulation {simulation} of yours."""


class TooManyAtOnce(Conflict):
    """Two simulations are under way already: wait for one of them, or stop it."""


class NoExamples(Invalid):
    """A simulation takes from worked examples what people fill in, and a chosen version has none: record one first."""


class Stopped(Exception):
    """Somebody has stopped it."""


@dataclass(frozen=True, kw_only=True)
class Asked:
    versions: tuple[str, ...]  # one hash, or two to be compared
    start: datetime
    days: int
    per_day: float
    minutes: float
    seed: int


def per_day_of_history(process: str, by: Actor) -> float | None:
    """How many cases began on a working day of the last months; None where none did."""
    running.check(process, by)
    begun = store.cases_begun(db.session(), process, clock.now() - HISTORY)
    return max(round(begun / (HISTORY.days * 5 / 7), 1), 0.1) if begun else None


def ask(process: str, asked: Asked, by: Actor) -> int:
    """Begin a simulation. Raises TooManyAtOnce, NoExamples, BadValue."""
    running.check(process, by)
    check(asked)
    if not all(examples_of(version, by) for version in asked.versions):
        raise NoExamples
    now = clock.now()
    plan: dict[str, Any] = {**vars(asked), "versions": list(asked.versions), "start": asked.start.isoformat()}
    row = {"process_id": process, "by": by.login, "plan": plan, "status": "waiting", "share": 0, "result": {}}
    with writing() as session:
        if store.under_way(session, now - SILENT) >= MOST_AT_ONCE:
            raise TooManyAtOnce
        made = int(writes.add(session, models.Simulation, {**row, "made_at": now, "seen_at": now}))
    _begin(made)
    return made


def check(asked: Asked) -> None:
    bounds = (
        ("days", asked.days, 1, LONGEST_DAYS),
        ("cases a day", asked.per_day, 0.1, 200),
        ("minutes", asked.minutes, 1, 2_400),
    )
    for name, value, least, most in bounds:
        if not least <= value <= most:
            raise BadValue(name=name, why=f"{least} … {most}")


def _begin(simulation_id: int) -> None:
    """A process of its own, over the same data; nobody waits for it."""
    mine = settings()
    named = {"SHOUWEN_DATA": str(mine.data.absolute()), "DATABASE_URL": mine.database_url}
    subprocess.Popen(  # noqa: S603 - our own interpreter and command
        [sys.executable, "-m", "app.cli", "simulate", str(simulation_id)],
        cwd=Path(__file__).parents[2],
        env={**os.environ, **named},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )


def examples_of(version: str, by: Actor) -> list[Example]:
    """The worked examples of a version that people complete tasks in."""
    subject = subjects.of_version(version, by)
    found = []
    for name, data in sorted(sources.examples_in(subject.files).items()):
        try:
            example = examples.parse(data.decode("utf-8"), name, subject.process)
        except (ShouwenError, UnicodeDecodeError):
            continue
        if not example.start.timer and any(step.kind == "complete" for step in example.steps):
            found.append(example)
    return found


def get(simulation_id: int, by: Actor) -> models.Simulation:
    row = store.one(db.session(), simulation_id)
    if row is None or row.by != by.login:
        raise SimulationNotFound(simulation=simulation_id)
    running.check(row.process_id, by)
    return row


def of(process: str, by: Actor) -> Sequence[models.Simulation]:
    running.check(process, by)
    return store.of_process(db.session(), process, by.login, LISTED)


def cancel(simulation_id: int, by: Actor) -> None:
    row = get(simulation_id, by)
    with writing() as session:
        store.change(session, row.id, {"status": "cancelled"})


def is_dead(row: models.Simulation) -> bool:
    return row.status in store.UNDER_WAY and clock.now() - row.seen_at > SILENT


# -- in the process of its own


def work(simulation_id: int) -> None:
    """Work one simulation to its end, within the limits of memory and time."""
    row = store.one(db.session(), simulation_id)
    if row is None or row.status != "waiting":
        return
    by, plan = people.actor(row.by), dict(row.plan)
    hashes, start = plan.pop("versions"), datetime.fromisoformat(plan.pop("start"))
    found: dict[str, Any] = {}
    try:
        for number, version in enumerate(hashes):
            setting = subjects.setting_of(subjects.of_version(version, by), by)
            teller = Teller(simulation_id, number, len(hashes))
            found[version] = simulation.simulate(setting, examples_of(version, by), Plan(start=start, **plan), teller)
        _change(simulation_id, {"status": "done", "share": 100, "result": found})
    except Stopped:
        return
    except Exception:
        _change(simulation_id, {"status": "failed"})
        raise


def bound() -> None:
    """The process that works it ends by itself when it takes too much."""
    apart.limit(MEMORY, SECONDS)


class Teller:
    """Tells how far it is, once a second, and hears whether it was stopped."""

    def __init__(self, simulation_id: int, number: int, of: int) -> None:
        self.id, self.number, self.of, self.told = simulation_id, number, of, 0.0

    def __call__(self, share: float) -> None:
        if time.monotonic() - self.told >= TELLS_EVERY:
            self.told = time.monotonic()
            whole = round(100 * (self.number + share) / self.of)
            _change(self.id, {"status": "running", "share": whole, "seen_at": clock.now()})


def _change(simulation_id: int, values: Mapping[str, Any]) -> None:
    with writing() as session:
        if not store.change(session, simulation_id, values):
            raise Stopped
