"""What a case holds of people is kept sealed under a key of its own: destroying that key disposes of all of it at once.

The case's key lies beside the case, wrapped by the application's master key, which is never in the database. What is
sealed says where it belongs, so that nothing can be moved elsewhere. ChaCha20-Poly1305 throughout (RFC 8439).
"""

from __future__ import annotations

import os
import zlib
from base64 import b64decode, b64encode
from dataclasses import dataclass
from functools import cached_property

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

from app.casework import master_key
from app.errors import Unavailable

TEXT = "sealed1:"  # before the base64 of a sealed text; what is not sealed begins with a brace
STATE = b"sealed1:"  # before sealed bytes
NONCE = 12
KEY = 32
TOO_LONG = 1 << 26  # no text that is unpacked may be longer


class CannotOpen(Unavailable, ValueError):
    """What is kept of case {case} cannot be opened: its key does not fit."""


@dataclass(frozen=True)
class Seal:
    """The key of one case, as the database has it. Without one, what is written stays as it is, and is read so."""

    number: str  # of the case
    wrapped: bytes | None

    @cached_property
    def key(self) -> bytes:
        """The bare key. Raises CannotOpen."""
        wrapped = self.wrapped or b""
        master = master_key.by_name().get(wrapped[: master_key.NAME])
        if master is None:
            raise CannotOpen(case=self.number)
        return self._open(ChaCha20Poly1305(master), wrapped[master_key.NAME :], "key")

    @cached_property
    def _cipher(self) -> ChaCha20Poly1305:
        return ChaCha20Poly1305(self.key)

    def text(self, text: str, place: str) -> str:
        """A text as it is written."""
        if self.wrapped is None:
            return text
        return TEXT + b64encode(self._seal(zlib.compress(text.encode(), 1), place)).decode()

    def open_text(self, text: str, place: str) -> str:
        """A text as it was before it was written. Raises CannotOpen."""
        if not text.startswith(TEXT):
            return text
        try:
            packed = self._open(self._cipher, b64decode(text[len(TEXT) :], validate=True), place)
            unpacking = zlib.decompressobj()
            return unpacking.decompress(packed, TOO_LONG).decode()
        except (ValueError, zlib.error):
            raise CannotOpen(case=self.number) from None

    def state(self, state: bytes) -> bytes:
        return STATE + self._seal(state, "state") if self.wrapped is not None and state else state

    def open_state(self, state: bytes) -> bytes:
        """Raises CannotOpen."""
        if not state.startswith(STATE):
            return state
        return self._open(self._cipher, state[len(STATE) :], "state")

    def _seal(self, data: bytes, place: str) -> bytes:
        nonce = os.urandom(NONCE)
        return nonce + self._cipher.encrypt(nonce, data, self._where(place))

    def _open(self, cipher: ChaCha20Poly1305, data: bytes, place: str) -> bytes:
        try:
            return cipher.decrypt(data[:NONCE], data[NONCE:], self._where(place))
        except (InvalidTag, ValueError):
            raise CannotOpen(case=self.number) from None

    def _where(self, place: str) -> bytes:
        return f"{self.number}:{place}".encode()


def is_sealed(text: str) -> bool:
    return text.startswith(TEXT)


def fresh(number: str) -> Seal:
    """A new key for a case, wrapped by the master key in use."""
    name, master = master_key.current()
    nonce = os.urandom(NONCE)
    wrapped = ChaCha20Poly1305(master).encrypt(nonce, ChaCha20Poly1305.generate_key(), f"{number}:key".encode())
    return Seal(number, name + nonce + wrapped)
