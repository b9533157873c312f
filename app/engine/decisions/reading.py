"""A decision table as it is written: its columns and rules, checked and compiled."""

from __future__ import annotations

from app.engine.decisions.errors import DmnError
from app.engine.decisions.place import Element, Place, child, children, name_of, text_of, title_of
from app.engine.decisions.tables import AGGREGATIONS, POLICIES, Input, Output, Rule, Table


def read_table(element: Element, place: Place, id_: str = "", title: str = "") -> Table:
    """The table; `id_` and `title` are those of the decision whose logic it is, where it is one."""
    policy = element.get("hitPolicy", "UNIQUE")
    if policy not in POLICIES:
        raise DmnError(element=name_of(element), why=f"there is no hit policy {policy}")
    inputs = tuple(_input(column, place) for column in children(element, "input"))
    outputs = tuple(_output(column, place) for column in children(element, "output"))
    _check_outputs(element, policy, outputs)
    rows = enumerate(children(element, "rule"), 1)
    rules = tuple(_rule(row, number, place, len(inputs), len(outputs)) for number, row in rows)
    aggregation = element.get("aggregation") if policy == "COLLECT" else None
    own = name_of(element)
    return Table(id_ or own, title or title_of(element), own, policy, aggregation, inputs, outputs, rules)


def _check_outputs(element: Element, policy: str, outputs: tuple[Output, ...]) -> None:
    aggregation = element.get("aggregation")
    why = None
    if not outputs:
        why = "the table has no output column"
    elif len(outputs) > 1 and not all(output.name for output in outputs):
        why = "each of several output columns needs a name"
    elif len(outputs) > 1 and len({output.name for output in outputs}) < len(outputs):
        why = "two output columns have the same name"
    elif policy == "COLLECT" and aggregation and aggregation not in AGGREGATIONS:
        why = f"there is no aggregation {aggregation}"
    elif policy == "COLLECT" and aggregation in ("SUM", "MIN", "MAX") and len(outputs) > 1:
        why = f"{aggregation} needs a table with one output column"
    elif policy in ("PRIORITY", "OUTPUT ORDER") and not any(output.allowed for output in outputs):
        why = f"hit policy {policy} needs the allowed output values, in the order of their priority"
    if why is not None:
        raise DmnError(element=name_of(element), why=why)


def _input(column: Element, place: Place) -> Input:
    expression = child(column, "inputExpression")
    if expression is None or not (text_of(expression) or "").strip():
        raise DmnError(element=name_of(column), why="the input column has no expression")
    place.type_of(expression)
    text = (text_of(expression) or "").strip()
    allowed = child(column, "inputValues")
    return Input(
        label=column.get("label") or text,
        value=place.formula(expression, text),
        allowed=None if allowed is None else place.tests(allowed, text_of(allowed)),
    )


def _output(column: Element, place: Place) -> Output:
    allowed, default = child(column, "outputValues"), child(column, "defaultOutputEntry")
    type_ = place.type_of(column)
    return Output(
        name=column.get("name", ""),
        type=type_,
        allowed=getattr(type_, "allowed", None) if allowed is None else place.tests(allowed, text_of(allowed)),
        default=None if default is None else place.formula(default, text_of(default)),
    )


def _rule(row: Element, number: int, place: Place, inputs: int, outputs: int) -> Rule:
    tests = tuple(place.tests(cell, text_of(cell)) for cell in children(row, "inputEntry"))
    texts = tuple(text_of(cell) or "" for cell in children(row, "outputEntry"))
    codes = tuple(place.formula(cell, text_of(cell)) for cell in children(row, "outputEntry"))
    if len(tests) != inputs or len(codes) != outputs:
        raise DmnError(element=name_of(row), why=f"rule {number} does not have a cell for each column")
    return Rule(number, tests, codes, texts)
