"""The gate in a process of its own: it can be ended when a diagram makes it run long or grow large."""

from __future__ import annotations

import base64
import json
import subprocess
import sys
from collections.abc import Container, Mapping
from pathlib import Path
from typing import Any

from app.engine.gate import people
from app.engine.gate.check import in_order
from app.engine.gate.finding import Finding, error
from app.engine.gate.people import Mention

MEMORY = 1_500_000_000
MOST_BYTES = 20_000_000
CHILD = ["-m", "app.engine.gate"]
ROOT = Path(__file__).parents[3]  # where `app` is found

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
    seconds: float = 10,
) -> list[Finding]:
    """The findings on a process, within the time given and bounded memory, whatever the sources hold."""
    if sum(map(len, sources.values())) > MOST_BYTES:
        return [TOO_LARGE.at(None, limit=MOST_BYTES)]
    try:
        done = subprocess.run(  # noqa: S603 - our own interpreter and module; what is judged goes in as data
            [sys.executable, *CHILD],
            input=_question(sources, process, seconds),
            capture_output=True,
            timeout=seconds,
            cwd=ROOT,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return [TOO_LONG.at(None, seconds=f"{seconds:g}")]
    answer = _answer(done.stdout) if done.returncode == 0 else None
    if answer is None:
        return [CRASHED.at(None)]
    found = [Finding.from_json(finding) for finding in answer["findings"]]
    mentioned = [Mention(**mention) for mention in answer["groups"]]
    return in_order([*found, *people.unknown_groups(mentioned, known_groups)])


def _question(sources: Mapping[str, bytes], process: str, seconds: float) -> bytes:
    files = {name: base64.b64encode(data).decode() for name, data in sources.items()}
    question = {"process": process, "sources": files, "memory": MEMORY, "seconds": seconds}
    return json.dumps(question).encode()


def _answer(out: bytes) -> dict[str, Any] | None:
    try:
        answer = json.loads(out)
    except ValueError:
        return None
    return answer if isinstance(answer, dict) else None
