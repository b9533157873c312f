"""The organisation's parameters in expressions: `parameters.<id>` wherever FEEL stands.

A case has the values it was started with, of those parameters alone that its version asks for. Which these are is read
off the texts: an entry is always named outright, never computed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import orjson
from lxml import etree

from app import feel
from app.engine import xml
from app.engine.diagram import BPMN, local
from app.feel.scanner import scan
from app.forms.expressions import HOLE

NAME = "parameters"
ALWAYS_FEEL = frozenset({"loopCardinality"})  # FEEL without a leading `=`
PROSE = frozenset({"documentation", "textAnnotation"})


@dataclass(frozen=True)
class Known:
    """A parameter as the gate knows it, for the unit that a process is deployed for."""

    name: str
    empty: bool


@dataclass(frozen=True)
class Asked:
    """What one expression asks: parameters by id, and whether it takes the context as a whole."""

    ids: frozenset[str] = frozenset()
    whole: bool = False


def asked(formula: str) -> Asked:
    """What a FEEL text asks, an expression or unary tests; nothing, where it cannot be read."""
    if NAME not in formula:
        return Asked()
    try:
        tokens = scan(formula.replace("=", " ", 1) if feel.is_expression(formula) else formula)
    except feel.FeelError:
        return Asked()
    ids, whole = set(), False
    for place, token in enumerate(tokens):
        before = tokens[place - 1].type if place else None
        after = [each.type for each in tokens[place + 1 : place + 3]]
        if token.type != "NAME" or token != NAME or before == "_DOT" or after[:1] == ["_COLON"]:
            continue
        if after == ["_DOT", "NAME"]:
            ids.add(str(tokens[place + 2]))
        else:
            whole = True
    return Asked(frozenset(ids), whole)


def of_sources(sources: Mapping[str, bytes]) -> frozenset[str]:
    """The parameters that the files of a version ask for, those of called processes, tables and forms included."""
    found: set[str] = set()
    for name, data in sources.items():
        if NAME.encode() in data and not name.startswith("original/"):
            texts = READERS.get(name.rpartition(".")[2], _nothing)(data)
            found |= {each for text in texts for each in asked(text).ids}
    return frozenset(found)


def of_table(data: bytes) -> Asked:
    """What a file of decision tables asks."""
    return _together(_in_table(data)) if NAME.encode() in data else Asked()


def of_form(data: bytes) -> Asked:
    return _together(_in_form(data)) if NAME.encode() in data else Asked()


def _together(texts: Iterator[str]) -> Asked:
    each = [asked(text) for text in texts]
    return Asked(frozenset().union(*(one.ids for one in each)), any(one.whole for one in each))


def _nothing(_data: bytes) -> Iterator[str]:
    return iter(())


def _in_diagram(data: bytes) -> Iterator[str]:
    for node in xml.elements(xml.read(data)):
        if etree.QName(node).namespace == BPMN and local(node) in PROSE:
            continue
        texts = [*map(str, node.attrib.values()), node.text or ""]
        yield from (text for text in texts if feel.is_expression(text) or local(node) in ALWAYS_FEEL)


def _in_table(data: bytes) -> Iterator[str]:
    for node in xml.elements(xml.read(data)):
        if etree.QName(node).localname == "text":
            yield node.text or ""


def _in_form(data: bytes) -> Iterator[str]:
    yield from _strings(orjson.loads(data))


def _strings(data: Any) -> Iterator[str]:
    if isinstance(data, str):
        if feel.is_expression(data):
            yield data
        else:
            yield from HOLE.findall(data)
    elif isinstance(data, dict | list):
        for each in data.values() if isinstance(data, dict) else data:
            yield from _strings(each)


READERS = {"bpmn": _in_diagram, "dmn": _in_table, "form": _in_form}
