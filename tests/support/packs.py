"""Evidence packs taken apart, changed, and put together again by somebody who wants history to read otherwise."""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any
from zipfile import ZipFile

from app import clock
from app.casework.pack import contents, standalone
from tests.support.house import who

Files = dict[str, bytes]


def packed(case_ids: Iterable[int], *, everything: bool = True) -> Files:
    """The files of a pack of these cases."""
    stream = io.BytesIO()
    contents.write(stream, case_ids, by=who("shen"), reason="调取", at=clock.now(), everything=everything)
    return unpacked(stream.getvalue())


def unpacked(data: bytes) -> Files:
    with ZipFile(io.BytesIO(data)) as file:
        return {name: file.read(name) for name in file.namelist()}


def written(files: Files, path: Path) -> Path:
    with ZipFile(path, "w") as file:
        for name, data in files.items():
            file.writestr(name, data)
    return path


def lines(files: Files, number: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(files[f"cases/{number}/journal.json"])
    return found


def with_lines(files: Files, number: str, changed: list[dict[str, Any]]) -> Files:
    return files | {f"cases/{number}/journal.json": json.dumps(changed).encode()}


Tampering = Callable[[Files, str, int], tuple[Files, str, int | None]]  # the files, what must be found, and where


def change_field(files: Files, number: str, seq: int) -> tuple[Files, str, int | None]:
    all_lines = lines(files, number)
    one = all_lines[seq - 1]
    one["attested"] = one["attested"].replace('"wall":"2', '"wall":"3')
    return with_lines(files, number, all_lines), "EntryChanged", seq


def resign(files: Files, number: str, seq: int) -> tuple[Files, str, int | None]:
    """Changed, with the hash that belongs to it: only the signature is missing."""
    from hashlib import sha256

    all_lines = lines(files, number)
    one = all_lines[seq - 1]
    one["attested"] = one["attested"].replace('"wall":"2', '"wall":"3')
    one["hash"] = sha256(one["attested"].encode()).hexdigest()
    return with_lines(files, number, all_lines), "NotSigned", seq


def delete_row(files: Files, number: str, seq: int) -> tuple[Files, str, int | None]:
    all_lines = lines(files, number)
    at = min(seq, len(all_lines) - 1)
    del all_lines[at - 1]
    return with_lines(files, number, all_lines), "EntryMissing", at


def insert_row(files: Files, number: str, seq: int) -> tuple[Files, str, int | None]:
    all_lines = lines(files, number)
    all_lines.insert(seq, all_lines[seq - 1])
    return with_lines(files, number, all_lines), "ChainBroken", seq


def swap_rows(files: Files, number: str, seq: int) -> tuple[Files, str, int | None]:
    all_lines = lines(files, number)
    at = min(seq, len(all_lines) - 1)
    all_lines[at - 1], all_lines[at] = all_lines[at], all_lines[at - 1]
    return with_lines(files, number, all_lines), "ChainBroken", at


def cut_tail(files: Files, number: str, seq: int) -> tuple[Files, str, int | None]:
    keep = max(1, min(seq, len(lines(files, number)) - 1))
    return with_lines(files, number, lines(files, number)[:keep]), "TailCut", keep


def remove_case(files: Files, number: str, seq: int) -> tuple[Files, str, int | None]:
    left = {name: data for name, data in files.items() if not name.startswith(f"cases/{number}/")}
    return left, "JournalEmpty", None


def edit_state(files: Files, number: str, seq: int) -> tuple[Files, str, int | None]:
    name = f"cases/{number}/state.json"
    return files | {name: files[name].replace(b'"opened":', b'"opened": ')}, "StateChanged", None


def edit_attachment(files: Files, number: str, seq: int) -> tuple[Files, str, int | None]:
    name = next(name for name in files if "/attachments/" in name)
    key = bytes.fromhex(files[f"cases/{number}/case.key"].decode())
    entries = (json.loads(line["attested"]) for line in lines(files, number))
    at = next(entry["seq"] for entry in entries if "files" in json.loads(standalone.plain(entry, key)["outcome"]))
    return files | {name: files[name] + b" "}, "AttachmentChanged", at


def edit_diagram(files: Files, number: str, seq: int) -> tuple[Files, str, int | None]:
    name = next(name for name in files if name.endswith("process.bpmn"))
    return files | {name: files[name].replace(b"isExecutable", b"isexecutable")}, "VersionChanged", None


def edit_form(files: Files, number: str, seq: int) -> tuple[Files, str, int | None]:
    name = next(name for name in files if name.endswith(".form"))
    return files | {name: files[name] + b" "}, "VersionChanged", None


def edit_checkpoint(files: Files, number: str, seq: int) -> tuple[Files, str, int | None]:
    name = next(name for name in files if name.startswith("checkpoints/"))
    one = json.loads(files[name])
    one["document"] = one["document"].replace('"heads":[[', '"heads":[[1')
    return files | {name: json.dumps(one).encode()}, "CheckpointChanged", None


def edit_dossier(files: Files, number: str, seq: int) -> tuple[Files, str, int | None]:
    return files | {"mining/events.csv": files["mining/events.csv"] + b"x"}, "FileChanged", None


def add_file(files: Files, number: str, seq: int) -> tuple[Files, str, int | None]:
    return files | {f"cases/{number}/letter.txt": b"forged"}, "FileAdded", None


TAMPERINGS: tuple[Tampering, ...] = (
    *(change_field, resign, delete_row, insert_row, swap_rows, cut_tail, remove_case, edit_state),
    *(edit_attachment, edit_diagram, edit_form, edit_checkpoint, edit_dossier, add_file),
)
LOCATED = frozenset(TAMPERINGS) - {edit_diagram, edit_form, edit_checkpoint, edit_dossier}  # to a case
