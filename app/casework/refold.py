"""The rows a case should have, folded from its journal: what the tables hold must be the same."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from app.casework import facts, projections, versions
from app.casework.journal import Entry
from app.casework.projections import Row
from app.casework.record import OVER
from app.casework.remarks import HOLDS, Copy
from app.engine import values
from app.engine.commands import Start
from app.engine.step import ClosedTask, OpenTask

Rows = dict[Any, Row]


class Refold:
    """What the entries fed so far should have left in the tables, by primary key without the case."""

    def __init__(self) -> None:
        self.case: Row = {}
        self.tasks: Rows = {}
        self.timers: Rows = {}
        self.clocks: Rows = {}
        self.parties: Rows = {}
        self.waits: Rows = {}
        self.incidents: Rows = {}
        self.files: Rows = {}
        self.copies: Rows = {}
        self._open: dict[int, OpenTask] = {}

    def feed(self, entry: Entry) -> None:
        came = entry.came
        self._feed_case(entry, came)
        self._feed_tasks(entry, came)
        self._feed_timers(came)
        self._feed_clocks(came)
        self._feed_waits(came)
        self._feed_incidents(entry, came)
        self.files |= came.get("files", {})
        if entry.kind == Copy.__name__:
            self._feed_copy(entry)

    def _feed_case(self, entry: Entry, came: dict[str, Any]) -> None:
        if entry.kind == Start.__name__:
            asked = entry.asked
            self.case = {name: asked.get(name) for name in ("number", "owner", "unit")}
            self.case |= {"started_by": entry.by, "started_at": entry.at, "ended": None, "ended_at": None}
            self.case |= {"legal_hold": False, "disposed_at": None}
        status = came["status"]
        if status in OVER and self.case.get("ended_at") is None:
            self.case["ended_at"] = entry.at
        changes = [(change["name"], values.from_json(change.get("after"))) for change in came.get("changes", ())]
        shown = projections.shown_after(self.case.get("shown", {}), changes, versions.load(entry.version_hash))
        self.case |= {
            "status": status,
            "ended": came.get("ended") or self.case.get("ended"),
            "at": entry.at,
            "changed_at": entry.wall,
            "seq": entry.seq,
            "head": entry.hash,
            "digest": entry.digest,
            "version_hash": entry.version_hash,
            "calendar": entry.calendar,
            "shown": shown,
            "legal_hold": HOLDS.get(entry.kind, self.case.get("legal_hold", False)),
        }

    def _feed_tasks(self, entry: Entry, came: dict[str, Any]) -> None:
        touched = {}
        for data in (*came.get("opened", ()), *came.get("changed", ())):
            task = facts.task(data)
            self._open[task.no] = task
            self.tasks[task.no] = projections.open_task(task)
            touched[task.no] = (task, task.assignee is None)
        for data in came.get("closed", ()):
            closed = ClosedTask(**data)
            before = self._open.pop(closed.no)
            after = projections.taken(before, closed)
            self.tasks[closed.no] = projections.closed_task(after, closed, entry.at)
            if before.assignee is None:
                touched[closed.no] = (after, False)
        units = {(no, name): unit for no, name, unit in came.get("people", ())}
        rows = projections.parties(
            touched.values(), lambda login, task: units.get((task.no, projections.as_party(login)))
        )
        if entry.kind == Start.__name__:
            start = Start(by=entry.by, number="", owner=entry.asked.get("owner"), unit=entry.asked.get("unit"))
            rows += projections.from_the_start(
                start, lambda login: units.get((projections.STARTED, projections.as_party(login)))
            )
        self.parties |= {(row["task_no"], row["name"]): row for row in rows}

    def _feed_copy(self, entry: Entry) -> None:
        to, reason = entry.asked["to"], entry.asked.get("reason", "")
        self.parties |= {(row["task_no"], row["name"]): row for row in projections.copied(to)}
        self.copies |= {row["login"]: row for row in projections.copies(to, entry.seq, entry.by, entry.at, reason)}

    def _feed_timers(self, came: dict[str, Any]) -> None:
        for key in came.get("timers_gone", ()):
            if key in self.timers:
                self.timers[key] = self.timers[key] | {"status": "gone"}
        if "fired" in came:
            fired = facts.timer(came["fired"])
            self.timers[fired.key] = projections.timer_row(fired, "fired")
        for data in came.get("timers_set", ()):
            timer = facts.timer(data)
            self.timers[timer.key] = projections.timer_row(timer, projections.status_of(timer))

    def _feed_clocks(self, came: dict[str, Any]) -> None:
        for name in came.get("clocks_gone", ()):
            if name in self.clocks:
                self.clocks[name] = self.clocks[name] | {"status": "gone"}
        for data in came.get("clocks", ()):
            clock = facts.clock(data)
            self.clocks[clock.name] = projections.clock_row(clock, "open")

    @property
    def values(self) -> Rows:
        """The shown values as lists are filtered by them; one that is gone may have left an empty row."""
        return {name: {"value": projections.shown_text(value)} for name, value in self.case["shown"].items()}

    @property
    def next_due(self) -> datetime | None:
        return min((row["due"] for row in self.timers.values() if row["status"] == "set"), default=None)

    def _feed_waits(self, came: dict[str, Any]) -> None:
        for key in came.get("waits_gone", ()):
            if key in self.waits:
                self.waits[key] = self.waits[key] | {"waiting": False}
        waiting = {"kind": "message", "waiting": True}  # what says no kind is a message
        self.waits |= {data["key"]: waiting | data for data in came.get("waits_set", ())}

    def _feed_incidents(self, entry: Entry, came: dict[str, Any]) -> None:
        for key in came.get("resolved", ()):
            if key in self.incidents:
                self.incidents[key] = self.incidents[key] | {"resolved_at": entry.at}
        for data in came.get("incidents", ()):
            known = {"source": "engine", "opened_at": entry.at, "resolved_at": None}
            self.incidents[data["key"]] = data | known
