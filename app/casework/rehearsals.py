"""Rehearsals that people play by hand: kept for each person and subject, as the steps of a worked example."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import yaml

from app import clock
from app.casework import calendars, drafts, examples, permissions, playing, sources, subjects, submissions
from app.casework.people import Actor
from app.casework.playing import Played
from app.casework.rehearsal import Rehearsal, Setting
from app.casework.subjects import Subject
from app.engine.step import OpenTask
from app.errors import Conflict, Invalid, NotThere
from app.forms import english
from app.forms.messages import Translate
from app.store import db, models, writes, writing
from app.store import drafts as stored_drafts
from app.store import rehearsals as stored

MOST_STEPS = 300
MOST_BYTES = 400_000  # of the steps of one rehearsal
MOST_TITLE = 120
MOST_EXAMPLES = 300
FARTHEST = timedelta(days=3 * 366)  # that the clock jumps at once
PLAIN = re.compile(r"[^a-z0-9]+")


class RehearsalNotFound(NotThere):
    """There is no rehearsal {rehearsal} of yours."""


class RehearsalMoved(Conflict):
    """This rehearsal went on in another window: this is how it stands now."""


class RehearsalFull(Invalid):
    """A rehearsal has {limit} steps at most: record it as an example and begin another."""


class TooFar(Invalid):
    """The clock goes forward three years at most in one step."""


class TitleMissing(Invalid):
    """An example needs a title that says what it proves."""


class NothingPlayed(Invalid):
    """There is nothing to record yet: begin the case first."""


class ExamplesFull(Invalid):
    """A process has {limit} worked examples at most."""


@dataclass(frozen=True, kw_only=True)
class Sitting:
    """A rehearsal as it stands."""

    id: int
    subject: Subject
    setting: Setting
    data: Mapping[str, Any]  # empty before the case is begun
    changed_at: datetime
    played: Played | None


def begin(by: Actor, *, draft: int | None = None, version: str | None = None) -> int:
    """The person's rehearsal of a draft or a version: the one there is, or a new one."""
    subject = subjects.of_draft(draft, by) if draft is not None else subjects.of_version(version or "", by)
    found = stored.of(db.session(), by.login, draft=draft, version=version)
    if found is not None:
        return found.id
    row: dict[str, Any] = {
        "process_id": subject.process,
        "by": by.login,
        "draft_id": draft,
        "version_hash": version,
        "example": {},
    }
    with writing() as session:
        return int(writes.add(session, models.Rehearsal, row | {"changed_at": clock.now()}))


def subject_of(rehearsal: int, by: Actor) -> Subject:
    row = _row(rehearsal, by)
    if row.draft_id is not None:
        return subjects.of_draft(row.draft_id, by)
    return subjects.of_version(row.version_hash or "", by)


def sit(rehearsal: int, by: Actor) -> Sitting:
    """The rehearsal, played to where it stands. Raises RehearsalNotFound, DiagramRefused."""
    row = _row(rehearsal, by)
    subject = subject_of(rehearsal, by)
    setting = subjects.setting_of(subject, by)
    played = playing.play(row.example, subject.process, setting) if row.example else None
    return Sitting(
        id=row.id, subject=subject, setting=setting, data=row.example, changed_at=row.changed_at, played=played
    )


# -- going on


def start(sitting: Sitting, begin: Mapping[str, Any], by: Actor, *, translate: Translate = english) -> None:
    """Begin the case: `begin` as the start of a worked example. Raises what a live start would."""
    calendar = calendars.chosen(sitting.setting.version, by.home, by.directory)
    said = {name: value for name, value in begin.items() if value not in (None, "", {})}
    data = {**({"calendar": calendar} if calendar else {}), "start": said, "steps": []}
    if not said.get("message") and not said.get("timer"):
        _check_start(sitting, data, translate)
    _play_on(sitting, data)


def starters(sitting: Sitting) -> list[str]:
    """Who may begin a case, as live work decides it: the people of the unit that owns the process first."""
    version, directory, unit = sitting.setting.version, sitting.setting.directory, sitting.subject.unit
    here = directory.below(unit or directory.root or "")
    people = sorted(directory.people.values(), key=lambda person: not set(person.units) & here)
    actors = (Actor(each.login, each.name, each.memberships, directory) for each in people)
    return [actor.login for actor in actors if permissions.may_start(actor, version, unit)]


