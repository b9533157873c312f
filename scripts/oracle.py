"""Random diagrams, executed by the engine and by a reference interpreter that knows only BPMN's rules.

    python scripts/oracle.py FIRST LAST

draws one diagram for each seed. Even seeds are drawn in blocks: sequences, AND, OR and XOR blocks, loops,
sub-processes, called processes, multi-instance activities, waits, races, errors, events on boundaries and event
sub-processes, interrupting and not, nested to depth 4. Odd seeds are unstructured: their scopes are nets that grow by
random changes, of which those are kept that leave the net sound (`tests/support/oracle/growing.py`, `soundness.py`):
ways out of the middle of a loop and into another, merges and joins without a split of their own, branches that wait for
each other, tokens that come twice, several ends, ends that stop the rest; at their nodes stands whatever blocks are
made of.

Runs the diagram with random answers, messages and moves of the clock, and compares open tasks, timers, awaited messages
and values at every step. The state is saved and read again after every step. Lists the seeds that differ and ends with
`right N, wrong N`.
"""

from __future__ import annotations

import gc
import os
import random
import sys
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from app import calendars, engine
from app.engine import commands
from tests.support.oracle.drawing import Drawing
from tests.support.oracle.meaning import VARIABLES
from tests.support.oracle.reference import Reference

START = datetime(2026, 3, 2, 2, tzinfo=UTC)
MOST_STEPS = 60
SEEDS_AT_A_TIME = 250
CALENDARS = calendars.seed()


class Chance:
    """What happens next, drawn from what can be seen: the same for the same sight."""

    def __init__(self, seed: int) -> None:
        self.dice = random.Random(seed)

    def answers(self) -> dict[str, bool]:
        return {name: self.dice.random() < 0.4 for name in VARIABLES}

    def next(self, tasks: int, messages: list[str], timers: int) -> tuple[str, Any]:
        roll = self.dice.random()
        if timers and (roll < 0.25 or not (tasks or messages)):
            return "clock", timedelta(seconds=self.dice.randrange(1, 60) * 500)
        if messages and (roll < 0.45 or not tasks):
            return "message", self.dice.choice(messages)
        return "task", self.dice.randrange(tasks)


def wanted(drawing: Drawing, seed: int) -> Iterator[Any]:
    """What is open at each step as the diagram means it."""
    chance, reference = Chance(seed), Reference(drawing.block, START)
    for _ in range(MOST_STEPS):
        tasks, timers = reference.open, reference.timers
        messages = sorted(each.watch.text for each in reference.waits)
        yield [
            [task.element for task in tasks],
            sorted((each.watch.element, each.due) for each in timers),
            messages,
            dict(reference.values),
            reference.over,
        ]
        if reference.over or not (tasks or messages or timers):
            return
        what, which = chance.next(len(tasks), sorted(set(messages)), len(timers))
        if what == "clock":
            reference.until(reference.now + which)
        elif what == "message":
            reference.message(which)
        else:
            reference.complete(tasks[which], chance.answers())


def done(drawing: Drawing, seed: int) -> Iterator[Any]:
    """The same as the engine executes it."""
    chance, now = Chance(seed), START
    version = engine.load(drawing.sources, "oracle")
    step = engine.advance(
        version,
        None,
        commands.Start(by="oracle", number="1", values=dict.fromkeys(VARIABLES, False)),
        now,
        CALENDARS,
    )
    for _ in range(MOST_STEPS):
        view = engine.view(version, step.state)
        tasks = sorted(view.tasks, key=lambda task: (task.element, task.no))
        messages = sorted(wait.message for wait in view.waits)
        yield [
            [task.element for task in tasks],
            sorted((timer.element, timer.due) for timer in view.timers),
            messages,
            {name: view.values.get(name) for name in VARIABLES},
            step.status == "ended",
        ]
        if step.status == "ended" or not (tasks or messages or view.timers):
            return
        what, which = chance.next(len(tasks), sorted(set(messages)), len(view.timers))
        if what == "clock":
            now += which
            step = settled(version, step, now)
        elif what == "message":
            step = engine.advance(version, step.state, commands.Deliver(by="oracle", message=which), now, CALENDARS)
        else:
            command = commands.Complete(by="oracle", task=tasks[which].key, values=chance.answers())
            step = engine.advance(version, step.state, command, now, CALENDARS)


def settled(version: engine.Version, step: engine.Step, now: datetime) -> engine.Step:
    while step.status == "open" and step.next_due is not None and step.next_due <= now:
        timer = min(engine.view(version, step.state).timers, key=engine.timer_order)
        command = commands.TimerDue(by="system:timers", timer=timer.key)
        step = engine.advance(version, step.state, command, timer.due, CALENDARS)
    return step


def drawn(seed: int) -> Drawing:
    """Even seeds are drawn in blocks, odd ones without structure."""
    return Drawing(random.Random(seed), loose=seed % 2 == 1)


def check(seed: int) -> str | None:
    """None when the engine does what the diagram means; else where it first differs."""
    drawing = drawn(seed)
    got = done(drawing, seed)
    for number, want in enumerate(wanted(drawing, seed)):
        try:
            have = next(got, None)
        except Exception as broken:  # an oracle reports whatever goes wrong, and goes on
            have = [f"{type(broken).__name__}: {broken}"]
        if have != want:
            return f"seed {seed}, step {number}: wanted {_first_difference(want, have)}"
    return None


def _first_difference(want: list[Any], have: list[Any] | None) -> str:
    if have is None or len(have) < len(want):
        return f"{want[0]}, got {have}"
    one, other = next((one, other) for one, other in zip(want, have, strict=True) if one != other)
    return f"{str(one)[:200]}, got {str(other)[:200]}"


def check_all(seeds: range) -> list[str]:
    return [said for said in map(check, seeds) if said]


def collect_seldom() -> None:
    """A diagram makes many small objects, and few of them last: a sixth of the time was spent looking for garbage."""
    gc.set_threshold(200_000)


def main(first: int, last: int) -> None:
    wrong = 0
    chunks = [range(at, min(at + SEEDS_AT_A_TIME, last)) for at in range(first, last, SEEDS_AT_A_TIME)]
    with ProcessPoolExecutor(os.cpu_count(), initializer=collect_seldom) as several:
        for said in several.map(check_all, chunks):
            wrong += len(said)
            print("\n".join(said), end="\n" if said else "", flush=True)
    print(f"right {last - first - wrong}, wrong {wrong}")


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
