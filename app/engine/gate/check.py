"""Judges a process and all it calls."""

from __future__ import annotations

from collections.abc import Container, Mapping
from dataclasses import replace

from app.engine.gate import checks, people
from app.engine.gate.finding import Finding, note
from app.engine.gate.people import Mention
from app.engine.gate.submission import Submission

MOST_FINDINGS = 500
AND_MORE = note("and_more", "另有 {count} 条未列出", "{count} more findings are not listed")
ORDER = {"error": 0, "warning": 1, "note": 2}


def check(
    sources: Mapping[str, bytes],
    process: str,
    *,
    known_groups: Container[str] | None = None,
    load: bool = True,
) -> list[Finding]:
    """The findings on a process, errors first. `known_groups` answers `in` for `role` and `role@unit`.

    Never raises, whatever the sources hold; but it may take long: `check_safely` does not.
    """
    found, mentioned = judge(sources, process, load=load)
    return in_order([*found, *people.unknown_groups(mentioned, known_groups)])


def judge(sources: Mapping[str, bytes], process: str, *, load: bool = True) -> tuple[list[Finding], list[Mention]]:
    """All that can be said without knowing the organisation, and the groups to ask it about."""
    handed = Submission(sources, process, process)
    found, mentioned = _judge_one(handed)
    for called in handed.called():
        theirs, groups = _judge_one(called)
        found += [replace(finding, process=called.process) for finding in theirs]
        mentioned += groups
    if load and not checks.has_errors(found):
        found += checks.carry_out(checks.LAST, handed)
    return found, mentioned


def in_order(found: list[Finding]) -> list[Finding]:
    """Errors first, and no more than anybody could read."""
    ordered = sorted(found, key=lambda finding: ORDER[finding.severity])
    if len(ordered) <= MOST_FINDINGS:
        return ordered
    return [*ordered[:MOST_FINDINGS], AND_MORE.at(None, count=len(ordered) - MOST_FINDINGS)]


def _judge_one(handed: Submission) -> tuple[list[Finding], list[Mention]]:
    found = checks.run(handed)
    readable = not any(finding.code in {"no_diagram", "not_xml", "not_bpmn", "check_failed"} for finding in found)
    return found, list(people.mentions(handed)) if readable else []
