"""The events of cases for process mining: XES (IEEE 1849-2016) with its standard extensions, and the same as CSV.

What a task went through are the transitions of the standard life cycle; what the engine did itself is complete at once.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from xml.sax.saxutils import quoteattr

from app.casework import facts, versions
from app.casework.journal import Entry
from app.engine import Version
from app.engine.elements import Element
from app.errors import ShouwenError

EXTENSIONS = (
    ("Concept", "concept"),
    ("Lifecycle", "lifecycle"),
    ("Organizational", "org"),
    ("Time", "time"),
)
PEOPLE_S = frozenset({"userTask", "manualTask"})  # told by what became of their tasks
UNREADABLE = (ValueError, KeyError, TypeError, AttributeError, ShouwenError)
CONTROL = {code: None for code in range(32) if chr(code) not in "\t\n\r"} | {0xFFFE: None, 0xFFFF: None}
FORMULAS = ("=", "+", "-", "@", "\t", "\r")
COLUMNS = (
    "case",
    "process",
    "version",
    "seq",
    "activity",
    "element",
    "transition",
    "timestamp",
    "resource",
    "role",
    "due",
)


@dataclass(frozen=True, kw_only=True)
class Event:
    seq: int
    element: str
    name: str
    transition: str
    at: datetime
    resource: str = ""
    role: str = ""
    due: str = ""
    version: str = ""


def events(entries: Iterable[Entry]) -> Iterator[Event]:
    """What happened, in order; an entry that cannot be read has no events."""
    open_tasks: dict[int, dict[str, Any]] = {}
    for entry in entries:
        try:
            found = list(_of_entry(entry, open_tasks))
        except UNREADABLE:
            continue
        yield from found


def _of_entry(entry: Entry, open_tasks: dict[int, dict[str, Any]]) -> Iterator[Event]:
    came, version = entry.came, versions.load(entry.version_hash)
    opened = {task["no"]: task for task in came.get("opened", ())}
    known = open_tasks | opened
    closed = {task["no"]: task for task in came.get("closed", ())}
    for task in came.get("changed", ()):
        before = open_tasks.get(task["no"], {})
        if task.get("assignee") and task["assignee"] != before.get("assignee"):
            yield _task(entry, task, "reassign" if before.get("assignee") else "assign", task["assignee"])
    for task in closed.values():
        done = task["how"] == "completed"
        yield _task(entry, known[task["no"]], "complete" if done else "withdraw", entry.by if done else "")
    for element in came.get("trail", ()):
        found = version.elements.get(element)
        if found is not None and found.kind not in PEOPLE_S:
            yield _element(entry, found, version)
    for task in opened.values():
        yield _task(entry, task, "schedule", task.get("assignee") or "")
    open_tasks |= opened | {task["no"]: task for task in came.get("changed", ())}
    for no in closed:
        open_tasks.pop(no, None)


def _task(entry: Entry, task: dict[str, Any], transition: str, resource: str) -> Event:
    return Event(
        seq=entry.seq,
        element=task["element"],
        name=task["name"],
        transition=transition,
        at=entry.at,
        resource=resource,
        role=" ".join(task.get("groups", ())),
        due=task.get("due_at") or "",
        version=entry.version_hash,
    )


def _element(entry: Entry, found: Element, version: Version) -> Event:
    who = {"resource": entry.by, "version": version.hash}
    return Event(
        seq=entry.seq, element=found.id, name=found.name or found.id, transition="complete", at=entry.at, **who
    )


class Log:
    """An XES log, trace by trace."""

    def __init__(self) -> None:
        self.traces: list[str] = []

    def add(self, case: dict[str, Any], found: Iterable[Event]) -> None:
        about = [_text("concept:name", case["number"]), _text("shouwen:process", case["process_id"])]
        about += [_text("shouwen:status", case["status"]), _text("shouwen:ended", case["ended"] or "")]
        body = "\n".join(_xes(each) for each in found)
        head = "\n".join(f"    {line}" for line in about)
        self.traces.append(f"  <trace>\n{head}\n{body}\n  </trace>" if body else f"  <trace>\n{head}\n  </trace>")

    def text(self) -> str:
        extensions = "\n".join(
            f'  <extension name="{name}" prefix="{prefix}" uri="http://www.xes-standard.org/{prefix}.xesext"/>'
            for name, prefix in EXTENSIONS
        )
        return "\n".join(
            (
                '<?xml version="1.0" encoding="UTF-8"?>',
                '<log xes.version="1849-2016" xes.features="" xmlns="http://www.xes-standard.org/">',
                extensions,
                '  <global scope="trace">\n    <string key="concept:name" value=""/>\n  </global>',
                '  <global scope="event">\n    <string key="concept:name" value=""/>',
                '    <string key="lifecycle:transition" value="complete"/>',
                '    <date key="time:timestamp" value="1970-01-01T00:00:00.000+00:00"/>\n  </global>',
                '  <classifier name="Activity" scope="event" keys="concept:name lifecycle:transition"/>',
                '  <classifier name="Resource" scope="event" keys="org:resource"/>',
                '  <string key="lifecycle:model" value="standard"/>',
                *self.traces,
                "</log>\n",
            )
        )


def _xes(event: Event) -> str:
    lines = [
        _text("concept:name", event.name),
        _text("lifecycle:transition", event.transition),
        f'<date key="time:timestamp" value="{event.at.isoformat(timespec="milliseconds")}"/>',
        _text("org:resource", event.resource) if event.resource else "",
        _text("org:role", event.role) if event.role else "",
        _text("shouwen:element", event.element),
        f'<int key="shouwen:entry" value="{event.seq}"/>',
        f'<date key="shouwen:due" value={quoteattr(event.due)}/>' if event.due else "",
    ]
    return "    <event>\n" + "\n".join(f"      {line}" for line in lines if line) + "\n    </event>"


def _text(key: str, value: str) -> str:
    return f'<string key="{key}" value={quoteattr(str(value).translate(CONTROL))}/>'


class Table:
    """The same events as rows, with a mark at the beginning that lets spreadsheets read Chinese."""

    def __init__(self) -> None:
        self.out = io.StringIO()
        self.out.write("\ufeff")
        self.writer = csv.writer(self.out)
        self.writer.writerow(COLUMNS)

    def add(self, case: dict[str, Any], found: Iterable[Event]) -> None:
        for each in found:
            at = facts.instant(each.at)
            row = (case["number"], case["process_id"], each.version[:12], each.seq, each.name, each.element)
            self.writer.writerow(map(_plain, (*row, each.transition, at, each.resource, each.role, each.due)))

    def text(self) -> str:
        return self.out.getvalue()


def _plain(value: Any) -> str:
    """A text that a spreadsheet would take for a formula stays a text."""
    text = str(value)
    return f"'{text}" if text.startswith(FORMULAS) else text
