"""Decision tables: which rules match, and what the hit policy makes of them."""

from __future__ import annotations

import operator
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from app.engine.decisions.errors import RulesContradict
from app.feel import UnaryTests
from app.feel.comparing import equal, ordered
from app.feel.expression import asking
from app.feel.functions import FUNCTIONS
from app.feel.run import Code, Env
from app.feel.types import Type

POLICIES = ("UNIQUE", "FIRST", "PRIORITY", "ANY", "COLLECT", "RULE ORDER", "OUTPUT ORDER")
MOST_TOLD = 100  # tables whose outcome is kept in one evaluation: a function may decide in a loop
LISTS = ("COLLECT", "RULE ORDER", "OUTPUT ORDER")


def allowed_or_null(env: Env, allowed: UnaryTests | None, value: Any, name: str) -> Any:
    """The value where it is allowed, or is a list of allowed ones, as a field with several answers gives it."""
    if value is None or allowed is None or allowed.within(env, value):
        return value
    if type(value) is list and all(allowed.within(env, item) for item in value):
        return value
    return env.run.warn("{value} is not an allowed value of {name}", value=value, name=name)


@dataclass(frozen=True, slots=True)
class Input:
    label: str
    value: Code
    allowed: UnaryTests | None

    def of(self, env: Env) -> Any:
        """The value of the column; null where it is not an allowed one."""
        return allowed_or_null(env, self.allowed, self.value(env), self.label)


@dataclass(frozen=True, slots=True)
class Output:
    name: str
    type: Type
    allowed: UnaryTests | None  # in order of priority, the highest first
    default: Code | None

    def of(self, env: Env, code: Code, rule: int) -> Any:
        """What a rule gives in this column; null where it is of another type, or not an allowed value."""
        fits, value = self.type.fit(code(env))
        if not fits:
            env.run.warn("the output {name} of rule {rule} is of another type", name=self.name, rule=rule)
        return allowed_or_null(env, self.allowed, value, self.name)


@dataclass(frozen=True, slots=True)
class Rule:
    number: int
    tests: tuple[UnaryTests, ...]
    outputs: tuple[Code, ...]
    texts: tuple[str, ...] = ()  # of the outputs, as they are written

    def matches(self, places: list[Env], values: list[Any]) -> bool:
        for test, here, value in zip(self.tests, places, values, strict=True):  # noqa: SIM110 - half the time of all()
            if not test.passed(here, value):
                return False
        return True


@dataclass(frozen=True, slots=True)
class Hit:
    """What came of one evaluation of a table: the id and the name of what it stands in, and what decided."""

    id: str
    title: str
    policy: str
    result: Any
    matched: tuple[int, ...]
    inputs: dict[str, Any]
    cells: tuple[dict[str, str], ...]  # what each of the matched rules asks of the inputs, as it is written


@dataclass(frozen=True, slots=True)
class Table:
    id: str  # of the decision whose logic it is; else its own, or that of the element around it
    title: str
    name: str  # its own id, for what is wrong with it
    policy: str
    aggregation: str | None
    inputs: tuple[Input, ...]
    outputs: tuple[Output, ...]
    rules: tuple[Rule, ...]

    def decide(self, env: Env) -> Hit:
        values = [column.of(env) for column in self.inputs]
        env.run.spend(len(self.rules) * (len(self.inputs) + 1))
        places = [asking(env, value) for value in values]
        matched = [rule for rule in self.rules if rule.matches(places, values)]
        kept, result = self._by_policy(env, matched)
        hit = self._hit(values, kept, result)
        if env.run.told is not None and len(env.run.told) < MOST_TOLD:
            env.run.told.append(hit)
        return hit

    def _hit(self, values: list[Any], kept: list[Rule], result: Any) -> Hit:
        labels = [column.label for column in self.inputs]
        return Hit(
            id=self.id,
            title=self.title,
            policy=self.policy if self.aggregation is None else f"{self.policy} {self.aggregation}",
            result=result,
            matched=tuple(rule.number for rule in kept),
            inputs=dict(zip(labels, values, strict=True)),
            cells=tuple(dict(zip(labels, (test.text for test in rule.tests), strict=True)) for rule in kept),
        )

    def _by_policy(self, env: Env, matched: list[Rule]) -> tuple[list[Rule], Any]:
        """The rules that count, and the result they give."""
        if not matched:
            return [], self._without_match(env)
        if self.policy == "FIRST":
            return matched[:1], self._result(env, matched[0])
        if self.policy in ("UNIQUE", "ANY"):
            return self._agreeing(env, matched)
        results = [(rule, self._result(env, rule)) for rule in matched]
        if self.policy in ("PRIORITY", "OUTPUT ORDER"):
            results.sort(key=lambda pair: self._priority(env, pair[1]))
        if self.policy == "PRIORITY":
            return [results[0][0]], results[0][1]
        return [rule for rule, _ in results], self._collected(env, [result for _, result in results])

    def _agreeing(self, env: Env, matched: list[Rule]) -> tuple[list[Rule], Any]:
        """UNIQUE allows one rule, ANY several that say the same."""
        first, *others = results = [self._result(env, rule) for rule in matched]
        alike = all(result is None if first is None else equal(env.run, first, result) for result in others)
        if len(results) > 1 and (self.policy == "UNIQUE" or not alike):
            numbers = ", ".join(str(rule.number) for rule in matched)
            raise RulesContradict(table=self.name, rules=numbers, policy=self.policy)
        return matched, first

    def _without_match(self, env: Env) -> Any:
        if any(output.default for output in self.outputs):
            return self._assembled([output.default(env) if output.default else None for output in self.outputs])
        if self.policy not in LISTS:
            return env.run.warn("no rule of {table} matches", table=self.name)
        return self._collected(env, [])

    def _result(self, env: Env, rule: Rule) -> Any:
        cells = zip(self.outputs, rule.outputs, strict=True)
        return self._assembled([output.of(env, code, rule.number) for output, code in cells])

    def _assembled(self, values: list[Any]) -> Any:
        """One output gives its value, several a context."""
        if len(self.outputs) == 1:
            return values[0]
        return {output.name: value for output, value in zip(self.outputs, values, strict=True)}

    def _priority(self, env: Env, result: Any) -> tuple[int, ...]:
        """Where the outputs stand among the allowed ones, from the first column on; what is not allowed stands last."""
        values = [result] if len(self.outputs) == 1 else list(result.values())
        places = []
        for output, value in zip(self.outputs, values, strict=True):
            if output.allowed is not None:
                place = output.allowed.first_match(env, value)
                places.append(len(output.allowed) if place is None else place)
        return tuple(places)

    def _collected(self, env: Env, results: list[Any]) -> Any:
        if self.aggregation is None:
            return env.run.sized(results)
        return AGGREGATIONS[self.aggregation](env, results)


def _extreme(better: Callable[[Any, Any], bool]) -> Callable[[Env, list[Any]], Any]:
    def extreme(env: Env, results: list[Any]) -> Any:
        best: Any = None
        for result in results:
            if best is None or ordered(env.run, better, result, best):
                best = result
        return best

    return extreme


AGGREGATIONS: dict[str, Callable[[Env, list[Any]], Any]] = {
    "SUM": lambda env, results: FUNCTIONS["sum"].call(env.run, [results]),
    "COUNT": lambda env, results: FUNCTIONS["count"].call(env.run, [results]),
    "MIN": _extreme(operator.lt),
    "MAX": _extreme(operator.gt),
}
