"""The child process of `check_safely`: sources come on standard input, findings go to standard output, both JSON."""

from __future__ import annotations

import base64
import json
import math
import resource
import sys
from typing import Any

from app.engine.gate.check import in_order, judge


def main() -> None:
    question = json.load(sys.stdin)
    limit(question["memory"], question["seconds"])
    json.dump(answer(question), sys.stdout)


def limit(memory: int, seconds: float) -> None:
    """The system's own limits, should the parent be gone: memory and processor time."""
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    cpu = math.ceil(seconds) + 1
    resource.setrlimit(resource.RLIMIT_CPU, (cpu, cpu))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def answer(question: dict[str, Any]) -> dict[str, Any]:
    sources = {name: base64.b64decode(data) for name, data in question["sources"].items()}
    found, groups = judge(sources, question["process"])
    return {"findings": [each.to_json() for each in in_order(found)], "groups": [each.to_json() for each in groups]}


if __name__ == "__main__":
    main()
