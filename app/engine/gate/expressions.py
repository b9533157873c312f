"""Does every expression parse, does it call only functions that exist, and is every literal what it has to be?"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from typing import Any

from app import feel
from app.engine import parameters
from app.engine.expressions import TIME_FUNCTIONS
from app.engine.gate.finding import Finding, Kind, error
from app.engine.gate.nearest import did_you_mean
from app.engine.gate.places import ALWAYS_FEEL, WHAT, Place, places
from app.engine.gate.submission import Submission

BROKEN = error(
    "expression_broken",
    "「{name}」的{what}不是正确的 FEEL 表达式：{text}。{why_zh}",
    "The {what_en} of {name} is not a FEEL expression that can be read: {text}. {why}",
    "在属性面板中改正表达式",
    "Correct the expression in the properties panel",
)
NOT_FEEL = error(
    "not_feel",
    "「{name}」的{what}不是 FEEL 表达式:{text}",
    "The {what_en} of {name} is no FEEL expression: {text}",
    "FEEL 表达式以 = 开头,例如 =amount > 1000",
    "A FEEL expression begins with =, such as =amount > 1000",
)
UNKNOWN_FUNCTION = error(
    "unknown_function",
    "「{name}」的{what}调用了不存在的函数 {function}",
    "The {what_en} of {name} calls a function {function} that does not exist",
    "{did_you_mean}只能用 FEEL 自带的函数（见 docs/feel.md 第 14 节）",
    "{did_you_mean_en}Use a function that FEEL has (docs/feel.md, section 14)",
)
BAD_DATE = error(
    "bad_date",
    "「{name}」的{what}不是日期时间:{text}",
    "The {what_en} of {name} is no date and time: {text}",
    "写成 2026-03-01T09:00,或 =workdays(2)",
    "Write such as 2026-03-01T09:00, or =workdays(2)",
)
BAD_DURATION = error(
    "bad_duration",
    "「{name}」的{what}不是时长:{text}",
    "The {what_en} of {name} is no duration: {text}",
    "写成 PT2H 或 P3D;工作日用时间点 =workdays(3)",
    "Write such as PT2H or P3D; for working days use a date: =workdays(3)",
)
BAD_CYCLE = error(
    "bad_cycle",
    "「{name}」的{what}不是循环:{text}",
    "The {what_en} of {name} is no repetition: {text}",
    "写成 R3/PT24H 或 R/P1D",
    "Write such as R3/PT24H or R/P1D",
)
BAD_PRIORITY = error(
    "bad_priority",
    "「{name}」的优先级必须是 0 到 100 的整数:{text}",
    "The priority of {name} must be a whole number from 0 to 100: {text}",
    "写 0 到 100 的整数,或 FEEL 表达式",
    "Write a whole number from 0 to 100, or a FEEL expression",
)
EMPTY_MAPPING = error(
    "empty_mapping",
    "「{name}」的输入输出映射没有填完整",
    "A mapping of {name} is not complete",
    "填写来源和目标变量,或删除这一行",
    "Fill in source and target, or delete the line",
)
BAD_TARGET = error(
    "bad_name",
    "「{name}」的变量名 {target} 不能使用",
    "{name}: {target} cannot be the name of a value",
    "变量名以字母或汉字开头,只含字母、汉字、数字和下划线",
    "A name begins with a letter and holds only letters, digits and _",
)

FUNCTIONS = feel.BUILTINS | TIME_FUNCTIONS
RESERVED_NAMES = frozenset({"case", "loopCounter", parameters.NAME})
CYCLE = re.compile(r"R([1-9]\d{0,5})?/(?:([^/]+)/)?([^/]+)", re.IGNORECASE)


def check(handed: Submission) -> Iterator[Finding]:
    for place in places(handed):
        if place.is_feel:
            yield from _formula(place)
        elif place.what in ALWAYS_FEEL:
            yield at(NOT_FEEL, place, text=place.text)
        elif place.what in LITERALS:
            yield from LITERALS[place.what](place)
    for element in handed.elements:
        lines = (*element.io_inputs, *element.io_outputs)
        if any(not line.source or not line.target for line in lines):
            yield EMPTY_MAPPING.at(element)
        loop = element.loop
        names = [line.target for line in lines] + [element.result or ""]
        if loop is not None and loop.multi:
            names += [loop.item or "", loop.output_collection or ""]
        yield from (BAD_TARGET.at(element, target=name) for name in names if name and not _is_name(name))


def parsed(place: Place) -> feel.Expression | None:
    """The expression of a place, or None when it cannot be read."""
    try:
        return feel.parse(place.formula)
    except feel.FeelError:
        return None


def _is_name(name: str) -> bool:
    return name.isidentifier() and name not in RESERVED_NAMES


def _formula(place: Place) -> Iterator[Finding]:
    try:
        expression = feel.parse(place.text)
    except feel.FeelError as problem:
        yield at(BROKEN, place, text=place.text, why=problem, why_zh=problem.in_chinese())
        return
    for function in sorted(expression.functions - FUNCTIONS):
        yield at(UNKNOWN_FUNCTION, place, function=function, **did_you_mean(function, FUNCTIONS))


def where(text: str, position: int) -> tuple[str, str]:
    """A place in a text, for a sentence in each language."""
    line = text.count("\n", 0, position) + 1
    column = position - text.rfind("\n", 0, position)
    return f"（第 {line} 行第 {column} 列）", f" (line {line}, column {column})"


def at(kind: Kind, place: Place, **facts: Any) -> Finding:
    what, what_en = WHAT[place.what]
    return kind.at(place.shape, place.name, what=what, what_en=what_en, **facts)


# -- literals ------------------------------------------------------------------------------------------------


def literal(text: str) -> Any:
    """A date, time or duration in the form that FEEL writes as `@"…"`; None for any other text."""
    try:
        return feel.parse(f'@"{text}"').evaluate({}) if '"' not in text and "\\" not in text else None
    except feel.FeelError:
        return None


def _is_date(text: str) -> bool:
    return isinstance(literal(text), date | datetime)


def _is_duration(text: str) -> bool:
    value = literal(text)
    if isinstance(value, feel.YearsMonths):
        return value.months > 0
    return isinstance(value, timedelta) and value > timedelta(0)


def _is_cycle(text: str) -> bool:
    match = CYCLE.fullmatch(text)
    return match is not None and _is_duration(match[3]) and (match[2] is None or _is_date(match[2]))


TIMERS: dict[str, tuple[Callable[[str], bool], Kind]] = {
    "date": (_is_date, BAD_DATE),
    "duration": (_is_duration, BAD_DURATION),
    "cycle": (_is_cycle, BAD_CYCLE),
}


def _timer(place: Place) -> Iterator[Finding]:
    for event in place.element.events:
        if event.timer is not None and event.timer.kind in TIMERS:
            is_right, kind = TIMERS[event.timer.kind]
            if not is_right(place.text.strip()):
                yield at(kind, place, text=place.text)


def _due(place: Place) -> Iterator[Finding]:
    if not _is_date(place.text.strip()) and not _is_duration(place.text.strip()):
        yield at(BAD_DATE, place, text=place.text)


def _priority(place: Place) -> Iterator[Finding]:
    text = place.text.strip()
    if not (text.isascii() and text.isdecimal() and len(text) < 4 and int(text) <= 100):
        yield at(BAD_PRIORITY, place, text=place.text)


LITERALS: dict[str, Callable[[Place], Iterator[Finding]]] = {
    "timer": _timer,
    "due_date": _due,
    "follow_up": _due,
    "priority": _priority,
}
