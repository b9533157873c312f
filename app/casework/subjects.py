"""What is rehearsed, tried or proven before it is deployed: a draft, or a version.

A draft is anybody's drawing: it is loaded only after the gate, in its process of its own, has found nothing wrong.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass

from app import clock, engine
from app.calendars import Calendars
from app.casework import almanac, calendars, deploy, drafts, parameters, permissions, sources, versions
from app.casework.drafts import Draft
from app.casework.people import Actor
from app.casework.rehearsal import Setting
from app.engine import gate
from app.engine.gate import Finding
from app.errors import DiagramRefused, VersionNotFound

MOST_FIRINGS = 2_000  # of timers in one case that is played or proven on a page
MOST_REMEMBERED = 200
_passed: OrderedDict[str, None] = OrderedDict()  # hashes of drafts that the gate let through


@dataclass(frozen=True, kw_only=True)
class Subject:
    process: str
    name: str
    files: Mapping[str, bytes]
    unit: str | None  # that owns the process, or would
    draft: int | None = None
    number: int | None = None  # of the version

    @property
    def hash(self) -> str:
        return engine.content_hash(self.files, self.process)

    @property
    def bpmn(self) -> bytes:
        return self.files[sources.DIAGRAM]


def of_draft(draft_id: int, by: Actor) -> Subject:
    """A person's draft, with the forms and called processes that it names."""
    return of(drafts.get(draft_id, by), by)


def of(draft: Draft, by: Actor) -> Subject:
    """A draft that somebody has at hand: their own, or one that they decide on."""
    unit = deploy.unit_of_process(draft.process, by)
    files = drafts.completed(draft.sources)
    return Subject(process=draft.process, name=draft.title, files=files, unit=unit, draft=draft.id)


def of_version(hash: str, by: Actor) -> Subject:
    """A version of a process that the person may deploy."""
    version = versions.load(hash)
    unit = versions.in_use(version.process).unit
    permissions.check_deploy(by, version.process, unit)
    number = next((row.number for row in versions.of(version.process) if row.hash == hash), None)
    return Subject(process=version.process, name=version.name, files=versions.sources(hash), unit=unit, number=number)


def hash_of(process: str, number: int | None, by: Actor) -> str:
    """The hash of a version by its number; of the one in force where none is said."""
    permissions.check_deploy(by, process, versions.in_use(process).unit)
    for row in versions.of(process):
        if row.number == number or (number is None and row.current):
            return row.hash
    raise VersionNotFound(version=number, process=process)


def findings(subject: Subject, by: Actor) -> list[Finding]:
    """What the gate says of it."""
    known = parameters.known(subject.unit, by.directory)
    groups = by.directory.known_groups
    files = engine.executed(subject.files)
    return gate.check_safely(files, subject.process, known_groups=groups, known_parameters=known, at=clock.now())


def check(subject: Subject, by: Actor) -> None:
    """Raises DiagramRefused where the gate finds what would not run. A version has been through it already."""
    if subject.draft is None or subject.hash in _passed:
        return
    found = findings(subject, by)
    if any(finding.severity == "error" for finding in found):
        raise DiagramRefused(found)
    _passed[subject.hash] = None
    while len(_passed) > MOST_REMEMBERED:
        _passed.popitem(last=False)


def setting_of(subject: Subject, by: Actor) -> Setting:
    """The organisation, calendars and parameters as they are now, for cases of it. Raises DiagramRefused."""
    check(subject, by)
    version = engine.load(subject.files, subject.process)
    return Setting(
        version=version,
        calendars=Calendars({each.id: each for each in almanac.in_force()}, calendars.DEFAULT),
        directory=by.directory,
        parameters=parameters.book(version.parameters),
        most_firings=MOST_FIRINGS,
    )
