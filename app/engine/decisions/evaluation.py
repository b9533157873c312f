"""One evaluation of a requirements graph: each node once, what it requires first."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from app.engine.decisions.boxed import returning
from app.engine.decisions.errors import DmnError
from app.engine.decisions.nodes import Decision, Knowledge, Node, Service
from app.engine.decisions.tables import Hit
from app.feel.incoming import incoming
from app.feel.run import Env, Run
from app.feel.values import KINDS, Function

SERVICE = 60  # how deep the call of a service counts: it evaluates decisions that require others


class Evaluation:
    def __init__(
        self,
        nodes: Mapping[str, Node],
        broken: Mapping[str, DmnError],
        outside: Env,
        given: Mapping[str, Any] | None = None,
    ) -> None:
        self.nodes = nodes
        self.broken = broken
        self.outside = outside  # the caller's context
        self.values: dict[str, Any] = dict(given or {})  # what is known by id already
        self.hits: dict[str, Hit] = {}

    @property
    def run(self) -> Run:
        return self.outside.run

    def result(self, id_: str) -> Any:
        """What a decision gives, or a service or knowledge when it is called with values from outside."""
        value = self.value(id_)
        if not isinstance(self.nodes[id_], Service | Knowledge):
            return value
        return value.call(self.run, [self._outside(name) for name in value.parameters])

    def value(self, id_: str) -> Any:
        if id_ not in self.values:
            if id_ in self.broken:
                raise self.broken[id_]
            self.values[id_] = self._evaluate(self.nodes[id_])
        return self.values[id_]

    def _evaluate(self, node: Node) -> Any:
        self.run.spend(1)
        if isinstance(node, Decision):
            return self._fit(node, self._decide(node))
        if isinstance(node, Knowledge):
            return self._knowledge(node)
        if isinstance(node, Service):
            return returning(node.result_type, self._service(node), node.name)
        return self._fit(node, self._outside(node.name))

    def _knowledge(self, node: Knowledge) -> Function:
        """The function sees what it requires, and itself."""
        names = self._required(node)
        function = returning(node.result_type, node.code(self.outside.inner(names)), node.name)
        names[node.name] = function
        return function

    def _decide(self, node: Decision) -> Any:
        env = self.outside.inner(self._required(node))
        if node.table is not None:
            hit = self.hits[node.id] = node.table.decide(env)
            return hit.result
        return node.code(env) if node.code else self._outside(node.name)

    def _required(self, node: Node) -> dict[str, Any]:
        """The values a node requires, by name; those of an imported model are together under the name of the import."""
        values: dict[str, Any] = {}
        for id_, (*imported, name) in zip(node.requires, node.ways, strict=True):
            if id_ != node.id:
                place = values.setdefault(imported[0], {}) if imported else values
                place[name] = self.value(id_)
        return values

    def _outside(self, name: str) -> Any:
        names = self.outside.names
        if name not in names:
            return self.run.warn("there is no value named {name}", name=name)
        return incoming(self.run, names[name])

    def _fit(self, node: Node, value: Any) -> Any:
        fits, result = node.type.fit(value)
        if not fits:
            self.run.warn("the value of {name} is of another type: {what}", name=node.name, what=KINDS[type(value)])
        return result

    def _service(self, node: Service) -> Function:
        """The service as a function: its decisions are evaluated anew for each call, with what the call gives."""
        inputs = [self.nodes[id_] for id_ in node.inputs]

        def call(run: Run, arguments: list[Any]) -> Any:
            if len(arguments) != len(inputs):
                return run.warn("{name} takes {wanted} arguments, not {given}", name=node.name, wanted=len(inputs),
                                given=len(arguments))  # fmt: skip
            given: dict[str, Any] = {}
            for parameter, argument in zip(inputs, arguments, strict=True):
                fits, given[parameter.id] = parameter.type.fit(argument)
                if not fits:
                    return run.warn("{value} does not fit parameter {name}", value=KINDS[type(argument)],
                                    name=parameter.name)  # fmt: skip
            run.enter(SERVICE)
            try:
                return self._outputs(node, given)
            finally:
                run.leave(SERVICE)

        types = tuple(parameter.type for parameter in inputs)
        return Function(node.name, tuple(parameter.name for parameter in inputs), call, types=types)

    def _outputs(self, node: Service, given: dict[str, Any]) -> Any:
        """One output decision gives its value, several a context."""
        inner = Evaluation(self.nodes, self.broken, self.outside, given)
        results = {self.nodes[id_].name: inner.value(id_) for id_ in node.outputs}
        return next(iter(results.values())) if len(results) == 1 else results
