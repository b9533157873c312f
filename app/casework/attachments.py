"""Files that people hand in: kept under their digest in the data directory, known by a name nobody can guess."""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime
from hashlib import file_digest, sha256
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import IO, Any

from app import clock
from app.casework import permissions
from app.casework.kept import settings
from app.casework.people import Actor
from app.casework.sniff import kind_of
from app.errors import Invalid, NotThere
from app.forms.files import FileFacts
from app.store import db, evidence, models, writes, writing

CHUNK = 1 << 16
LONGEST_NAME = 200


class AttachmentNotFound(NotThere):
    """There is no file {file}."""


class FileTooLarge(Invalid):
    """The file {name} is too large: at most {limit} MB."""


class FileEmpty(Invalid):
    """The file {name} is empty."""


@dataclass(frozen=True, kw_only=True)
class Attachment:
    id: str
    case_id: int | None  # None: it was not handed in with a form yet
    digest: str
    name: str
    kind: str  # media type, found in its bytes
    size: int
    by: str
    at: datetime


def keep(stream: IO[bytes], name: str, by: Actor) -> Attachment:
    """Keep a file that somebody uploads; a form hands it in with the id. Raises FileTooLarge, FileEmpty."""
    name = plain_name(name)
    digest, size, head = _store(stream, name)
    kept = Attachment(
        id=secrets.token_urlsafe(18),
        case_id=None,
        digest=digest,
        name=name,
        kind=kind_of(head, name),
        size=size,
        by=by.login,
        at=clock.now(),
    )
    with writing() as session:
        writes.add(session, models.Attachment, asdict(kept))
    return kept


def get(attachment_id: str, by: Actor) -> Attachment:
    """A file of a case the person sees, or one they have just uploaded themselves. Raises AttachmentNotFound."""
    row = evidence.attachment(db.session(), attachment_id, permissions.sight(by), by.login)
    if row is None:
        raise AttachmentNotFound(file=attachment_id)
    return Attachment(**row._mapping)


def path_of(attachment: Attachment) -> Path:
    return _path(attachment.digest)


def forget(digest: str) -> None:
    """Take the bytes of a file away: what it belonged to was disposed of."""
    _path(digest).unlink(missing_ok=True)


def of_case(case_id: int) -> tuple[Attachment, ...]:
    return tuple(Attachment(**row._mapping) for row in evidence.attachments_of_case(db.session(), case_id))


@dataclass
class HandedIn:
    """The files that one submit hands in: asked by the form for their facts, then tied to the case."""

    by: Actor
    case_id: int | None
    seen: dict[str, Attachment] = field(default_factory=dict)

    def __call__(self, file: str) -> FileFacts | None:
        """The facts of a file that this person may add: their own upload, or one of this very case."""
        if file not in self.seen:
            row = evidence.attachment_to_hand_in(db.session(), file, self.by.login, self.case_id)
            if row is None:
                return None
            self.seen[file] = Attachment(**row._mapping)
        found = self.seen[file]
        return FileFacts(found.name, found.kind, found.size)

    def facts(self, accepted: Mapping[str, Any]) -> dict[str, Any]:
        """The files among the accepted values, by id, with what the journal attests of them."""
        return {file: attested(self.seen[file]) for file in sorted(set(_texts(accepted)) & self.seen.keys())}


def attested(attachment: Attachment) -> dict[str, Any]:
    return {name: getattr(attachment, name) for name in ("digest", "name", "kind", "size", "by")}


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for item in value.values():
            yield from _texts(item)
    elif isinstance(value, list | tuple):
        for item in value:
            yield from _texts(item)


def plain_name(name: str) -> str:
    """The last part of a file's name, without what could lead elsewhere or hide something."""
    last = name.replace("\\", "/").rpartition("/")[2]
    shown = "".join(char for char in last if char.isprintable()).strip(" .")
    return shown[-LONGEST_NAME:] or "file"


def _path(digest: str) -> Path:
    return settings().attachments / digest[:2] / digest


def digest_of(digest: str) -> str | None:
    """The digest of the file that is kept under a digest, as it is now; None: there is none."""
    path = _path(digest)
    if not path.is_file():
        return None
    with path.open("rb") as file:
        return file_digest(file, "sha256").hexdigest()


def _store(stream: IO[bytes], name: str) -> tuple[str, int, bytes]:
    """Write the bytes under their digest, whole or not at all; digest, size and the first bytes come back."""
    limit = settings().max_upload
    folder = settings().attachments
    folder.mkdir(parents=True, exist_ok=True)
    total, size, head = sha256(), 0, b""
    with NamedTemporaryFile(dir=folder) as fresh:
        while chunk := stream.read(CHUNK):
            size += len(chunk)
            if size > limit:
                raise FileTooLarge(name=name, limit=limit >> 20)
            head = head or chunk
            total.update(chunk)
            fresh.write(chunk)
        if not size:
            raise FileEmpty(name=name)
        fresh.flush()
        os.fsync(fresh.fileno())
        path = _path(total.hexdigest())
        path.parent.mkdir(exist_ok=True)
        if not path.exists():
            os.link(fresh.name, path)
    return total.hexdigest(), size, head
