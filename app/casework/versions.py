"""The versions of processes: which there are, and what is in one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from app import engine
from app.casework import permissions
from app.casework.kept import kept
from app.casework.people import Actor
from app.engine import Version
from app.errors import ProcessNotFound, ProcessRetired
from app.store import db, queries
from app.store.sight import Sight

MOST_KEPT = 100
EVERYTHING = Sight(everything=True)


@dataclass(frozen=True, kw_only=True)
class VersionRow:
    hash: str
    number: int
    process: str
    name: str
    deployed_at: datetime
    deployed_by: str
    note: str
    current: bool
    cases_open: int
    cases_all: int


@dataclass(frozen=True, kw_only=True)
class ProcessRow:
    id: str
    name: str
    unit: str | None  # that owns it
    number: int
    hash: str
    cases_open: int
    retired: bool  # no case of it begins any more


@dataclass(frozen=True)
class InUse:
    """The version that new cases of a process use, and the unit that owns the process."""

    hash: str
    unit: str | None
    retired: bool = False


def load(hash: str) -> Version:
    """The version of a content hash, parsed once and kept."""
    memory = kept().versions
    if hash not in memory:
        found = queries.version_row(db.session(), hash)
        if found is None:
            raise ProcessNotFound(process=hash)
        memory[hash] = engine.load(sources(hash), found.process_id)
    memory.move_to_end(hash)
    while len(memory) > MOST_KEPT:
        memory.popitem(last=False)
    return memory[hash]


def sources(hash: str) -> dict[str, bytes]:
    """The files of a version, as they were deployed."""
    return {row.name: bytes(row.content) for row in queries.files_of_version(db.session(), hash)}


def current(process: str) -> Version:
    """The version that new cases of a process use. Raises ProcessNotFound."""
    return load(in_use(process).hash)


def in_use(process: str) -> InUse:
    found = queries.current_version(db.session(), process)
    if found is None:
        raise ProcessNotFound(process=process)
    return InUse(hash=found.hash, unit=found.unit, retired=found.retired_at is not None)


def to_begin(process: str) -> InUse:
    """The version that a new case begins with. Raises ProcessNotFound, ProcessRetired."""
    found = in_use(process)
    if found.retired:
        raise ProcessRetired(process=load(found.hash).name)
    return found


def of(process: str) -> tuple[VersionRow, ...]:
    """The versions of a process, the newest first."""
    return tuple(VersionRow(**row._mapping) for row in queries.versions_of(db.session(), process))


def processes(sight: Sight = EVERYTHING) -> tuple[ProcessRow, ...]:
    """Every process; its open cases are counted as far as the sight goes."""
    return tuple(ProcessRow(**row._mapping) for row in queries.processes(db.session(), sight))


def startable(by: Actor) -> tuple[ProcessRow, ...]:
    """The processes that the person may start a case of by hand."""
    known = (each for each in processes(permissions.sight(by)) if not each.retired)
    return tuple(each for each in known if permissions.may_start(by, load(each.hash), each.unit))


def visible(by: Actor) -> tuple[ProcessRow, ...]:
    """The processes that the person's units, or the units they look after, own or take part in."""
    return tuple(each for each in processes(permissions.sight(by)) if permissions.may_see_process(by, each.unit))
