"""A ZIP whose every file is listed with its digest, and whose list is signed: so that nothing in it can be changed."""

from __future__ import annotations

from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import IO, Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

import orjson

from app.casework.keys import Keys

READABLE = 0o644 << 16


class Archive:
    """Files are added one by one; `seal` writes the list last."""

    def __init__(self, stream: IO[bytes], at: datetime) -> None:
        self.zip = ZipFile(stream, "w", ZIP_DEFLATED)
        self.at = at.timetuple()[:6]
        self.files: dict[str, str] = {}

    def add(self, name: str, content: bytes | str) -> None:
        """A name that is there already keeps its content."""
        if name in self.files:
            return
        data = content.encode() if isinstance(content, str) else content
        self.files[name] = sha256(data).hexdigest()
        self._write(name, data)

    def add_json(self, name: str, data: Any) -> None:
        self.add(name, orjson.dumps(data, option=orjson.OPT_INDENT_2))

    def add_file(self, name: str, path: Path) -> None:
        """A file of any size."""
        info, total = self._info(name), sha256()
        with path.open("rb") as source, self.zip.open(info, "w") as target:
            while chunk := source.read(1 << 16):
                total.update(chunk)
                target.write(chunk)
        self.files[name] = total.hexdigest()

    def seal(self, facts: dict[str, Any], ours: Keys) -> None:
        """The list of all files with the facts, and our signature over it."""
        manifest = orjson.dumps(facts | {"files": dict(sorted(self.files.items()))}, option=orjson.OPT_INDENT_2)
        signature = ours.sign(sha256(manifest).digest())
        self._write("manifest.json", manifest)
        seal = {"signature": signature.hex(), "signed_with": ours.name}
        self._write("manifest.signature.json", orjson.dumps(seal, option=orjson.OPT_INDENT_2))
        self.zip.close()

    def _write(self, name: str, data: bytes) -> None:
        self.zip.writestr(self._info(name), data)

    def _info(self, name: str) -> ZipInfo:
        info = ZipInfo(name, self.at)
        info.compress_type, info.external_attr = ZIP_DEFLATED, READABLE
        return info
