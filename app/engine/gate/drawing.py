"""Can people read the diagram: shapes, names, and what each task's documentation tells them?"""

from __future__ import annotations

from collections.abc import Iterator

from app.engine.elements import GATEWAYS, Element
from app.engine.gate.finding import Finding, note, warning
from app.engine.gate.submission import Submission

NOT_DRAWN = warning(
    "not_drawn",
    "「{name}」在图上没有图形,看不见",
    "{name} has no shape on the diagram: nobody can see it",
    "在建模工具中重新绘制它",
    "Draw it anew in a modeller",
)
FLOW_NOT_DRAWN = warning(
    "flow_not_drawn",
    "从「{source}」到「{target}」的连线没有画出来",
    "The flow from {source} to {target} is not drawn",
    "在建模工具中重新连接",
    "Draw it anew in a modeller",
)
NO_NAME = warning(
    "no_name",
    "元素 {id} 没有名称",
    "The element {id} has no name",
    "写上办理人看得懂的名称",
    "Give it a name that people understand",
)
NO_DOCUMENTATION = note(
    "no_documentation",
    "用户任务「{name}」没有说明",
    "The user task {name} has no documentation",
    "写明要做什么、要避免什么",
    "Say what is to be done, and what to avoid",
)


def check(handed: Submission) -> Iterator[Finding]:
    drawn, elements = handed.diagram.drawn, handed.diagram.elements
    for node in handed.elements:
        if node.id not in drawn:
            yield NOT_DRAWN.at(node)
        if not node.name and _needs_name(node):
            yield NO_NAME.at(node, id=node.id)
        if node.kind == "userTask" and not node.documentation:
            yield NO_DOCUMENTATION.at(node)
    for node in handed.elements:
        for flow in (handed.diagram.flows[flow] for flow in node.outgoing):
            target = elements.get(flow.target)
            if flow.id not in drawn and target is not None:
                yield FLOW_NOT_DRAWN.at(
                    flow.id, flow.name, source=node.name or node.id, target=target.name or target.id
                )


def _needs_name(node: Element) -> bool:
    """A gateway that only joins or splits in parallel says all there is to say by its shape."""
    if node.kind in {"exclusiveGateway", "inclusiveGateway"}:
        return len(node.outgoing) > 1
    return node.kind not in GATEWAYS
