"""How long what a case holds of people is kept, and disposing of it: one person proposes a list, another approves it.

Disposal destroys the case's key and what can be read without it. The journal stays as it is: it cannot be opened any
more, and its chain verifies. Figures stay, because they hold nothing of people outside the house.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import MAXYEAR, datetime
from typing import Any

from app import clock
from app.casework import attachments, cases, disposed, permissions, record, versions
from app.casework.commands import Outcome, carry_out
from app.casework.held import Case, hold
from app.casework.people import Actor
from app.casework.remarks import Dispose, HoldBack, LetGo
from app.engine import Version
from app.errors import Conflict, Invalid, NotAllowed, NotYourRoom, ShouwenError
from app.store import db, evidence, models, retention, writes, writing

YEARS = "retention_years"  # the property of a process that says how many years a case is kept after it closed
MOST = 500  # cases in one list: somebody has to read it
SHOWN = 50


class ReasonMissing(Invalid):
    """Say why: the reason goes on the record."""


class NotKeptLongEnough(Conflict):
    """Case {case} has to be kept until {until}."""


class HeldBack(Conflict):
    """Case {case} is held back: it is not disposed of until it is let go."""


class StillOpen(Conflict):
    """Case {case} is open: only what has ended is disposed of."""


class NotSealed(Conflict):
    """Case {case} was begun before cases were sealed: its journal would stay readable."""


class OwnProposal(NotAllowed):
    """Disposal takes two: whoever proposed the list cannot approve it."""


class AlreadyDecided(Conflict):
    """This list was decided before."""


@dataclass(frozen=True, kw_only=True)
class Proposal:
    id: int
    cases: tuple[Case, ...]
    reason: str
    asked_by: str
    asked_at: datetime
    decided_by: str | None
    decided_at: datetime | None
    status: str  # "waiting" | "done" | "refused"


def years(version: Version) -> int | None:
    """How many years the process keeps its cases after they closed; None: for ever."""
    said = version.properties.get(YEARS, "").strip()
    return int(said) if said.isdecimal() and len(said) < 4 else None


def until(case: Case) -> datetime | None:
    """When a closed case may be disposed of, as its process says today; None: never."""
    kept = years(versions.current(case.process))
    return later(case.ended_at, kept) if case.ended_at and kept is not None else None


def later(at: datetime, years: int) -> datetime:
    """The same day so many years later; of the 29th of February the 1st of March."""
    year = min(at.year + years, MAXYEAR)
    try:
        return at.replace(year=year)
    except ValueError:
        return at.replace(year=year, month=3, day=1)


# -- holding back


def hold_back(case_id: int, reason: str, by: Actor, *, at: datetime | None = None) -> Outcome:
    return _held(HoldBack(by=by.login, reason=_said(reason)), case_id, by, at)


def let_go(case_id: int, reason: str, by: Actor, *, at: datetime | None = None) -> Outcome:
    return _held(LetGo(by=by.login, reason=_said(reason)), case_id, by, at)


def _held(command: HoldBack | LetGo, case_id: int, by: Actor, at: datetime | None) -> Outcome:
    _check_may(by, cases.get(case_id, by))
    return carry_out(case_id, command, by=by, at=at)


def _said(reason: str) -> str:
    if not reason.strip():
        raise ReasonMissing
    return reason.strip()[:500]


def _check_may(by: Actor, case: Case) -> None:
    if not permissions.may_dispose(by, case.unit):
        raise NotYourRoom


# -- what is due


def due(by: Actor, now: datetime | None = None) -> tuple[Case, ...]:
    """The cases whose time is over, the oldest first, that this person may propose."""
    now = now or clock.now()
    found = [case for process in _keeping() for case in _due_of(*process, now)]
    allowed = (case for case in found if permissions.may_dispose(by, case.unit))
    return tuple(sorted(allowed, key=lambda case: (case.ended_at or now, case.id)))[:MOST]


def _keeping() -> Iterator[tuple[str, int]]:
    """The processes that keep their cases for some years only, as their versions in use say."""
    for process in versions.processes():
        kept = years(versions.load(process.hash))
        if kept is not None:
            yield process.id, kept


def _due_of(process: str, kept: int, now: datetime) -> Iterator[Case]:
    for row in retention.closed_before(db.session(), process, later(now, -kept), MOST):
        case = Case(**row._mapping)
        if later(case.ended_at or now, kept) <= now:
            yield case


# -- two people


def propose(ids: Iterable[int], reason: str, by: Actor, *, at: datetime | None = None) -> int:
    """Put a list forward; nothing is done with it until somebody else approves it."""
    now, wanted = at or clock.now(), sorted(set(ids))[:MOST]
    for case_id in wanted:
        _check(cases.get(case_id, by), by, now)
    if not wanted:
        raise ReasonMissing
    row = {"cases": wanted, "reason": _said(reason), "asked_by": by.login, "asked_at": now, "status": "waiting"}
    with writing() as session:
        return int(writes.add(session, models.Disposal, row | {"decided_by": None, "decided_at": None}))


def proposals(by: Actor) -> tuple[Proposal, ...]:
    """The lists with a case that this person may dispose of, the latest first."""
    found = (_proposal(row) for row in retention.disposals(db.session(), SHOWN))
    return tuple(one for one in found if any(permissions.may_dispose(by, case.unit) for case in one.cases))


def _proposal(row: models.Disposal) -> Proposal:
    named = {name: getattr(row, name) for name in Proposal.__dataclass_fields__ if name != "cases"}
    listed = tuple(Case(**each._mapping) for each in retention.cases(db.session(), row.cases))
    return Proposal(cases=listed, **named)


def approve(proposal: int, by: Actor, *, at: datetime | None = None) -> tuple[int, tuple[ShouwenError, ...]]:
    """Dispose of every case of the list, each in a transaction of its own: how many, and why others stayed."""
    now = at or clock.now()
    asked = _decide(proposal, "done", by, now)
    refused: list[ShouwenError] = []
    for case_id in asked["cases"]:
        try:
            dispose(case_id, asked["reason"], asked["asked_by"], by, now)
        except ShouwenError as problem:
            refused.append(problem)
    return len(asked["cases"]) - len(refused), tuple(refused)


def refuse(proposal: int, by: Actor, *, at: datetime | None = None) -> None:
    _decide(proposal, "refused", by, at or clock.now())


def _decide(proposal: int, status: str, by: Actor, now: datetime) -> dict[str, Any]:
    with writing() as session:
        row = retention.lock_disposal(session, proposal)
        if row is None or row.status != "waiting":
            raise AlreadyDecided
        if status == "done" and row.asked_by == by.login:
            raise OwnProposal
        for case in retention.cases(session, row.cases):
            _check_may(by, Case(**case._mapping))
        row.status, row.decided_by, row.decided_at = status, by.login, now
        return {"cases": list(row.cases), "reason": row.reason, "asked_by": row.asked_by}


# -- disposing


def dispose(case_id: int, reason: str, asked_by: str, by: Actor, now: datetime) -> None:
    """Destroy the key of one case and take away what can be read without it, on its record."""
    with writing() as session:
        held = hold(session, case_id)
        _check(held.case, by, now)
        if held.sealed_key is None:
            raise NotSealed(case=held.case.number)
        files = retention.scrub(session, case_id)
        row, rows = evidence.case_row(session, case_id), evidence.rows_of_case(session, case_id)
        command = Dispose(by=by.login, asked_by=asked_by, reason=reason)
        at = max(now, held.case.at)
        record.dispose(session, held, command, at=at, left=disposed.left(row or {}, rows))
    for digest in files:
        attachments.forget(digest)


def _check(case: Case, by: Actor, now: datetime) -> None:
    _check_may(by, case)
    if case.status not in record.OVER:
        raise StillOpen(case=case.number)
    if case.legal_hold:
        raise HeldBack(case=case.number)
    ends = until(case)
    if ends is None or ends > now:
        raise NotKeptLongEnough(case=case.number, until=f"{ends:%Y-%m-%d}" if ends else "∞")
