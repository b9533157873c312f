"""Can each expression give what its place needs, and does it compare and calculate what can be?

What the literals in an expression tell is certain, so it is an error. What forms tell of the values they write is very
likely: an API may have written others.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from app import feel
from app.engine.elements import Element
from app.engine.expressions import TIME_FUNCTIONS
from app.engine.gate.expressions import FUNCTIONS, UNKNOWN_FUNCTION, at, where
from app.engine.gate.finding import Finding, error, warning
from app.engine.gate.names import Provided, around
from app.engine.gate.nearest import did_you_mean
from app.engine.gate.places import Place, places
from app.engine.gate.submission import Submission
from app.errors import Invalid
from app.feel import Doubt, Kinds, chinese
from app.feel.values import (
    BOOLEAN,
    DATE,
    DATE_AND_TIME,
    DAYS_DURATION,
    LIST,
    MONTHS_DURATION,
    NULL,
    NUMBER,
    STRING,
)
from app.forms import Form
from app.forms.field import CHOICES_OF_MANY, CHOICES_OF_ONE, TEXTS, Field

NEVER_WORKS = error(
    "never_works",
    "「{name}」的{what}里有一处永远得不出结果{where}：{why_zh}：{text}",
    "A part of the {what_en} of {name} never has an answer{where_en}: {why}: {text}",
    "检查是否漏写或多写了引号，或用 string(…)、number(…) 转换",
    "Check the quotation marks, or convert with string(…) or number(…)",
)
UNLIKELY = warning(
    "unlikely_kinds",
    "「{name}」的{what}里有一处与表单字段的类型不符{where}：{why_zh}：{text}",
    "A part of the {what_en} of {name} does not fit what the fields of the forms hold{where_en}: {why}: {text}",
    "表单里的日期是文本，比较前用 date(…) 或 date and time(…) 转换；数字用 number(…)",
    "Dates of forms are texts: convert them with date(…) or date and time(…), numbers with number(…)",
)
WRONG_RESULT = error(
    "wrong_result",
    "「{name}」的{what}得到的总是{got_zh}，这里要的是{wanted_zh}：{text}",
    "The {what_en} of {name} always gives {got}, and {wanted} is needed: {text}",
    "例如条件写成 =amount > 1000，期限写成 =workdays(2)",
    "Write such as =amount > 1000 for a condition, =workdays(2) for a due date",
)
UNLIKELY_RESULT = warning(
    "unlikely_result",
    "「{name}」的{what}得到的是{got_zh}，这里要的是{wanted_zh}：{text}",
    "The {what_en} of {name} gives {got}, and {wanted} is needed: {text}",
    "例如条件写成 =amount > 1000，期限写成 =workdays(2)",
    "Write such as =amount > 1000 for a condition, =workdays(2) for a due date",
)

TRUTH = frozenset({BOOLEAN})
INSTANT = frozenset({DATE, DATE_AND_TIME, DAYS_DURATION, MONTHS_DURATION, STRING})
PEOPLE = frozenset({STRING, LIST})
WANTED: Mapping[str, frozenset[str]] = {
    **dict.fromkeys(("condition", "event_condition", "completion", "activation", "behaviour"), TRUTH),
    **dict.fromkeys(("due_date", "follow_up", "timer"), INSTANT),
    **dict.fromkeys(("candidate_users", "candidate_groups", "deputy"), PEOPLE),
    "assignee": frozenset({STRING, NUMBER, NULL}),
    "priority": frozenset({NUMBER, STRING, NULL}),
    "collection": frozenset({LIST}),
    "cardinality": frozenset({NUMBER}),
}
INSTANTS: Mapping[str, Kinds] = {
    **dict.fromkeys(TIME_FUNCTIONS, frozenset({DATE_AND_TIME})),
    "workday of month": frozenset({DATE}),
}
OF_FIELD: Mapping[str, str] = {
    **dict.fromkeys(TEXTS, STRING),
    **dict.fromkeys((*CHOICES_OF_MANY, "filepicker", "dynamiclist"), LIST),
    "datetime": STRING,
    "number": NUMBER,
    "checkbox": BOOLEAN,
}


def check(handed: Submission) -> Iterator[Finding]:
    known = {} if handed.is_called else _known(handed)
    for place in places(handed):
        if place.is_feel:
            local = dict.fromkeys(place.local | around(handed, place))
            yield from _of_place(place, {**known, **local})
    for node in handed.elements:
        form = handed.forms.get(node.form or "")
        if form is not None and not isinstance(form, Invalid):
            yield from _of_form(node, form)


def _of_form(node: Element, form: Form) -> Iterator[Finding]:
    """What is wrong with the expressions in a form, on the element that shows it."""
    for one in form.walk():
        label = str(one.label) or one.key or one.type
        said = {"what": f"表单字段 {label} ", "what_en": f"form field {label}"}
        for formula in one.formulas:
            for function in sorted(formula.expression.functions - FUNCTIONS):
                near = did_you_mean(function, FUNCTIONS)
                yield UNKNOWN_FUNCTION.at(node, function=function, **said, **near)
            for doubt in feel.look(formula.source, functions=INSTANTS).doubts:
                yield NEVER_WORKS.at(node, **said, **_doubted(formula.source, doubt))


def _of_place(place: Place, known: Mapping[str, Kinds]) -> Iterator[Finding]:
    try:
        certain = feel.look(place.text, functions=INSTANTS)
        likely = feel.look(place.text, known, INSTANTS)
    except feel.FeelError:
        return  # a finding of its own
    for doubt in likely.doubts:
        kind = NEVER_WORKS if doubt in certain.doubts else UNLIKELY
        yield at(kind, place, **_doubted(place.text, doubt))
    wanted = WANTED.get(place.what)
    for looked, kind in ((certain, WRONG_RESULT), (likely, UNLIKELY_RESULT)):
        got = looked.kinds and (looked.kinds - {NULL} or looked.kinds)
        if wanted is not None and got and not got & wanted:
            yield at(kind, place, text=place.text, **_wrong(got, wanted))
            return


def _wrong(got: frozenset[str], wanted: frozenset[str]) -> dict[str, str]:
    """The facts of a finding about a result."""
    return {
        "got": ", ".join(sorted(got)),
        "wanted": " or ".join(sorted(wanted)),
        "got_zh": "、".join(map(chinese.kind, sorted(got))),
        "wanted_zh": "或".join(map(chinese.kind, sorted(wanted))),
    }


def _doubted(text: str, doubt: Doubt) -> dict[str, Any]:
    """The facts of a finding about a part of an expression."""
    where_zh, where_en = where(text, doubt.position)
    return {"text": text, "why": doubt, "why_zh": doubt.in_chinese(), "where": where_zh, "where_en": where_en}


# -- what is known of values -------------------------------------------------------------------------------------


def _known(handed: Submission) -> dict[str, Kinds]:
    """The kinds of values by name, where every element that provides one says the same of it."""
    found: dict[str, Kinds] = {}
    for name, providers in Provided(handed).by.items():
        kinds = [_provided(handed, handed.diagram.elements[provider], name) for provider in providers]
        found[name] = None if None in kinds else frozenset({NULL}).union(*(one for one in kinds if one))
    return found


def _provided(handed: Submission, node: Element, name: str) -> Kinds:
    """What one element writes there."""
    if node.io_outputs:
        sources = [line.source for line in node.io_outputs if line.target == name]
        return _of_text(sources[0]) if len(sources) == 1 else None
    if node.loop and node.loop.output_collection == name:
        return frozenset({LIST})
    if node.result == name:
        return _of_text(node.script) if node.script else None
    form = handed.forms.get(node.form or "")
    if form is None or isinstance(form, Invalid):
        return None
    fields = [one for one in _flat(form.fields) if one.where == (name,)]
    return _of_field(fields[0]) if len(fields) == 1 else None


def _flat(fields: Iterable[Field]) -> Iterator[Field]:
    """The fields that hold values of the case: not those of the rows of a list."""
    for one in fields:
        yield one
        yield from () if one.type == "dynamiclist" else _flat(one.children)


def _of_text(text: str) -> Kinds:
    if not feel.is_expression(text):
        return frozenset({STRING})
    try:
        return feel.look(text, functions=INSTANTS).kinds
    except feel.FeelError:
        return None


def _of_field(field: Field) -> Kinds:
    if field.type in CHOICES_OF_ONE:
        values = [option.value for option in field.options]
        return frozenset({STRING}) if values and all(isinstance(value, str) for value in values) else None
    kind = OF_FIELD.get(field.type)
    return None if kind is None else frozenset({kind})
