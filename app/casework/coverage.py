"""Which sequence flows of processes no worked example has taken."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from app.casework import rehearse, sources
from app.casework.rehearsal import Result
from app.engine import diagram


@dataclass(frozen=True, kw_only=True)
class Untaken:
    """A sequence flow that no example has taken; its ends by id and name."""

    process: str
    flow: str
    name: str
    source: str
    source_name: str
    target: str
    target_name: str

    def __str__(self) -> str:
        said = f"「{self.name}」" if self.name else ""
        ends = f"{self.source}「{self.source_name}」 → {self.target}「{self.target_name}」"
        return f"{self.process}: {ends} {said}[{self.flow}]"


def untaken(paths: Iterable[Path], results: Iterable[Result]) -> Iterator[Untaken]:
    """The flows of the processes at these paths that none of these examples has taken.

    An example counts for the processes that its own one calls too. An id that several of those diagrams use tells
    nothing about any of them but the one the example is of.
    """
    diagrams = {folder: _read(folder) for folder in _folders(paths)}
    taken: dict[str, set[str]] = {folder.name: set() for folder in diagrams}
    flows = {folder.name: frozenset(read.flows) for folder, read in diagrams.items()}
    for result in results:
        own = result.example.process
        for process, known in flows.items():
            taken[process] |= result.flows & (known if process == own else known - _elsewhere(flows, process))
    for folder, read in diagrams.items():
        for key, flow in read.flows.items():
            if key not in taken[folder.name]:
                yield _untaken(folder.name, read, flow)


def _elsewhere(flows: dict[str, frozenset[str]], process: str) -> frozenset[str]:
    """Ids that other diagrams have as well, so that those could be meant."""
    return frozenset().union(*(known for other, known in flows.items() if other != process))


def _folders(paths: Iterable[Path]) -> list[Path]:
    found: dict[Path, None] = {}
    for path in paths:
        for diagram_file in ([path / sources.DIAGRAM], sorted(path.glob(f"*/{sources.DIAGRAM}"))):
            found.update({each.parent: None for each in diagram_file if each.is_file()})
        for file in rehearse.example_files(path):
            process = rehearse.owning_process(file)
            if process is not None and (file.parent.parent / sources.DIAGRAM).is_file():
                found[file.parent.parent] = None
    return list({folder.absolute(): None for folder in found})


def _read(folder: Path) -> diagram.Diagram:
    return diagram.read((folder / sources.DIAGRAM).read_bytes())


def _untaken(process: str, read: diagram.Diagram, flow: diagram.Flow) -> Untaken:
    def name(key: str) -> str:
        return read.elements[key].name if key in read.elements else ""

    return Untaken(
        process=process,
        flow=flow.id,
        name=flow.name,
        source=flow.source,
        source_name=name(flow.source),
        target=flow.target,
        target_name=name(flow.target),
    )
