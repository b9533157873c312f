"""Runs the gate over what lies on a disk: a process in its folder, or a diagram, table or form by itself."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from app import clock, forms
from app.casework import declared, organisation, sources, wording
from app.engine import decisions, gate
from app.engine.gate import Finding
from app.engine.parameters import Known
from app.errors import Invalid

PROCESS = "{http://www.omg.org/spec/BPMN/20100524/MODEL}process"
PATIENCE = 30  # seconds for one process: at a terminal one waits longer than on a page


@dataclass(frozen=True, kw_only=True)
class Report:
    """What the gate says about one file or process."""

    file: Path
    process: str
    findings: tuple[Finding, ...]

    @property
    def ok(self) -> bool:
        """Whether it may be deployed: warnings and notes do not stop it."""
        return not any(finding.severity == "error" for finding in self.findings)

    def lines(self) -> Iterator[str]:
        yield f"{self.file}: {'ok' if self.ok else 'refused'}"
        for finding in self.findings:
            yield f"    {finding}"

    def to_json(self) -> dict[str, Any]:
        findings = [finding.to_json() for finding in self.findings]
        return {"file": str(self.file), "process": self.process, "ok": self.ok, "findings": findings}


def targets(path: Path) -> list[Path]:
    """What a path stands for: itself, or every process in a folder of processes."""
    below = sorted(file.parent for file in path.glob(f"*/{sources.DIAGRAM}")) if path.is_dir() else []
    return below if below and not (path / sources.DIAGRAM).is_file() else [path]


def check(path: Path) -> Report:
    """Checks a folder with a process, its `process.bpmn`, or a diagram, decision table or form by itself."""
    if path.suffix in ALONE:
        return alone(path)
    folder = path if path.is_dir() else path.absolute().parent
    if path.is_dir() or path.name == sources.DIAGRAM:
        files = sources.collect(folder, forms_of(folder))
        process = process_id(files[sources.DIAGRAM], folder.absolute().name)
        return report(path, files, process, folder.absolute().parent)
    files = {sources.DIAGRAM: path.read_bytes()}
    return report(path, files, process_id(files[sources.DIAGRAM], path.stem), None)


def report(path: Path, files: dict[str, bytes], process: str, among: Path | None) -> Report:
    """What the gate says; `among` is the folder of processes, with the organisation and its parameters."""
    findings = gate.check_safely(
        files,
        process,
        known_groups=known_groups(among) if among else None,
        known_parameters=known_parameters(among) if among else None,
        at=clock.now(),
        seconds=PATIENCE,
    )
    return Report(file=path, process=process, findings=tuple(findings))


def alone(path: Path) -> Report:
    """What keeps a table or a form from being read; whether it fits its process only that can tell."""
    try:
        ALONE[path.suffix](path)
    except Invalid as problem:
        english, chinese = wording.both(problem)
        finding = Finding(
            severity="error", element=None, name=path.name, code="unreadable", message=chinese, message_en=english
        )
        return Report(file=path, process="", findings=(finding,))
    return Report(file=path, process="", findings=())


def read_table(path: Path) -> None:
    """A decision table with those beside it, which it may import."""
    decisions.parse(path.read_bytes(), (other.read_bytes() for other in sorted(path.parent.glob("*.dmn"))))


def read_form(path: Path) -> None:
    forms.parse(path.read_bytes())


ALONE = {".dmn": read_table, ".form": read_form}


def forms_of(folder: Path) -> Path:
    """Where the forms of a process lie: `forms` beside the folder of processes."""
    return folder.absolute().parent.parent / "forms"


def known_groups(processes: Path) -> frozenset[str] | None:
    """The groups of the organisation that lies among the processes; None where there is none to compare with."""
    who = processes / "organisation.yaml"
    return organisation.read(who).known_groups if who.is_file() else None


def known_parameters(processes: Path) -> dict[str, Known] | None:
    """The parameters declared among the processes; None where none are. Whether they have values is for the unit to say
    that deploys: here each is taken as filled in."""
    declarations = processes / declared.FILE
    if not declarations.is_file():
        return None
    return {id_: Known(one.name, empty=False) for id_, one in declared.read(declarations).declared.items()}


def process_id(bpmn: bytes, name: str) -> str:
    """The process a diagram is about: the one named like the folder or file, else the first that can be executed."""
    root = sources.readable(bpmn)
    found = [] if root is None else [(node.get("id", ""), node.get("isExecutable")) for node in root.iter(PROCESS)]
    ids = [process for process, executable in sorted(found, key=lambda one: one[1] != "true") if process]
    return name if name in ids or not ids else ids[0]
