"""The last word has the engine itself: what it cannot load is refused, whatever the other checks found."""

from __future__ import annotations

from collections.abc import Iterator

from app.engine import library
from app.engine.gate.finding import Finding, error
from app.engine.gate.submission import Submission
from app.errors import ShouwenError

NOT_LOADED = error(
    "not_loaded",
    "引擎不能执行这个流程:{why}",
    "The engine cannot execute this process: {why}",
    "改正这个元素;不清楚时请把流程图交给管理员",
    "Mend this element; when in doubt hand the diagram to an administrator",
)


def check(handed: Submission) -> Iterator[Finding]:
    try:
        library.load(handed.sources, handed.process)
    except ShouwenError as problem:
        element = problem.facts.get("element")
        known = handed.diagram.elements.get(element) if isinstance(element, str) else None
        yield NOT_LOADED.at(known or (element if isinstance(element, str) else None), why=problem)
