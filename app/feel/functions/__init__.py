"""The built-in functions of DMN 1.5, chapter 10.3.4: a table of signatures with the Python that carries each out."""

from app.feel.functions import contexts, conversion, lists, numeric, patterns, ranges, statistics, strings, temporal
from app.feel.functions.signatures import FUNCTIONS

__all__ = [
    "FUNCTIONS",
    "contexts",
    "conversion",
    "lists",
    "numeric",
    "patterns",
    "ranges",
    "statistics",
    "strings",
    "temporal",
]
