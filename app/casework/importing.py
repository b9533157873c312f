"""Diagrams that other tools made: repaired, judged, and kept as they came, beside what they became.

The original of a process lies in `original/` of its folder, with a record of what was changed, asked and answered; a
deployment takes both into the version.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

from app import clock
from app.casework import checking, sources
from app.engine import gate
from app.engine.gate import Finding
from app.engine.normalise import Normalised, normalise_safely
from app.errors import Invalid


class RecordBroken(Invalid):
    """{file} is no record of an import: delete it to begin anew."""


@dataclass(frozen=True, kw_only=True)
class Imported:
    """What became of a diagram."""

    file: str  # the name of the original
    original: bytes
    made: Normalised
    answers: Mapping[str, str]
    left: tuple[Finding, ...]  # what the gate still refuses

    @property
    def is_done(self) -> bool:
        return not self.made.questions and not self.left

    def to_json(self) -> dict[str, Any]:
        """Notes, questions and findings have the ids of their elements, so that they can be shown on the shapes."""
        return {
            "original": {"file": self.file, "sha256": sha256(self.original).hexdigest()},
            "made": {"sha256": sha256(self.made.bpmn).hexdigest()},  # tells whether it was edited since
            "process": self.made.process,
            "notes": [note.to_json() for note in self.made.notes],
            "questions": [question.to_json() for question in self.made.questions],
            "answers": dict(self.answers),
            "left": [finding.to_json() for finding in self.left],
        }


def bring_in(path: Path, target: Path, answers: Mapping[str, str], *, process: str | None = None) -> Imported:
    """Repair the diagram at `path` and write it to `target`, a file. The answers of an earlier import there count too.

    Raises XmlRefused, CannotNormalise, AnswerRefused, RecordBroken.
    """
    original = path.read_bytes()
    answers = {**_earlier(target), **answers}
    made = normalise_safely(original, answers, process=process, seconds=checking.PATIENCE)
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(made.bpmn)
    found = gate.check_safely(_files(target, made), made.process, at=clock.now(), seconds=checking.PATIENCE)
    left = tuple(finding for finding in found if finding.severity == "error")
    return Imported(file=path.name, original=original, made=made, answers=answers, left=left)


def keep(done: Imported, target: Path) -> None:
    """Put the original and the record of its import beside what it became."""
    folder = target.parent / sources.ORIGINAL
    folder.mkdir(exist_ok=True)
    (folder / done.file).write_bytes(done.original)
    (folder / sources.RECORD).write_bytes(record(done))


def record(done: Imported) -> bytes:
    return (json.dumps(done.to_json(), ensure_ascii=False, indent=1) + "\n").encode()


def _files(target: Path, made: Normalised) -> dict[str, bytes]:
    """What the gate is asked about: the process in its folder, or the diagram by itself."""
    if target.name != sources.DIAGRAM:
        return {sources.DIAGRAM: made.bpmn}
    return sources.collect(target.parent, checking.forms_of(target.parent))


def _earlier(target: Path) -> dict[str, str]:
    kept = target.parent / sources.ORIGINAL / sources.RECORD
    if not kept.is_file():
        return {}
    try:
        answers = json.loads(kept.read_bytes())["answers"]
        return {str(key): str(text) for key, text in answers.items()}
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError):
        raise RecordBroken(file=kept) from None
