"""Expressions and unary tests: parsed once, kept, evaluated often."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from decimal import DecimalException
from functools import lru_cache
from typing import Any

from lark import Token

from app.feel import run as runs
from app.feel.closures import compile_node, unary_test
from app.feel.closures.membership import INPUT, UnaryTest, any_of
from app.feel.errors import BudgetSpent, FeelError
from app.feel.incoming import incoming
from app.feel.names import is_plain
from app.feel.parser import parse_tree, tree_of
from app.feel.run import MAX_NESTING, Budget, Code, Env, Run
from app.feel.scanner import scan
from app.feel.scope import Scope, Used
from app.feel.types import NAMED, Type

CACHED = 4096
NESTED = (list, dict)
Functions = Mapping[str, Callable[..., Any]]


class Expression:
    """A parsed expression. It holds no state: threads may share it."""

    __slots__ = ("_code", "functions", "item_names", "names", "references", "text")

    def __init__(self, text: str, code: Code, used: Used) -> None:
        self.text = text
        self._code = code
        self.names = frozenset(used.names)  # the values it takes from the context
        self.item_names = frozenset(used.item_names - used.names)  # in filters: entries of elements, or such values
        self.functions = frozenset(used.functions)  # what it calls, built in or not
        self.references = frozenset(used.references)  # functions it only names: a value of the name goes first

    def evaluate(
        self,
        context: Mapping[str, Any],
        *,
        now: datetime | None = None,
        functions: Functions | None = None,
        budget: Budget | None = None,
        warnings: list[str] | None = None,
    ) -> Any:
        """The value. Raises BudgetSpent when it asks for more than the budget, FeelError when a value of the context
        is none of FEEL's; anything else that is wrong is null.

        context: the values by name. now: what `now()` gives, in the zone of the calendar, for `today()` is its date;
        without it both are null. functions: those of the caller by name, called with values of FEEL's; what they
        raise comes through. budget: what it may spend, else `Budget()`. warnings: a list to which `Warned` are added
        that say why something became null, at most 100.
        """
        run = Run(now, functions, budget or runs.DEFAULT, warnings)
        return finished(run, self._code, Env(context, None, run))

    def within(self, env: Env) -> Any:
        """The value as a part of a larger evaluation, whose budget it shares."""
        return self._code(env)

    def __repr__(self) -> str:
        return f"Expression({self.text!r})"


class UnaryTests:
    """A cell of a decision table: what it asks of the value of its column."""

    __slots__ = ("_negated", "_tests", "functions", "names", "text")

    def __init__(self, text: str, tests: list[UnaryTest], negated: bool, used: Used) -> None:
        self.text = text
        self._tests = tests
        self._negated = negated
        self.names = frozenset(used.names - {INPUT})
        self.functions = frozenset(used.functions)

    def matches(
        self,
        value: Any,
        context: Mapping[str, Any],
        *,
        now: datetime | None = None,
        functions: Functions | None = None,
        budget: Budget | None = None,
        warnings: list[str] | None = None,
    ) -> bool:
        """Whether the value passes, with arguments as those of `Expression.evaluate`. No answer (null) is no match."""
        run = Run(now, functions, budget or runs.DEFAULT, warnings)
        return bool(finished(run, lambda env: self.within(env, incoming(run, value)), Env(context, None, run)))

    def within(self, env: Env, value: Any) -> bool:
        """The answer as a part of a larger evaluation."""
        return self.passed(asking(env, value), value)

    def passed(self, here: Env, value: Any) -> bool:
        """The same at a place where ? is the value already: a column asks many cells about one value."""
        tests = self._tests
        if not tests:
            return True
        answer = tests[0](here, value) if len(tests) == 1 else any_of(tests, here, value)
        return answer is (not self._negated)

    def __len__(self) -> int:
        return len(self._tests)

    def first_match(self, env: Env, value: Any) -> int | None:
        """Which of the tests the value passes first: the priority of an output among the allowed ones."""
        here = asking(env, value)
        return next((place for place, test in enumerate(self._tests) if test(here, value)), None)

    def __repr__(self) -> str:
        return f"UnaryTests({self.text!r})"


def asking(env: Env, value: Any) -> Env:
    """The place where the tests of a value are carried out."""
    return env.inner({INPUT: value})


def finished(run: Run, code: Code, env: Env) -> Any:
    """Evaluate, and refuse a result that is too large to be kept."""
    try:
        value = code(env)
    except RecursionError:
        raise BudgetSpent(what="it is nested too deep") from None
    except (DecimalException, OverflowError):
        raise FeelError(why="a number in it becomes too large") from None
    if type(value) in NESTED:
        _weigh(run, value)
    return value


def _weigh(run: Run, value: Any) -> None:
    """Count the elements through all levels: lists that share parts are small here and huge once written down."""
    left = run.budget.result
    waiting = [(value, 0)]
    while waiting:
        part, depth = waiting.pop()
        parts = part.values() if type(part) is dict else part
        left -= len(parts)
        if left < 0:
            run.refuse("the result is too large")
        if depth > MAX_NESTING:
            run.refuse("a value is nested too deep")
        waiting.extend((item, depth + 1) for item in parts if type(item) in NESTED)


# -- parsing ----------------------------------------------------------------------------------------------------


@lru_cache(maxsize=CACHED)
def parse(text: str, names: frozenset[str] = frozenset()) -> Expression:
    """The expression of a text; a leading = as on diagrams is passed over. Raises FeelSyntaxError.

    `names` need only hold those with signs or keywords in them, such as `first-name`.
    """
    return compile_expression(text, names)


@lru_cache(maxsize=CACHED)
def parse_unary(text: str, names: frozenset[str] = frozenset()) -> UnaryTests:
    """The unary tests of a text: `-`, `< 5`, `[1..5], 9`, `not("a", "b")`, `? > 5 and ? < 9`."""
    return compile_unary(text, names)


def is_expression(text: str) -> bool:
    """Whether a text on a diagram is FEEL: it begins with =, any other text is a literal."""
    return text.lstrip().startswith("=")


def compile_expression(
    text: str,
    names: Iterable[str] = (),
    types: Mapping[str, Type] = NAMED,
    bound: frozenset[str] | None = None,
) -> Expression:
    """As `parse`, uncached, with types of one's own; `bound` are the names that are bound around it, if any can be."""
    used = Used()
    body = text.replace("=", " ", 1) if is_expression(text) else text
    tree = parse_tree(body, "start", special(names))
    scope = Scope(body, used, bound or frozenset(), top=bound is None, types=types)
    return Expression(text, compile_node(tree.children[0], scope), used)


