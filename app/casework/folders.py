"""Processes in a folder, for those who keep them in Git, in step with those in force: both ways, nothing overwritten.

Beside a process lies `.version`, the hash of the version that the folder was last in step with. What differs from it
here was edited here; a version in force that is another one was deployed elsewhere, in the studio most likely. Where
both happened, the files that differ are named and nothing is done.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from app import engine
from app.casework import checking, comparing, drafts, permissions, process_record, sources, versions
from app.casework import deploy as deploying
from app.casework.comparing import Change
from app.casework.deploy import Deployed
from app.casework.drafts import Draft
from app.casework.people import Actor
from app.casework.process_record import DRAWN_BY
from app.casework.versions import VersionRow
from app.errors import Conflict

MARK = ".version"
CALLED = "called/"


class FolderBehind(Conflict):
    """{process} was changed in the studio and in its folder: version {number} came into force since; {files}. Write it
    out elsewhere with shouwen export --processes and bring both together, or deploy with --over."""


@dataclass(frozen=True, kw_only=True)
class Written:
    """What became of one process on its way into a folder."""

    process: str
    number: int
    what: str  # "same" | "written" | "conflict"
    changes: tuple[Change, ...]


def own(files: Mapping[str, bytes]) -> dict[str, bytes]:
    """The files of the process itself: those it calls have folders of their own."""
    return {name: data for name, data in files.items() if not name.startswith(CALLED)}


def current(process: str) -> VersionRow | None:
    return next((row for row in versions.of(process) if row.current), None)


# -- from a folder


def deploy(folder: Path, by: Actor, *, forms: Path | None = None, note: str = "", over: bool = False) -> Deployed:
    """Deploy what lies in a folder, with the forms it names and the processes it calls from beside it.

    Raises FolderBehind where a version came into force that the folder has never been in step with.
    """
    files = sources.collect(folder, forms or checking.forms_of(folder))
    process = checking.process_id(files[sources.DIAGRAM], folder.absolute().name)
    if not over:
        check_ahead(folder, process, files)
    done = deploying.deploy(files, process, by, note=note)
    set_mark(folder, done.hash)
    return done


def check_ahead(folder: Path, process: str, files: Mapping[str, bytes]) -> None:
    row, base = current(process), mark(folder)
    if row is None or base is None or row.hash == base:
        return
    differing = [change.name for change in comparing.files(own(versions.sources(row.hash)), own(files))]
    if differing:
        raise FolderBehind(process=process, number=row.number, files=", ".join(differing))


def mark(folder: Path) -> str | None:
    file = folder / MARK
    return file.read_text().strip() or None if file.is_file() else None


def set_mark(folder: Path, hash: str) -> None:
    """Only a folder that is kept in step has a mark; it changes with what it stands for."""
    if mark(folder) is not None:
        (folder / MARK).write_text(hash + "\n")


def begin_draft(folder: Path, forms: Path, by: Actor) -> Draft:
    """What lies there as a draft of one's own. Raises DraftThere, NotAllowed."""
    process, files = folder.name, sources.collect(folder, forms)
    row = current(process)
    if row is not None:
        permissions.check_deploy(by, process, deploying.unit_of_process(process, by))
    return drafts.begin_with(process, row.name if row else process, own(files), by, stems_from(folder, process, files))


def stems_from(folder: Path, process: str, files: Mapping[str, bytes]) -> str | None:
    """The hash of the version that what lies there was made from, as far as one can tell; None: it is not known.

    That of the mark; else the version that lies there unchanged; else the one in force, unless it came from the studio.
    """
    rows = versions.of(process)
    known = {row.hash for row in rows}
    if (hash := mark(folder)) in known:
        return hash
    if (hash := engine.content_hash(files, process)) in known:
        return hash
    row = current(process)
    return row.hash if row is not None and not _from_the_studio(process, row.number) else None


def _from_the_studio(process: str, number: int) -> bool:
    """Whether somebody drew this version there, or went back to it."""
    into_force = (deed for deed in process_record.of(process) if deed.deed in process_record.INTO_FORCE)
    last = next((deed for deed in into_force if deed.number == number), None)
    return last is not None and (DRAWN_BY in last.facts or last.deed == process_record.ROLLED_BACK)


# -- into a folder


def export(processes: Path, forms: Path, wanted: tuple[str, ...] = ()) -> Iterator[Written]:
    """Write the versions in force of these processes, or of all. Raises ProcessNotFound."""
    for process in wanted:
        versions.in_use(process)
    for known in versions.processes():
        if sources.is_plain(known.id) and (not wanted or known.id in wanted):
            yield write(processes / known.id, forms, known.id)


def write(folder: Path, forms: Path, process: str) -> Written:
    """One process: written where the folder has nothing of its own that would be lost."""
    row = current(process)
    if row is None:
        return Written(process=process, number=0, what="same", changes=())
    wanted = own(versions.sources(row.hash))
    there = lying(folder, forms, wanted)
    changes = tuple(comparing.files(there, wanted))
    before = base(folder, process, there)
    lost = tuple(
        change for change in changes if change.how != "added" and there.get(change.name) != before.get(change.name)
    )
    if lost:
        return Written(process=process, number=row.number, what="conflict", changes=lost)
    for change in changes:
        put(folder, forms, change.name, wanted.get(change.name))
    folder.mkdir(parents=True, exist_ok=True)
    (folder / MARK).write_text(row.hash + "\n")
    return Written(process=process, number=row.number, what="written" if changes else "same", changes=changes)


def lying(folder: Path, forms: Path, wanted: Mapping[str, bytes]) -> dict[str, bytes]:
    """What lies in the folder, and of the shared forms those that either side names."""
    found = own(sources.collect(folder, forms)) if (folder / sources.DIAGRAM).is_file() else {}
    for name in wanted:
        if name.startswith("forms/") and (path := forms / name.removeprefix("forms/")).is_file():
            found[name] = path.read_bytes()
    return found


def base(folder: Path, process: str, there: Mapping[str, bytes]) -> Mapping[str, bytes]:
    """What both sides began with: the version of the mark, else the version that lies there unchanged, else nothing."""
    known = {row.hash for row in versions.of(process)}
    if (hash := mark(folder)) in known:
        return versions.sources(str(hash))
    for row in versions.of(process):
        files = own(versions.sources(row.hash))
        if all(there.get(name) == data for name, data in files.items()):
            return files
    return {}


def put(folder: Path, forms: Path, name: str, data: bytes | None) -> None:
    """Write a file, or take it out (None). A form stays where it is: other processes may use it."""
    is_form = name.startswith("forms/")
    path = forms / name.removeprefix("forms/") if is_form else folder / name
    if data is not None:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    elif not is_form and path.parent.name != sources.DECISIONS:
        path.unlink(missing_ok=True)
