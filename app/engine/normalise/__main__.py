"""The child process of `normalise_safely`: a diagram and answers in, what it becomes out."""

from __future__ import annotations

from typing import Any

from app.engine import apart, xml
from app.engine.normalise.normalise import normalise
from app.engine.normalise.safely import FILE


def answer(files: dict[str, bytes], facts: dict[str, Any]) -> dict[str, Any]:
    try:
        return normalise(files[FILE], facts["answers"], process=facts["process"]).to_json()
    except xml.XmlRefused as problem:
        return {"refused": problem.reason, "numbers": problem.numbers}


if __name__ == "__main__":
    apart.serve(answer)
