"""Patterns of owners, run on texts of users: with a time limit, since a pattern can take for ever."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import regex

SECONDS = 0.5


@dataclass(frozen=True)
class Pattern:
    source: str
    message: str | None = None  # the owner's own words for what is expected

    def found_in(self, text: str) -> bool:
        """Whether the pattern occurs in the text; one that cannot be found in time does not."""
        try:
            return _compiled(self.source).search(text, timeout=SECONDS) is not None
        except TimeoutError:
            return False


@lru_cache(maxsize=512)
def _compiled(source: str) -> regex.Pattern[str]:
    return regex.compile(source, regex.ASCII)  # as browsers read it: \d and \w are ASCII
