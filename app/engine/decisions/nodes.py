"""The elements of a decision requirements graph, read from XML and compiled."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from app.engine.decisions import boxed
from app.engine.decisions.errors import DmnError
from app.engine.decisions.imports import Names
from app.engine.decisions.place import Element, Place, child, children, name_of, tag
from app.engine.decisions.reading import read_table
from app.engine.decisions.tables import Table
from app.feel.run import Code
from app.feel.types import FunctionOf, Type

REQUIREMENTS = ("informationRequirement", "knowledgeRequirement")
REQUIRED = ("requiredInput", "requiredDecision", "requiredKnowledge")


@dataclass(frozen=True)
class Node:
    """Something others may require; `name` is what their expressions call its value."""

    id: str
    name: str
    type: Type
    requires: tuple[str, ...]
    ways: tuple[tuple[str, ...], ...]  # for each of them, how its own expressions reach it: a name, or two

    @property
    def result_type(self) -> Type:
        """The type of what a call gives, where the node is a function. Many editors declare it as the node's own."""
        return self.type.result if isinstance(self.type, FunctionOf) else self.type


@dataclass(frozen=True)
class Input(Node):
    """Data from outside."""


@dataclass(frozen=True)
class Decision(Node):
    title: str  # what people call it: its name on the diagram, where its variable has another
    code: Code | None  # None: a decision people take, its value comes from outside
    table: Table | None  # where the decision is one table
    asked: frozenset[str]  # names from outside that no requirement is drawn for
    called: frozenset[str]


@dataclass(frozen=True)
class Knowledge(Node):
    """A business knowledge model: a function."""

    code: Code


@dataclass(frozen=True)
class Service(Node):
    """A decision service: a function whose body are decisions of the model."""

    inputs: tuple[str, ...]  # ids of decisions and inputs, in the order of the parameters
    outputs: tuple[str, ...]


def read_node(element: Element, place: Place, names: Names) -> Node:
    """The node of an element."""
    return READERS[tag(element)](element, place, names)


def id_of(element: Element) -> str:
    """What the element is referred to by; ids are optional in DMN."""
    return str(element.get("id") or element.get("name") or "")


def variable_name(element: Element) -> str:
    variable = child(element, "variable")
    named = None if variable is None else variable.get("name")
    return str(named or element.get("name") or "")


def required(element: Element, names: Names, *kinds: str) -> Iterator[str]:
    """The ids of what an element refers to by href."""
    for reference in children(element, *kinds):
        id_ = names.id_of(reference.get("href", ""))
        if id_ not in names.called:
            raise DmnError(element=name_of(element), why=f"there is no element {id_}")
        yield id_


def _requirements(element: Element, names: Names) -> tuple[str, ...]:
    return tuple(id_ for one in children(element, *REQUIREMENTS) for id_ in required(one, names, *REQUIRED))


def _ways(ids: Iterable[str], names: Names) -> tuple[tuple[str, ...], ...]:
    return tuple(names.called[id_] for id_ in ids)


def _type(element: Element, place: Place) -> Type:
    return place.type_of(child(element, "variable"))


def _input(element: Element, place: Place, names: Names) -> Input:
    return Input(names.prefix + id_of(element), variable_name(element), _type(element, place), (), ())


def _decision(element: Element, place: Place, names: Names) -> Decision:
    requires = _requirements(element, names)
    here = Place(place.special, place.types, names.bound(requires))
    inner = boxed.expression_in(element)
    id_, title = names.prefix + id_of(element), element.get("name") or variable_name(element)
    is_table = inner is not None and tag(inner) == "decisionTable"
    table = read_table(inner, here, id_, title) if is_table and inner is not None else None
    code = boxed.compile_boxed(inner, here) if inner is not None and table is None else None
    if table is not None and inner is not None:
        code = boxed.fitted(place.type_of(inner), lambda env: table.decide(env).result, name_of(inner))
    return Decision(
        title=title,
        id=id_,
        name=variable_name(element),
        type=_type(element, place),
        requires=requires,
        ways=_ways(requires, names),
        code=code,
        table=table,
        asked=frozenset(here.asked),
        called=frozenset(here.called),
    )


def _knowledge(element: Element, place: Place, names: Names) -> Knowledge:
    requires = _requirements(element, names)
    name = variable_name(element)
    logic = child(element, "encapsulatedLogic")
    if logic is None:
        raise DmnError(element=name_of(element), why="the business knowledge model holds no logic")
    here = place.binding(name, *names.bound(requires))
    return Knowledge(
        id=names.prefix + id_of(element),
        name=name,
        type=_type(element, place),
        requires=requires,
        ways=_ways(requires, names),
        code=boxed.fitted(place.type_of(logic), boxed.function(logic, here, name), name),
    )


def _service(element: Element, place: Place, names: Names) -> Service:
    inputs = (*required(element, names, "inputData"), *required(element, names, "inputDecision"))
    outputs = tuple(required(element, names, "outputDecision"))
    return Service(
        id=names.prefix + id_of(element),
        name=variable_name(element),
        type=_type(element, place),
        requires=(),
        ways=(),
        inputs=inputs,
        outputs=outputs,
    )


READERS = {
    "inputData": _input,
    "decision": _decision,
    "businessKnowledgeModel": _knowledge,
    "decisionService": _service,
}
