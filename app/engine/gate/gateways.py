"""Can every branching decide: conditions, default flows, and what an event-based gateway leads to?"""

from __future__ import annotations

from collections.abc import Iterator

from app.engine.elements import ACTIVITIES, EVENTS, Element, Flow
from app.engine.gate.finding import Finding, error, warning
from app.engine.gate.submission import Submission

NO_CONDITION = error(
    "no_condition",
    "从「{name}」到「{target}」的连线没有条件,也不是默认连线",
    "The flow from {name} to {target} has no condition and is not the default flow",
    "填写条件,或把它设为默认连线",
    "Give it a condition, or make it the default flow",
)
NO_DEFAULT = warning(
    "no_default",
    "网关「{name}」没有默认连线:所有条件都不成立时,案件会停在这里",
    "The gateway {name} has no default flow: when no condition holds, the case stops here",
    "把其中一条设为默认连线",
    "Make one of the flows the default flow",
)
DEFAULT_ELSEWHERE = error(
    "default_elsewhere",
    "「{name}」的默认连线 {flow} 不是从它出发的",
    "The default flow {flow} of {name} does not leave it",
    "重新选择默认连线",
    "Choose the default flow again",
)
DEFAULT_WITHOUT_CHOICE = error(
    "default_without_choice",
    "「{name}」不作选择,不能有默认连线",
    "{name} makes no choice: it cannot have a default flow",
    "取消默认连线",
    "Make it an ordinary flow again",
)
DEFAULT_WITH_CONDITION = warning(
    "default_with_condition",
    "默认连线「{name}」的条件不起作用",
    "The condition of the default flow {name} is never asked",
    "删除这个条件",
    "Delete the condition",
)
CONDITION_IGNORED = error(
    "condition_ignored",
    "从「{name}」出发的连线带有条件,但这里没有可选择的",
    "A flow that leaves {name} has a condition, but there is nothing to choose from",
    "删除条件,或先接一个排他网关",
    "Delete the condition, or put an exclusive gateway before it",
)
IMPLICIT_SPLIT = warning(
    "implicit_split",
    "「{name}」有 {count} 条出线而没有网关:所有没有条件或条件成立的都会走",
    "{count} flows leave {name} without a gateway: all that have no condition, or a true one, are taken",
    "用网关写明怎样分支,看图的人才不会误会",
    "Say how to branch with a gateway, so that nobody misreads the diagram",
)
ONE_WAY_RACE = error(
    "race_of_one",
    "事件网关「{name}」后面至少要有两个事件",
    "The event-based gateway {name} needs at least two events after it",
    "再加一个事件,或删除网关",
    "Add an event, or remove the gateway",
)
NOT_AN_EVENT = error(
    "race_without_event",
    "事件网关「{name}」后面的「{target}」不是消息、定时事件或接收任务",
    "{target} after the event-based gateway {name} is no message or timer event and no receive task",
    "事件网关只能接中间捕获事件或接收任务",
    "An event-based gateway leads to intermediate catch events or receive tasks",
)
SHARED_EVENT = error(
    "race_shared_event",
    "事件网关「{name}」后面的「{target}」还有别的入线",
    "{target} after the event-based gateway {name} can be reached in another way too",
    "为另一条路径另画一个事件",
    "Draw another event for the other way",
)

