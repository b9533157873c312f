"""for, some and every."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from lark import Token

from app.feel.closures.rules import Node, compile_node, rule
from app.feel.numbers import CONTEXT
from app.feel.run import Code, Env, Run
from app.feel.scope import Scope
from app.feel.values import DATE, KINDS, LIST, NUMBER, RANGE, Range

DAY = timedelta(days=1)
PARTIAL = "partial"
COPIED = 8  # elements of a list that are copied for one step


@dataclass(frozen=True, slots=True)
class Iteration:
    """`name in of`, or `name in of..to`."""

    name: str
    of: Code
    to: Code | None

    def items(self, env: Env) -> Iterable[Any] | None:
        if self.to is None:
            return elements(env.run, self.of(env))
        return counted(env.run, self.of(env), self.to(env))


@rule("for")
def for_return(node: Node, scope: Scope) -> Code:
    """Each round sees the results of those before it as `partial`."""
    iterations, inner = _iterations(node.children[0], scope.binding(PARTIAL))
    body, weight = _weighed(node.children[1], inner)
    asks = any(token == PARTIAL for token in node.scan_values(lambda value: isinstance(value, Token)))

    def loop(env: Env) -> list[Any] | None:
        return collected(env, lambda here: rounds(iterations, here), body, weight, asks)

    return loop


def collected(
    env: Env, places: Callable[[Env], Iterable[Env | None]], body: Code, weight: int, asks: bool
) -> list[Any] | None:
    """The results of all rounds. Where the body asks for `partial` it is given those so far, as they are then."""
    results: list[Any] = []
    names: dict[str, Any] = {PARTIAL: results}
    for place in places(env.inner(names)):
        if place is None:
            return None
        env.run.spend(weight)
        if asks:
            env.run.spend(len(results) // COPIED)
            names[PARTIAL] = results.copy()
        results.append(body(place))
        env.run.sized(results)
    return results


@rule("some")
def some(node: Node, scope: Scope) -> Code:
    return _quantified(node, scope, decisive=True)


@rule("every")
def every(node: Node, scope: Scope) -> Code:
    return _quantified(node, scope, decisive=False)


def _quantified(node: Node, scope: Scope, decisive: bool) -> Code:
    """Ends with the first answer that decides; null when none does and one was no boolean."""
    iterations, inner = _iterations(node.children[0], scope)
    body, weight = _weighed(node.children[1], inner)

    def loop(env: Env) -> bool | None:
        result: bool | None = not decisive
        for place in rounds(iterations, env):
            if place is None:
                return None
            env.run.spend(weight)
            answer = body(place)
            if answer is decisive:
                return decisive
            if answer is not (not decisive):
                result = None
        return result

    return loop


def _iterations(node: Any, scope: Scope) -> tuple[list[Iteration], Scope]:
    found = []
    for child in node.children:
        name, of, *to = child.children
        found.append(
            Iteration(str(name), compile_node(of, scope), compile_node(to[0], scope) if to else None),
        )
        scope = scope.binding(str(name))
    return found, scope


def _weighed(node: Any, scope: Scope) -> tuple[Code, int]:
    """The body of a loop and what one round of it costs."""
    before = scope.used.nodes
    return compile_node(node, scope), 1 + (scope.used.nodes - before) // 8


def rounds(iterations: list[Iteration], env: Env) -> Iterator[Env | None]:
    """The places where the body is evaluated, the last name turning fastest; None when one cannot be gone through."""
    first, *others = iterations
    items = first.items(env)
    if items is None:
        yield None
        return
    for item in items:
        here = env.inner({first.name: item})
        if others:
            env.run.spend(1)
            yield from rounds(others, here)
        else:
            yield here


def elements(run: Run, value: Any) -> Iterable[Any] | None:
    """What a loop over one value goes through; a single value counts as a list of one."""
    what = KINDS[type(value)]
    if what is LIST:
        return value
    if value is None:
        return run.warn("null cannot be gone through")
    return _within(run, value) if what is RANGE else [value]


def _within(run: Run, value: Range) -> Iterable[Any] | None:
    """The numbers or days of a range, which must not run backwards."""
    if value.start is None or value.end is None:
        return run.warn("a range without an end cannot be gone through")
    found = counted(run, value.start, value.end)
    if found is None or value.start > value.end:
        return run.warn("a range that runs backwards, or not of numbers or dates, cannot be gone through")
    return (
        item
        for item in found
        if (value.start_closed or item != value.start) and (value.end_closed or item != value.end)
    )


def counted(run: Run, start: Any, end: Any) -> Iterable[Any] | None:
    """From start to end by one, or by one day, upwards or downwards."""
    kinds = {KINDS[type(start)], KINDS[type(end)]}
    if kinds == {NUMBER}:
        return _numbers(Decimal(start), Decimal(end))
    if kinds == {DATE}:
        return _days(start, end)
    return run.warn("only numbers and dates can be counted through")


def _numbers(start: Decimal, end: Decimal) -> Iterator[Decimal]:
    step = Decimal(1 if start <= end else -1)
    value = start
    while (value <= end) if step > 0 else (value >= end):
        yield value
        following = CONTEXT.add(value, step)
        if following == value:
            return  # too large to be counted by one
        value = following


def _days(start: date, end: date) -> Iterator[date]:
    step = 1 if start <= end else -1
    for count in range(abs((end - start).days) + 1):
        yield start + step * count * DAY
