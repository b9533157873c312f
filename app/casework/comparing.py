"""What differs between two sets of files of a process: which files, and in forms, tables and settings what exactly.

The diagrams themselves are compared on the page, where their shapes are.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from lxml import etree

from app.casework import sources
from app.engine import xml

MOST_LINES = 400
SHORT = 200  # characters of a value that are shown
DMN_TEXTS = ("inputEntry", "outputEntry", "inputExpression", "input", "output", "rule", "decision", "literalExpression")


@dataclass(frozen=True)
class Change:
    """A file that differs: only there, only here, or other."""

    name: str
    how: str  # "added" | "removed" | "changed"


@dataclass(frozen=True)
class Line:
    """One thing within a file: where it stands, what it was, what it is."""

    where: str
    before: str | None
    after: str | None


@dataclass(frozen=True)
class Part:
    """A file with what differs within it."""

    change: Change
    lines: tuple[Line, ...]


def files(before: Mapping[str, bytes], after: Mapping[str, bytes]) -> Iterator[Change]:
    for name in sorted({*before, *after}):
        if name not in before:
            yield Change(name, "added")
        elif name not in after:
            yield Change(name, "removed")
        elif before[name] != after[name]:
            yield Change(name, "changed")


def parts(before: Mapping[str, bytes], after: Mapping[str, bytes]) -> Iterator[Part]:
    """Every file that differs but the diagram; of forms and tables what differs in them."""
    for change in files(before, after):
        if change.name != sources.DIAGRAM:
            old, new = flat(change.name, before.get(change.name)), flat(change.name, after.get(change.name))
            names = dict.fromkeys((*old, *new))
            lines = (Line(name, old.get(name), new.get(name)) for name in names if old.get(name) != new.get(name))
            yield Part(change, tuple(lines)[:MOST_LINES])


def flat(name: str, data: bytes | None) -> dict[str, str]:
    """A form or table as one line for each thing that can be changed; empty for what is neither."""
    if data is None:
        return {}
    try:
        if name.endswith(".form"):
            return dict(_form(json.loads(data), ()))
        return dict(_table(data)) if name.endswith(".dmn") else {}
    except (ValueError, RecursionError, xml.XmlRefused):
        return {}


def _form(value: Any, path: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    if isinstance(value, dict):
        for key, inner in value.items():
            if key not in {"id", "layout", "exporter", "schemaVersion"}:
                yield from _form(inner, (*path, key))
    elif isinstance(value, list):
        for number, inner in enumerate(value, 1):
            yield from _form(inner, (*path[:-1], _called(inner, number)) if path else (str(number),))
    else:
        yield " › ".join(path), _short(value)


def _called(inner: Any, number: int) -> str:
    """A field by its key or label, so that one that moved is not every one that changed."""
    if isinstance(inner, dict):
        return str(inner.get("key") or inner.get("label") or inner.get("value") or inner.get("text") or number)[:60]
    return str(number)


def _table(data: bytes) -> Iterator[tuple[str, str]]:
    counts: dict[str, int] = {}
    for node in xml.read(data).iter():
        if not isinstance(node.tag, str) or etree.QName(node).localname not in DMN_TEXTS:
            continue
        kind = etree.QName(node).localname
        name = node.get("id") or f"{kind}-{counts.setdefault(kind, 0)}"
        counts[kind] = counts.get(kind, 0) + 1
        own = {
            str(key): str(value) for key, value in node.attrib.items() if key != "id" and not str(key).startswith("{")
        }
        text = " ".join("".join(map(str, node.itertext())).split()) if kind.endswith(("Entry", "Expression")) else ""
        said = " ".join([*(f"{key}={value}" for key, value in own.items()), *([text] if text else [])])
        if said:
            yield f"{kind} {name}", _short(said)


def _short(value: Any) -> str:
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return text if len(text) <= SHORT else text[: SHORT - 1] + "…"
