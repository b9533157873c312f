"""Writes docs/bpmn.md: what every BPMN construct does here, with the tests that prove it.

    python scripts/bpmn_table.py

Runs the tests that the table names and writes it only when all of them pass.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from tests.support.constructs import SECTIONS, Row

TARGET = ROOT / "docs" / "bpmn.md"
HEAD = """# BPMN 2.0: what runs, and what is refused

*What you draw either does what BPMN 2.0.2 says, or is refused at the shape with a reason.* Each row names the tests
that prove it. Written by `scripts/bpmn_table.py` after it has run them; do not edit by hand.
"""


def text() -> str:
    """The whole document."""
    rows = [row for section in SECTIONS.values() for row in section]
    right = sum(not row.refused for row in rows)
    return "\n".join([HEAD, f"{right} constructs run, {len(rows) - right} are refused.", *map(_section, SECTIONS), ""])


def _section(name: str) -> str:
    lines = "\n".join(map(_line, SECTIONS[name]))
    return f"\n## {name}\n\n| construct | | proof |\n|---|---|---|\n{lines}"


def _line(row: Row) -> str:
    verdict = f"refused: {row.refused}" if row.refused else f"right{f' ({row.note})' if row.note else ''}"
    return f"| {row.what} | {verdict} | {'; '.join(map(_proof, row.proofs))} |"


def _proof(test: str) -> str:
    """The name of a test as a sentence."""
    file, _, name = test.partition("::")
    name, _, case = name.removeprefix("test_").partition("[")
    said = name.replace("_", " ") + (f": {case.removesuffix(']')}" if case else "")
    return f"[{said}](../{file})"


def proofs() -> list[str]:
    return sorted({proof for section in SECTIONS.values() for row in section for proof in row.proofs})


def main() -> int:
    run = subprocess.run([sys.executable, "-m", "pytest", *proofs()], cwd=ROOT, check=False)
    if run.returncode:
        print("not written: a proof fails")
        return run.returncode
    TARGET.write_text(text(), encoding="utf-8")
    print(f"wrote {TARGET.relative_to(ROOT)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
