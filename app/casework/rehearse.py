"""Finds worked examples on a disk, with the process and the organisation they belong to, and works them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from app import calendars, engine
from app.casework import declared, examples, organisation, sources
from app.casework.examples import Beginning, Example
from app.casework.expectations import Failure
from app.casework.rehearsal import Result, Setting, work
from app.errors import ProcessNotFound, ShouwenError


def rehearse(path: Path) -> Iterator[Result]:
    """Works the example in a file, those of one process, or those of every process in a folder."""
    settings: dict[Path, Setting] = {}
    for file in example_files(path):
        try:
            example = examples.read(file, owning_process(file))
            folder = process_folder(file, example.process)
            if folder not in settings:
                settings[folder] = setting_of(folder)
        except ShouwenError as error:
            yield unworkable(file, error)
        else:
            yield work(example, settings[folder])


def unworkable(file: Path, error: ShouwenError) -> Result:
    """The result of an example that cannot be read, or whose process cannot be loaded."""
    nothing = Beginning(at="", by="")
    example = Example(name=str(file), title=file.stem, process=owning_process(file) or "", start=nothing)
    failure = Failure(where=0, what="refused", expected=None, found=str(error))
    return Result(example=example, calendar=calendars.seed().default, failures=[failure])


def example_files(path: Path) -> list[Path]:
    """The examples a path stands for, in order."""
    if path.is_file():
        return [path]
    within = path if path.name == "examples" else path / "examples"
    found = list(within.glob("*.yaml")) or list(path.glob("*/examples/*.yaml"))
    return sorted(found)


def owning_process(file: Path) -> str | None:
    """The process whose `examples` folder the file lies in."""
    folder = file.absolute().parent
    return folder.parent.name if folder.name == "examples" else None


def process_folder(file: Path, process: str) -> Path:
    """Where the process of an example lies: beside the example, or in a `processes` folder on the way up."""
    for folder in file.absolute().parents:
        for place in (folder, folder / process, folder / "processes" / process):
            if place.name == process and (place / sources.DIAGRAM).is_file():
                return place
    raise ProcessNotFound(process=process)


def setting_of(process: Path) -> Setting:
    """Loads a process from its folder, with the organisation that lies beside it."""
    processes = process.parent
    found = sources.collect(process, processes.parent / "forms")
    who = processes / "organisation.yaml"
    return Setting(
        version=engine.load(found, process.name),
        calendars=calendars.seed(),
        directory=organisation.read(who) if who.is_file() else organisation.Directory({}, {}),
        parameters=declared.read(processes / declared.FILE, who),
    )