CONDITION_NOT_ASKED = warning(
    "condition_not_asked",
    "从并行网关「{name}」出发的连线带有条件,并行网关不看条件:每条都会走",
    "A flow that leaves the parallel gateway {name} has a condition, and a parallel gateway asks none: all are taken",
    "要按条件走,请改用包容网关;否则删除条件",
    "Use an inclusive gateway to go by conditions, or delete them",
)
JOINS_AND_CHOOSES = error(
    "complex_joins_and_chooses",
    "复杂网关「{name}」既汇合又选择,不支持",
    "The complex gateway {name} both joins and chooses, which is not supported",
    "汇合与选择各用一个网关",
    "Use one gateway to join and another to choose",
)
NO_ACTIVATION = error(
    "complex_without_activation",
    "汇合的复杂网关「{name}」没有启动条件",
    "The complex gateway {name} joins and has no activation condition",
    "写明到几条就继续,例如 =activationCount >= 2",
    "Say how many are enough, such as =activationCount >= 2",
)
ACTIVATION_IGNORED = error(
    "complex_activation_ignored",
    "复杂网关「{name}」只有一条入线,启动条件不起作用",
    "One flow leads into the complex gateway {name}: its activation condition would mean nothing",
    "删除启动条件",
    "Delete the activation condition",
)
CHOOSING = frozenset({"exclusiveGateway", "inclusiveGateway", "complexGateway"})
RACERS = frozenset({"intermediateCatchEvent", "receiveTask"})


def check(handed: Submission) -> Iterator[Finding]:
    for node in handed.elements:
        flows = [handed.diagram.flows[flow] for flow in node.outgoing]
        yield from _default(node, flows)
        if node.kind in CHOOSING:
            yield from _choice(handed, node, flows)
        if not _may_choose(node) and any(flow.condition for flow in flows):
            yield (CONDITION_NOT_ASKED if node.kind == "parallelGateway" else CONDITION_IGNORED).at(node)
        if node.kind == "complexGateway":
            yield from _complex(node, flows)
        if node.kind in ACTIVITIES | EVENTS and len(flows) > 1:
            yield IMPLICIT_SPLIT.at(node, count=len(flows))
        if node.kind == "eventBasedGateway":
            yield from _race(handed, node)


def _default(node: Element, flows: list[Flow]) -> Iterator[Finding]:
    if node.default is None:
        return
    if not _may_choose(node) or (node.kind in ACTIVITIES and not any(flow.condition for flow in flows)):
        yield DEFAULT_WITHOUT_CHOICE.at(node)
    elif node.default not in {flow.id for flow in flows}:
        yield DEFAULT_ELSEWHERE.at(node, flow=node.default)
    for flow in flows:
        if flow.id == node.default and flow.condition:
            yield DEFAULT_WITH_CONDITION.at(flow.id, flow.name)


def _may_choose(node: Element) -> bool:
    """Gateways that choose, and activities with several flows: those are taken as an inclusive gateway would."""
    return node.kind in CHOOSING or (node.kind in ACTIVITIES and len(node.outgoing) > 1)


def _choice(handed: Submission, node: Element, flows: list[Flow]) -> Iterator[Finding]:
    if len(flows) < 2 or (node.kind == "complexGateway" and len(node.incoming) > 1):
        return
    for flow in flows:
        if not flow.condition and flow.id != node.default:
            target = handed.diagram.elements.get(flow.target)
            yield NO_CONDITION.at(flow.id, node.name or node.id, target=target.name or target.id if target else "-")
    if node.default is None and all(flow.condition for flow in flows):
        yield NO_DEFAULT.at(node)


def _complex(node: Element, flows: list[Flow]) -> Iterator[Finding]:
    if len(node.incoming) < 2:
        if node.activation:
            yield ACTIVATION_IGNORED.at(node)
    elif not node.activation:
        yield NO_ACTIVATION.at(node)
    elif node.default or any(flow.condition for flow in flows):
        yield JOINS_AND_CHOOSES.at(node)


def _race(handed: Submission, node: Element) -> Iterator[Finding]:
    targets = handed.diagram.targets(node)
    if len(targets) < 2:
        yield ONE_WAY_RACE.at(node)
    for target in targets:
        name = target.name or target.id
        if target.kind not in RACERS or handed.diagram.boundary_events(target.id):
            yield NOT_AN_EVENT.at(node, target=name)
        elif len(target.incoming) > 1:
            yield SHARED_EVENT.at(node, target=name)
