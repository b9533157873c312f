"""The table of checks, and how they are run: in phases, each only when the ones before left nothing to trip over."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from app.engine.gate import (
    adhoc,
    calls,
    compensation,
    conditions,
    constructs,
    documents,
    drawing,
    events,
    expressions,
    extensions,
    gateways,
    homonyms,
    interests,
    kinds,
    loading,
    names,
    parameters,
    past,
    people,
    repeats,
    schedules,
    soundness,
    structure,
    work,
)
from app.engine.gate.finding import Finding, error
from app.engine.gate.submission import Submission

Check = Callable[[Submission], Iterator[Finding]]

PHASES: tuple[tuple[Check, ...], ...] = (
    (documents.check,),
    (
        constructs.check,
        extensions.check,
        structure.check,
        events.check,
        schedules.check,
        compensation.check,
        adhoc.check,
        gateways.check,
        work.check,
        people.check,
        interests.check,
        repeats.check,
        expressions.check,
        past.check,
        conditions.check,
        kinds.check,
        names.check,
        homonyms.check,
        parameters.check,
        drawing.check,
    ),
    (soundness.check, calls.check),
)
LAST: Check = loading.check  # of the process with all it calls, when nothing at all is wrong

CHECK_FAILED = error(
    "check_failed",
    "检查流程图时出错({check}:{why}),不能部署",
    "The check itself failed ({check}: {why}): the diagram cannot be deployed",
    "请把流程图交给管理员",
    "Please hand the diagram to an administrator",
)


def run(handed: Submission) -> list[Finding]:
    """The findings of all checks on one process, as far as they could be asked."""
    found: list[Finding] = []
    for phase in PHASES:
        for check in phase:
            found += carry_out(check, handed)
        if has_errors(found):
            break
    return found


def carry_out(check: Check, handed: Submission) -> list[Finding]:
    try:
        return list(check(handed))
    except Exception as problem:  # a diagram that nobody foresaw is refused; it must not break the page that shows it
        return [CHECK_FAILED.at(None, check=check.__module__.rpartition(".")[2], why=repr(problem))]


def has_errors(found: list[Finding]) -> bool:
    return any(finding.severity == "error" for finding in found)
