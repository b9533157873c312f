"""Trying an expression on the values of a case, or on typed ones: what it gives, of which kind, and why it is null."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from app import clock, feel
from app.casework import calendars, cases
from app.casework.people import Actor
from app.engine import parameters
from app.engine.expressions import Expressions
from app.engine.values import to_json
from app.errors import Invalid
from app.feel import Budget, Doubt, FeelError, FeelSyntaxError, Warned, values
from app.feel.writing import written

ENOUGH = Budget(steps=200_000, items=20_000, characters=200_000, result=20_000)  # for what people look at


class NotValues(Invalid):
    """The values have to be written as a JSON object, such as {{"amount": 1200}}."""


class ValuesUnreadable(Invalid):
    """The values cannot be read: {why}"""

    def __init__(self, problem: FeelSyntaxError) -> None:
        self.problem = problem
        super().__init__(why=problem)


@dataclass(frozen=True)
class Given:
    """What an expression is tried on."""

    values: Mapping[str, Any] = field(default_factory=dict)
    facts: Mapping[str, Any] = field(default_factory=dict)  # of the case
    calendar: str | None = None


@dataclass(frozen=True)
class Tried:
    """What came of it."""

    text: str  # the value, as one would write it
    kind: str
    warnings: tuple[Warned, ...]  # why something became null
    doubts: tuple[Doubt, ...]  # what in it can never work, whatever the values
    used: Mapping[str, str]  # the values it looked at, as one would write them


def given(text: str, case: str | None, by: Actor) -> Given:
    """The values of a case, and over them those that are typed. Raises CaseNotFound, NotValues, ValuesUnreadable."""
    typed = read(text)
    if not case:
        return Given(typed)
    found = cases.by_number(case, by)
    facts: dict[str, Any] = {
        "number": found.number,
        "owner": found.owner,
        "unit": found.unit,
        "started_at": found.started_at.isoformat(),
    }
    stands = cases.view(found.id, by)
    facts[parameters.NAME] = to_json(stands.parameters)
    return Given({**stands.values, **typed}, facts, found.calendar)


def read(text: str) -> dict[str, Any]:
    """Values as JSON; also as FEEL writes them, so that there can be dates. An empty text has none."""
    if not text.strip():
        return {}
    try:
        found = feel.parse(text).evaluate({}, budget=ENOUGH)
    except FeelSyntaxError as problem:
        raise ValuesUnreadable(problem) from None
    if not isinstance(found, dict):
        raise NotValues
    return found


def attempt(text: str, on: Given, at: datetime | None = None) -> Tried:
    """Evaluate an expression as a case would now. Raises FeelError, and what its functions refuse."""
    say = Expressions(on.facts, at or clock.now(), calendars.in_force(on.calendar))
    context = say.context([dict(on.values)])
    if "case" in on.values and not on.facts:
        context["case"] = on.values["case"]
    expression = feel.parse(text)
    warnings: list[Any] = []
    value = expression.evaluate(context, now=say.local_now, functions=say.functions, budget=ENOUGH, warnings=warnings)
    names = sorted(expression.names & context.keys())
    return Tried(
        text=written(value),
        kind=values.kind(value),
        warnings=tuple(dict.fromkeys(warnings)),
        doubts=tuple(feel.look(text).doubts),
        used={name: seen(context[name]) for name in names},
    )


def seen(value: Any) -> str:
    """A value of the context as one would write it."""
    try:
        return written(feel.parse("value").evaluate({"value": value}, budget=ENOUGH))
    except FeelError as problem:
        return str(problem)
