"""Which characters a FEEL name may hold. Chinese punctuation, which DMN would let into names, ends one here:

an owner who types `金额＞5，` means an operator and a comma, and is told so.
"""

from __future__ import annotations

import re

_START = (
    "A-Z_a-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u02ff\u0370-\u037d\u037f-\u1fff\u200c-\u200d\u2070-\u218f\u2c00-\u2fef"
    "\u3005-\u3007\u3021-\u302f\u3031-\ud7ff\uf900-\ufdcf\ufdf0-\ufefe\uff21-\uff3a\uff41-\uff5a"
    "\uff66-\uffdc\U00010000-\U000effff"
)
_PART = _START + "0-9\uff10-\uff19\u00b7\u0300-\u036f\u203f-\u2040"

WORD_START = re.compile(f"[{_START}]")
WORD = re.compile(f"[{_PART}]+")
PART_AHEAD = re.compile(f"[{_PART}]")
PLAIN_NAME = re.compile(f"[{_START}][{_PART}]*(?: [{_PART}]+)*")
# The key of a context entry may also hold the signs . / - ' + * (DMN 1.5, grammar rule 30), up to its colon.
KEY = re.compile(rf"[{_START}][{_PART}./\-'+*\s]*(?=:)")
# White space of DMN 1.5 (grammar rule 61): some of it is none for Python, and comes with what is pasted from pages.
_BLANK = "\\s\u180e\u200b\ufeff"
SPACE = re.compile(rf"(?:[{_BLANK}]+|//[^\n]*|/\*.*?\*/)+", re.DOTALL)
BLANKS = re.compile(f"[{_BLANK}]+")

KEYWORDS = {
    word: f"_{word.upper()}"
    for word in (
        "for in return if then else some every satisfies between and or true false null function".split()  # noqa: SIM905
    )
}


def normal(name: str) -> str:
    """The name with each run of white space as one space."""
    return BLANKS.sub(" ", name).strip()


def is_plain(name: str) -> bool:
    """Whether the scanner reads the name as one without being told that it exists."""
    return PLAIN_NAME.fullmatch(name) is not None and not any(word in KEYWORDS for word in name.split(" "))
