"""A case in the shape that the player shows: each step told in words, with all that was so after it.

Steps are told from what the journal recorded, so that any step of a long case is there at once; beside it every step is
carried out again, and what comes out differently is said.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

from app.calendars import Calendar
from app.casework import calendars, journal, keys, versions
from app.casework.journal import Entry
from app.casework.organisation import Directory
from app.casework.replay import Replay
from app.casework.standing import UNREADABLE, Recorded, Standing, fold
from app.engine import Version, commands
from app.engine.step import Change, Decision, Notice, Step
from app.errors import ShouwenError
from app.web import due, errors, roles
from app.web.audit import deciding, limits, submitted, telling
from app.web.desk import timeline, values

EMPTY = Step(state=b"", digest="")


def course(replayed: Replay, directory: Directory) -> dict[str, Any]:
    """A whole case, with every step carried out again."""
    told = Telling(replayed.case.version_hash, directory)
    again = {step.entry.seq: step for step in replayed.steps}
    steps = []
    for recorded in fold(journal.entries(replayed.case.id)):
        found = again.get(recorded.entry.seq)
        if found is None:
            break
        step = told.whole(recorded)
        step["after"]["active"] = found.view.active
        steps.append(step | {"matches": found.matches})
    return told.world() | {"steps": steps, "difference": difference(replayed)}


WINDOW = 50  # steps that the player asks for at once, counted from the first


def outline(case_hash: str, entries: Iterable[Entry], directory: Directory, at: int | None = None) -> dict[str, Any]:
    """A whole case in short: enough for the list of steps and for the marks on the diagram.

    The steps around the one that is looked at, by its number, come in full; without a number those at the end.
    """
    told = Telling(case_hash, directory)
    recorded = list(fold(entries))
    first = (min(max(at or len(recorded), 1), max(len(recorded), 1)) - 1) // WINDOW * WINDOW
    steps = [told.short(one) for one in recorded]
    whole = [told.whole(one) for one in recorded[first : first + WINDOW]]
    return told.world() | {"steps": steps, "whole": whole}


def window(case_hash: str, entries: Iterable[Entry], directory: Directory, first: int, last: int) -> dict[str, Any]:
    """The steps of some entries in full."""
    told = Telling(case_hash, directory)
    whole = (told.whole(recorded) for recorded in fold(entries) if first <= recorded.entry.seq <= last)
    return {"steps": list(whole), "tables": told.tables}


def comparison(case_hash: str, entries: Iterable[Entry], directory: Directory, one: int, other: int) -> dict[str, Any]:
    """What changed between two entries: the values, from then to now, and the working time that lies between them."""
    told = Telling(case_hash, directory)
    both = [recorded for recorded in fold(entries) if recorded.entry.seq in (one, other)]
    first, last = both[0], both[-1]
    words = told.teller(told.version_of(last.entry)).words
    then, now = first.after.values, last.after.values
    changed = [name for name in {**then, **now} if then.get(name) != now.get(name)]
    changes = [
        {"name": name, "label": words.label(name)}
        | {"before": words.text(name, then.get(name)), "after": words.text(name, now.get(name))}
        for name in changed
    ]
    between = due.span(telling.calendar_of(last.entry), first.entry.at, last.entry.at, "WH")
    return {"between": between, "changes": changes}


def difference(replayed: Replay) -> dict[str, Any] | None:
    """The first thing that came out differently, where something did."""
    found = replayed.difference
    return {"seq": found.seq, "sentence": errors.sentence(found.problem)} if found else None


@dataclass
class Telling:
    """Tells the steps of one case, each in the words of the version and the calendar that it was done under."""

    case_hash: str
    directory: Directory
    tables: dict[str, Any] = field(default_factory=dict)  # decision tables that were asked, by name
    _versions: dict[str, Version] = field(default_factory=dict)
    _tellers: dict[str, timeline.Teller] = field(default_factory=dict)

    @cached_property
    def version(self) -> Version:
        return versions.load(self.case_hash)

    def version_of(self, entry: Entry) -> Version:
        """Its version; where somebody has written another name into the journal, that of the case."""
        if entry.version_hash not in self._versions:
            try:
                self._versions[entry.version_hash] = versions.load(entry.version_hash)
            except ShouwenError:
                self._versions[entry.version_hash] = self.version
        return self._versions[entry.version_hash]

    def teller(self, version: Version) -> timeline.Teller:
        if version.hash not in self._tellers:
            words = values.vocabulary(version)
            self._tellers[version.hash] = timeline.Teller(version, self.directory, words)
        return self._tellers[version.hash]

    def world(self) -> dict[str, Any]:
        """The diagrams that the steps happened on, and how their processes call each other."""
        used = self._versions or {self.case_hash: self.version}
        return {
            "bpmn": self.version.bpmn.decode(),
            "zone": str(calendars.in_force(None).zone),
            "case_version": self.case_hash,
            "versions": {name: diagrams(version) for name, version in used.items()},
            "tables": self.tables,
        }

    # -- a step

    def short(self, recorded: Recorded) -> dict[str, Any]:
        entry, step = recorded.entry, recorded.step or EMPTY
        return {
            "seq": entry.seq,
            "kind": kind_of(step),
            "sentence": telling.sentence(entry, self.teller(self.version_of(entry))),
            "at": entry.at.isoformat(),
            "trail": step.trail,
            "flows": step.flows,
            "focus": focus(entry, step),
            "version": entry.version_hash,
        }

    def whole(self, recorded: Recorded) -> dict[str, Any]:
        entry, step = recorded.entry, recorded.step or EMPTY
        one = _Step(self, recorded, self.version_of(entry), telling.calendar_of(entry))
        moment = telling.moment(entry, one.teller)
        return {
            **self.short(recorded),
            "by": entry.by,
            "by_name": one.teller.person(entry.by),
            "acting_for_name": one.teller.person(entry.acting_for) if entry.acting_for else None,
            "reason": moment.said,
            "consequences": moment.consequences,
            "wall": entry.wall.isoformat(),
            "waited": one.waited(),
            "form": one.form(),
            "changes": [one.change(change) for change in step.changes if says_something(change)],
            "decisions": [one.decision(made) for made in step.decisions],
            "timers_set": [one.limits.timer(timer) for timer in step.timers_set],
            "timers_gone": step.timers_gone,
            "fired": one.limits.timer(step.fired) if step.fired else None,
            "notices": [one.notice(notice) for notice in step.notices],
            "incidents": [one.incident(incident) for incident in step.incidents],
            "after": one.after(recorded.after),
            **proof(entry),
        }


@dataclass(frozen=True)
class _Step:
    """One step, with the version and the calendar it was done under."""

    told: Telling
    recorded: Recorded
    version: Version
    calendar: Calendar

    @cached_property
    def teller(self) -> timeline.Teller:
        return self.told.teller(self.version)

    @cached_property
    def limits(self) -> limits.Limits:
        return limits.Limits(self.calendar, self.teller, self.recorded.entry.at)

    def after(self, standing: Standing) -> dict[str, Any]:
        timers = [self.limits.timer(timer, left=True) for timer in standing.timers.values() if timer.kind == "bpmn"]
        return {
            "active": sorted({task.element for task in standing.tasks.values()}),
            "tasks": [self.limits.task(task, standing) for task in standing.tasks.values()],
            "timers": timers,
            "incidents": [self.incident(incident) for incident in standing.incidents.values()],
        }

    def form(self) -> dict[str, Any] | None:
        entry, words = self.recorded.entry, self.teller.words
        try:
            command = commands.from_json(entry.asked)
            names = replace(self.recorded.before, parameters=self.recorded.after.parameters).names
            return submitted.form(self.version, command, entry.at, names, self.calendar, words)
        except UNREADABLE:
            return None

    def decision(self, made: Decision) -> dict[str, Any]:
        words, table = self.teller.words, deciding.table_of(self.version, made)
        if table is not None and len(table.rules) <= deciding.MOST_RULES:
            self.told.tables.setdefault(made.name or made.decision, deciding.whole(table, words))
        columns = [column.label for column in table.inputs] if table else []
        return deciding.decision(made, self.teller.element(made.element), words, columns)

    def change(self, change: Change) -> dict[str, Any]:
        words = self.teller.words
        before = None if change.before is None else words.text(change.name, change.before)
        after = words.text(change.name, change.after)
        return {"name": change.name, "label": words.label(change.name), "before": before, "after": after}

    def notice(self, notice: Notice) -> dict[str, Any]:
        told = [*(roles.group_name(group, self.teller.directory) for group in notice.groups)]
        told += [self.teller.person(login) for login in notice.users]
        return {"kind_text": str(limits.NOTICE_KINDS.get(notice.kind, notice.kind)), "to": "、".join(told)}

    def incident(self, incident: Any) -> dict[str, Any]:
        name = self.teller.element(incident.element)
        return {"element": incident.element, "name": name, "message": incident.message}

    def waited(self) -> str:
        """How long the task that was completed had been open, in working time."""
        step, entry = self.recorded.step or EMPTY, self.recorded.entry
        done = next((closed.no for closed in step.closed if closed.how == "completed"), None)
        task = self.recorded.before.tasks.get(done) if done else None
        return due.span(self.calendar, task.opened_at, entry.at, task.clock or "WH") if task else ""


def diagrams(version: Version) -> dict[str, Any]:
    """The diagrams of a version: its own, and those of the processes it calls, with the element that calls them."""
    elements = version.elements
    calls = {
        element.called_process: {"by": key, "name": element.name or key}
        for key, element in elements.items()
        if element.called_process in version.diagrams
    }
    return {
        "process": version.process,
        "names": {version.process: version.name},
        "bpmn": {process: data.decode() for process, data in version.diagrams.items()},
        "calls": calls,
        "places": {key: place for key, place in version.places.items() if place != (version.process, key)},
    }


def says_something(change: Change) -> bool:
    """A field that was left empty the first time is no news."""
    return not (change.before is None and change.after in (None, "", []))


def kind_of(step: Step) -> str:
    """What the list of steps colours: an incident, a missed limit, a timer, or somebody's deed."""
    if step.incidents:
        return "incident"
    if step.fired is None:
        return "deed"
    return "breach" if step.fired.kind == "breach" else "timer"


def focus(entry: Entry, step: Step) -> str | None:
    """The element that a step is about."""
    try:
        key = str(entry.asked.get("task") or entry.asked.get("clock") or "")
    except UNREADABLE:
        key = ""
    fired = step.fired.element if step.fired else None
    candidates: Iterator[str | None] = iter((fired, key.partition("#")[0].partition("[")[0], *step.trail[:1]))
    return next(filter(None, candidates), None)


def proof(entry: Entry) -> dict[str, Any]:
    return {
        "signature": "valid" if journal.is_signed(entry, keys.current()) else "invalid",
        "digest": entry.digest,
        "hash": entry.hash,
        "previous": entry.previous,
        "calendar_version": limits.calendar_version(entry.calendar, entry.calendar_version),
    }


__all__ = ["Telling", "comparison", "course", "diagrams", "difference", "outline", "window"]
