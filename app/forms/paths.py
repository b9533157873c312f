"""Where a value lies in nested data: `("rows", 0, "amount")`, for people and inputs `rows.0.amount`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

Path = tuple[str | int, ...]


class _Missing:
    def __repr__(self) -> str:
        return "MISSING"


MISSING: Any = _Missing()


def text_of(path: Path) -> str:
    return ".".join(str(part) for part in path)


def dig(data: Any, path: Path) -> Any:
    """The value at a path, or MISSING."""
    for part in path:
        if isinstance(part, int):
            if not isinstance(data, list) or part >= len(data):
                return MISSING
            data = data[part]
        elif isinstance(data, Mapping) and part in data:
            data = data[part]
        else:
            return MISSING
    return data


def put(data: Any, path: Path, value: Any) -> Any:
    """The data with another value at a path; what lies on the way is copied, never changed."""
    if not path:
        return value
    head, rest = path[0], path[1:]
    if isinstance(head, int):
        rows = list(data) if isinstance(data, list) else []
        rows.extend({} for _ in range(head + 1 - len(rows)))
        rows[head] = put(rows[head], rest, value)
        return rows
    known = dict(data) if isinstance(data, Mapping) else {}
    known[head] = put(known.get(head), rest, value)
    return known
