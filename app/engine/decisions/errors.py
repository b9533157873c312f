"""What can be wrong with a decision model."""

from __future__ import annotations

from app.errors import Invalid


class DmnError(Invalid):
    """Element {element} of the decision model: {why}."""


class RulesContradict(Invalid):
    """Decision table {table}: rules {rules} match together, which hit policy {policy} does not allow."""
