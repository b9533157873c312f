"""A decision model as a whole: reading it, and evaluating one decision with all it requires."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from app.engine import xml
from app.engine.decisions import imports
from app.engine.decisions.errors import DmnError
from app.engine.decisions.evaluation import Evaluation
from app.engine.decisions.imports import IMPORTED, Model, Names
from app.engine.decisions.nodes import READERS, Decision, Input, Node, Service, id_of, read_node, variable_name
from app.engine.decisions.place import Element, Place, children
from app.engine.decisions.tables import Hit, Table
from app.engine.decisions.types import Types
from app.feel import Budget
from app.feel.expression import Functions, finished
from app.feel.names import is_plain
from app.feel.run import DEFAULT, Env, Run

DEEPEST = 40


@dataclass(frozen=True)
class Outcome:
    """What came of a decision."""

    decision: str
    result: Any
    name: str = ""
    policy: str = ""  # the hit policy, where the decision is a table
    matched: tuple[int, ...] = ()  # numbers of the rules that counted, from 1
    inputs: dict[str, Any] = field(default_factory=dict)  # of the table, by the labels of its columns
    cells: tuple[dict[str, str], ...] = ()  # for each rule that counted: what it asks of the inputs
    required: tuple[Outcome, ...] = ()  # of all other tables that were asked, in the order of their evaluation
    warnings: tuple[str, ...] = ()  # what became null on the way, and why


@dataclass(frozen=True)
class Decisions:
    """The decisions of one file."""

    nodes: Mapping[str, Node]
    broken: Mapping[str, DmnError] = field(default_factory=dict)  # by element: what could not be read

    @property
    def ids(self) -> tuple[str, ...]:
        """Those of the file itself, without what it imports."""
        return tuple(id_ for id_, node in self.nodes.items() if isinstance(node, Decision) and IMPORTED not in id_)

    @property
    def services(self) -> tuple[str, ...]:
        return tuple(id_ for id_, node in self.nodes.items() if isinstance(node, Service))

    @property
    def names(self) -> Mapping[str, str]:
        """The names of all elements by id."""
        return {id_: node.name for id_, node in self.nodes.items()}

    def table(self, decision_id: str) -> Table | None:
        """The table of a decision that is one."""
        node = self.nodes.get(decision_id)
        return node.table if isinstance(node, Decision) else None

    def asked(self, decision_id: str) -> frozenset[str]:
        """The names of all values that a decision takes from the context, with those it requires. What could not be
        read asks for nothing."""
        found: set[str] = set()
        waiting, seen = [decision_id], {decision_id}
        while waiting:
            node = self.nodes.get(waiting.pop())
            if node is None:
                continue
            found |= node.asked if isinstance(node, Decision) else {node.name} if isinstance(node, Input) else set()
            waiting += [id_ for id_ in node.requires if id_ not in seen]
            seen.update(node.requires)
        return frozenset(found)

    def evaluate(
        self,
        decision_id: str,
        context: Mapping[str, Any],
        *,
        now: datetime | None = None,
        functions: Functions | None = None,
        budget: Budget | None = None,
    ) -> Outcome:
        """The outcome of a decision. Raises DmnError for one that could not be read, RulesContradict, FeelError."""
        if decision_id not in self.nodes:
            raise self.broken.get(decision_id) or DmnError(element=decision_id, why="there is no such decision")
        warnings: list[str] = []
        run = Run(now, functions, budget or DEFAULT, warnings)
        told: list[Hit] = []
        run.told = told
        evaluation = Evaluation(self.nodes, self.broken, Env(context, None, run))
        result = finished(run, lambda _env: evaluation.result(decision_id), evaluation.outside)
        own = evaluation.hits.get(decision_id)
        node = self.nodes[decision_id]
        name = node.title if isinstance(node, Decision) else node.name
        outcome = Outcome(decision_id, None, name) if own is None else _of_table(own, evaluation)
        required = tuple(_of_table(hit, evaluation) for hit in told if hit is not own)
        return replace(outcome, result=result, required=required, warnings=tuple(warnings))


def _of_table(hit: Hit, evaluation: Evaluation) -> Outcome:
    """What came of a table: the value of its decision, where it is the whole of one."""
    whole = evaluation.hits.get(hit.id) is hit
    result = evaluation.values.get(hit.id, hit.result) if whole else hit.result
    return Outcome(hit.id, result, hit.title, hit.policy, hit.matched, hit.inputs, hit.cells)


def parse(data: bytes, others: Iterable[bytes] = ()) -> Decisions:
    """The decisions of a file; `others` are the files it may import. Raises DmnError for the first thing in it that
    cannot be carried out."""
    decisions = read(data, others)
    for error in decisions.broken.values():
        raise error
    return decisions


def read(data: bytes, others: Iterable[bytes] = ()) -> Decisions:
    """The decisions of a file, with those that cannot be carried out listed as broken."""
    models = imports.gather(xml.read(data), others)
    special = frozenset(name for model in models for name in _special_names(model.root))
    types: dict[str, Types] = {}
    called: dict[str, dict[str, str]] = {}  # by namespace, then by id
    nodes: dict[str, Node] = {}
    broken: dict[str, DmnError] = {}
    for model in models:
        imported = {name: types[space] for space, name in model.imports.items()}
        types[model.space] = Types(model.root, Place(special=special), imported)
        called[model.space] = {id_of(one): variable_name(one) for one in children(model.root, *READERS)}
        place = Place(special=special, types=types[model.space])
        names = _names(model, models, called)
        for element in children(model.root, *READERS):
            try:
                nodes[names.prefix + id_of(element)] = read_node(element, place, names)
            except DmnError as error:
                broken[names.prefix + id_of(element)] = error
    _check_circles(nodes)
    return Decisions(nodes, broken)


def _names(model: Model, models: list[Model], called: Mapping[str, Mapping[str, str]]) -> Names:
    """What everything is called in one model."""
    spaces = {one.space: one.prefix for one in models}
    ways = {model.prefix + id_: (name,) for id_, name in called[model.space].items()}
    for space, imported in model.imports.items():
        before = (imported,) if imported else ()
        ways |= {spaces[space] + id_: (*before, name) for id_, name in called[space].items()}
    return Names(spaces, model.space, ways)


def _special_names(root: Element) -> frozenset[str]:
    """All names of the model that hold signs or keywords: expressions have to know them to read them.

    A name with a dot is known only where it is bound: elsewhere `Person.Name` is the Name of Person.
    """
    found = {element.get(key, "") for element in root.iter() for key in ("name", "iteratorVariable")}
    return frozenset(name for name in found if name and "." not in name and not is_plain(name))


def _check_circles(nodes: Mapping[str, Node]) -> None:
    """No decision requires itself, and none stands on too many others."""
    height: dict[str, int] = {}

    def visit(id_: str, above: tuple[str, ...]) -> int:
        if id_ in above:
            raise DmnError(element=id_, why="it requires itself: " + " → ".join((*above[above.index(id_) :], id_)))
        if id_ not in height and id_ in nodes:
            others = [other for other in nodes[id_].requires if other != id_ or isinstance(nodes[id_], Decision)]
            below = 0 if len(above) > DEEPEST else max((visit(other, (*above, id_)) for other in others), default=0)
            height[id_] = below + 1
        if len(above) + height.get(id_, 0) > DEEPEST:
            raise DmnError(element=id_, why=f"more than {DEEPEST} decisions stand on one another")
        return height.get(id_, 0)

    for id_ in nodes:
        visit(id_, ())
