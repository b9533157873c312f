"""Where expressions stand on a diagram: every text that is evaluated while a case runs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from app import feel
from app.engine.elements import Element, Loop
from app.engine.gate.submission import Submission

WHAT = {
    "condition": ("条件", "condition"),
    "event_condition": ("条件", "condition"),
    "script": ("脚本", "script"),
    "timer": ("定时", "timer"),
    "assignee": ("办理人", "assignee"),
    "candidate_users": ("候选人", "candidate users"),
    "candidate_groups": ("候选组", "candidate groups"),
    "due_date": ("到期时间", "due date"),
    "follow_up": ("跟进时间", "follow-up date"),
    "priority": ("优先级", "priority"),
    "deputy": ("B角", "deputy"),
    "deputy_after": ("B角接替时间", "deputyAfter"),
    "collection": ("多实例的输入集合", "input collection"),
    "cardinality": ("多实例的次数", "loop cardinality"),
    "completion": ("完成条件", "completion condition"),
    "activation": ("启动条件", "activation condition"),
    "behaviour": ("抛出事件的条件", "condition for throwing an event"),
    "output_item": ("多实例的输出元素", "output element"),
    "input": ("输入映射", "input mapping"),
    "output": ("输出映射", "output mapping"),
    "correlation_key": ("关联键", "correlation key"),
    "job_type": ("任务类型", "job type"),
    "header": ("任务头", "task header"),
    "called_decision": ("决策 ID", "decision id"),
}
# Texts that mean nothing unless they are FEEL.
ALWAYS_FEEL = frozenset(
    {"condition", "event_condition", "script", "collection", "completion", "activation", "behaviour", "output_item"}
)
# Texts that are evaluated when the element has done its work, so that its own results count.
AFTER = frozenset({"condition", "completion", "behaviour", "output_item", "output"})
COUNTS = frozenset({"numberOfInstances", "numberOfActiveInstances", "numberOfCompletedInstances", "loopCounter"})


@dataclass(frozen=True, kw_only=True)
class Place:
    what: str  # a key of WHAT
    text: str
    element: Element  # where it is evaluated
    shape: str  # id of the shape it is shown on: the element's, or a flow's
    name: str
    local: frozenset[str] = frozenset()  # names that are known here alone

    @property
    def is_feel(self) -> bool:
        return self.what == "cardinality" or feel.is_expression(self.text)

    @property
    def formula(self) -> str:
        """The expression without its leading `=`."""
        text = self.text.strip()
        return text[1:] if text.startswith("=") else text


def places(handed: Submission) -> Iterator[Place]:
    for element in handed.elements:
        for what, text, local in _texts(element):
            if text and text.strip():
                yield Place(what=what, text=text, element=element, shape=element.id, name=element.name, local=local)
        for flow in (handed.diagram.flows[flow] for flow in element.outgoing):
            if flow.condition:
                name = flow.name or flow.id
                yield Place(what="condition", text=flow.condition, element=element, shape=flow.id, name=name)


def locals_of(element: Element) -> frozenset[str]:
    """The names that a visit of this element has to itself: its inputs, and the item of a multi-instance activity."""
    names = {line.target for line in element.io_inputs}
    if element.loop is not None:
        names |= {"loopCounter"} | {name for name in (element.loop.item, output_name(element.loop)) if name}
    return frozenset(names)


def output_name(loop: Loop) -> str | None:
    """The name that an output element is, when it is a plain name: then each instance has that value to itself."""
    text = (loop.output_item or "").removeprefix("=").strip()
    return text if text.isidentifier() else None


Text = tuple[str, str | None, frozenset[str]]


def _texts(element: Element) -> Iterator[Text]:
    for what in ("assignee", "candidate_users", "candidate_groups", "due_date", "follow_up", "priority"):
        yield what, getattr(element, what), frozenset()
    for what in ("script", "job_type", "called_decision"):
        yield what, getattr(element, what), frozenset()
    yield "deputy", element.properties.get("deputy"), frozenset()
    yield "deputy_after", element.properties.get("deputyAfter"), frozenset()
    yield from (("header", text, frozenset()) for _, text in element.headers)
    yield from (("input", line.source, frozenset()) for line in element.io_inputs)
    results = frozenset({element.result} if element.result else ())
    yield from (("output", line.source, results) for line in element.io_outputs)
    for event in element.events:
        yield "timer", event.timer.text if event.timer else None, frozenset()
        yield "correlation_key", event.correlation_key, frozenset()
        yield "event_condition", event.condition, frozenset()
    if element.message:
        yield "correlation_key", element.message.correlation_key, frozenset()
    yield "completion", element.completion, frozenset()
    yield "activation", element.activation, frozenset({"activationCount"})
    if element.loop:
        yield from _loop_texts(element.loop)


def _loop_texts(loop: Loop) -> Iterator[Text]:
    yield "collection", loop.collection, frozenset()
    yield "cardinality", loop.cardinality, frozenset()
    yield "completion", loop.completion, COUNTS
    for condition, _ in loop.complex:
        yield "behaviour", condition, COUNTS
    yield "output_item", loop.output_item, frozenset()
