"""Boxed expressions: what can stand in a decision, from a text to a whole table, as code."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from app.engine.decisions.errors import DmnError
from app.engine.decisions.place import Element, Place, child, children, name_of, tag, text_of
from app.engine.decisions.reading import read_table
from app.feel.closures.calls import define
from app.feel.closures.loops import PARTIAL, collected, elements
from app.feel.run import Code, Env, Run
from app.feel.types import ANY, FunctionOf, Type
from app.feel.values import KINDS, Function

BOXED_DEPTH = 10  # how deep a boxed expression counts as the body of a function
Compiler = Callable[[Element, Place], Code]


def expression_in(element: Element) -> Element | None:
    """The boxed expression an element holds."""
    return child(element, *BOXED)


def compile_boxed(element: Element, place: Place) -> Code:
    return fitted(place.type_of(element), BOXED[tag(element)](element, place), name_of(element))


def compile_inside(element: Element, place: Place, *through: str) -> Code:
    """The expression inside an element, or inside the part of it that has this name."""
    part = element if not through else child(element, *through)
    inner = None if part is None else expression_in(part)
    if inner is None:
        raise DmnError(element=name_of(element), why=f"{' '.join(through) or tag(element)} holds no expression")
    return compile_boxed(inner, place)


def fitted(wanted: Type, code: Code, name: str) -> Code:
    """The code with its result as the type that is declared for it."""
    if type(wanted) is Type:
        return code

    def fit(env: Env) -> Any:
        value = code(env)
        fits, result = wanted.fit(value)
        if not fits:
            return env.run.warn("the value of {name} is of another type: {what}", name=name, what=KINDS[type(value)])
        if type(result) is Function and isinstance(wanted, FunctionOf):
            return returning(wanted.result, result, name)
        return result

    return fit


def returning(wanted: Type, function: Function, name: str) -> Function:
    """The function with its results as the type that is declared for them."""
    if wanted == ANY:
        return function

    def call(run: Run, arguments: list[Any]) -> Any:
        fits, result = wanted.fit(function.call(run, arguments))
        return result if fits else run.warn("the value of {name} is of another type", name=name)

    return Function(function.name, function.parameters, call, types=function.types, result=wanted)


# -- the kinds --------------------------------------------------------------------------------------------------


def _literal(element: Element, place: Place) -> Code:
    language = element.get("expressionLanguage", "")
    if language and "feel" not in language.lower():
        raise DmnError(element=name_of(element), why=f"expressions in {language} are not evaluated, only FEEL is")
    if child(element, "importedValues") is not None:
        raise DmnError(element=name_of(element), why="imported values are not supported")
    return place.formula(element, text_of(element))


def _decision_table(element: Element, place: Place) -> Code:
    table = read_table(element, place)
    return lambda env: table.decide(env).result


def _context(element: Element, place: Place) -> Code:
    """Each entry sees those before it; one without a name is the result of the whole."""
    entries: list[tuple[str | None, Code]] = []
    for entry in children(element, "contextEntry"):
        variable = child(entry, "variable")
        name = None if variable is None else variable.get("name")
        inner = place.binding(name) if name and child(entry, "functionDefinition") is not None else place
        code = fitted(place.type_of(variable), compile_inside(entry, inner), name or name_of(entry))
        entries.append((name, code))
        place = place.binding(name) if name else place

    def build(env: Env) -> Any:
        made: dict[str, Any] = {}
        here = env.inner(made)
        for name, code in entries:
            if name is None:
                return code(here)
            made[name] = code(here)
        return made

    return build


def _invocation(element: Element, place: Place) -> Code:
    called = compile_inside(element, place)
    bindings = {}
    for binding in children(element, "binding"):
        parameter = child(binding, "parameter")
        if parameter is None or expression_in(binding) is None:
            raise DmnError(element=name_of(binding), why="a binding needs a parameter and an expression")
        bindings[parameter.get("name", "")] = compile_inside(binding, place)

    def invoke(env: Env) -> Any:
        function = called(env)
        if type(function) is not Function:
            return env.run.warn("a {what} cannot be called", what=KINDS[type(function)])
        return function.named(env.run, {name: code(env) for name, code in bindings.items()})

    return invoke


def _relation(element: Element, place: Place) -> Code:
    columns = [column.get("name", "") for column in children(element, "column")]
    rows = []
    for row in children(element, "row"):
        cells = [compile_boxed(cell, place) for cell in children(row, *BOXED)]
        if len(cells) != len(columns):
            raise DmnError(element=name_of(row), why="the row does not have a cell for each column")
        rows.append(cells)
    return lambda env: [{name: cell(env) for name, cell in zip(columns, cells, strict=True)} for cells in rows]


def _list(element: Element, place: Place) -> Code:
    items = [compile_boxed(item, place) for item in children(element, *BOXED)]
    return lambda env: [item(env) for item in items]


def function(element: Element, place: Place, name: str = "function") -> Code:
    """A function definition. Only those in FEEL can be called: others would be code of the machine."""
    if element.get("kind", "FEEL") != "FEEL":
        raise DmnError(element=name_of(element), why=f"functions in {element.get('kind')} cannot be called")
    parameters = list(children(element, "formalParameter"))
    names = tuple(parameter.get("name", "") for parameter in parameters)
    types = tuple(place.type_of(parameter) for parameter in parameters)
    inner = expression_in(element)
    body: Code = (lambda _env: None) if inner is None else compile_boxed(inner, place.binding(*names))
    return lambda env: define(name, names, types, body, env, BOXED_DEPTH)


def _conditional(element: Element, place: Place) -> Code:
    condition, then, otherwise = (compile_inside(element, place, part) for part in ("if", "then", "else"))

    def choose(env: Env) -> Any:
        holds = condition(env)
        if holds is not None and holds is not True and holds is not False:
            return env.run.warn("a {what} is neither true nor false", what=KINDS[type(holds)])
        return then(env) if holds else otherwise(env)

    return choose


def _filter(element: Element, place: Place) -> Code:
    """Keeps what the condition is true of; null when it is neither true nor false of one."""
    of, match = compile_inside(element, place, "in"), compile_inside(element, place.binding("item"), "match")

    def select(env: Env) -> Any:
        kept = []
        for item in elements(env.run, of(env)) or ():
            env.run.spend(2)
            here = env.inner({"item": item})
            answer = match(here.inner(item) if type(item) is dict else here)
            if answer is not True and answer is not False:
                return env.run.warn("a {what} is neither true nor false", what=KINDS[type(answer)])
            if answer:
                kept.append(item)
        return kept

    return select


def _for(element: Element, place: Place) -> Code:
    name = element.get("iteratorVariable", "item")
    of, body = compile_inside(element, place, "in"), compile_inside(element, place.binding(name, PARTIAL), "return")
    asks = PARTIAL in "".join(map(str, element.itertext()))

    def loop(env: Env) -> Any:
        items = elements(env.run, of(env))
        if items is None:
            return None
        return collected(env, lambda here: (here.inner({name: item}) for item in items), body, 2, asks)

    return loop


def _quantified(decisive: bool) -> Compiler:
    """some and every: end with the first answer that decides, or is no boolean: then the whole is null."""

    def compile_quantified(element: Element, place: Place) -> Code:
        name = element.get("iteratorVariable", "item")
        of = compile_inside(element, place, "in")
        condition = compile_inside(element, place.binding(name), "satisfies")

        def loop(env: Env) -> bool | None:
            items = elements(env.run, of(env))
            if items is None:
                return None
            for item in items:
                env.run.spend(2)
                answer = condition(env.inner({name: item}))
                if answer is not True and answer is not False:
                    return env.run.warn("a {what} is neither true nor false", what=KINDS[type(answer)])
                if answer is decisive:
                    return decisive
            return not decisive

        return loop

    return compile_quantified


BOXED: dict[str, Compiler] = {
    "literalExpression": _literal,
    "decisionTable": _decision_table,
    "context": _context,
    "invocation": _invocation,
    "relation": _relation,
    "list": _list,
    "functionDefinition": function,
    "conditional": _conditional,
    "filter": _filter,
    "for": _for,
    "some": _quantified(decisive=True),
    "every": _quantified(decisive=False),
}
