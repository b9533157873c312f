"""The catalogue of procedures as it lies on a disk: what each `process.yaml` says, and the names of the rows.

What can be read from the processes themselves (limits, forms, decisions) is not said there again: see `outline`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from app.casework import declared, rehearse, sources
from app.casework.examples import Core
from app.engine import Version, diagram, xml
from app.errors import Invalid

ENTRY, ROWS = "process.yaml", "catalogue.yaml"
STARTED = ("by hand", "by timer", "by message", "when called")
KEYS = frozenset({"covers", "source", "for", "started", "decisions", "forms", "limits"})
NUMBERED = re.compile(r"(D\d+)\b")


class CatalogueBroken(Invalid):
    """{file} cannot be read: {why}."""


@dataclass(frozen=True)
class Kept:
    """Who keeps a limit of the master table in a process, and the worked examples that prove it."""

    at: tuple[str, ...]
    examples: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Entry:
    """What `process.yaml` says of a process."""

    folder: Path
    covers: tuple[str, ...]
    source: str
    organisations: tuple[str, ...]
    started: str
    decisions: Mapping[str, Path]  # row: the file of the table
    forms: Mapping[str, tuple[str, ...]]
    limits: Mapping[int, Kept]

    @property
    def id(self) -> str:
        return self.folder.name


@dataclass(frozen=True)
class Elsewhere:
    files: tuple[str, ...]
    proof: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Rows:
    """The rows of the catalogue by name."""

    procedures: Mapping[str, str]
    decisions: Mapping[str, str]
    forms: Mapping[str, str]
    limits: Mapping[int, Mapping[str, str]]
    elsewhere: Mapping[str, Elsewhere] = field(default_factory=dict)


def rows(processes: Path) -> Rows:
    """The rows, from `catalogue.yaml` and the procedures that the parameters name."""
    file = processes / ROWS
    data = _mapping(file)
    names = {**declared.read(processes / declared.FILE).procedures, **data.get("procedures", {})}
    return Rows(
        procedures={key: names[key] for key in sorted(names, key=_number)},
        decisions=data.get("decisions", {}),
        forms=data.get("forms", {}),
        limits={int(key): value for key, value in data.get("limits", {}).items()},
        elsewhere={
            str(row): Elsewhere(tuple(said.get("files", ())), tuple(said.get("proof", ())))
            for row, said in (data.get("elsewhere") or {}).items()
        },
    )


def entries(processes: Path) -> Iterator[Entry]:
    """The entries of all processes in a folder that have one. Raises CatalogueBroken for one that is wrong."""
    for file in sorted(processes.glob(f"*/{sources.DIAGRAM}")):
        if (file.parent / ENTRY).is_file():
            yield entry(file.parent)


def entry(folder: Path) -> Entry:
    file = folder / ENTRY
    data = _mapping(file)
    for key in data.keys() - KEYS:
        raise CatalogueBroken(file=file, why=f"{key} means nothing there; known are {', '.join(sorted(KEYS))}")
    for key in ("covers", "source", "for"):
        if not data.get(key):
            raise CatalogueBroken(file=file, why=f"it does not say {key}")
    if data.get("started", STARTED[0]) not in STARTED:
        raise CatalogueBroken(file=file, why=f"started is one of {', '.join(STARTED)}")
    found = Entry(
        folder=folder,
        covers=tuple(data["covers"]),
        source=str(data["source"]),
        organisations=tuple(data["for"]),
        started=data.get("started", STARTED[0]),
        decisions=_numbered(folder) | {row: _table(folder, name) for row, name in data.get("decisions", {}).items()},
        forms={row: tuple(ids) for row, ids in data.get("forms", {}).items()},
        limits={int(row): _kept(file, said) for row, said in data.get("limits", {}).items()},
    )
    _check(file, found)
    return found


def load(folder: Path) -> Version:
    """The process as it would be deployed."""
    return rehearse.setting_of(folder).version


def tables(folder: Path) -> Iterator[tuple[Path, str, str]]:
    """The decision tables a process calls: file, decision id and name; those beside it, then shared ones."""
    shared = sources.shared_decisions((folder / sources.DIAGRAM).read_bytes(), folder.parent / sources.DECISIONS)
    own = sorted(folder.glob("*.dmn"))
    beside = {file.name for file in own}
    for file in [*own, *(folder.parent / sources.DECISIONS / name for name in shared if name not in beside)]:
        for node in xml.elements(xml.read(file.read_bytes())):
            if str(node.tag).endswith("}decision"):
                yield file, node.get("id") or "", node.get("name") or ""


def _numbered(folder: Path) -> dict[str, Path]:
    """The tables whose name begins with their row: D10 有效投诉."""
    return {row[1]: file for file, _, name in tables(folder) if (row := NUMBERED.match(name))}


def _table(folder: Path, name: str) -> Path:
    """A table beside the diagram, or one that several processes use."""
    beside = (folder / name).resolve()
    return beside if beside.is_file() else (folder.parent / sources.DECISIONS / name).resolve()


def _kept(file: Path, said: Any) -> Kept:
    try:
        return Kept(tuple(said["at"]), tuple(said["examples"]))
    except (TypeError, KeyError):
        raise CatalogueBroken(file=file, why="a limit says at and examples, each a list") from None


def _check(file: Path, found: Entry) -> None:
    """Everything an entry names is there."""
    elements = diagram.read((found.folder / sources.DIAGRAM).read_bytes()).elements
    forms = found.folder.parent.parent / "forms"
    named = [(path.name, path.is_file()) for path in found.decisions.values()]
    named += [(name, (forms / f"{name}.form").is_file()) for ids in found.forms.values() for name in ids]
    for kept in found.limits.values():
        named += [(key, key in elements) for key in kept.at]
        named += [(name, (found.folder / "examples" / f"{name}.yaml").is_file()) for name in kept.examples]
    for name, is_there in named:
        if not is_there:
            raise CatalogueBroken(file=file, why=f"it names {name}, which is not there")


def _mapping(file: Path) -> dict[str, Any]:
    try:
        data = yaml.load(file.read_text("utf-8"), Loader=Core)  # noqa: S506  Core is a SafeLoader
    except FileNotFoundError:
        raise CatalogueBroken(file=file, why="there is no such file") from None
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise CatalogueBroken(file=file, why=" ".join(str(error).split())) from None
    if not isinstance(data, dict):
        raise CatalogueBroken(file=file, why="it is no list of names with values")
    return data


def _number(row: str) -> int:
    return int(row[1:])
