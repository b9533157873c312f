"""Processes that begin by the clock: can the time of their start events be told before there is any case?"""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator

from app.engine.elements import Element
from app.engine.gate.expressions import parsed
from app.engine.gate.finding import Finding, error, warning
from app.engine.gate.places import places
from app.engine.gate.submission import Submission

DURATION = error(
    "timer_start_duration",
    "定时开始事件「{name}」写的是时长,不知从何时算起",
    "The timer start event {name} says a duration, and there is nothing it could count from",
    "改为循环,例如 R/2026-01-01T09:00/P1M 或 =next workday of month(1);只启动一次的写时间点",
    "Write a cycle, such as R/2026-01-01T09:00/P1M or =next workday of month(1), or a date to start once",
)
VALUE = error(
    "timer_start_value",
    "定时开始事件「{name}」的时间用到 {value},但那时还没有案件,也就没有任何值",
    "The time of the start event {name} uses {value}, but before there is a case there are no values",
    "只用 now()、today()、next workday of month(…) 这样的函数",
    "Use functions alone, such as now(), today() and next workday of month(…)",
)
MISSED = error(
    "bad_missed",
    "「{name}」的属性 missed 只能是 each(逐次补办)或 latest(只补最近一次):{text}",
    "The property missed of {name} can be each (start every one that was missed) or latest (only the last): {text}",
    "写 each 或 latest",
    "Write each or latest",
)
FORM = warning(
    "timer_start_form",
    "定时开始事件「{name}」的表单不会显示:没有人在场填写",
    "The form of the timer start event {name} is never shown: nobody is there to fill it in",
    "把表单放到第一个任务上",
    "Put the form on the first task",
)
NO_INSTANT = error(
    "timer_start_instant",
    "定时开始事件「{name}」算不出下一次启动的时间:{why}",
    "The next start of {name} cannot be told: {why}",
    "检查时间的写法,以及工作日历是否已有那一年",
    "Check how the time is written, and whether the calendar has that year",
)
UNKNOWN_UNIT = error(
    "timer_start_unit",
    "定时开始事件「{name}」的单位 {unit} 不在组织中",
    "The organisation has no unit {unit}, which the start event {name} starts cases for",
    "改正属性 unit",
    "Correct the property unit",
)
EACH, LATEST = "each", "latest"


def check(handed: Submission) -> Iterator[Finding]:
    starts = {node.id: node for node in handed.starts(handed.top or "") if is_timer(node)}
    for node in starts.values():
        timer = node.events[0].timer
        if timer is not None and timer.kind == "duration":
            yield DURATION.at(node)
        missed = node.properties.get("missed", EACH).strip()
        if missed not in (EACH, LATEST):
            yield MISSED.at(node, text=missed)
        if node.form:
            yield FORM.at(node)
    for place in places(handed):
        if place.what == "timer" and place.element.id in starts and place.is_feel:
            expression = parsed(place)
            yield from (VALUE.at(place.element, value=name) for name in sorted(expression.names if expression else ()))


def unknown_units(starts: Iterable[Element], known: Container[str]) -> Iterator[Finding]:
    """The units that cases are to be started for, and that are not there."""
    named = ((node, node.properties.get("unit")) for node in starts)
    return (UNKNOWN_UNIT.at(node, unit=unit) for node, unit in named if unit and unit not in known)


def is_timer(node: Element) -> bool:
    return node.kind == "startEvent" and [event.kind for event in node.events] == ["timer"]
