"""What stands open in a case after each entry, folded from what its journal recorded: nothing is carried out again.

So any step of a long case can be shown at once; that carrying it out again gives the same is proven beside it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from app.casework import facts
from app.casework.journal import Entry
from app.engine import values
from app.engine.step import Incident, OpenTask, SetTimer, Step

UNREADABLE = (ValueError, KeyError, TypeError, AttributeError, IndexError)


@dataclass(frozen=True, kw_only=True)
class Standing:
    """The case as it stands after an entry. What is in it is replaced and never changed, so it can be kept."""

    tasks: Mapping[int, OpenTask] = field(default_factory=dict)
    timers: Mapping[str, SetTimer] = field(default_factory=dict)
    fired: Mapping[int, tuple[SetTimer, ...]] = field(default_factory=dict)  # of tasks that are open
    incidents: Mapping[str, Incident] = field(default_factory=dict)
    values: Mapping[str, Any] = field(default_factory=dict)
    parameters: Mapping[str, Any] = field(default_factory=dict)

    @property
    def names(self) -> dict[str, Any]:
        """What the expressions of forms may ask."""
        return dict(self.values) | ({"parameters": dict(self.parameters)} if self.parameters else {})

    def after(self, entry: Entry, step: Step) -> Standing:
        closed = {task.no for task in step.closed}
        tasks = {**self.tasks, **{task.no: task for task in (*step.opened, *step.changed)}}
        gone = {*step.timers_gone, *((step.fired.key,) if step.fired else ())}
        timers = {key: timer for key, timer in self.timers.items() if key not in gone}
        incidents = {key: one for key, one in self.incidents.items() if key not in step.resolved}
        asked = entry.asked.get("parameters")
        return replace(
            self,
            tasks={no: task for no, task in tasks.items() if no not in closed},
            timers=timers | {timer.key: timer for timer in step.timers_set},
            fired=self._fired(step, closed),
            incidents=incidents | {one.key: one for one in step.incidents},
            values={**self.values, **{change.name: change.after for change in step.changes}},
            parameters={**self.parameters, **(values.from_json(asked) if asked else {})},
        )

    def _fired(self, step: Step, closed: set[int]) -> dict[int, tuple[SetTimer, ...]]:
        fired = {no: each for no, each in self.fired.items() if no not in closed}
        if step.fired and step.fired.task and step.fired.task not in closed:
            fired[step.fired.task] = (*fired.get(step.fired.task, ()), step.fired)
        return fired


@dataclass(frozen=True, kw_only=True)
class Recorded:
    """An entry as it was recorded, with what stood open before and after it. `step` is None where it is unreadable."""

    entry: Entry
    step: Step | None
    before: Standing
    after: Standing


def fold(entries: Iterable[Entry]) -> Iterator[Recorded]:
    standing = Standing()
    for entry in entries:
        before = standing
        try:
            step = facts.step(entry.came)
            standing = before.after(entry, step)
        except UNREADABLE:
            step = None
        yield Recorded(entry=entry, step=step, before=before, after=standing)
