"""Where does each value come from? A name that nothing can have provided is most likely misspelt.

Values that a message, a job or a caller brings are not declared anywhere: after such a step every name may be there.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from app.engine import groups, parameters
from app.engine.elements import Element
from app.engine.gate.expressions import parsed
from app.engine.gate.finding import Finding, warning
from app.engine.gate.nearest import did_you_mean
from app.engine.gate.order import Earlier
from app.engine.gate.places import AFTER, WHAT, Place, locals_of, places
from app.engine.gate.submission import Submission
from app.errors import Invalid

UNKNOWN = warning(
    "unknown_name",
    "「{name}」的{what}用到 {value},但没有任何表单、脚本或映射提供它",
    "The {what_en} of {name} uses {value}, which no form, script or mapping provides",
    '{did_you_mean}检查拼写，或在前面的表单中添加这个字段；如果是文本，要写在英文双引号里："{value}"',
    '{did_you_mean_en}Check the spelling, or add the field to a form before it; a text stands in quotes: "{value}"',
)
TOO_EARLY = warning(
    "name_too_early",
    "「{name}」的{what}用到 {value},但在此之前没有步骤提供它",
    "The {what_en} of {name} uses {value}, which no step before it provides",
    "把提供它的步骤移到前面,或给出初始值",
    "Move the step that provides it to the front, or give it a first value",
)

ALWAYS_THERE = frozenset({"case", parameters.NAME})
FORM, SHOWN = ("表单", "form"), ("列表显示字段", "shown values")


@dataclass(frozen=True)
class Use:
    """A name that is looked at somewhere."""

    value: str
    element: Element
    shape: str
    name: str
    what: tuple[str, str]
    own_count: bool  # the element's own results are there already


class Provided:
    """Which values each element brings into the case, and where they can be expected."""

    def __init__(self, handed: Submission) -> None:
        self.handed = handed
        self.open = {node.id for node in handed.elements if _brings_anything(node)}
        self.by: dict[str, list[str]] = {}  # name -> the elements that bring it
        for node in handed.elements:
            for name in _results(handed, node):
                self.by.setdefault(name, []).append(node.id)

    @cached_property
    def earlier(self) -> Earlier:
        return Earlier(self.handed)

    def is_there(self, use: Use) -> bool:
        """Whether something may have provided it: a step before, or one that may go on at the same time."""
        here = use.element.id
        before = self.earlier.than(here) | ({here} if use.own_count else set())
        if before & self.open:
            return True
        return any(node in before or self._is_beside(node, here) for node in self.by.get(use.value, ()))

    def _is_beside(self, node: str, here: str) -> bool:
        """Whether a node may be passed while a token is here: on a parallel branch, or in an event sub-process."""
        if node == here:
            return False
        scope = self.handed.diagram.elements[node].scope
        while scope in self.handed.diagram.elements:
            if self.handed.is_event_part(scope):
                return True
            scope = self.handed.diagram.elements[scope].scope
        return here not in self.earlier.than(node)


def check(handed: Submission) -> Iterator[Finding]:
    if handed.is_called:
        return  # its caller's values are there as well
    provided = Provided(handed)
    seen: set[tuple[str, str]] = set()
    for use in _uses(handed):
        if use.value in ALWAYS_THERE or (use.shape, use.value) in seen or provided.is_there(use):
            continue
        seen.add((use.shape, use.value))
        kind = TOO_EARLY if use.value in provided.by else UNKNOWN
        near = did_you_mean(use.value, {*provided.by, *ALWAYS_THERE, *_visit(handed, use.element)})
        yield kind.at(use.shape, use.name, value=use.value, what=use.what[0], what_en=use.what[1], **near)


def _uses(handed: Submission) -> Iterator[Use]:
    for place in places(handed):
        expression = parsed(place) if place.is_feel else None
        if expression is not None and not (place.what == "output" and place.element.kind == "callActivity"):
            known = place.local | around(handed, place)
            for value in sorted(expression.names - known):
                own = place.what in AFTER
                yield Use(value, place.element, place.shape, place.name, WHAT[place.what], own)
        elif expression is not None:
            yield from _uses_of_call(handed, place, expression.names)
    for node in handed.elements:
        known = _visit(handed, node)
        for what, values in ((FORM, _looked_at(handed, node)), (SHOWN, _shown(node))):
            for value in sorted(values - known):
                yield Use(value, node, node.id, node.name, what, what is SHOWN)


def _uses_of_call(handed: Submission, place: Place, read: frozenset[str]) -> Iterator[Use]:
    """What a call hands back is looked at where the called process stands at its end: in its values, which are our
    own to judge where its files are there and each of its values is declared."""
    called = {each.process: each for each in handed.called() if each.is_readable}.get(
        place.element.called_process or ""
    )
    theirs = Provided(called) if called is not None else None
    if theirs is None or theirs.open:
        return
    for value in sorted(read - theirs.by.keys() - locals_of(place.element)):
        yield Use(value, place.element, place.shape, place.name, WHAT[place.what], own_count=False)


def around(handed: Submission, place: Place) -> frozenset[str]:
    """The names of the visit. The list of a multi-instance activity is asked for before there is an item."""
    if place.what in {"collection", "cardinality"}:
        return _visit(handed, handed.diagram.elements.get(place.element.scope))
    return _visit(handed, place.element)


def _visit(handed: Submission, element: Element | None) -> frozenset[str]:
    names: frozenset[str] = frozenset()
    while element is not None:
        names |= locals_of(element)
        element = handed.diagram.elements.get(element.scope)
    return names


def _results(handed: Submission, node: Element) -> Iterator[str]:
    yield from (line.target for line in node.io_outputs)
    if node.loop and node.loop.output_collection:
        yield node.loop.output_collection
    if not node.io_outputs:
        if node.result:
            yield node.result
        form = handed.forms.get(node.form or "")
        if form is not None and not isinstance(form, Invalid):
            yield from form.keys


def _brings_anything(node: Element) -> bool:
    if node.io_outputs or (node.kind == "callActivity" and node.propagate_child == "false"):
        return False
    catches = node.kind in {"startEvent", "intermediateCatchEvent", "boundaryEvent"}
    by_message = catches and any(event.kind == "message" for event in node.events)
    return by_message or node.kind in {"receiveTask", "serviceTask", "callActivity"} or bool(node.job_type)


def _looked_at(handed: Submission, node: Element) -> frozenset[str]:
    form = handed.forms.get(node.form or "")
    if form is None or isinstance(form, Invalid):
        return frozenset()
    return form.names - form.keys


def _shown(node: Element) -> frozenset[str]:
    return frozenset(groups.split(node.properties.get("shown", "")))
