"""Files: kept under their digest, judged by their bytes, bounded, and never a way out of their folder."""

from __future__ import annotations

import io
from pathlib import Path

import pytest

from app.casework import attachments, cases, journal, tasks, verify
from app.casework.attachments import AttachmentNotFound, FileEmpty, FileTooLarge
from app.casework.kept import settings
from app.errors import FormInvalid
from tests.support.house import passing_on, who

pytestmark = pytest.mark.usefixtures("house")

PDF = b"%PDF-1.7\n..."


def kept_files() -> list[Path]:
    return [path for path in settings().attachments.rglob("*") if path.is_file()]


def test_a_file_is_handed_in_with_a_form_and_attested() -> None:
    started = cases.start(passing_on(), {}, who("li"))
    file = attachments.keep(io.BytesIO(PDF), "信.pdf", who("li"))
    done = tasks.complete(started.opened[0], {"channel": "信", "files": [file.id]}, who("li"))
    (handed_in,) = attachments.of_case(done.case_id)
    assert (handed_in.id, handed_in.case_id, handed_in.kind) == (file.id, done.case_id, "application/pdf")
    assert attachments.path_of(handed_in).read_bytes() == PDF
    assert journal.entries(done.case_id)[-1].came["files"][file.id]["digest"] == file.digest
    assert verify.verify().ok


def test_the_same_bytes_are_kept_once() -> None:
    first, second = (attachments.keep(io.BytesIO(PDF), f"{n}.pdf", who("li")) for n in (1, 2))
    assert first.id != second.id
    assert len(kept_files()) == 1


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\li\\信.pdf", "信.pdf"),
        ("a\0b\r\n.pdf", "ab.pdf"),
        ("...", "file"),
        ("", "file"),
        ("\u202efdp.exe", "fdp.exe"),
        ("长" * 500 + ".pdf", "长" * 196 + ".pdf"),
    ],
)
def test_a_name_leads_nowhere(given: str, kept: str) -> None:
    assert attachments.keep(io.BytesIO(PDF), given, who("li")).name == kept


def test_an_empty_and_a_huge_file_are_refused_and_leave_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(FileEmpty):
        attachments.keep(io.BytesIO(b""), "a.pdf", who("li"))
    limit = settings().max_upload

    class Endless(io.BytesIO):
        def read(self, size: int | None = -1) -> bytes:
            return b"x" * (size or 1)

    with pytest.raises(FileTooLarge, match=str(limit >> 20)):
        attachments.keep(Endless(), "a.pdf", who("li"))
    assert kept_files() == []


def test_an_id_that_is_no_file_is_refused_by_the_form() -> None:
    started = cases.start(passing_on(), {}, who("li"))
    for made_up in ("nothing", "../x", "a" * 64):
        with pytest.raises(FormInvalid):
            tasks.complete(started.opened[0], {"channel": "信", "files": [made_up]}, who("li"))
        with pytest.raises(AttachmentNotFound):
            attachments.get(made_up, who("shen"))
