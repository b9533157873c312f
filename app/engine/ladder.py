"""The ladder of a due date: what happens when which share of the time has passed.

One grammar for the default and for what owners write in the property `ladder` of a task:
`50% remind; 80% urge; 100% breach, escalate head; 150% escalate leader`, or `none`. An action is `remind`, `urge`,
`breach`, or `escalate` with the group that is told and added. Chinese punctuation is read like its ASCII twin.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from app.engine import groups
from app.errors import Invalid

DEFAULT_TEXT = "50% remind; 80% urge; 100% breach, escalate head; 150% escalate leader"

RUNG = re.compile(r"(\d{1,4}(?:\.\d{1,3})?)\s*%\s*(.*)", re.DOTALL)
PLAIN_ACTIONS = frozenset({"remind", "urge", "breach"})
PUNCTUATION = str.maketrans("；，％\u3000", ";,% ")
MOST_RUNGS = 20


class LadderBroken(Invalid):
    """{text} is not a step of a ladder: write such as "80% urge" or "100% breach, escalate head"."""


class LadderUnordered(Invalid):
    """The steps of a ladder must rise: {text} does not come after the step before it."""


class LadderTooLong(Invalid):
    """A ladder may have at most {limit} steps."""


@dataclass(frozen=True)
class Rung:
    """What is done when `share` of the time has passed: 0.5 is half of it, 1.5 is half as long again after it."""

    share: Decimal
    actions: tuple[str, ...]  # "remind", "urge", "breach", "escalate head", "escalate role@unit" …


def parse(text: str | None) -> tuple[Rung, ...]:
    """The rungs in order. No text is the default ladder, `none` is no ladder at all."""
    plain = (text if text and text.strip() else DEFAULT_TEXT).translate(PUNCTUATION).strip()
    if plain.lower() == "none":
        return ()
    pieces = [piece.strip() for piece in plain.split(";") if piece.strip()]
    if not pieces:
        raise LadderBroken(text=text)
    if len(pieces) > MOST_RUNGS:
        raise LadderTooLong(limit=MOST_RUNGS)
    rungs = tuple(_rung(piece) for piece in pieces)
    for before, after, piece in zip(rungs, rungs[1:], pieces[1:], strict=False):
        if after.share <= before.share:
            raise LadderUnordered(text=piece)
    return rungs


def _rung(piece: str) -> Rung:
    match = RUNG.fullmatch(piece)
    if match is None or Decimal(match[1]) == 0:
        raise LadderBroken(text=piece)
    actions = tuple(_action(action, piece) for action in match[2].split(","))
    return Rung(Decimal(match[1]) / 100, actions)


def _action(text: str, piece: str) -> str:
    words = text.split()
    if len(words) == 1 and words[0] in PLAIN_ACTIONS:
        return words[0]
    if len(words) == 2 and words[0] == "escalate" and groups.is_group(words[1]):
        return " ".join(words)
    raise LadderBroken(text=piece)


DEFAULT = parse(DEFAULT_TEXT)
