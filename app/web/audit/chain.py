"""Each journal entry with what its own proof says: hash, signature, and the link to the entry before."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from app.casework import journal, keys
from app.casework.journal import Entry


@dataclass(frozen=True)
class Link:
    entry: Entry
    whole: bool  # the hash is that of the content
    joined: bool  # it names the entry before
    signed: bool

    @property
    def holds(self) -> bool:
        return self.whole and self.joined and self.signed


def links(entries: Sequence[Entry]) -> Iterator[Link]:
    """The entries of one case, in order, each looked at by itself and with the one before."""
    ours = keys.current()
    before = journal.GENESIS
    for number, entry in enumerate(entries, start=1):
        yield Link(
            entry=entry,
            whole=journal.hash_of(entry) == entry.hash,
            joined=entry.previous == before and entry.seq == number,
            signed=journal.is_signed(entry, ours),
        )
        before = entry.hash
