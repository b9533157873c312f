"""The master key over the keys of cases: made at set-up in the data directory, never in the database.

One that was used before stays readable as `master-<anything>.key`.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from tempfile import NamedTemporaryFile

from app.casework.kept import kept, settings
from app.errors import Unavailable

LENGTH = 32  # bytes of a key
NAME = 8  # bytes of its name


class MasterKeyMissing(Unavailable):
    """Cases cannot be opened: there is no master key {path}. Set-up makes one."""


def current() -> tuple[bytes, bytes]:
    """The name of the master key in use, and the key. Raises MasterKeyMissing."""
    return next(iter(by_name().items()))


def by_name() -> Mapping[bytes, bytes]:
    """Every master key by its name, the one in use first. Raises MasterKeyMissing."""
    memory = kept()
    if memory.masters is None:
        memory.masters = read(settings().master_key)
    return memory.masters


def read(path: Path) -> Mapping[bytes, bytes]:
    if not path.exists():
        raise MasterKeyMissing(path=path)
    found = (each.read_bytes() for each in (path, *sorted(path.parent.glob(f"{path.stem}-*.key"))))
    return {sha256(key).digest()[:NAME]: key for key in found}


def make(path: Path) -> None:
    """Make the key unless it is there; of several processes that try at once one makes it, whole."""
    if path.exists():
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    with NamedTemporaryFile("wb", dir=path.parent) as fresh:  # its mode is 600
        fresh.write(os.urandom(LENGTH))
        fresh.flush()
        os.fsync(fresh.fileno())
        with suppress(FileExistsError):
            os.link(fresh.name, path)