def compile_unary(
    text: str,
    names: Iterable[str] = (),
    types: Mapping[str, Type] = NAMED,
    bound: frozenset[str] = frozenset(),
) -> UnaryTests:
    """As `parse_unary`, uncached, with types and names of one's own."""
    used = Used()
    tokens = scan(text, special(names))
    if [token.type for token in tokens] == ["MINUS"]:
        return UnaryTests(text, [], False, used)
    negated = _is_negated(tokens)
    tree = tree_of(text, tokens[2:-1] if negated else tokens, "tests")
    scope = Scope(text, used, bound | {INPUT}, top=False, types=types)
    return UnaryTests(text, [unary_test(test, scope) for test in tree.children], negated, used)


def special(names: Iterable[str]) -> list[str]:
    """The names that have to be known to be read as one."""
    return [name for name in names if name and not is_plain(name)]


def _is_negated(tokens: list[Token]) -> bool:
    """Whether the whole text is not(…): the bracket that not opens is closed by the last sign."""
    if len(tokens) < 4 or tokens[0] != "not" or tokens[1].type != "_LPAR":
        return False
    depth = 0
    for place, token in enumerate(tokens):
        depth += {"_LPAR": 1, "_RPAR": -1}.get(token.type, 0)
        if depth == 0 and place > 0:
            return place == len(tokens) - 1
    return False