def _check_start(sitting: Sitting, data: Mapping[str, Any], translate: Translate) -> None:
    """What the first form says, in the reader's language."""
    case = Rehearsal(playing.read(data, sitting.subject.process), sitting.setting)
    values = data["start"].get("values") or {}
    pinned = case.pinned()
    submissions.to_start(case.version, values, case.at, case.calendar, pinned=pinned, translate=translate)


def complete(
    sitting: Sitting, task: OpenTask, values: Mapping[str, Any], who: str, *, translate: Translate = english
) -> None:
    """Complete an open task as a person. Raises FormInvalid in the reader's language, or what live work would."""
    played = _played(sitting)
    case = played.case
    seen = played.view.names_at(task.no)
    submissions.to_complete(case.version, task, values, seen, case.at, case.calendar, translate=translate)
    filled = {name: value for name, value in values.items() if value not in (None, "", [])}
    do(sitting, {"by": who, "complete": played.target(task), "values": filled})


def move_to(sitting: Sitting, at: str) -> None:
    """Only the clock moves: what is due by then fires."""
    played = _played(sitting)
    instant = played.case.calendar.local(at)
    if instant - played.at > FARTHEST:
        raise TooFar
    do(sitting, {}, at=playing.written(instant, played))


def do(sitting: Sitting, step: Mapping[str, Any], *, at: str | None = None) -> None:
    """Do one step at the instant the clock shows, or at a later one. Refused: nothing is kept."""
    played = _played(sitting)
    said = {"at": at or playing.written(played.at, played), **step}
    steps = [*sitting.data["steps"], said]
    if len(steps) > MOST_STEPS:
        raise RehearsalFull(limit=MOST_STEPS)
    _play_on(sitting, {**sitting.data, "steps": steps})


def back(sitting: Sitting, to: int) -> None:
    """Go back to how the case stood after step `to`; below 0: before it was begun."""
    data = {**sitting.data, "steps": sitting.data["steps"][:to]} if to >= 0 and sitting.data else {}
    _keep(sitting, data)


def _play_on(sitting: Sitting, data: Mapping[str, Any]) -> None:
    try:
        tried = playing.play(data, sitting.subject.process, sitting.setting)
    except examples.Unreadable as broken:
        raise examples.ExampleBroken(example="", why=str(broken)) from None
    if tried.refused:
        raise tried.refused[1]
    _keep(sitting, data)


def _played(sitting: Sitting) -> Played:
    if sitting.played is None:
        raise NothingPlayed
    return sitting.played


def _keep(sitting: Sitting, data: Mapping[str, Any]) -> None:
    if len(str(data)) > MOST_BYTES:
        raise RehearsalFull(limit=MOST_STEPS)
    now = max(clock.now(), sitting.changed_at + timedelta(microseconds=1))
    with writing() as session:
        if not stored.change(session, sitting.id, sitting.changed_at, {"example": dict(data), "changed_at": now}):
            raise RehearsalMoved


# -- recording


def record(sitting: Sitting, title: str, by: Actor) -> tuple[int, str]:
    """Keep what was played as a worked example of the person's draft; the draft and the name of the file."""
    title = " ".join(title.split())[:MOST_TITLE]
    if not title:
        raise TitleMissing
    played = _played(sitting)
    text = yaml.safe_dump(playing.recorded(sitting.data, title, played), allow_unicode=True, sort_keys=False, width=110)
    draft = drafts.get(sitting.subject.draft, by) if sitting.subject.draft else drafts.open(sitting.subject.process, by)
    if draft.is_proposed:
        raise drafts.DraftProposed
    name = _name(sources.examples_in(draft.sources), title)
    files = {each: data.decode() for each, data in draft.sources.items()} | {name: text}
    with writing() as session:
        if not stored_drafts.change(session, draft.id, draft.changed_at, {"files": files}):
            raise drafts.DraftMoved
    return draft.id, name


def _name(there: Mapping[str, bytes], title: str) -> str:
    """The next number, and what of the title a file's name can hold."""
    if len(there) >= MOST_EXAMPLES:
        raise ExamplesFull(limit=MOST_EXAMPLES)
    numbers = [int(found[1]) for name in there if (found := re.match(r"examples/(\d{1,6})", name))]
    plain = PLAIN.sub("-", title.lower()).strip("-")[:40] or "rehearsed"
    return f"{sources.EXAMPLES}/{max(numbers, default=0) + 1:02d}-{plain}.yaml"


def _row(rehearsal: int, by: Actor) -> models.Rehearsal:
    found = stored.by_id(db.session(), rehearsal, by.login)
    if found is None:
        raise RehearsalNotFound(rehearsal=rehearsal)
    return found
