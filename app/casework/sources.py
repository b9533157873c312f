"""Collects what makes up one process: its diagram, decision tables, the forms it names and the processes it calls.

The gate, a deployment and a rehearsal all read a process through here, so they judge and run the same bytes. Decision
tables stand beside the diagram, or, where several processes use them, under `processes/decisions/`, one file a
decision: `refund_multiple` in `refund-multiple.dmn`. Forms are shared in the same way.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from lxml import etree

from app.engine import xml
from app.errors import ProcessNotFound

DIAGRAM = "process.bpmn"
EXAMPLES = "examples"  # the folder of the worked examples
ORIGINAL = "original"  # the folder of what another tool drew, and of the record of its import
RECORD = "import.json"
DECISIONS = "decisions"  # the folder of the decision tables that several processes use
ZEEBE = "{http://camunda.org/schema/zeebe/1.0}"


def collect(process_dir: Path, forms_dir: Path) -> dict[str, bytes]:
    """The files of a process by name: `process.bpmn`, `*.dmn`, `forms/<id>.form`, `called/<process>/…` for each call,
    `original/…` for what it was made from, `examples/…` for its worked examples.

    A called process stands once under `called/`, however deep the call; what is named but not there is left out: the
    gate says so, with the element that names it.
    """
    if not (process_dir / DIAGRAM).is_file():
        raise ProcessNotFound(process=process_dir.name)
    found = own_files(process_dir, forms_dir) | originals(process_dir) | worked_examples(process_dir)
    waiting, seen = calls(found[DIAGRAM]), {process_dir.name}
    while waiting:
        called = waiting.pop(0)
        beside = process_dir.parent / called
        if called in seen or not (beside / DIAGRAM).is_file():
            continue
        seen.add(called)
        files = own_files(beside, forms_dir)
        found |= {f"called/{called}/{name}": data for name, data in files.items()}
        waiting += calls(files[DIAGRAM])
    return found


def own_files(process_dir: Path, forms_dir: Path) -> dict[str, bytes]:
    """The files of one process, without those it calls."""
    found = {DIAGRAM: (process_dir / DIAGRAM).read_bytes()}
    found |= shared_decisions(found[DIAGRAM], process_dir.parent / DECISIONS)
    found |= {path.name: path.read_bytes() for path in sorted(process_dir.glob("*.dmn"))}
    for form in form_ids(found[DIAGRAM]):
        path = forms_dir / f"{form}.form"
        if is_plain(form) and path.is_file():
            found[f"forms/{form}.form"] = path.read_bytes()
    return found


def shared_decisions(bpmn: bytes, folder: Path) -> dict[str, bytes]:
    """The shared decision tables that a diagram calls, by file name. One of the same name beside the diagram wins."""
    names = [f"{decision.replace('_', '-')}.dmn" for decision in decision_ids(bpmn) if is_plain(decision)]
    return {name: (folder / name).read_bytes() for name in names if (folder / name).is_file()}


def originals(process_dir: Path) -> dict[str, bytes]:
    """What the diagram was made from, as another tool saved it, and the record of its import."""
    folder = process_dir / ORIGINAL
    found = [*sorted(folder.glob("*.bpmn")), folder / RECORD]
    return {f"{ORIGINAL}/{path.name}": path.read_bytes() for path in found if path.is_file()}


def worked_examples(process_dir: Path) -> dict[str, bytes]:
    return {f"{EXAMPLES}/{path.name}": path.read_bytes() for path in sorted((process_dir / EXAMPLES).glob("*.yaml"))}


def examples_in(files: Mapping[str, bytes]) -> dict[str, bytes]:
    """The worked examples among the files of a process."""
    return {name: data for name, data in files.items() if name.startswith(f"{EXAMPLES}/")}


def form_ids(bpmn: bytes) -> list[str]:
    """The ids of the forms that a diagram names, each once, in the diagram's order."""
    return named(bpmn, "formDefinition", "formId")


def decision_ids(bpmn: bytes) -> list[str]:
    """The ids of the decisions that a diagram calls, each once, in the diagram's order."""
    return named(bpmn, "calledDecision", "decisionId")


def calls(bpmn: bytes) -> list[str]:
    """The ids of the processes that a diagram calls, each once, in the diagram's order."""
    return [process for process in named(bpmn, "calledElement", "processId") if is_plain(process)]


def named(bpmn: bytes, element: str, attribute: str) -> list[str]:
    root = readable(bpmn)
    if root is None:
        return []
    return list(dict.fromkeys(value for node in root.iter(ZEEBE + element) if (value := node.get(attribute))))


def readable(bpmn: bytes) -> etree._Element | None:
    """The diagram's root, or None for one that is broken: it names nothing, and the gate says why."""
    try:
        return xml.read(bpmn)
    except xml.XmlRefused:
        return None


def is_plain(name: str) -> bool:
    """Whether a name is one file's or folder's name, so that a diagram cannot point elsewhere on the disk."""
    return not name.startswith((".", "=")) and "/" not in name and "\\" not in name and "\0" not in name
