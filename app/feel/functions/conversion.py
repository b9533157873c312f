"""Functions between texts and other values."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

from app.feel import names, numbers, temporal
from app.feel.functions.signatures import builtin
from app.feel.run import LEVEL, Run
from app.feel.values import CONTEXT, KINDS, LIST, NUMBER, RANGE, STRING

NUMERAL = re.compile(r"-?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?", re.ASCII)
GROUPING = {" ", ",", "."}
POINTS = {",", "."}


@builtin("number(from: number)")
def number_itself(_run: Run, value: Any) -> Any:
    return value


@builtin("number(from: string, grouping separator?: string, decimal separator?: string)")
def number(run: Run, value: str, grouping: str | None, point: str | None) -> Decimal | None:
    if (grouping and grouping not in GROUPING) or (point and point not in POINTS) or (point and grouping == point):
        return run.warn("numbers are not written with these separators")
    plain = value.replace(grouping, "") if grouping else value
    plain = plain.replace(point, ".") if point else plain
    found = numbers.read(plain) if NUMERAL.fullmatch(plain) else None
    return run.warn("{text} is no number", text=value[:80]) if found is None else found


@builtin("string(from: any)")
def string(run: Run, value: Any) -> str | None:
    if value is None or isinstance(value, str):
        return value
    return run.text(shown(run, value))


def shown(run: Run, value: Any) -> str:
    """The value as FEEL would write it."""
    what = KINDS[type(value)]
    if what not in _SHOWN:
        return str(temporal.text(value))
    run.enter(LEVEL)
    text = run.text(_SHOWN[what](run, value))
    run.leave(LEVEL)
    return text


def _list(run: Run, value: list[Any]) -> str:
    return "[" + _joined(run, (shown(run, item) for item in value)) + "]"


def _context(run: Run, value: dict[str, Any]) -> str:
    entries = ((_key(run, key), shown(run, item)) for key, item in value.items())
    return "{" + _joined(run, (f"{key}: {item}" for key, item in entries)) + "}"


def _key(run: Run, key: str) -> str:
    return key if names.is_plain(key) else _text(run, key)


def _joined(run: Run, parts: Any) -> str:
    """The parts with commas, given up as soon as they are too long together."""
    kept: list[str] = []
    length = 0
    for part in parts:
        kept.append(part)
        length += len(part) + 2
        if length > run.budget.characters:
            run.refuse("a text grows too long")
    return ", ".join(kept)


def _range(run: Run, value: Any) -> str:
    start = "" if value.start is None else shown(run, value.start)
    end = "" if value.end is None else shown(run, value.end)
    return f"{'[' if value.start_closed else '('}{start}..{end}{']' if value.end_closed else ')'}"


def _text(_run: Run, value: str) -> str:
    escaped = value.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


_SHOWN: dict[str, Any] = {
    "Null": lambda _run, _value: "null",
    "boolean": lambda _run, value: "true" if value else "false",
    NUMBER: lambda _run, value: numbers.text(value),
    STRING: _text,
    LIST: _list,
    CONTEXT: _context,
    RANGE: _range,
    "function": lambda _run, value: f"function({', '.join(value.parameters)})",
}
