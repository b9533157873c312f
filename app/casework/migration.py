"""Running cases and another version of their process: what would become of each, and moving them, one by one.

Each case is moved in a transaction of its own, as an entry of its journal; a case that cannot be moved stays as it is
and does not stop the others. Undone it is by moving back.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

import structlog

from app import clock
from app.casework import calendars, parameters, permissions, record, versions
from app.casework.commands import Outcome, fire, is_due, outcome_of
from app.casework.held import Held, hold
from app.casework.people import Actor
from app.casework.sealing import Seal
from app.engine import Version, advance
from app.engine.commands import Migrate
from app.engine.migration import Verdict, judge, unreadable
from app.errors import CaseEnded, ShouwenError
from app.store import db, queries, writes, writing

log = structlog.get_logger()
Progress = Callable[[int, int], None]  # cases done, cases in all


@dataclass(frozen=True, kw_only=True)
class CaseVerdict:
    case_id: int
    number: str
    verdict: Verdict


@dataclass(frozen=True, kw_only=True)
class Moved:
    case_id: int
    number: str
    problem: str | None  # why it stayed; None: it was moved


def dry_run(
    process: str, to: str, by: Actor, *, mapping: Mapping[str, str] | None = None, cases: Iterable[int] | None = None
) -> Iterator[CaseVerdict]:
    """What would become of each open case of other versions; nothing is changed."""
    check(by, process)
    new = versions.load(to)
    for row in queries.cases_of_other_versions(db.session(), process, to, list(cases) if cases is not None else None):
        yield CaseVerdict(case_id=row.id, number=row.number, verdict=_verdict(row, new, mapping or {}))


def _verdict(row: Any, new: Version, mapping: Mapping[str, str]) -> Verdict:
    """A case that cannot even be read is one that stays."""
    try:
        state = Seal(row.number, row.sealed_key).open_state(bytes(row.state))
        return judge(versions.load(row.version_hash), new, state, mapping)
    except Exception:
        log.exception("migration_not_judged", case=row.number)
        return Verdict(remarks=(unreadable(row.number),))


def migrate(
    process: str,
    to: str,
    by: Actor,
    reason: str,
    *,
    mapping: Mapping[str, str] | None = None,
    recompute: bool = False,
    parameters_anew: bool = False,
    cases: Iterable[int] | None = None,
    progress: Progress | None = None,
) -> tuple[Moved, ...]:
    """Move the open cases of other versions, or those that are named. Raises ProcessNotFound, NotYourDiagram.

    They keep the parameters they began with, unless these are to be taken anew.
    """
    check(by, process)
    wanted = list(cases) if cases is not None else None
    found = [(row.id, row.number) for row in queries.cases_of_other_versions(db.session(), process, to, wanted)]
    done = []
    for case_id, number in found:
        problem = None
        try:
            move(case_id, to, by, reason, mapping=mapping, recompute=recompute, parameters_anew=parameters_anew)
        except ShouwenError as refused:
            problem = str(refused)
        except Exception as unforeseen:  # whatever is wrong with one case is no reason to keep the others back
            log.exception("migration_failed", case=number)
            problem = f"{type(unforeseen).__name__}: {unforeseen}"
        done.append(Moved(case_id=case_id, number=number, problem=problem))
        if progress:
            progress(len(done), len(found))
    return tuple(done)


def move(
    case_id: int,
    to: str,
    by: Actor,
    reason: str,
    *,
    mapping: Mapping[str, str] | None = None,
    recompute: bool = False,
    parameters_anew: bool = False,
) -> Outcome:
    """Move one case: settle what is due under its old version, then lock, move, record, commit."""
    new = versions.load(to)
    asked = Migrate(by=by.login, to=to, mapping=dict(mapping or {}), recompute=recompute, reason=reason)
    while True:
        with writing() as session:
            held = hold(session, case_id)
            permissions.check_deploy(by, held.case.process, versions.in_use(held.case.process).unit)
            if held.case.status != "open":
                raise CaseEnded(case=held.case.number)
            at = max(clock.now(), held.case.at)
            if is_due(held, at):
                fire(session, held, by.directory)
                continue
            pinned = parameters.added(held.view.parameters, new, held.case.unit, by.directory, parameters_anew)
            command = replace(asked, parameters=pinned)
            came = advance(new, held.state, command, at, calendars.alone(held.calendar))
            entry = record.write(session, under(held, new), command, came, at=at, directory=by.directory)[1]
            writes.change_case(session, case_id, {"version_hash": to})
            return outcome_of(entry, by)


def under(held: Held, version: Version) -> Held:
    """The case as it goes on, with what was open before it as its old version names it."""
    before = held.view
    moved = replace(held, version=version, case=replace(held.case, version_hash=version.hash))
    moved.__dict__["view"] = before  # the step is compared with this; under the new version it could not be read
    return moved


def check(by: Actor, process: str) -> None:
    permissions.check_deploy(by, process, versions.in_use(process).unit)
