"""The signatures of the built-in functions as DMN writes them, and the fitting of arguments to them.

`length?: number` may be left out, `value: any` may be null, `...items: any` takes all that follow.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from app.feel.run import Run
from app.feel.values import KINDS, LIST, NULL, Function

SIGNATURE = re.compile(r"(?P<name>[^(]+)\((?P<parameters>.*)\)")
PARAMETER = re.compile(r"(?P<rest>\.\.\.)?(?P<name>[^?:]+)(?P<optional>\?)?: (?P<kinds>.+)")
MISFIT = object()

FUNCTIONS: dict[str, Function] = {}
Body = Callable[..., Any]


@dataclass(frozen=True, slots=True)
class Parameter:
    name: str
    kinds: frozenset[str] | None  # None: anything, null too
    optional: bool
    rest: bool

    def fit(self, value: Any) -> Any:
        """The value as this parameter takes it: a list of one stands for its element, and the other way round."""
        if self.kinds is None:
            return value
        if value is None:
            return None if self.optional else MISFIT
        if KINDS[type(value)] in self.kinds:
            return value
        if LIST in self.kinds:
            return [value]
        if type(value) is list and len(value) == 1 and KINDS[type(value[0])] in self.kinds:
            return value[0]
        return MISFIT

    def could_be(self, kinds: frozenset[str] | None) -> bool:
        """Whether it might take a value that is of one of these kinds."""
        if self.kinds is None or kinds is None or LIST in kinds:
            return True
        if kinds == {NULL}:
            return self.optional
        return LIST in self.kinds or bool(kinds & self.kinds)


@dataclass(frozen=True, slots=True)
class Signature:
    parameters: tuple[Parameter, ...]
    body: Body

    def by_position(self, given: list[Any]) -> list[Any] | None:
        """The arguments for the body, or None when they do not fit."""
        plain = [parameter for parameter in self.parameters if not parameter.rest]
        if len(given) > len(plain) and len(plain) == len(self.parameters):
            return None
        fitted = self._fitted(plain, dict(zip((parameter.name for parameter in plain), given, strict=False)))
        if fitted is None or len(plain) == len(self.parameters):
            return fitted
        return self._with_rest(fitted, given[len(plain) :])

    def could_take(self, given: list[frozenset[str] | None]) -> bool:
        """Whether arguments of these kinds might fit; None is an argument of which nothing is known."""
        parameters = list(self.parameters)
        if parameters and parameters[-1].rest:
            if len(given) < len(parameters):
                return False
            parameters += parameters[-1:] * (len(given) - len(parameters))
        if len(given) > len(parameters) or not all(one.optional for one in parameters[len(given) :]):
            return False
        return all(parameter.could_be(kinds) for parameter, kinds in zip(parameters, given, strict=False))

    def by_name(self, given: dict[str, Any]) -> list[Any] | None:
        plain = [parameter for parameter in self.parameters if not parameter.rest]
        if not given.keys() <= {parameter.name for parameter in plain}:
            return None
        fitted = self._fitted(plain, given)
        if fitted is None or len(plain) == len(self.parameters):
            return fitted
        return self._with_rest(fitted, [])

    def _fitted(self, plain: list[Parameter], given: dict[str, Any]) -> list[Any] | None:
        fitted = []
        for parameter in plain:
            if parameter.name not in given and not parameter.optional:
                return None
            value = parameter.fit(given[parameter.name]) if parameter.name in given else None
            if value is MISFIT:
                return None
            fitted.append(value)
        return fitted

    def _with_rest(self, fitted: list[Any], rest: list[Any]) -> list[Any] | None:
        """One or more values for the last parameter."""
        if not rest:
            return None
        more = [self.parameters[-1].fit(value) for value in rest]
        return None if any(value is MISFIT for value in more) else [*fitted, more]


class BuiltIn:
    """A built-in function: its signatures, the first that fits is used."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.signatures: list[Signature] = []

    def call(self, run: Run, given: list[Any]) -> Any:
        for signature in self.signatures:
            if (fitted := signature.by_position(given)) is not None:
                return signature.body(run, *fitted)
        return self._misfit(run, given)

    def named(self, run: Run, given: dict[str, Any]) -> Any:
        for signature in self.signatures:
            if (fitted := signature.by_name(given)) is not None:
                return signature.body(run, *fitted)
        return self._misfit(run, list(given.values()))

    def _misfit(self, run: Run, given: list[Any]) -> None:
        kinds = ", ".join(KINDS[type(value)] for value in given)
        run.warn("{name} cannot be called with ({kinds})", name=self.name, kinds=kinds)


_BUILT: dict[str, BuiltIn] = {}


def signatures_of(name: str) -> tuple[Signature, ...]:
    """All ways to call a built-in function; none when there is no such function."""
    return tuple(_BUILT[name].signatures) if name in _BUILT else ()


def builtin(*signatures: str) -> Callable[[Body], Body]:
    """Register what carries out the functions of these signatures. The body is given the run, then the arguments."""

    def register(body: Body) -> Body:
        for written in signatures:
            name, parameters = _read(written)
            built = _BUILT.setdefault(name, BuiltIn(name))
            built.signatures.append(Signature(parameters, body))
            names = tuple(parameter.name for parameter in built.signatures[0].parameters)
            FUNCTIONS[name] = Function(name, names, built.call, built.named)
        return body

    return register


def _read(written: str) -> tuple[str, tuple[Parameter, ...]]:
    found = SIGNATURE.fullmatch(written)
    if found is None:
        raise ValueError(written)
    texts = [text for text in found["parameters"].split(", ") if text]
    return found["name"], tuple(_parameter(text) for text in texts)


def _parameter(text: str) -> Parameter:
    found = PARAMETER.fullmatch(text)
    if found is None:
        raise ValueError(text)
    kinds = None if found["kinds"] == "any" else frozenset(found["kinds"].split("|"))
    return Parameter(found["name"], kinds, optional=bool(found["optional"]), rest=bool(found["rest"]))
