"""The gate in a process of its own: it can be ended when a diagram makes it run long or grow large."""

from __future__ import annotations

from collections.abc import Container, Mapping
from datetime import datetime

from app.engine import apart
from app.engine.gate.check import Judged
from app.engine.gate.finding import Finding, error
from app.engine.gate.parameters import Need
from app.engine.gate.people import Mention
from app.engine.parameters import Known

TOO_LARGE = error(
    "sources_too_large",
    "文件总共超过 {limit} 字节,不予检查",
    "The files are larger than {limit} bytes together: they are not looked at",
    "删除不需要的文件",
    "Leave out the files that are not needed",
)
TOO_LONG = error(
    "check_too_long",
    "检查超过 {seconds} 秒,已中止:流程图过大或过于复杂",
    "The check was ended after {seconds} seconds: the diagram is too large or too intricate",
    "把流程拆成几个较小的流程",
    "Divide it into smaller processes",
)
CRASHED = error(
    "check_crashed",
    "检查没有完成:流程图过大或过于复杂",
    "The check did not finish: the diagram is too large or too intricate",
    "把流程拆成几个较小的流程",
    "Divide it into smaller processes",
)


def check_safely(
    sources: Mapping[str, bytes],
    process: str,
    *,
    known_groups: Container[str] | None = None,
    known_parameters: Mapping[str, Known] | None = None,
    at: datetime | None = None,
    seconds: float = 10,
) -> list[Finding]:
    """The findings on a process, within the time given and bounded memory, whatever the sources hold."""
    facts = {"process": process, "at": at.isoformat() if at else None}
    try:
        answer = apart.ask("app.engine.gate", sources, facts, seconds=seconds)
    except apart.TooLarge:
        return [TOO_LARGE.at(None, limit=apart.MOST_BYTES)]
    except apart.TooLong:
        return [TOO_LONG.at(None, seconds=f"{seconds:g}")]
    except apart.Died:
        return [CRASHED.at(None)]
    found = [Finding.from_json(finding) for finding in answer["findings"]]
    mentioned = [Mention(**mention) for mention in answer["groups"]]
    needs = [Need(**need) for need in answer["needs"]]
    return Judged(found, mentioned, needs).compared(known_groups, known_parameters)
