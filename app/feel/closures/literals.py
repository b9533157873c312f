"""Literals and names."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

from app.feel import hints, numbers, temporal
from app.feel.closures.rules import Node, position, rule
from app.feel.errors import NotANumber, NotTemporal
from app.feel.functions import FUNCTIONS
from app.feel.incoming import finite, incoming
from app.feel.run import Code, Env
from app.feel.scope import Scope
from app.feel.values import SCALARS

ESCAPE = re.compile(r"\\(?:u([0-9a-fA-F]{4})|U([0-9a-fA-F]{6})|([nrt\"'\\]))")
SURROGATES = re.compile("[\ud800-\udbff][\udc00-\udfff]")
LONE_SURROGATE = re.compile("[\ud800-\udfff]")
PLAIN = {"n": "\n", "r": "\r", "t": "\t", '"': '"', "'": "'", "\\": "\\"}
MISSING = object()


def constant(value: Any) -> Code:
    def literal(_env: Env) -> Any:
        return value

    return literal


@rule("null", "true", "false")
def null_true_false(node: Node, _scope: Scope) -> Code:
    return constant({"null": None, "true": True, "false": False}[node.data])


@rule("number")
def number(node: Node, scope: Scope) -> Code:
    value = numbers.read(str(node.children[0]))
    if value is None:
        raise NotANumber(scope.text, position(node), found=str(node.children[0])[:20])
    return constant(value)


@rule("string")
def string(node: Node, _scope: Scope) -> Code:
    return constant(unescape(str(node.children[0])))


def unescape(quoted: str) -> str:
    """What a text in quotes says. A backslash before anything else stays: patterns are full of them."""
    if "\\" not in quoted:
        return quoted[1:-1]
    text = ESCAPE.sub(_escaped, quoted[1:-1])
    text = SURROGATES.sub(lambda pair: pair.group().encode("utf-16", "surrogatepass").decode("utf-16"), text)
    return LONE_SURROGATE.sub("\ufffd", text)


def _escaped(found: re.Match[str]) -> str:
    digits = found[1] or found[2]
    if digits is None:
        return PLAIN[found[3]]
    code = int(digits, 16)
    return chr(code) if code <= 0x10FFFF else "\ufffd"


@rule("temporal")
def temporal_literal(node: Node, scope: Scope) -> Code:
    text = str(node.children[0])
    value = temporal.read(unescape(text[1:].lstrip()))
    if value is None:
        raise NotTemporal(scope.text, position(node), found=text)
    return constant(value)


# -- names ------------------------------------------------------------------------------------------------------


@rule("name")
def name(node: Node, scope: Scope) -> Code:
    wanted = str(node.children[0])
    if wanted in FUNCTIONS:
        scope.refers(wanted)
    else:
        scope.uses(wanted)
    return outermost(wanted) if scope.top else nearest(wanted)


def outermost(wanted: str) -> Code:
    """A name of the caller's: the common case of a condition on a diagram."""

    def look_up(env: Env) -> Any:
        value = env.names.get(wanted, MISSING)
        what = type(value)
        if what is str or what is bool or (what is Decimal and value.is_finite()):
            return value
        return given(env, wanted, value)

    return look_up


def nearest(wanted: str) -> Code:
    """A name that may be bound by any of the constructs around it."""

    def look_up(env: Env) -> Any:
        place: Env | None = env
        while place is not None:
            value = place.names.get(wanted, MISSING)
            if value is not MISSING:
                return value if place.outer is not None else given(place, wanted, value)
            place = place.outer
        return built_in(env, wanted)

    return look_up


def given(env: Env, wanted: str, value: Any) -> Any:
    """A value of the caller's, as FEEL knows it. Lists and contexts are read once for each evaluation."""
    if value is MISSING:
        return built_in(env, wanted)
    if type(value) in SCALARS:
        return finite(value)
    run = env.run
    if run.cleaned is None:
        run.cleaned = {}
    if wanted not in run.cleaned:
        run.cleaned[wanted] = incoming(run, value)
    return run.cleaned[wanted]


def built_in(env: Env, wanted: str) -> Any:
    if wanted in FUNCTIONS:
        return FUNCTIONS[wanted]
    instead = hints.instead_of(wanted) if env.run.listens else None
    if instead is not None:
        return env.run.warn("there is no value named {name}, write {instead}", name=wanted, instead=instead)
    return env.run.warn("there is no value named {name}", name=wanted)
