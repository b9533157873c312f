"""The child process of `check_safely`: the files of a process in, findings and the groups they mention out."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from app.engine import apart
from app.engine.gate.check import in_order, judge


def answer(files: dict[str, bytes], facts: dict[str, Any]) -> dict[str, Any]:
    at = facts.get("at")
    judged = judge(files, facts["process"], at=datetime.fromisoformat(at) if at else None)
    return {
        "findings": [each.to_json() for each in in_order(judged.found)],
        "groups": [each.to_json() for each in judged.mentioned],
        "needs": [each.to_json() for each in judged.needs],
    }


if __name__ == "__main__":
    apart.serve(answer)
