"""How much room a text takes, as bpmn-js draws it: 12 px in shapes, 11 px beside them, broken where a line is full."""

from __future__ import annotations

import unicodedata
from math import ceil

SMALL = 11  # px: labels beside shapes and flows
LINE = 14  # px: the height of a line of them
WIDEST = 100  # px: a label is broken before it gets wider
NARROW = 0.6  # of the font size: Latin letters and digits


def width(text: str, size: int = SMALL) -> float:
    """Pixels that a text takes on one line: a Chinese character is as wide as the font is high."""
    return sum(size * (1 if unicodedata.east_asian_width(each) in "WFA" else NARROW) for each in text)


def lines(text: str, limit: float = WIDEST, size: int = SMALL) -> int:
    """How many lines a text is broken into."""
    return max(1, ceil(width(text, size) / limit))


def box(text: str, limit: float = WIDEST) -> tuple[int, int]:
    """Width and height of a label: lines of about the same length, and a few pixels to spare."""
    count = lines(text, limit)
    each = width(text) / count
    spare = 5 if count == 1 else SMALL + 5
    return ceil(each) + spare, LINE * count
