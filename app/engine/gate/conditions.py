"""Can each condition come true at its place, and do two of them come true at once without anybody having said so?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Any, NamedTuple

from app.engine.elements import ACTIVITIES, Element, Flow
from app.engine.gate.finding import Finding, warning
from app.engine.gate.names import Provided
from app.engine.gate.samples import Condition, Path, Sample, condition, samples
from app.engine.gate.submission import Submission
from app.errors import Invalid
from app.forms import Form
from app.forms.field import CHOICES_OF_ONE, Field

NEVER_TRUE = warning(
    "condition_never_true",
    "「{name}」的条件永远不会成立:{text}",
    "The condition of {name} can never be true: {text}",
    "检查写法,以及表单里有没有这个选项",
    "See whether it is written as meant, and whether the form has such an option",
)
NEVER_ASKED = warning(
    "condition_never_taken",
    "「{name}」永远轮不到:它的条件 {text} 成立时,前面的条件已经成立",
    "{name} is never taken: whenever its condition {text} is true, one before it is true already",
    "调整先后(按连线在文件中的次序),或改写条件",
    "Change the order, which is that of the flows in the file, or the condition",
)
OVERLAP = warning(
    "conditions_overlap",
    "网关「{name}」的条件「{first}」和「{second}」可以同时成立(例如 {example}),又没有默认连线:总是走先画的那条",
    "At the gateway {name} the conditions of {first} and {second} can both be true (such as {example}), and no flow is "
    "the default: the one drawn first is always taken",
    "改成互斥的条件;或把最后一条设为默认连线,表示前面的优先",
    "Let them exclude each other, or make the last one the default flow: then the ones before go first",
)
MOST_GATEWAYS = 500  # that are tried: more are not worth the time


class Way(NamedTuple):
    flow: Flow
    said: Condition


def check(handed: Submission) -> Iterator[Finding]:
    values = _Values(handed)
    tried = 0
    for node in handed.elements:
        ways = list(_ways(handed, node))
        tried += bool(ways)
        if ways and tried <= MOST_GATEWAYS:
            yield from _branching(values, node, ways)
        for text in (event.condition for event in node.events):
            said = condition(text) if text else None
            if said is not None and _never(values, said):
                yield NEVER_TRUE.at(node, text=text)


def _ways(handed: Submission, node: Element) -> Iterator[Way]:
    """The conditional flows of a node that can be decided, in the order in which they are asked."""
    chooses = node.kind in {"exclusiveGateway", "inclusiveGateway", "complexGateway"} | ACTIVITIES
    for flow in (handed.diagram.flows[each] for each in node.outgoing if chooses and len(node.outgoing) > 1):
        said = condition(flow.condition) if flow.condition and flow.id != node.default else None
        if said is not None:
            yield Way(flow, said)


def _branching(values: _Values, node: Element, ways: list[Way]) -> Iterator[Finding]:
    dead = [way for way in ways if _never(values, way.said)]
    yield from (NEVER_TRUE.at(way.flow.id, way.flow.name, text=way.flow.condition) for way in dead)
    alive = [way for way in ways if way not in dead]
    if node.kind == "exclusiveGateway" and len(alive) > 1:
        yield from _first_of(values, node, alive)


def _first_of(values: _Values, node: Element, ways: list[Way]) -> Iterator[Finding]:
    """Of several true conditions the first wins, and one that cannot tell ends the asking."""
    trials = values.of([way.said for way in ways])
    if trials is None:
        return
    taken: set[int] = set()
    overlap: tuple[int, int, Sample] | None = None
    for sample in trials:
        said = [way.said.holds(sample) for way in ways]
        first = next((place for place, one in enumerate(said) if one is not False), None)
        if first is None or said[first] is None:
            continue
        taken.add(first)
        second = next((place for place in range(first + 1, len(ways)) if said[place]), None)
        if second is not None and overlap is None:
            overlap = first, second, sample
    covered = [place for place in range(len(ways)) if place not in taken]
    for place in covered:
        yield NEVER_ASKED.at(ways[place].flow.id, ways[place].flow.name, text=ways[place].flow.condition)
    if overlap and node.default is None and overlap[1] not in covered:
        first_way, second_way = ways[overlap[0]].flow, ways[overlap[1]].flow
        names = {"first": first_way.name or first_way.id, "second": second_way.name or second_way.id}
        yield OVERLAP.at(node, example=_written(overlap[2]), **names)


def _never(values: _Values, said: Condition) -> bool:
    trials = values.of([said])
    return trials is not None and not any(said.holds(sample) for sample in trials)


def _written(sample: Sample) -> str:
    return ", ".join(f"{'.'.join(path)} = {_literal(value)}" for path, value in sample.items()) or "-"


def _literal(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if value is None:
        return "null"
    return f'"{value}"' if isinstance(value, str) else str(value)


class _Values:
    """What values there can be."""

    def __init__(self, handed: Submission) -> None:
        self.handed = handed
        self._known: dict[str, list[Any] | None] = {}

    def of(self, conditions: list[Condition]) -> list[Sample] | None:
        names = {path[0] for each in conditions for path in each.compared if len(path) == 1}
        known = {(name,): self._options(name) for name in names}
        options: Mapping[Path, list[Any]] = {path: found for path, found in known.items() if found is not None}
        return samples(conditions, options)

    def _options(self, name: str) -> list[Any] | None:
        """The values that a name can have, where only fields with fixed options write it."""
        if name not in self._known:
            found = [
                self._of_node(self.handed.diagram.elements[node], name) for node in self._provided.by.get(name, ())
            ]
            sure = found and not self.handed.is_called and all(each is not None for each in found)
            self._known[name] = [value for each in found for value in each or ()] if sure else None
        return self._known[name]

    @cached_property
    def _provided(self) -> Provided:
        return Provided(self.handed)

    def _of_node(self, node: Element, name: str) -> list[Any] | None:
        form = self.handed.forms.get(node.form or "")
        if node.io_outputs or node.result == name or form is None or isinstance(form, Invalid):
            return None
        fields = [each for each in _writing(form, name) if each.type in CHOICES_OF_ONE and each.options]
        return [option.value for option in fields[0].options] if len(fields) == len(_writing(form, name)) == 1 else None


def _writing(form: Form, name: str) -> list[Field]:
    return [each for each in form.walk() if each.where[:1] == (name,) or each.key == name]
