"""Conflicts of interest that a diagram speaks of: a misspelt name would protect nobody, and nobody would notice."""

from __future__ import annotations

from collections.abc import Iterator

from app.engine import groups
from app.engine.gate.finding import Finding, error
from app.engine.gate.names import Provided
from app.engine.gate.nearest import did_you_mean
from app.engine.gate.people import HUMAN
from app.engine.gate.submission import Submission

REVIEWS_NOTHING = error(
    "reviews_nothing",
    "「{name}」的属性 reviews 写着 {task},没有这个人工任务:没有人会因此回避",
    "The property reviews of {name} names {task}, and there is no such task of a person: nobody would stand back",
    "{did_you_mean}填写被复核的人工任务的标识",
    "{did_you_mean_en}Name the id of the task that is reviewed",
)
ACCUSED_UNKNOWN = error(
    "accused_unknown",
    "流程的属性 accused 写着 {value},没有任何步骤给出这个值:没有人会因此回避",
    "The property accused of the process names {value}, and no step brings such a value: nobody would stand back",
    "{did_you_mean}填写写明被投诉人的字段名",
    "{did_you_mean_en}Name the field that says whom the complaint is about",
)


def check(handed: Submission) -> Iterator[Finding]:
    tasks = {node.id for node in handed.elements if node.kind in HUMAN}
    for node in handed.elements:
        for task in groups.split(node.properties.get("reviews", "")):
            if task not in tasks:
                yield REVIEWS_NOTHING.at(node, task=task, **did_you_mean(task, tasks))
    top = handed.diagram.processes[handed.top or ""]
    named = groups.split(top.properties.get("accused", ""))
    provided = Provided(handed) if named else None
    if provided is None or provided.open:
        return
    for value in named:
        if value not in provided.by:
            yield ACCUSED_UNKNOWN.at(top.id, top.name, value=value, **did_you_mean(value, provided.by))
