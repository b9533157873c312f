"""Do the parts of the diagram hang together: flows, starts and ends, boundary events, pools and lanes?"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from app.engine.elements import ACTIVITIES, GATEWAYS, Element, Lane
from app.engine.gate.finding import Finding, error, warning
from app.engine.gate.submission import Submission, is_loose

NOT_EXECUTABLE = error(
    "not_executable",
    "流程没有标记为可执行",
    "The process is not marked as executable",
    "在属性面板中勾选“可执行”",
    "Tick “Executable” in the properties panel",
)
FLOW_TO_NOWHERE = error(
    "flow_to_nowhere",
    "连线 {flow} 没有接到元素上:{missing} 不存在",
    "The flow {flow} leads to nowhere: there is no {missing}",
    "删除这条连线,重新连接",
    "Delete the flow and draw it anew",
)
FLOW_ACROSS = error(
    "flow_across",
    "连线 {flow} 穿过了子流程或泳池的边界",
    "The flow {flow} crosses the border of a sub-process or pool",
    "顺序流只能连接同一层的元素;跨泳池请用消息流",
    "A sequence flow joins elements of one level; use a message flow between pools",
)
FLOW_INTO_START = error(
    "flow_into_start",
    "有连线进入开始事件「{name}」",
    "A flow leads into the start event {name}",
    "删除这条连线,或接到开始之后的步骤",
    "Delete the flow, or lead it to the step after the start",
)
FLOW_INTO_BOUNDARY = error(
    "flow_into_boundary",
    "有连线进入边界事件「{name}」",
    "A flow leads into the boundary event {name}",
    "删除这条连线:边界事件由它附着的任务触发",
    "Delete the flow: the activity it stands on sets a boundary event off",
)
FLOW_FROM_END = error(
    "flow_from_end",
    "有连线从结束事件「{name}」出发",
    "A flow leaves the end event {name}",
    "删除这条连线,或把它改为中间事件",
    "Delete the flow, or make it an intermediate event",
)
NO_START = error("no_start", "「{name}」没有开始事件", "{name} has no start event", "添加开始事件", "Add a start event")
NOT_CALLABLE = error(
    "not_callable",
    "流程「{name}」被其他流程调用,却没有空白开始事件",
    "{name} is called by another process but has no plain start event",
    "给它添加一个空白开始事件",
    "Add a plain start event",
)
SEVERAL_STARTS = error(
    "several_starts",
    "「{name}」有 {count} 个同样的开始事件,不知从哪一个开始",
    "{name} has {count} start events of the same kind: nobody can tell where to begin",
    "只保留一个,之后用网关分支;用不同消息启动的可以各有一个",
    "Keep one and branch after it; each message that starts a case may have its own",
)
EVENT_PART_START = error(
    "event_part_start",
    "事件子流程「{name}」必须恰好有一个带触发条件的开始事件",
    "The event sub-process {name} needs exactly one start event, with a trigger",
    "给它一个定时、消息、错误、升级、信号或条件开始事件",
    "Give it a timer, message, error, escalation, signal or conditional start event",
)
EVENT_PART_JOINED = error(
    "event_part_joined",
    "事件子流程「{name}」不能有连线或循环标记:它由事件启动",
    "The event sub-process {name} can have no flows and no loop marker: its event starts it",
    "删除连线和标记",
    "Delete them",
)
LINK_WITHOUT_CATCH = error(
    "link_without_catch",
    "链接「{name}」没有唯一的、同名的捕获链接",
    "The link {name} does not lead to exactly one catching link of the same name",
    "在同一层画一个同名的捕获链接",
    "Draw one catching link of that name on the same level",
)
LINK_JOINED = error(
    "link_joined",
    "链接「{name}」的这一侧不能有连线:它由同名链接连接",
    "On this side the link {name} can have no flow: its twin is what it is joined to",
    "删除连线",
    "Delete the flow",
)
LINK_WITHOUT_THROW = error(
    "link_without_throw",
    "没有链接通到「{name}」",
    "No link leads to {name}",
    "画一个同名的抛出链接,或删除它",
    "Draw a throwing link of that name, or delete it",
)
SUB_START_NOT_PLAIN = error(
    "sub_start_not_plain",
    "子流程的开始事件「{name}」必须是空白开始事件",
    "The start event {name} of a sub-process must be a plain one",
    "把它改为空白开始事件",
    "Change it into a plain start event",
)
NO_END = error("no_end", "「{name}」没有结束事件", "{name} has no end event", "添加一个结束事件", "Add an end event")
IMPLICIT_END = warning(
    "implicit_end",
    "「{name}」没有画出结束事件:每条路径走到最后一步就结束",
    "{name} draws no end event: each path ends with its last step",
    "在每条路径的最后画出结束事件",
    "Draw an end event after the last step of each path",
)
SUB_EMPTY = error(
    "sub_empty",
    "子流程「{name}」是空的",
    "The sub-process {name} is empty",
    "画出它的步骤,或把它改为任务",
    "Draw its steps, or change it into a task",
)
STOPS_HERE = error(
    "stops_here",
    "「{name}」之后没有任何步骤",
    "Nothing comes after {name}",
    "把它连到下一步或结束事件",
    "Join it to the next step or to an end event",
)
BOUNDARY_LOOSE = error(
    "boundary_loose",
    "边界事件「{name}」没有附着在任务或子流程上",
    "The boundary event {name} is not attached to a task or sub-process",
    "把它拖到任务的边框上",
    "Drag it onto the border of a task",
)
UNREACHABLE = error(
    "unreachable",
    "「{name}」永远不会被执行:没有路径通到它",
    "{name} can never be reached",
    "把它接到流程中,或删除它",
    "Join it to the flow, or delete it",
)
SEVERAL_WHITE_BOXES = error(
    "several_white_boxes",
    "图中有多个画出步骤的流程:{others}",
    "The diagram draws the steps of more than one process: {others}",
    "只保留一个有步骤的泳池;其他参与者画成空白泳池,被调用的流程各存一个文件",
    "Keep one pool with steps; draw the other participants as empty pools, and called processes in files of their own",
)
POOL_OF_NOTHING = error(
    "pool_of_nothing",
    "泳池「{name}」指向不存在的流程 {process}",
    "The pool {name} refers to a process {process} that does not exist",
    "删除泳池,重新绘制",
    "Delete the pool and draw it anew",
)
LANE_OF_NOTHING = error(
    "lane_of_nothing",
    "泳道「{name}」列出了不存在的元素 {missing}",
    "The lane {name} lists an element {missing} that does not exist",
    "把元素重新拖入泳道",
    "Drag the element into the lane again",
)
IN_TWO_LANES = error(
    "in_two_lanes",
    "「{name}」同时在多个泳道中",
    "{name} stands in more than one lane",
    "重新拖入一个泳道",
    "Drag it into one lane again",
)
IN_NO_LANE = warning(
    "in_no_lane",
    "「{name}」不在任何泳道中,看不出由谁负责",
    "{name} stands in no lane: nobody can see who does it",
    "把它拖入负责方的泳道",
    "Drag it into the lane of who does it",
)


def check(handed: Submission) -> Iterator[Finding]:
    process = handed.diagram.processes[handed.top or ""]
    if not process.executable:
        yield NOT_EXECUTABLE.at(process.id, process.name)
    yield from _flows(handed)
    for scope in handed.scopes:
        yield from _starts_and_ends(handed, scope)
        yield from _unreachable(handed, scope)
    for element in handed.elements:
        yield from _ends_of(handed, element)
    yield from _pools(handed)
    yield from _lanes(handed)


def _flows(handed: Submission) -> Iterator[Finding]:
    diagram = handed.diagram
    for flow in diagram.flows.values():
        missing = [end for end in (flow.source, flow.target) if end not in diagram.elements]
        if missing:
            yield FLOW_TO_NOWHERE.at(flow.id, flow.name, flow=flow.name or flow.id, missing=missing[0] or "-")
            continue
        source, target = diagram.elements[flow.source], diagram.elements[flow.target]
        if source.scope != target.scope:
            yield FLOW_ACROSS.at(flow.id, flow.name, flow=flow.name or flow.id)


def _starts_and_ends(handed: Submission, scope: str) -> Iterator[Finding]:
    diagram, nodes = handed.diagram, handed.diagram.within(scope)
    owner = diagram.elements.get(scope)
    name = owner.name if owner else diagram.processes[scope].name
    if owner and not nodes:
        yield SUB_EMPTY.at(owner)
        return
    if handed.is_ad_hoc(scope):
        return
    starts = list(handed.starts(scope))
    if owner and owner.triggered_by_event:
        if len(starts) != 1 or not starts[0].events:
            yield EVENT_PART_START.at(owner)
        if owner.incoming or owner.outgoing or owner.loop:
            yield EVENT_PART_JOINED.at(owner)
    else:
        yield from _starts(scope, name, owner, starts)
        if handed.is_called and scope == handed.top and starts and all(_trigger(start) for start in starts):
            yield NOT_CALLABLE.at(scope, name)
    if not any(node.kind == "endEvent" for node in nodes):
        yield (NO_END if handed.draws_ends(scope) else IMPLICIT_END).at(scope, name)


def _starts(scope: str, name: str, owner: Element | None, starts: list[Element]) -> Iterator[Finding]:
    if not starts:
        yield NO_START.at(scope, name)
    same = Counter(_trigger(start) for start in starts)
    yield from (SEVERAL_STARTS.at(scope, name, count=count) for count in same.values() if count > 1)
    if owner:
        yield from (SUB_START_NOT_PLAIN.at(start) for start in starts if start.events)


def _trigger(start: Element) -> str | None:
    """The message or signal that begins a case here, or None for a beginning by hand; each timer is one of its own."""
    if any(event.timer for event in start.events):
        return f"timer {start.id}"
    if start.message is not None:
        return start.message.name
    return start.events[0].name if start.events else None


def _unreachable(handed: Submission, scope: str) -> Iterator[Finding]:
    nodes = handed.diagram.within(scope)
    reached = list(handed.starts(scope))
    if not reached:
        return
    seen = {node.id for node in reached}
    while reached:
        node = reached.pop()
        for after in handed.after(node):
            if after.id not in seen:
                seen.add(after.id)
                reached.append(after)
    for node in nodes:
        if node.id not in seen and not node.triggered_by_event and not node.for_compensation:
            yield (LINK_WITHOUT_THROW if _is_link(node) else UNREACHABLE).at(node)


def _ends_of(handed: Submission, node: Element) -> Iterator[Finding]:
    """What comes into a node and out of it."""
    if node.kind == "startEvent" and node.incoming:
        yield FLOW_INTO_START.at(node)
    if node.kind == "endEvent" and node.outgoing:
        yield FLOW_FROM_END.at(node)
    if node.kind == "boundaryEvent":
        host = handed.diagram.elements.get(node.attached_to or "")
        if host is None or host.kind not in ACTIVITIES or host.scope != node.scope:
            yield BOUNDARY_LOOSE.at(node)
        if node.incoming:
            yield FLOW_INTO_BOUNDARY.at(node)
    if _is_link(node):
        yield from _link(handed, node)
    elif not node.outgoing and not is_loose(node) and not (handed.ends_here(node) and _may_stop(node)):
        yield STOPS_HERE.at(node)


def _may_stop(node: Element) -> bool:
    """Whether a path can end here where ends are not drawn: with work done, or something caught or thrown."""
    return node.kind not in GATEWAYS | {"startEvent"}


def _link(handed: Submission, node: Element) -> Iterator[Finding]:
    if node.kind == "intermediateThrowEvent":
        if node.outgoing:
            yield LINK_JOINED.at(node)
        elif len(handed.after(node)) != 1:
            yield LINK_WITHOUT_CATCH.at(node)
    elif node.incoming:
        yield LINK_JOINED.at(node)
    elif not node.outgoing:
        yield STOPS_HERE.at(node)


def _is_link(node: Element) -> bool:
    return any(event.kind == "link" for event in node.events)


def _pools(handed: Submission) -> Iterator[Finding]:
    diagram = handed.diagram
    for pool in diagram.pools:
        if pool.process and pool.process not in diagram.processes:
            yield POOL_OF_NOTHING.at(pool.id, pool.name, process=pool.process)
    others = [key for key in diagram.processes if key != handed.top and any(diagram.inside(key))]
    if others:
        names = ", ".join(diagram.processes[key].name or key for key in others)
        yield SEVERAL_WHITE_BOXES.at(others[0], others=names)


def _lanes(handed: Submission) -> Iterator[Finding]:
    process = handed.diagram.processes[handed.top or ""]
    lanes = list(_all_lanes(process.lanes))
    for lane in lanes:
        for missing in (node for node in lane.nodes if node not in handed.diagram.elements):
            yield LANE_OF_NOTHING.at(lane.id, lane.name, missing=missing)
    innermost = Counter(node for lane in lanes if not lane.children for node in set(lane.nodes))
    for node in handed.elements:
        if innermost[node.id] > 1:
            yield IN_TWO_LANES.at(node)
        elif lanes and node.lane is None and node.scope == process.id and node.kind != "boundaryEvent":
            yield IN_NO_LANE.at(node)


def _all_lanes(lanes: tuple[Lane, ...]) -> Iterator[Lane]:
    for lane in lanes:
        yield lane
        yield from _all_lanes(lane.children)
