"""Deploying a process: through the gate, then frozen as a version that new cases use. Running cases keep theirs."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from app import clock, engine
from app.casework import parameters, permissions, process_record, schedules, sources
from app.casework.organisation import Directory, unit_of
from app.casework.people import Actor
from app.engine import Version, gate
from app.engine.gate import Finding
from app.engine.gate.schedules import NO_INSTANT, unknown_units
from app.engine.groups import is_group, split
from app.engine.parameters import Known
from app.errors import CalendarYearMissing, DiagramRefused, Invalid
from app.store import db, models, queries, rehearsals, writes, writing


@dataclass(frozen=True, kw_only=True)
class Deployed:
    process: str
    number: int
    hash: str
    new: bool  # False: this very content was deployed before
    findings: tuple[Finding, ...]  # warnings and notes


def deploy(
    files: Mapping[str, bytes],
    process: str,
    by: Actor,
    *,
    note: str = "",
    judged: list[Finding] | None = None,
    facts: Mapping[str, Any] | None = None,
) -> Deployed:
    """Make these files the version that new cases of a process use. Raises DiagramRefused with the gate's findings.

    `judged` is what `judge_all` found in these very files, so that it need not be asked again; `facts` go into the
    history of the process.
    """
    findings = _judged(files, process, by, parameters.declared()) if judged is None else judged
    if any(finding.severity == "error" for finding in findings):
        raise DiagramRefused(list(findings))
    version = engine.load(files, process)
    if nowhere := list(unknown_units(version.start_timers, by.directory.units)):
        raise DiagramRefused(nowhere)
    unit = owning_unit(version, by)
    permissions.check_deploy(by, process, unit)
    _check_filled(files, version, unit, by)
    before = queries.process(db.session(), process)
    if before is not None:
        permissions.check_deploy(by, process, before.unit)
    before_it = process_record.standing(before)
    with writing() as session:
        known = queries.version_row(session, version.hash)
        number = known.number if known else queries.last_version_number(session, process) + 1
        row = {"id": process, "name": version.name, "current": number, "unit": unit, "retired_at": None}
        writes.save(session, models.Process, [row])
        if known is None:
            row = {"hash": version.hash, "process_id": process, "number": number, "name": version.name, "note": note}
            writes.add(session, models.ProcessVersion, row | {"deployed_at": clock.now(), "deployed_by": by.login})
            contents = [{"version_hash": version.hash, "name": name, "content": files[name]} for name in sorted(files)]
            writes.add_all(session, models.ProcessFile, contents)
        elif examples := sources.examples_in(files):
            rehearsals.replace_examples(session, version.hash, examples)
        process_record.in_force(session, before_it, process, number, by, note, facts or {}, new=known is None)
        _arm(session, version)
    return Deployed(process=process, number=number, hash=version.hash, new=known is None, findings=tuple(findings))


def judge_all(many: Mapping[str, Mapping[str, bytes]], by: Actor) -> Iterator[tuple[str, list[Finding]]]:
    """What the gate finds in each of several processes, by id: one at a time on every processor, in the order given."""
    known = parameters.declared()
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        yield from zip(many, pool.map(lambda process: _judged(many[process], process, by, known), many), strict=True)


def _judged(files: Mapping[str, bytes], process: str, by: Actor, known: Mapping[str, Known]) -> list[Finding]:
    groups = by.directory.known_groups
    executed = engine.executed(files)
    return gate.check_safely(executed, process, known_groups=groups, known_parameters=known, at=clock.now())


def _check_filled(files: Mapping[str, bytes], version: Version, unit: str | None, by: Actor) -> None:
    """Each parameter that it asks for has a value in the unit that owns it. Raises DiagramRefused, naming elements."""
    known = parameters.known(unit, by.directory) if version.parameters else {}
    if any(known[parameter].empty for parameter in version.parameters):
        findings = _judged(files, version.process, by, known)
        raise DiagramRefused([finding for finding in findings if finding.severity == "error"])


def _arm(session: Session, version: Version) -> None:
    """What starts by the clock does so by this version from now on. Raises DiagramRefused where no time can be told."""
    try:
        schedules.arm(session, version, clock.now())
    except (Invalid, CalendarYearMissing) as problem:
        element = next(iter(version.start_timers))
        raise DiagramRefused([NO_INSTANT.at(element, why=problem)]) from problem


def unit_of_process(process: str, by: Actor) -> str | None:
    """The unit that a process belongs to, or the one that somebody would most likely deploy it for."""
    known = queries.process(db.session(), process)
    return known.unit if known else by.home or by.directory.root


def owning_unit(version: Version, by: Actor) -> str | None:
    """The unit a process belongs to: what it says itself, else the lowest unit that has all the groups it names."""
    said = version.properties.get("unit")
    if said in by.directory.units:
        return said
    named = {unit for group in literal_groups(version) if (unit := unit_of(group)) in by.directory.units}
    return lowest_common(by.directory, sorted(each for each in named if each)) or by.home or by.directory.root


def literal_groups(version: Version) -> set[str]:
    texts = (each.candidate_groups or "" for each in version.elements.values())
    return {group for text in texts if not text.startswith("=") for group in split(text) if is_group(group)}


def lowest_common(directory: Directory, units: Iterable[str]) -> str | None:
    paths = [list(directory.upwards(unit)) for unit in units]
    return next((unit for unit in paths[0] if all(unit in path for path in paths)), None) if paths else None
