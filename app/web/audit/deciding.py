"""A decision that was taken, for the player: what came in, which rules matched, and what these rules ask."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext, lazy_gettext

from app.engine.step import Decision
from app.web import showing
from app.web.desk.values import Vocabulary

POLICIES = {
    "UNIQUE": lazy_gettext("one rule alone may match"),
    "FIRST": lazy_gettext("the first rule that matches"),
    "PRIORITY": lazy_gettext("the weightiest of the rules that match"),
    "ANY": lazy_gettext("all rules that match say the same"),
    "COLLECT": lazy_gettext("all rules that match"),
    "RULE ORDER": lazy_gettext("all rules that match, in their order"),
    "OUTPUT ORDER": lazy_gettext("all rules that match, the weightiest first"),
}
ANYTHING = frozenset({"", "-"})


def decision(made: Decision, element: str, words: Vocabulary) -> dict[str, Any]:
    """`element` is the name of the step on the diagram."""
    return {
        "name": made.name or made.decision,
        "element": element,
        "policy": policy(made.policy),
        "matched": made.matched,
        "inputs": [
            [words.label(label), words.text(label, value), [cell(cells[label]) for cells in made.cells]]
            for label, value in made.inputs.items()
        ],
        "result": showing.text(made.result),
    }


def policy(name: str) -> str:
    """A hit policy in words, with its own name for who knows tables."""
    plain, _, aggregation = (name, "", "") if name in POLICIES else name.partition(" ")
    if plain not in POLICIES:
        return ""
    return f"{POLICIES[plain]} ({plain}{' ' if aggregation else ''}{aggregation})"


def cell(text: str) -> str:
    """What a rule asks of an input."""
    return gettext("anything") if text.strip() in ANYTHING else text
