"""Worked examples (例案): the YAML in which an owner writes who does what when, and what must come of it.

The form is a contract (`docs/worked-examples.md`): a word it does not know is refused, never passed over.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from app.casework import desk_deeds
from app.casework.clock_deeds import SAYS
from app.errors import Invalid

# What each kind of step says beside its own word and what every step may say.
KINDS: dict[str, frozenset[str]] = {
    "complete": frozenset({"values"}),
    "claim": frozenset(),
    "release": frozenset(),
    "assign": frozenset({"to", "reason"}),
    "absent": frozenset({"reason"}),
    "message": frozenset({"key", "values"}),
    "job": frozenset({"values", "error", "code"}),
    "set": frozenset({"reason"}),
    "retry": frozenset(),
    "cancel": frozenset(),
    **{deed: says | {"reason"} for deed, says in (*SAYS.items(), *desk_deeds.SAYS.items())},
}
ANY_STEP = frozenset({"at", "by", "expect", "fail"})
EXPECTED = frozenset({"open", "fired", "ladder", "due", "ended", "visited", "never", "values", "incidents"})
START = frozenset({"at", "by", "values", "owner", "unit", "message", "timer"})
TIMERS = "system:timers"  # by whom a case starts that the clock starts
EXAMPLE = frozenset({"title", "process", "calendar", "absent", "parameters", "start", "steps", "expect"})


class ExampleBroken(Invalid):
    """The worked example {example} cannot be read: {why}."""


@dataclass(frozen=True, kw_only=True)
class Beginning:
    """How the case starts."""

    at: str
    by: str
    values: Mapping[str, Any] = field(default_factory=dict)
    owner: str | None = None
    unit: str | None = None
    message: str | None = None  # the message that starts it, where it is not started by hand
    timer: str | None = None  # the timer start event, where the clock starts it


@dataclass(frozen=True, kw_only=True)
class ExampleStep:
    """Something that is done, or only a time that comes; and what must then be so."""

    kind: str | None = None  # a key of KINDS; None: only the clock moves
    target: Any = None  # what stands beside the kind: an element, a message, values, a reason
    at: str | None = None  # None: the same instant as the step before
    by: str | None = None
    details: Mapping[str, Any] = field(default_factory=dict)  # what the kind says beside its target
    expect: Mapping[str, Any] = field(default_factory=dict)
    fail: str | None = None  # the command must be refused, with a message that contains this

    def __str__(self) -> str:
        return f"{self.kind} {self.target}" if self.kind else f"at {self.at}"


@dataclass(frozen=True, kw_only=True)
class Example:
    name: str  # where it was read from
    title: str
    process: str
    start: Beginning
    calendar: str | None = None
    absent: Mapping[str, tuple[date, date]] = field(default_factory=dict)  # login: first and last day away
    parameters: Mapping[str, Any] = field(default_factory=dict)  # in place of the organisation's
    steps: tuple[ExampleStep, ...] = ()
    expect: Mapping[str, Any] = field(default_factory=dict)


def read(path: Path, process: str | None = None) -> Example:
    """The example in a file; `process` is the folder it lies in, where that is a process."""
    try:
        text = path.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise ExampleBroken(example=path, why=str(error)) from None
    return parse(text, str(path), process)


def parse(text: str, name: str, process: str | None = None) -> Example:
    try:
        data = yaml.load(text, Loader=Core)  # noqa: S506  Core is a SafeLoader
    except (yaml.YAMLError, RecursionError, ValueError) as error:
        raise ExampleBroken(example=name, why=" ".join(str(error).split())) from None
    try:
        return example(data, name, process)
    except Unreadable as error:
        raise ExampleBroken(example=name, why=str(error)) from None


class Unreadable(Exception):
    """Says what is wrong, for whoever knows which example it is."""


_YAML = "tag:yaml.org,2002:"


class Core(yaml.SafeLoader):
    """YAML 1.2's core schema: `yes` and `no`, dates and 10:30 stay text, as a form would send them."""


