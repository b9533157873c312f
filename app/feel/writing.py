"""A value as an owner would write it: the text can be read as an expression again, functions apart."""

from __future__ import annotations

from typing import Any

from app.feel import names, numbers, temporal
from app.feel.values import BOOLEAN, CONTEXT, FUNCTION, LIST, NULL, NUMBER, RANGE, STRING, kind

WIDTH = 72
INDENT = "  "


def written(value: Any) -> str:
    """The value on one line where it fits, else with one entry on a line."""
    what = kind(value)
    if what is LIST:
        return _joined("[", [written(item) for item in value], "]")
    if what is CONTEXT:
        return _joined("{", [f"{_key(key)}: {written(item)}" for key, item in value.items()], "}")
    return _plain(what, value)


def _plain(what: str, value: Any) -> str:
    if what is NULL:
        return "null"
    if what is BOOLEAN:
        return "true" if value else "false"
    if what is NUMBER:
        return numbers.text(value)
    if what is STRING:
        return _text(value)
    if what is RANGE:
        start, end = (None if end is None else written(end) for end in (value.start, value.end))
        if start is None or end is None:
            return f"({'<' if start is None else '>'}{'=' if _closed(value) else ''} {end or start})"
        return f"{'[' if value.start_closed else '('}{start}..{end}{']' if value.end_closed else ')'}"
    if what is FUNCTION:
        return f"function({', '.join(value.parameters)})"
    return f'@"{temporal.text(value)}"'


def _closed(value: Any) -> bool:
    return bool(value.end_closed if value.start is None else value.start_closed)


def _key(name: str) -> str:
    return name if names.is_plain(name) else _text(name)


def _text(value: str) -> str:
    escaped = value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"{escaped}"'


def _joined(opening: str, parts: list[str], closing: str) -> str:
    if sum(len(part) + 2 for part in parts) <= WIDTH and not any("\n" in part for part in parts):
        return opening + ", ".join(parts) + closing
    lines = (INDENT + part.replace("\n", "\n" + INDENT) for part in parts)
    return opening + "\n" + ",\n".join(lines) + "\n" + closing
