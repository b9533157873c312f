"""The known word that an unknown one was most likely meant to be."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches

ALIKE = 0.6  # of 1: how much of the letters must be the same


def nearest(word: str, known: Iterable[str]) -> str | None:
    """The most similar word, capital letters or not; None when none is similar."""
    by_small = {other.casefold(): other for other in sorted(known) if other != word}
    found = get_close_matches(word.casefold(), by_small, n=1, cutoff=ALIKE)
    return by_small[found[0]] if found else None


def did_you_mean(word: str, known: Iterable[str]) -> dict[str, str]:
    """The same as the beginning of a hint, in both languages: nothing where nothing is similar."""
    found = nearest(word, known)
    return {
        "did_you_mean": f"是不是要写 {found}？" if found else "",
        "did_you_mean_en": f"Did you mean {found}? " if found else "",
    }
