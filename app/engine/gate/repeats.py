"""Activities that run more than once: loop markers, multi-instance markers, and how many tokens they take and give."""

from __future__ import annotations

from collections.abc import Iterator

from app.engine.elements import Element, Event, Loop
from app.engine.gate.finding import Finding, error
from app.engine.gate.submission import Submission

MOST = 1000
THROWN = frozenset({"message", "signal", "escalation"})

MI_WITHOUT_LIST = error(
    "mi_without_list",
    "多实例「{name}」没有填写输入集合",
    "The multi-instance activity {name} says nothing to run over",
    "在属性面板的“多实例”中填写输入集合,例如 =departments",
    "Fill in the input collection under “Multi-instance”, such as =departments",
)
MI_HALF_OUTPUT = error(
    "mi_half_output",
    "多实例「{name}」的输出集合和输出元素必须同时填写",
    "The multi-instance activity {name} needs both an output collection and an output element, or neither",
    "两个都填写,或都清空",
    "Fill in both, or clear both",
)
ENDLESS = error(
    "loop_without_end",
    "循环「{name}」既没有条件也没有最多次数",
    "The loop {name} has neither a condition nor a maximum",
    "填写循环条件,或最多次数",
    "Fill in the loop condition, or the maximum",
)
BAD_NUMBER = error(
    "bad_number",
    "「{name}」的{what}必须是 1 到 {most} 的整数:{text}",
    "The {what_en} of {name} must be a whole number from 1 to {most}: {text}",
    "改成整数",
    "Write a whole number",
)


MI_THROWS_NOTHING = error(
    "mi_throws_nothing",
    "多实例「{name}」设定了 behavior,却没有选择可抛出的事件(消息、信号或升级)",
    "The multi-instance activity {name} has a behaviour and names no event to throw: a message, signal or escalation",
    "选择事件,或删除 behavior 设置",
    "Choose the event, or remove the setting “behavior”",
)
MI_INTERRUPTS_ITSELF = error(
    "mi_interrupts_itself",
    "多实例「{name}」每完成一个就抛出事件,而它边框上的「{event}」会因此中断其余的:无法确定这是不是本意",
    "{name} throws an event when an instance is done, and {event} on its border would then end all the others: nobody "
    "can tell whether that is meant",
    "要继续其余的,把边界事件改为不中断;要在第一个之后停止,填写完成条件",
    "Let the boundary event not interrupt, or say with a completion condition when to stop",
)


def check(handed: Submission) -> Iterator[Finding]:
    for node in handed.elements:
        yield from _number(node, node.start_quantity, "起始令牌数", "start quantity")
        yield from _number(node, node.completion_quantity, "完成令牌数", "completion quantity")
        if node.loop is not None:
            yield from (_multi if node.loop.multi else _standard)(node, node.loop)
            yield from _thrown(handed, node, node.loop)


def _number(node: Element, text: str | None, what: str, what_en: str) -> Iterator[Finding]:
    if text is not None and not (text.isascii() and text.isdecimal() and len(text) < 5 and 1 <= int(text) <= MOST):
        yield BAD_NUMBER.at(node, text=text, what=what, what_en=what_en, most=MOST)


def _standard(node: Element, loop: Loop) -> Iterator[Finding]:
    yield from _number(node, loop.maximum, "最多循环次数", "loop maximum")
    if not loop.completion and not loop.maximum:
        yield ENDLESS.at(node)


def _multi(node: Element, loop: Loop) -> Iterator[Finding]:
    if not loop.collection and not loop.cardinality:
        yield MI_WITHOUT_LIST.at(node)
    if bool(loop.output_collection) != bool(loop.output_item):
        yield MI_HALF_OUTPUT.at(node)


def _thrown(handed: Submission, node: Element, loop: Loop) -> Iterator[Finding]:
    """The events that completions of instances throw, and what they would interrupt."""
    if loop.behavior == "All":
        return
    events = [event for _, event in loop.complex] if loop.behavior == "Complex" else [loop.thrown]
    thrown = [event for event in events if event is not None and event.kind in THROWN and _label(event)]
    if not thrown or len(thrown) < len(events):
        yield MI_THROWS_NOTHING.at(node)
    names = {(event.kind, _label(event)) for event in thrown}
    for boundary in handed.diagram.boundary_events(node.id):
        if boundary.interrupting and names & {(event.kind, _label(event)) for event in boundary.events}:
            yield MI_INTERRUPTS_ITSELF.at(node, event=boundary.name or boundary.id)


def _label(event: Event) -> str | None:
    """What an event is recognised by."""
    return event.code if event.kind == "escalation" else event.name
