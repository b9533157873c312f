"""The kinds of what operators and built-in functions give, where they are the same for all arguments."""

from __future__ import annotations

from collections.abc import Mapping

from app.feel.values import (
    BOOLEAN,
    CONTEXT,
    DATE,
    DATE_AND_TIME,
    DAYS_DURATION,
    LIST,
    MONTHS_DURATION,
    NUMBER,
    RANGE,
    STRING,
    TIME,
)

POINTS = frozenset({DATE, TIME, DATE_AND_TIME})
DURATIONS = frozenset({DAYS_DURATION, MONTHS_DURATION})

FUNCTIONS: Mapping[str, tuple[str, ...]] = {
    NUMBER: ("number", "decimal", "floor", "ceiling", "round up", "round down", "round half up", "round half down",
             "modulo", "sqrt", "log", "exp", "count", "sum", "product", "mean", "median", "stddev", "string length",
             "day of year", "week of year"),
    STRING: ("string", "substring", "upper case", "lower case", "substring before", "substring after", "replace",
             "string join", "day of week", "month of year"),
    BOOLEAN: ("not", "is", "contains", "starts with", "ends with", "matches", "list contains", "all", "any", "odd",
              "even", "before", "after", "meets", "met by", "overlaps", "overlaps before", "overlaps after", "finishes",
              "finished by", "includes", "during", "starts", "started by", "coincides"),
    LIST: ("split", "sublist", "append", "concatenate", "insert before", "remove", "reverse", "index of", "union",
           "distinct values", "flatten", "list replace", "sort", "mode", "get entries"),
    CONTEXT: ("context", "context put", "context merge"),
    DATE: ("date", "today"),
    TIME: ("time",),
    DATE_AND_TIME: ("date and time", "now"),
    MONTHS_DURATION: ("years and months duration",),
    RANGE: ("range",),
}  # fmt: skip
OF_FUNCTION = {name: frozenset({kind}) for kind, names in FUNCTIONS.items() for name in names}
OF_FUNCTION["duration"] = DURATIONS


def of_function(name: str) -> frozenset[str] | None:
    """None where it depends on the arguments, and for functions that are not built in."""
    return OF_FUNCTION.get(name)


def of_operator(sign: str, a: str, b: str) -> str:
    """What an operator gives for two kinds that it is made for."""
    if {a, b} <= POINTS:
        return DAYS_DURATION
    if a in POINTS or b in POINTS:
        return a if a in POINTS else b
    if {a, b} <= DURATIONS:
        return NUMBER if sign == "/" else a
    return a if a in DURATIONS else b
