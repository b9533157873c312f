"""Can every token reach an end: ways out, joins that can be fed, and loops that stop for somebody?"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from app.engine.elements import Element, Event
from app.engine.gate.components import components
from app.engine.gate.finding import Finding, error, note, warning
from app.engine.gate.submission import PARTS, Submission, is_loose
from app.engine.gate.tokens import Played, cut_short, ends_scope, play, play_all

NO_WAY_OUT = error(
    "no_way_out",
    "从「{name}」开始,案件永远到不了结束事件",
    "From {name} on, a case can never reach an end event",
    "为循环画一条出路,或接到结束事件",
    "Draw a way out of the loop, or a way to an end event",
)
NEVER_JOINS = error(
    "join_never_fires",
    "并行汇合网关「{name}」永远等不齐:它的入线来自互斥的分支",
    "The join {name} can never fire: its branches exclude each other",
    "互斥的分支用排他网关汇合",
    "Join branches that exclude each other with an exclusive gateway",
)
NEVER_ENDS_HERE = error(
    "end_never_reached",
    "没有一种走法能到达结束事件「{name}」:它前面的汇合永远等不齐",
    "No way leads a case to the end event {name}: a join before it never fires",
    "先改正前面的汇合网关",
    "Mend the join before it first",
)
MAY_GET_STUCK = warning(
    "join_may_wait",
    "汇合网关「{name}」可能会一直等待:有的走法到不了它的某条入线",
    "The join {name} may wait for ever: on some ways a token never comes to one of its flows",
    "检查分支与汇合是否成对",
    "See whether splits and joins match",
)
PILES_UP = warning(
    "tokens_pile_up",
    "「{name}」可能被重复执行多次:并行分支没有汇合就进入了循环",
    "{name} may be done many times over: parallel branches enter a loop without being joined",
    "在返回之前用并行网关汇合",
    "Join the branches with a parallel gateway before the flow back",
)
TOO_MANY_STATES = warning(
    "state_explosion",
    "「{name}」的分支组合太多,无法证明每种走法都能结束",
    "{name} has too many combinations of branches to prove that each of them ends",
    "把一部分步骤放进子流程",
    "Put a part of the steps into a sub-process",
)
NOT_PLAYED = note(
    "soundness_not_shown",
    "「{name}」会使令牌增多或减少:它所在的这一层,没有逐一验证每种走法都能结束",
    "{name} makes more tokens, or fewer: on its level it was not shown that every way comes to an end",
    "案件如果卡住,会在汇合网关上显示为事件",
    "A case that gets stuck shows as an incident on the join",
)
TAKES_AWAY = note(
    "ends_open_work",
    "到达「{name}」时案件立即结束,此时可能还开着的 {count} 项任务会被收回,如{others}",
    "At {name} the case ends at once and takes away {count} activities that may be open then, such as {others_en}",
    "如果应当先办完,请改为普通结束事件,或先汇合",
    "If that has to be finished first, use a plain end event, or join the branches before",
)
GOES_ON_FOR_EVER = error(
    "endless_loop",
    "经过「{name}」的循环没有任何等待,也不改变数据,会无休止地运行",
    "The loop through {name} waits for nothing and changes nothing: it would run for ever",
    "在循环中加入用户任务或定时事件",
    "Put a user task or a timer into the loop",
)
RUNS_BY_ITSELF = warning(
    "automatic_loop",
    "经过「{name}」的循环没有任何等待,请确认它一定会停止",
    "The loop through {name} waits for nothing: make sure that it stops",
    "确认脚本会使退出条件成立",
    "Make sure that the script makes the way out come true",
)

MOST_NAMED = 3
WAITS = frozenset({"userTask", "manualTask", "receiveTask", "serviceTask", "callActivity", "eventBasedGateway"})
AWAITED = frozenset({"timer", "message", "signal", "conditional"})
CHANGES = PARTS | {"scriptTask", "businessRuleTask"}


def check(handed: Submission) -> Iterator[Finding]:
    for scope in handed.scopes:
        yield from _ways_out(handed, scope)
        yield from _loops(handed, scope)
        yield from _joins(handed, scope)


def _ways_out(handed: Submission, scope: str) -> Iterator[Finding]:
    """One finding for each part that a token cannot leave once it is in there."""
    nodes = handed.diagram.within(scope)
    saved = _leads_to_an_end(handed, nodes)
    after = {node.id: [each.id for each in handed.after(node)] for node in nodes if node.id not in saved}
    for trap in map(set, components(after)):
        if all(each in trap for node in trap for each in after[node]):
            yield NO_WAY_OUT.at(next(node for node in nodes if node.id in trap))


def _leads_to_an_end(handed: Submission, nodes: Iterable[Element]) -> set[str]:
    before: dict[str, list[str]] = {}
    for node in nodes:
        for after in handed.after(node):
            before.setdefault(after.id, []).append(node.id)
    todo = [node.id for node in nodes if handed.ends_here(node) or is_loose(node)]
    saved = set(todo)
    while todo:
        fresh = set(before.get(todo.pop(), ())) - saved
        saved |= fresh
        todo += fresh
    return saved


def _loops(handed: Submission, scope: str) -> Iterator[Finding]:
    automatic = {node.id: node for node in handed.diagram.within(scope) if passes(handed, node)}
    after = {
        key: [target.id for target in handed.after(node) if target.id in automatic] for key, node in automatic.items()
    }
    for loop in components(after):
        if len(loop) > 1 or loop[0] in after[loop[0]]:
            inside = [node for key, node in automatic.items() if key in set(loop)]
            changes = any(node.kind in CHANGES or node.io_outputs for node in inside)
            yield (RUNS_BY_ITSELF if changes else GOES_ON_FOR_EVER).at(inside[0])


def passes(handed: Submission, node: Element) -> bool:
    """Whether a token can pass a node without anybody or anything being waited for."""
    if node.kind in WAITS or node.job_type:
        return False
    if node.kind in {"intermediateCatchEvent", "boundaryEvent"}:
        return all(event.kind not in AWAITED for event in node.events)
    return node.kind not in PARTS or _passes_through(handed, node.id)


def _passes_through(handed: Submission, scope: str) -> bool:
    """Whether a scope can come to its end by itself: by an end that ends it at once, or with all its branches."""
    nodes = [node for node in handed.diagram.within(scope) if passes(handed, node)]
    at_once = _by_itself(handed, nodes, {node.id for node in nodes if ends_scope(node)}, every_branch=False)
    ends = {node.id for node in nodes if handed.ends_here(node)}
    over = _by_itself(handed, nodes, at_once | ends, every_branch=True)
    return any(start.id in over for start in handed.starts(scope))


def _by_itself(handed: Submission, nodes: list[Element], known: set[str], *, every_branch: bool) -> set[str]:
    """The nodes from which a token comes to a known one, of a parallel split one token or every token."""
    before: dict[str, list[str]] = {}
    missing: dict[str, int] = {}
    for node in nodes:
        after = handed.after(node)
        missing[node.id] = len(after) if every_branch and node.kind == "parallelGateway" else 1
        for each in after:
            before.setdefault(each.id, []).append(node.id)
    found, todo = set(known), list(known)
    while todo:
        for source in before.get(todo.pop(), ()):
            missing[source] -= 1
            if missing[source] == 0 and source not in found:
                found.add(source)
                todo.append(source)
    return found


def _multiplies(node: Element) -> bool:
    """Whether more tokens may leave a node than came, or fewer, by what is said on it."""
    cycles = node.kind == "intermediateCatchEvent" and any(_repeats(event) for event in node.events)
    counts = (node.start_quantity, node.completion_quantity) != ("1", "1")
    return cycles or counts or (node.kind == "complexGateway" and len(node.incoming) > 1)


def _repeats(event: Event) -> bool:
    return event.timer is not None and event.timer.kind == "cycle"


def _joins(handed: Submission, scope: str) -> Iterator[Finding]:
    nodes = handed.diagram.within(scope)
    multiplying = next((node for node in nodes if _multiplies(node)), None)
    if multiplying is not None:  # tokens that multiply by design are not played
        yield from [NOT_PLAYED.at(multiplying)] if _has_joins(nodes) else []
        return
    played = play(handed, scope)
    if not played.complete:
        owner = handed.diagram.elements.get(scope)
        yield TOO_MANY_STATES.at(scope, owner.name if owner else handed.diagram.processes[scope].name)
    never = _never(handed, scope, nodes, played)
    for node in nodes:
        if node.id in never:
            yield (NEVER_ENDS_HERE if node.kind == "endEvent" else NEVER_JOINS).at(node)
        elif node.id in played.stuck:
            yield MAY_GET_STUCK.at(node)
        if node.id in played.piled:
            yield PILES_UP.at(node)
    yield from _cut_short(handed, scope)


def _never(handed: Submission, scope: str, nodes: Iterable[Element], played: Played) -> set[str]:
    """The parallel joins that can never fire and the ends that are never reached, where all states were looked at."""
    joins = {node.id for node in nodes if node.kind == "parallelGateway" and len(node.incoming) > 1}
    ends = {node.id for node in nodes if node.kind == "endEvent"}

    def left_out(by: Played) -> set[str]:
        return (joins - by.fired) | (ends - by.reached)

    never = left_out(played)
    if not never or not played.complete or played.piled:
        return set()
    every = play_all(handed, scope)
    return never & left_out(every) if every.complete else set()


def _has_joins(nodes: Iterable[Element]) -> bool:
    return any(node.kind.endswith("Gateway") and len(node.incoming) > 1 for node in nodes)


def _cut_short(handed: Submission, scope: str) -> Iterator[Finding]:
    nodes = handed.diagram.within(scope)
    if not any(event.kind == "terminate" for node in nodes for event in node.events):
        return
    for end, cut in cut_short(handed, scope).items():
        open_work = [node for node in nodes if node.id in cut and not passes(handed, node)]
        if open_work:
            some = [node.name or node.id for node in open_work[:MOST_NAMED]]
            facts = {"others": "、".join(f"「{name}」" for name in some), "others_en": ", ".join(some)}
            yield TAKES_AWAY.at(handed.diagram.elements[end], count=len(open_work), **facts)
