"""A decision that was taken, for the player: what came in, which rules matched, and what these rules ask."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask_babel import gettext, lazy_gettext

from app.engine import Version
from app.engine.decisions.tables import Table
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


def decision(made: Decision, element: str, words: Vocabulary, columns: Sequence[str] = ()) -> dict[str, Any]:
    """`element` is the name of the step on the diagram, `columns` are the inputs in the order of the table."""
    labels = sorted(made.inputs, key=[*columns, *made.inputs].index)
    return {
        "name": made.name or made.decision,
        "element": element,
        "policy": policy(made.policy),
        "matched": made.matched,
        "inputs": [
            [words.label(label), words.text(label, made.inputs[label]), [cell(cells[label]) for cells in made.cells]]
            for label in labels
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


MOST_RULES = 200  # of a table that the player shows whole


def table_of(version: Version, made: Decision) -> Table | None:
    """The table that was asked, where the decision is one."""
    process = version.places.get(made.element, (version.process, ""))[0]
    read = version.decisions.get(process, {}).get(made.decision)
    return read.table(made.decision) if read is not None else None


def whole(found: Table, words: Vocabulary) -> dict[str, Any]:
    """All of a table: the player marks the rules that matched."""
    return {
        "inputs": [words.label(column.label) for column in found.inputs],
        "outputs": [words.label(column.name) for column in found.outputs],
        "rules": [[[cell(test.text) for test in rule.tests], list(rule.texts)] for rule in found.rules],
    }
