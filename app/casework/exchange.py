"""A whole process as one ZIP file, out of the house and into it: its diagram, tables, forms, examples, and what it
calls. A diagram of another tool goes through the normaliser on its way in."""

from __future__ import annotations

import io
import json
import re
import zipfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import PurePosixPath

from app.casework import checking, drafts, importing, sources, versions
from app.casework import deploy as deploying
from app.casework.drafts import Draft
from app.casework.importing import Imported
from app.casework.people import Actor
from app.casework.permissions import check_deploy
from app.engine.gate import Finding
from app.engine.normalise import Question, normalise_safely
from app.errors import Conflict, Invalid
from app.store import db, queries

MOST_BYTES = 20 * 1024 * 1024  # of what is in a ZIP file, unpacked
MOST_FILES = 500
PLAIN = r"[^/\\\0]+"
ALLOWED = re.compile(
    rf"(called/{PLAIN}/)?(process\.bpmn|{PLAIN}\.dmn|forms/{PLAIN}\.form)|original/{PLAIN}|examples/{PLAIN}\.yaml"
)
STAMP = (1980, 1, 1, 0, 0, 0)  # the same files make the same ZIP file


class ZipBroken(Invalid):
    """This is no ZIP file of a process: it has to hold a process.bpmn, and at most {files} files of {bytes} bytes."""


class EditedSince(Conflict):
    """The diagram was edited after it came in: answer what is left on its shapes."""


class NotText(Invalid):
    """{name} is not a text in UTF-8."""


def packed(files: Mapping[str, bytes]) -> bytes:
    """The files of a process as a ZIP file."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in sorted(files):
            archive.writestr(zipfile.ZipInfo(name, STAMP), files[name], zipfile.ZIP_DEFLATED)
    return out.getvalue()


def unpacked(data: bytes) -> dict[str, bytes]:
    """The files of a process in a ZIP file; what does not belong to one is passed over. Raises ZipBroken, NotText."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            found = dict(_read(archive))
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError, EOFError, ValueError):
        raise ZipBroken(files=MOST_FILES, bytes=MOST_BYTES) from None
    if sources.DIAGRAM not in found:
        raise ZipBroken(files=MOST_FILES, bytes=MOST_BYTES)
    for name, content in found.items():
        _check_text(name, content)
    return found


def _read(archive: zipfile.ZipFile) -> list[tuple[str, bytes]]:
    files = [each for each in archive.infolist() if not each.is_dir()]
    if len(files) > MOST_FILES:
        raise ZipBroken(files=MOST_FILES, bytes=MOST_BYTES)
    root = _root(each.filename for each in files)
    found, left = [], MOST_BYTES
    for each in files:
        name = each.filename.removeprefix(root)
        if ALLOWED.fullmatch(name) and ".." not in name.split("/"):
            with archive.open(each) as member:
                content = member.read(left + 1)  # what the file claims of its size is not believed
            left -= len(content)
            if left < 0:
                raise ZipBroken(files=MOST_FILES, bytes=MOST_BYTES)
            found.append((name, content))
    return found


def _root(names: Iterable[str]) -> str:
    """The folder that the process stands in: ZIP programs put one around what they pack."""
    found = [name for name in names if name.rpartition("/")[2] == sources.DIAGRAM]
    return min(found, key=len, default="").removesuffix(sources.DIAGRAM)


def _check_text(name: str, content: bytes) -> None:
    if name.endswith((".bpmn", ".dmn")):
        return  # XML says its encoding itself
    try:
        content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise NotText(name=name) from None


# -- into a draft


def bring_in(file: str, data: bytes, process: str, title: str, by: Actor) -> Draft:
    """Begin a draft with a ZIP file or a diagram, repaired, with the original and the record of its import beside it.

    Raises ZipBroken, NotText, BadProcessId, NotYourDiagram, DraftThere, XmlRefused, CannotNormalise.
    """
    files = unpacked(data) if data.startswith(b"PK") else {sources.DIAGRAM: data}
    if not drafts.PLAIN_ID.fullmatch(process):
        raise drafts.BadProcessId(process=process or '""')
    if queries.process(db.session(), process) is not None:
        check_deploy(by, process, deploying.unit_of_process(process, by))
    current = next((row.hash for row in versions.of(process) if row.current), None)
    name = PurePosixPath(file.replace("\\", "/")).name
    name = name if name.endswith(".bpmn") and sources.is_plain(name) else sources.DIAGRAM
    return drafts.begin_with(process, title or process, repaired(files, name, {}), by, current)


def repaired(files: Mapping[str, bytes], file: str, answers: Mapping[str, str]) -> dict[str, bytes]:
    """The files with the diagram repaired; one that needed nothing stays byte for byte what it was."""
    original = files.get(f"{sources.ORIGINAL}/{file}", files[sources.DIAGRAM])
    made = normalise_safely(original, answers, seconds=checking.PATIENCE)
    if not (made.notes or made.questions or answers):
        return {**files, sources.DIAGRAM: original}
    done = Imported(file=file, original=original, made=made, answers=answers, left=())
    kept = {f"{sources.ORIGINAL}/{file}": original, f"{sources.ORIGINAL}/{sources.RECORD}": importing.record(done)}
    return {**files, sources.DIAGRAM: made.bpmn, **kept}


@dataclass(frozen=True)
class Record:
    """What the import of a draft's diagram changed, asked and was answered."""

    file: str
    notes: list[Finding]
    questions: list[Question]
    answers: dict[str, str]
    edited: bool  # the diagram is not what came of it any more


def record_of(draft: Draft) -> Record | None:
    data = draft.sources.get(f"{sources.ORIGINAL}/{sources.RECORD}")
    if data is None:
        return None
    try:
        said = json.loads(data)
        return Record(
            file=str(said["original"]["file"]),
            notes=[Finding.from_json(each) for each in said["notes"]],
            questions=[Question.from_json(each) for each in said["questions"]],
            answers={str(key): str(text) for key, text in said["answers"].items()},
            edited=said["made"]["sha256"] != sha256(draft.bpmn).hexdigest(),
        )
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError):
        raise importing.RecordBroken(file=sources.RECORD) from None


def answer(draft_id: int, answers: Mapping[str, str], by: Actor) -> Draft:
    """Repair the original again with more answers. Raises EditedSince, AnswerRefused."""
    draft = drafts.get(draft_id, by)
    record = record_of(draft)
    if record is None or record.edited:
        raise EditedSince
    files = repaired(draft.sources, record.file, {**record.answers, **answers})
    return drafts.save_all(draft_id, files, by, seen=draft.changed_at)
