"""Decisions in DMN: tables and what feeds them. Pure; expressions are FEEL, with one budget for a whole decision."""

from app.engine.decisions.errors import DmnError, RulesContradict
from app.engine.decisions.model import Decisions, Outcome, parse, read

__all__ = ["Decisions", "DmnError", "Outcome", "RulesContradict", "parse", "read"]
