"""The key pair that signs the journal: made at set-up, kept in the data directory, never in the database."""

from __future__ import annotations

import os
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from tempfile import NamedTemporaryFile

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from app.casework.kept import kept, settings
from app.errors import Unavailable

NAME_LENGTH = 16


class SigningKeyMissing(Unavailable):
    """The journal cannot be signed: there is no key {path}. Set-up makes one."""


@dataclass(frozen=True)
class Keys:
    """The private key that signs now, and every public key that signed once, by name."""

    private: Ed25519PrivateKey
    name: str
    public: Mapping[str, Ed25519PublicKey]

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
    memory = kept()
    if memory.keys is None:
        memory.keys = read(settings().signing_key)
    return memory.keys


def make(path: Path) -> None:
    """Make the key pair unless it is there; of several processes that try at once, one makes it, whole."""
    if path.exists():
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    private = Ed25519PrivateKey.generate()
    with NamedTemporaryFile("wb", dir=path.parent) as fresh:  # its mode is 600
        fresh.write(
            private.private_bytes(
                serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
            )
        )
        fresh.flush()
        os.fsync(fresh.fileno())
        with suppress(FileExistsError):
            os.link(fresh.name, path)


def read(path: Path) -> Keys:
    """The keys beside the private one: `journal.key`, and older public ones as `journal-<name>.pub`."""
    if not path.exists():
        raise SigningKeyMissing(path=path)
    private = serialization.load_pem_private_key(path.read_bytes(), password=None)
    if not isinstance(private, Ed25519PrivateKey):
        raise SigningKeyMissing(path=path)
    public = {name_of(key): key for key in (private.public_key(), *_retired(path))}
    return Keys(private, name_of(private.public_key()), public)


def public_pem(key: Ed25519PublicKey) -> bytes:
    """The public key as others need it to verify by themselves."""
    return key.public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)


def name_of(key: Ed25519PublicKey) -> str:
    raw = key.public_bytes(serialization.Encoding.Raw, serialization.PublicFormat.Raw)
    return sha256(raw).hexdigest()[:NAME_LENGTH]


def _retired(path: Path) -> list[Ed25519PublicKey]:
    found = []
    for each in sorted(path.parent.glob(f"{path.stem}-*.pub")):
        key = serialization.load_pem_public_key(each.read_bytes())
        if isinstance(key, Ed25519PublicKey):
            found.append(key)
    return found
