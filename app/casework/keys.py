"""The key pair that signs the journal: made at set-up, kept in the data directory, never in the database.

A key that is replaced leaves its public half, `journal-<name>.pub`, and a *succession*, `journal-<name>.next`: a text
that says which key follows it, signed by both. So whoever knows one public key of the house can trust the others.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC
from hashlib import sha256
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any

import orjson
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from app import clock
from app.casework.kept import kept, settings
from app.errors import Unavailable

NAME_LENGTH = 16
FORMAT = "shouwen-key-1"


class SigningKeyMissing(Unavailable):
    """The journal cannot be signed: there is no key {path}. Set-up makes one."""


@dataclass(frozen=True)
class Succession:
    """Which key follows which, and since when: `document` is JSON text, signed by both over its SHA-256."""

    document: str
    signed_by_old: str  # hex
    signed_by_new: str


@dataclass(frozen=True)
class Keys:
    """The private key that signs now, and every public key that signed once, by name."""

    private: Ed25519PrivateKey
    name: str
    public: Mapping[str, Ed25519PublicKey]
    successions: tuple[Succession, ...] = ()

    def sign(self, data: bytes) -> bytes:
        return self.private.sign(data)

    def holds(self, name: str, signature: bytes, data: bytes) -> bool:
        """Whether one of our keys signed the data; an unknown key holds nothing."""
        try:
            self.public[name].verify(signature, data)
        except (KeyError, InvalidSignature):
            return False
        return True


def current() -> Keys:
    """The keys as they lie there now: another process may have made a new one."""
    memory, path = kept(), settings().signing_key
    mark = _mark(path)
    if memory.keys is None or memory.keys_mark != mark:
        memory.keys, memory.keys_mark = read(path), mark
    return memory.keys


def _mark(path: Path) -> tuple[int, int] | None:
    try:
        found = path.stat()
    except FileNotFoundError:
        return None
    return found.st_ino, found.st_mtime_ns


def make(path: Path) -> None:
    """Make the key pair unless it is there; of several processes that try at once, one makes it, whole."""
    if path.exists():
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    with NamedTemporaryFile("wb", dir=path.parent) as fresh:  # its mode is 600
        _write(fresh, Ed25519PrivateKey.generate())
        with suppress(FileExistsError):
            os.link(fresh.name, path)


def rotate(path: Path) -> Keys:
    """A new key signs from now on. What the old one signed still holds: its public half stays, vouched for by both."""
    old = read(path)
    private = Ed25519PrivateKey.generate()
    followed = _succession(old.private, private)
    (path.parent / f"{path.stem}-{old.name}.pub").write_bytes(public_pem(old.private.public_key()))
    (path.parent / f"{path.stem}-{old.name}.next").write_bytes(orjson.dumps(vars(followed)))
    with NamedTemporaryFile("wb", dir=path.parent, delete=False) as fresh:
        _write(fresh, private)
    os.replace(fresh.name, path)
    return read(path)


def _succession(old: Ed25519PrivateKey, new: Ed25519PrivateKey) -> Succession:
    at = clock.now().astimezone(UTC).isoformat(timespec="microseconds")
    says = {"format": FORMAT, "old": raw(old.public_key()).hex(), "new": raw(new.public_key()).hex(), "at": at}
    document = orjson.dumps(says, option=orjson.OPT_SORT_KEYS).decode()
    data = sha256(document.encode()).digest()
    return Succession(document, old.sign(data).hex(), new.sign(data).hex())


def _write(file: Any, private: Ed25519PrivateKey) -> None:
    pem = private.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    file.write(pem)
    file.flush()
    os.fsync(file.fileno())


def read(path: Path) -> Keys:
    """The keys beside the private one: `journal.key`, and older public ones as `journal-<name>.pub`."""
    if not path.exists():
        raise SigningKeyMissing(path=path)
    private = serialization.load_pem_private_key(path.read_bytes(), password=None)
    if not isinstance(private, Ed25519PrivateKey):
        raise SigningKeyMissing(path=path)
    public = {name_of(key): key for key in (private.public_key(), *_retired(path))}
    return Keys(private, name_of(private.public_key()), public, tuple(_successions(path)))


def public_pem(key: Ed25519PublicKey) -> bytes:
    """The public key as others need it to verify by themselves."""
    return key.public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)


def raw(key: Ed25519PublicKey) -> bytes:
    return key.public_bytes(serialization.Encoding.Raw, serialization.PublicFormat.Raw)


def name_of(key: Ed25519PublicKey) -> str:
    return sha256(raw(key)).hexdigest()[:NAME_LENGTH]


def _retired(path: Path) -> list[Ed25519PublicKey]:
    found = []
    for each in sorted(path.parent.glob(f"{path.stem}-*.pub")):
        key = serialization.load_pem_public_key(each.read_bytes())
        if isinstance(key, Ed25519PublicKey):
            found.append(key)
    return found


def _successions(path: Path) -> Iterator[Succession]:
    for each in sorted(path.parent.glob(f"{path.stem}-*.next")):
        yield Succession(**orjson.loads(each.read_bytes()))
