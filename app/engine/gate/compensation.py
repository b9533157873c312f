"""What is undone: compensation events, and the activities that undo."""

from __future__ import annotations

from collections.abc import Iterator

from app.engine.gate.finding import Finding, error
from app.engine.gate.submission import Submission, is_compensation

NO_HANDLER = error(
    "no_handler",
    "补偿事件「{name}」要用关联线(不是顺序流)接到唯一一个补偿任务",
    "The compensation event {name} needs an association, not a flow, to exactly one compensation activity",
    "在同一层画一个带补偿标记的任务,用关联线连接",
    "Draw one activity with the compensation marker on the same level and join it by an association",
)
LOOSE_HANDLER = error(
    "loose_handler",
    "补偿任务「{name}」不能有顺序流,且要由一个补偿事件指向它",
    "The compensation activity {name} can have no flows, and a compensation event must point to it",
    "从任务边框上的补偿事件画一条关联线过来",
    "Draw an association to it from a compensation event on the border of an activity",
)
UNDOES_NOTHING = error(
    "undoes_nothing",
    "补偿事件「{name}」要撤销的 {activity} 不存在",
    "There is no activity {activity}, which the compensation event {name} would undo",
    "重新选择活动",
    "Choose the activity again",
)


def check(handed: Submission) -> Iterator[Finding]:
    for node in handed.elements:
        if node.for_compensation and (node.incoming or node.outgoing or node.id not in handed.undoing):
            yield LOOSE_HANDLER.at(node)
        if is_compensation(node):
            handlers = handed.handlers(node)
            beside = [each for each in handlers if each.for_compensation and each.scope == node.scope]
            if node.outgoing or len(handlers) != 1 or len(beside) != 1:
                yield NO_HANDLER.at(node)
            continue
        for event in node.events:
            if event.kind == "compensate" and event.ref is not None and event.ref not in handed.diagram.elements:
                yield UNDOES_NOTHING.at(node, activity=event.ref)