Core.yaml_constructors = {
    tag: make for tag, make in yaml.SafeLoader.yaml_constructors.items() if tag != f"{_YAML}timestamp"
}
Core.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if not tag.endswith((":timestamp", ":int", ":bool", ":float"))]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}
for _tag, _pattern, _first in (
    ("bool", r"^(?:true|True|TRUE|false|False|FALSE)$", "tTfF"),
    ("int", r"^[-+]?(?:0|[1-9][0-9]*)$", "-+0123456789"),
    ("float", r"^[-+]?(?:[0-9]+\.[0-9]*|\.[0-9]+|[0-9]+(?=[eE]))(?:[eE][-+]?[0-9]+)?$", "-+.0123456789"),
):
    Core.add_implicit_resolver(f"{_YAML}{_tag}", re.compile(_pattern), list(_first))


# -- from data to an example ----------------------------------------------------------------------------------


def example(data: Any, name: str, process: str | None) -> Example:
    known(data, EXAMPLE, "the example")
    if "start" not in data:
        raise Unreadable("it has no start")
    process = data.get("process") or process
    if not process:
        raise Unreadable("it does not say which process it is of")
    return Example(
        name=name,
        title=str(data.get("title") or Path(name).stem),
        process=process,
        calendar=data.get("calendar"),
        absent={login: days(login, span) for login, span in (data.get("absent") or {}).items()},
        parameters=mapping(data.get("parameters"), "the parameters"),
        start=beginning(data["start"]),
        steps=tuple(steps(data.get("steps") or [])),
        expect=expectation(data.get("expect"), "the end"),
    )


def beginning(data: Any) -> Beginning:
    known(data, START, "the start")
    given = {key: value for key, value in data.items() if value is not None}
    if "timer" in given:
        given.setdefault("by", TIMERS)
        for needless in sorted({"values", "message", "owner"} & given.keys()):
            raise Unreadable(f"the start says {needless}, but a timer brings none")
    for needed in ("at", "by"):
        if not given.get(needed):
            raise Unreadable(f"the start does not say {needed}")
    return Beginning(**{**given, "at": str(given["at"]), "values": mapping(given.get("values"), "the start's values")})


def steps(rows: Any) -> Iterator[ExampleStep]:
    if not isinstance(rows, list):
        raise Unreadable("its steps are not a list")
    for number, row in enumerate(rows, start=1):
        yield step(row, f"step {number}")


def step(row: Any, where: str) -> ExampleStep:
    kinds = [word for word in KINDS if isinstance(row, Mapping) and word in row]
    if len(kinds) > 1:
        raise Unreadable(f"{where} does two things at once: {' and '.join(kinds)}")
    kind = kinds[0] if kinds else None
    details = KINDS[kind] if kind else frozenset()
    known(row, ANY_STEP | details | frozenset(kinds), where)
    if not kind and "at" not in row:
        raise Unreadable(f"{where} does nothing: it says neither what is done nor what time it is")
    if not kind and "fail" in row:
        raise Unreadable(f"{where} has nothing that could fail: only the clock moves")
    return ExampleStep(
        kind=kind,
        target=row.get(kind) if kind else None,
        at=str(row["at"]) if row.get("at") else None,
        by=row.get("by"),
        details={key: row[key] for key in details if row.get(key) is not None},
        expect=expectation(row.get("expect"), where),
        fail=None if row.get("fail") is None else str(row["fail"]),
    )


def expectation(data: Any, where: str) -> Mapping[str, Any]:
    found = mapping(data, f"what {where} expects")
    known(found, EXPECTED, f"what {where} expects")
    for name in ("due", "values"):
        if name in found:
            found[name] = mapping(found[name], f"{name} in what {where} expects")
    return found


def days(login: str, span: Any) -> tuple[date, date]:
    try:
        first, last = (date.fromisoformat(str(day)) for day in span)
    except (TypeError, ValueError):
        raise Unreadable(f"{login} is absent from a first to a last day: write [2026-03-09, 2026-03-13]") from None
    return first, last


def mapping(data: Any, what: str) -> dict[str, Any]:
    if data is None:
        return {}
    if not isinstance(data, Mapping):
        raise Unreadable(f"{what} is not a list of names with values")
    return {str(key): value for key, value in data.items()}


def known(data: Any, words: frozenset[str], what: str) -> None:
    for word in mapping(data, what):
        if word not in words:
            raise Unreadable(f"{what} has a word {word} that means nothing there; known are {', '.join(sorted(words))}")
