"""Plays a case of a small diagram against the engine alone: the state is saved and read again after every command."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from app import calendars, engine
from app.engine import commands
from app.engine.step import OpenTask, Step, View
from tests.support.bpmn import Bpmn

CALENDARS = calendars.seed()
LOCAL = CALENDARS.default.local
MONDAY = "2026-03-02T10:00"


class Play:
    def __init__(
        self, diagram: Bpmn | bytes, at: str = MONDAY, files: Mapping[str, bytes] | None = None, **values: Any
    ) -> None:
        sources = {"process.bpmn": diagram if isinstance(diagram, bytes) else diagram.bytes()} | dict(files or {})
        self.version = engine.load(sources, "p")
        self.now = LOCAL(at)
        self.trail: list[str] = []
        self.fired: list[str] = []
        self.steps: list[Step] = []
        self.state: bytes | None = None
        self.do(commands.Start(by="li", number="C-1", owner="li", unit="u", values=values))

    def do(self, command: commands.Command, at: datetime | None = None) -> Step:
        step = engine.advance(self.version, self.state, command, at or self.now, CALENDARS)
        self.state, self.last = step.state, step
        self.steps.append(step)
        self.trail += step.trail
        if step.fired:
            self.fired.append(
                f"{step.fired.element}:{step.fired.kind}" if step.fired.kind != "bpmn" else step.fired.element
            )
        return step

    def until(self, at: str) -> Play:
        """Moves the clock; everything due by then fires at its own instant."""
        self.now = LOCAL(at)
        while self.last.next_due is not None and self.last.next_due <= self.now:
            timer = min(self.view.timers, key=engine.timer_order)
            self.do(commands.TimerDue(by="system:timers", timer=timer.key), timer.due)
        return self

    def complete(self, element: str, by: str = "li", **values: Any) -> Play:
        self.do(commands.Complete(by=by, task=self.task(element).key, values=values))
        return self

    def message(self, name: str, key: str | None = None, **values: Any) -> Play:
        self.do(commands.Deliver(by="li", message=name, key=key, values=values))
        return self

    def task(self, element: str) -> OpenTask:
        """The open task of an element; `vote[2]` is the second instance."""
        return next(t for t in self.view.tasks if element in (t.element, t.key.partition("#")[0]))

    @property
    def view(self) -> View:
        assert self.state is not None
        return engine.view(self.version, self.state)

    @property
    def open(self) -> list[str]:
        return sorted(task.element for task in self.view.tasks)

    @property
    def values(self) -> dict[str, Any]:
        return self.view.values

    @property
    def ended(self) -> str | None:
        return self.view.last_end if self.view.status == "ended" else None

    @property
    def incidents(self) -> list[str]:
        return [incident.element for incident in self.view.incidents]
