"""Ad-hoc sub-processes: steps without an order, offered until somebody says that it is enough."""

from __future__ import annotations

from collections.abc import Iterator

from app.engine.gate.finding import Finding, error
from app.engine.gate.submission import Submission

NO_COMPLETION = error(
    "ad_hoc_without_end",
    "自由(ad-hoc)子流程「{name}」没有完成条件,不知何时结束",
    "The ad-hoc sub-process {name} has no completion condition: nobody can tell when it is done",
    "填写完成条件,例如 =resolved;或画出步骤的先后,改用普通子流程",
    "Fill in a completion condition, such as =resolved, or draw the order of the steps in an ordinary sub-process",
)
NOTHING_TO_DO = error(
    "ad_hoc_empty",
    "自由(ad-hoc)子流程「{name}」中没有可以开始的步骤",
    "There is no step in the ad-hoc sub-process {name} that could be begun",
    "画出至少一个没有入线的任务",
    "Draw at least one task that nothing leads to",
)
NOT_INSIDE = error(
    "not_in_ad_hoc",
    "「{name}」不能放在自由(ad-hoc)子流程中",
    "{name} cannot stand in an ad-hoc sub-process",
    "开始事件、结束事件和事件子流程请放到外面,或改用普通子流程",
    "Put start events, end events and event sub-processes outside, or use an ordinary sub-process",
)


def check(handed: Submission) -> Iterator[Finding]:
    for owner in handed.elements:
        if owner.kind != "adHocSubProcess":
            continue
        inside = handed.diagram.within(owner.id)
        if not owner.completion:
            yield NO_COMPLETION.at(owner)
        if inside and not handed.starts(owner.id):
            yield NOTHING_TO_DO.at(owner)
        for node in inside:
            if node.kind in {"startEvent", "endEvent"} or node.triggered_by_event:
                yield NOT_INSIDE.at(node)
