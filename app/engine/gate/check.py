"""Judges a process and all it calls."""

from __future__ import annotations

from collections.abc import Container, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from app.engine.gate import checks, parameters, people
from app.engine.gate.finding import Finding, note
from app.engine.gate.parameters import Need
from app.engine.gate.people import Mention
from app.engine.gate.submission import Submission
from app.engine.parameters import Known

MOST_FINDINGS = 500
AND_MORE = note("and_more", "另有 {count} 条未列出", "{count} more findings are not listed")
ORDER = {"error": 0, "warning": 1, "note": 2}


def check(
    sources: Mapping[str, bytes],
    process: str,
    *,
    known_groups: Container[str] | None = None,
    known_parameters: Mapping[str, Known] | None = None,
    at: datetime | None = None,
    load: bool = True,
) -> list[Finding]:
    """The findings on a process, errors first. `known_groups` answers `in` for `role` and `role@unit`; of what is not
    known, groups, parameters or the present instant `at`, nothing is said.

    Never raises, whatever the sources hold; but it may take long: `check_safely` does not.
    """
    judged = judge(sources, process, at=at, load=load)
    return judged.compared(known_groups, known_parameters)


@dataclass(frozen=True)
class Judged:
    """All that can be said without knowing the organisation, and what to ask it about: groups and parameters."""

    found: list[Finding]
    mentioned: list[Mention]
    needs: list[Need]

    def compared(self, groups: Container[str] | None, known: Mapping[str, Known] | None) -> list[Finding]:
        """The findings for an organisation, in order."""
        missing = parameters.judged(self.needs, known)
        return in_order([*self.found, *people.unknown_groups(self.mentioned, groups), *missing])


def judge(sources: Mapping[str, bytes], process: str, *, at: datetime | None = None, load: bool = True) -> Judged:
    handed = Submission(sources, process, process, at)
    all_ = _judge_one(handed)
    for called in handed.called():
        theirs = _judge_one(called)
        all_.found.extend(replace(finding, process=called.process) for finding in theirs.found)
        all_.mentioned.extend(theirs.mentioned)
        all_.needs.extend(theirs.needs)
    if load and not checks.has_errors(all_.found):
        all_.found.extend(checks.carry_out(checks.LAST, handed))
    return all_


def in_order(found: list[Finding]) -> list[Finding]:
    """Errors first, and no more than anybody could read."""
    ordered = sorted(found, key=lambda finding: ORDER[finding.severity])
    if len(ordered) <= MOST_FINDINGS:
        return ordered
    return [*ordered[:MOST_FINDINGS], AND_MORE.at(None, count=len(ordered) - MOST_FINDINGS)]


def _judge_one(handed: Submission) -> Judged:
    found = checks.run(handed)
    if any(finding.code in {"no_diagram", "not_xml", "not_bpmn", "check_failed"} for finding in found):
        return Judged(found, [], [])
    return Judged(found, list(people.mentions(handed)), list(parameters.needs(handed)))
