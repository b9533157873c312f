"""Is each parameter that an expression asks for declared, and has it a value where the process is deployed?"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any

from app.engine import parameters
from app.engine.gate.finding import Finding, error
from app.engine.gate.nearest import did_you_mean
from app.engine.gate.places import WHAT, places
from app.engine.gate.submission import Submission
from app.engine.parameters import Asked, Known
from app.errors import Invalid
from app.forms import Form

WHOLE = error(
    "parameters.whole",
    "「{name}」的{what}没有写明要哪个参数",
    "The {what_en} of {name} does not say which parameter it asks for",
    "写成 parameters.visit_limit 这样的名字：案件只保存用到的参数",
    "Write a name such as parameters.visit_limit: a case keeps those parameters alone that are asked for",
)
UNKNOWN = error(
    "parameters.unknown",
    "「{name}」的{what}用到参数 {parameter}，但没有这个参数",
    "The {what_en} of {name} asks for the parameter {parameter}, which does not exist",
    "{did_you_mean}检查拼写，或在 processes/parameters.yaml 中声明",
    "{did_you_mean_en}Check the spelling, or declare it in processes/parameters.yaml",
)
EMPTY = error(
    "parameters.empty",
    "「{name}」的{what}需要参数「{title}」（{parameter}），但它还没有值",
    "The {what_en} of {name} needs the parameter {title} ({parameter}), which has no value yet",
    "请在“管理 · 参数”页填写 {parameter}，由另一人发布后再部署",
    "Fill in {parameter} on the page Parameters of the administration; when another person has published it, deploy",
)
TABLE, FORM = ("决策表", "decision table"), ("表单", "form")


@dataclass(frozen=True)
class Need:
    """A parameter that is asked for somewhere. Whether it is there is asked where the organisation is."""

    parameter: str
    element: str | None
    name: str
    what: str
    what_en: str
    process: str | None = None  # the called process it was found in

    def to_json(self) -> dict[str, Any]:
        return asdict(self)


def check(handed: Submission) -> Iterator[Finding]:
    for element, name, (what, what_en), asked in _asked(handed):
        if asked.whole:
            yield WHOLE.at(element, name, what=what, what_en=what_en)


def needs(handed: Submission) -> Iterator[Need]:
    process = handed.process if handed.is_called else None
    seen: set[tuple[str | None, str]] = set()
    for element, name, (what, what_en), asked in _asked(handed):
        for parameter in sorted(asked.ids):
            if (element, parameter) not in seen:
                seen.add((element, parameter))
                yield Need(parameter, element, name, what, what_en, process)


def judged(asked: Iterable[Need], known: Mapping[str, Known] | None) -> Iterator[Finding]:
    """What is missing; nothing, where no parameters are known at all to compare with."""
    for need in asked if known is not None else ():
        said = {"parameter": need.parameter, "what": need.what, "what_en": need.what_en}
        declared = (known or {}).get(need.parameter)
        if declared is None:
            near = did_you_mean(need.parameter, set(known or {}))
            yield replace(UNKNOWN.at(need.element, need.name, **said, **near), process=need.process)
        elif declared.empty:
            yield replace(EMPTY.at(need.element, need.name, **said, title=declared.name), process=need.process)


Found = tuple[str | None, str, tuple[str, str], Asked]


def _asked(handed: Submission) -> Iterator[Found]:
    for place in places(handed):
        if place.is_feel and parameters.NAME in place.text:
            yield place.shape, place.name, WHAT[place.what], parameters.asked(place.formula)
    for node in handed.elements:
        if isinstance(handed.forms.get(node.form or ""), Form):
            yield node.id, node.name or node.id, FORM, parameters.of_form(handed.sources[f"forms/{node.form}.form"])
    yield from _in_tables(handed)


def _in_tables(handed: Submission) -> Iterator[Found]:
    """What tables ask, on the tasks that call one of their decisions; else on the file."""
    for file, table in handed.tables.items():
        if isinstance(table, Invalid):
            continue
        asked = parameters.of_table(handed.sources[file])
        callers = [node for node in handed.elements if node.called_decision in table.ids]
        for node in callers:
            yield node.id, node.name or node.id, TABLE, asked
        if not callers:
            yield None, file, TABLE, asked
