"""docs/feel.md tells the truth: each of its examples is run, and stands in the file that it is said to be from."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from lxml import etree

from app import calendars, feel
from app.engine.expressions import TIME_FUNCTIONS, Expressions
from app.feel import FeelSyntaxError, Warned

ROOT = Path(__file__).parents[3]
TEXT = (ROOT / "docs" / "feel.md").read_text(encoding="utf-8")
BLOCK = re.compile(r"^```(feel|feel-cell|feel-error)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
CALENDAR = calendars.seed().default
NOW = CALENDAR.local(datetime(2026, 9, 29, 10))  # noqa: DTZ001 - local time, as the calendar reads it


@dataclass
class Example:
    """An expression with the lines below it, in order: what is said, and its text."""

    kind: str
    text: str
    lines: list[tuple[str, str]] = field(default_factory=list)

    def __str__(self) -> str:
        return self.text[:40]

    @property
    def source(self) -> str | None:
        return next((text for said, text in self.lines if said == "出自"), None)


def examples() -> Iterator[Example]:
    for kind, block in BLOCK.findall(TEXT):
        for part in block.strip("\n").split("\n\n"):
            text, *lines = part.split("\n")
            pairs = [line.strip().partition(" ") for line in lines]
            yield Example(kind, text, [(said, rest) for said, _, rest in pairs])


EXAMPLES = list(examples())


def of(kind: str) -> list[Example]:
    return [example for example in EXAMPLES if example.kind == kind]


@pytest.mark.parametrize("example", of("feel"), ids=str)
def test_an_expression_gives_what_the_documentation_says(example: Example) -> None:
    given: dict[str, Any] = {}
    reasons: list[str] = []
    answers = 0
    for said, text in example.lines:
        if said == "已知":
            given, reasons = values(text), []
        elif said == "得到":
            got, reasons = evaluated(example.text, given)
            assert type(got) is type(value := values(text)), (text, got, reasons)
            assert got == value
            answers += 1
        elif said == "因为":
            assert text in reasons
        else:
            assert said == "出自"
    assert answers


@pytest.mark.parametrize("example", of("feel-cell"), ids=str)
def test_a_cell_matches_what_the_documentation_says(example: Example) -> None:
    tests = feel.parse_unary(example.text)
    asked: list[bool] = []
    for said, text in example.lines:
        if said == "输入":
            asked.append(tests.matches(values(text), {}))
        elif said == "得到":
            assert asked[-1] is values(text)
        else:
            assert said == "出自"
    assert asked


@pytest.mark.parametrize("example", of("feel-error"), ids=str)
def test_a_mistake_is_told_as_the_documentation_says(example: Example) -> None:
    with pytest.raises(FeelSyntaxError) as refused:
        feel.parse(example.text)
    assert [("说明", refused.value.in_chinese())] == example.lines


@pytest.mark.parametrize("example", [example for example in EXAMPLES if example.source], ids=str)
def test_an_example_stands_in_the_file_it_is_from(example: Example) -> None:
    assert example.text in expressions_of(str(example.source))


def test_fifty_examples_come_from_the_procedures() -> None:
    assert len({example.text for example in EXAMPLES if example.source}) >= 50


def test_every_function_is_listed() -> None:
    listed = set(re.findall(r"`([a-z ]+)`", TEXT.split("## 14.")[1].split("## 15.")[0]))
    assert listed == feel.BUILTINS | TIME_FUNCTIONS


def evaluated(text: str, given: dict[str, Any]) -> tuple[Any, list[str]]:
    """The value as a reader sees it, and why it is null where it is."""
    counted = Expressions({}, NOW, CALENDAR)
    warnings: list[Warned] = []
    value = feel.parse(text).evaluate(
        given,
        now=counted.local_now,
        functions=counted.functions,
        warnings=warnings,  # type: ignore[arg-type]
    )
    return local(value), [warning.in_chinese() for warning in warnings]


def values(text: str) -> Any:
    return local(feel.parse(text).evaluate({}))


def local(value: Any) -> Any:
    """The value with numbers of one type, and instants as the clock on the wall shows them."""
    if isinstance(value, datetime):
        return CALENDAR.local(value).astimezone(CALENDAR.zone).replace(tzinfo=None)
    if isinstance(value, dict):
        return {name: local(item) for name, item in value.items()}
    if isinstance(value, list):
        return [local(item) for item in value]
    if isinstance(value, int) and not isinstance(value, bool):
        return feel.parse(str(value)).evaluate({})
    return value


@cache
def expressions_of(file: str) -> frozenset[str]:
    """Every text in a file, without the = that says it is an expression."""
    data = (ROOT / file).read_bytes()
    found = texts_of_json(json.loads(data)) if file.endswith(".form") else texts_of_xml(etree.fromstring(data))
    return frozenset(text.strip().removeprefix("=").strip() for text in found)


def texts_of_xml(root: etree._Element) -> Iterator[str]:
    for element in root.iter(etree.Element):
        yield from map(str, element.attrib.values())
        yield element.text or ""


def texts_of_json(data: Any) -> Iterator[str]:
    if isinstance(data, str):
        yield data
    elif isinstance(data, dict | list):
        for part in data.values() if isinstance(data, dict) else data:
            yield from texts_of_json(part)
