"""A case under lock: what a use case looks at while it decides."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Any

from sqlalchemy.orm import Session

from app import engine
from app.calendars import Calendar
from app.casework import calendars, versions
from app.casework.sealing import Seal
from app.engine import Version
from app.engine.step import OpenTask, View
from app.errors import CaseDisposed, CaseNotFound
from app.store import queries


@dataclass(frozen=True, kw_only=True)
class Case:
    id: int
    number: str  # what people call it
    process: str
    process_name: str
    version: int
    version_hash: str
    calendar: str
    status: str  # "open" | "suspended" | "ended" | "cancelled"
    ended: str | None  # the id of the end event reached last
    owner: str | None  # 首问责任人
    unit: str | None
    started_by: str
    started_at: datetime
    ended_at: datetime | None
    changed_at: datetime  # wall time of the last entry
    at: datetime  # logical time of the last entry
    seq: int
    head: str  # hash of the last entry
    digest: str  # of the canonical state
    next_due: datetime | None
    shown: dict[str, Any]  # the values that lists may show
    disposed_at: datetime | None = None  # since then nobody can read what it held
    legal_hold: bool = False  # it is not disposed of, whatever the rules say
    incidents: int = 0  # open ones; only lists and pages count them


NOTHING = View(status="open", values={}, tasks=(), timers=(), waits=(), incidents=(), active=())


@dataclass(frozen=True, kw_only=True)
class Held:
    case: Case
    state: bytes
    version: Version
    calendar: Calendar
    failures: int = 0  # to fire its timers, one after another
    sealed_key: bytes | None = field(default=None, repr=False)  # wrapped
    answered: int | None = None  # the seq of the entry that carries the idempotency key it was asked for

    @cached_property
    def seal(self) -> Seal:
        """What opens and seals what is kept of the case."""
        return Seal(self.case.number, self.sealed_key)

    @cached_property
    def view(self) -> View:
        return engine.view(self.version, self.state)

    @property
    def before(self) -> View:
        """What was open before a step; nothing before the first."""
        return self.view if self.state else NOTHING

    def task(self, no: int) -> OpenTask | None:
        return next((task for task in self.view.tasks if task.no == no), None)

    def task_id(self, no: int) -> str:
        return f"{self.case.id}-{no}"


def hold(session: Session, case_id: int, key: str | None = None) -> Held:
    """The case, locked until the transaction ends. Raises CaseNotFound."""
    row = queries.lock_case(session, case_id, key)
    if row is None:
        raise CaseNotFound(case=case_id)
    return of_row(row)


def look(session: Session, case_id: int) -> Held | None:
    """The case as it is, not locked: what would come of a command can be found out, nothing can be recorded."""
    row = queries.read_case(session, case_id)
    return of_row(row) if row is not None else None


def hold_due(session: Session, until: datetime) -> Held | None:
    """The case that a timer is due in first, locked; one that somebody else holds is passed over."""
    row = queries.lock_due_case(session, until)
    return of_row(row) if row is not None else None


def of_row(row: Any) -> Held:
    found = dict(row._mapping)
    calendar = calendars.at_version(found["calendar"], found.pop("calendar_version"))
    state = bytes(found.pop("state"))
    facts = {name: found.pop(name) for name in ("answered", "failures", "sealed_key")}
    case = Case(**found)
    if case.disposed_at is not None:
        raise CaseDisposed(case=case.number, at=case.disposed_at)
    state = Seal(case.number, facts["sealed_key"]).open_state(state)
    return Held(case=case, state=state, version=versions.load(case.version_hash), calendar=calendar, **facts)
