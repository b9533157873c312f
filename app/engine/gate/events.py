"""Which event may wait for what, or throw what, and whether it says enough to do so."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from app.engine.elements import EVENTS, Element, Event
from app.engine.gate.finding import Finding, error, warning
from app.engine.gate.submission import Submission

NOT_HERE = error(
    "event_not_here",
    "{place}「{name}」不能是{kind}事件",
    "The {place_en} {name} cannot be a {kind_en} event",
    "换一种事件类型",
    "Choose another type of event",
)
CYCLE_NOT_HERE = error(
    "cycle_not_here",
    "「{name}」不能重复触发:循环定时只能用于开始事件、中间事件,以及不中断的边界事件或事件子流程",
    "{name} cannot repeat: a timer cycle belongs on a start event, an intermediate event, or beside work that it does "
    "not interrupt",
    "改用时间点或时长",
    "Use a date or a duration",
)
CYCLE_WITHOUT_END = error(
    "cycle_without_end",
    "中间事件「{name}」会无休止地重复,案件永远不会结束",
    "The intermediate event {name} would repeat for ever, and the case would never end",
    "写明次数,例如 R3/PT24H",
    "Say how often, such as R3/PT24H",
)
CYCLE_GOES_ON = warning(
    "cycle_goes_on",
    "中间事件「{name}」每到时间就放行一次:后面的步骤会做多次",
    "Each round of the intermediate event {name} sends another token on: what follows is done as often",
    "只要等一次,请改用时长",
    "Use a duration to wait once",
)
NO_TIME = error(
    "timer_without_time", "定时事件「{name}」没有填写时间", "The timer {name} says no time", "填写时间", "Say the time"
)
NO_MESSAGE = error(
    "message_without_name",
    "「{name}」没有选择消息,或消息没有名称",
    "{name} names no message",
    "在属性面板的“消息”中选择或新建",
    "Choose or make one under “Message”",
)
DYNAMIC_MESSAGE = error(
    "dynamic_message",
    "「{name}」的消息名称是表达式,不支持",
    "The message name of {name} is an expression, which is not supported",
    "写成固定的名称,用关联键区分",
    "Write a fixed name, and tell messages apart by their correlation key",
)
NO_KEY = warning(
    "message_without_key",
    "「{name}」的消息没有关联键,任何同名消息都会被它接收",
    "The message of {name} has no correlation key: it takes any message of that name",
    "填写关联键,例如 =case.number",
    "Fill in the subscription correlation key, such as =case.number",
)
MAPPING_IGNORED = error(
    "mapping_ignored",
    "事件「{name}」的输入输出映射不会起作用",
    "The mapping of the event {name} would mean nothing",
    "删除它;消息带来的值直接成为案件的值",
    "Delete it: the values of a message become values of the case as they are",
)
JOB_IGNORED = error(
    "job_ignored",
    "事件「{name}」不能执行任务:只有消息事件可以",
    "The event {name} cannot have a task definition: only message events can",
    "改为服务任务,或删除任务定义",
    "Use a service task, or delete the task definition",
)
STARTS_INSIDE = error(
    "starts_inside",
    "接收任务「{name}」标记为启动案件,但它不在流程的开头",
    "The receive task {name} is to start a case but does not stand at the beginning of the process",
    "取消“实例化”标记,或去掉它前面的连线",
    "Take the mark “instantiate” away, or the flow that leads to it",
)
NO_CODE = error(
    "no_code",
    "结束或抛出事件「{name}」没有填写{what}代码",
    "{name} throws without {what_en} code",
    "在属性面板中选择或新建",
    "Choose or make one in the properties panel",
)
ERROR_GOES_ON = error(
    "must_interrupt",
    "事件「{name}」必须是中断的",
    "The event {name} has to interrupt",
    "改为中断事件",
    "Let it interrupt",
)
NO_EVENT_NAME = error(
    "event_without_name",
    "「{name}」没有填写{what}的名称",
    "{name} names no {what_en}",
    "在属性面板中选择或填写",
    "Choose or fill it in in the properties panel",
)
NO_EVENT_CONDITION = error(
    "event_without_condition",
    "条件事件「{name}」没有填写条件",
    "The conditional event {name} has no condition",
    "填写 FEEL 条件,例如 =amount > 1000",
    "Fill in a FEEL condition, such as =amount > 1000",
)
CANCEL_WITHOUT_TRANSACTION = error(
    "cancel_without_transaction",
    "取消事件「{name}」不属于事务子流程",
    "The cancel event {name} does not belong to a transaction",
    "改用错误事件",
    "Use an error event",
)
SEVERAL_DEFINITIONS = error(
    "several_definitions",
    "事件「{name}」不能同时是这几种类型",
    "The event {name} cannot be of all these types at once",
    "每种情况画一个事件",
    "Draw an event for each",
)
REFERENCE_TO_NOTHING = error(
    "event_definition_ref",
    "事件「{name}」引用的定义 {ref} 不存在",
    "The event {name} refers to a definition {ref} that is not there",
    "在事件自身上选择类型",
    "Choose the type on the event itself",
)
STARTS_ITSELF = error(
    "signal_starts_itself",
    "「{name}」发出信号「{signal}」,而这个信号又会启动同一流程:案件会无休止地增加",
    "{name} throws the signal {signal}, which starts this very process: there would be ever more cases",
    "换一个信号名称,或去掉信号开始事件",
    "Give the signal another name, or take the signal start event away",
)
NOT_CAUGHT = warning(
    "error_not_caught",
    "子流程内的错误「{code}」(「{name}」)没有被任何边界事件捕获,案件会停在这里",
    "Nothing catches the error {code} that {name} throws inside a sub-process: the case stops there",
    "在子流程边框上添加错误边界事件",
    "Put an error event on the border of the sub-process",
)
LEAVES_PROCESS = warning(
    "error_leaves_process",
    "错误「{code}」(「{name}」)离开了流程:只有调用它的流程才能捕获,否则案件会停在这里",
    "The error {code} of {name} leaves the process: only a process that calls it can catch it, else the case stops",
    "在这里处理错误,或确认调用它的流程会捕获",
    "Handle it here, or make sure that the calling process catches it",
)

# Place -> the kinds of event that may stand there.
ALLOWED = {
    "startEvent": frozenset({"none", "message", "signal", "timer"}),
    "event sub-process": frozenset({"message", "timer", "error", "escalation", "signal", "conditional"}),
    "intermediateCatchEvent": frozenset({"message", "timer", "signal", "conditional", "link"}),
    "intermediateThrowEvent": frozenset({"none", "message", "escalation", "signal", "link", "compensate"}),
    "endEvent": frozenset({"none", "message", "error", "escalation", "signal", "terminate", "cancel", "compensate"}),
    "boundaryEvent": frozenset(
        {"message", "timer", "error", "escalation", "signal", "conditional", "cancel", "compensate"}
    ),
}
PLACES = {
    "startEvent": ("开始事件", "start event"),
    "intermediateCatchEvent": ("中间捕获事件", "intermediate catch event"),
    "intermediateThrowEvent": ("中间抛出事件", "intermediate throw event"),
    "endEvent": ("结束事件", "end event"),
    "boundaryEvent": ("边界事件", "boundary event"),
    "event sub-process": ("事件子流程的开始事件", "start event of an event sub-process"),
}
KINDS = {
    "none": ("空白", "plain"),
    "message": ("消息", "message"),
    "timer": ("定时", "timer"),
    "error": ("错误", "error"),
    "escalation": ("升级", "escalation"),
    "terminate": ("终止", "terminate"),
    "signal": ("信号", "signal"),
    "conditional": ("条件", "conditional"),
    "link": ("链接", "link"),
    "cancel": ("取消", "cancel"),
    "compensate": ("补偿", "compensation"),
}
THROWS = frozenset({"endEvent", "intermediateThrowEvent"})
SIDE_BY_SIDE = frozenset({"message", "timer", "signal", "conditional", "error", "escalation"}) | {"none"}
CATCHES_ASIDE = frozenset({"boundaryEvent", "event sub-process"})
PLAIN = Event(kind="none")


def check(handed: Submission) -> Iterator[Finding]:
    for node in handed.elements:
        if node.kind in EVENTS:
            yield from _extras(node)
            yield from _several(handed, node)
            for event in node.events or (PLAIN,):
                yield from _event(handed, node, event)
        if node.instantiate and node.kind == "receiveTask" and (node.incoming or node.scope != handed.top):
            yield STARTS_INSIDE.at(node)
        if node.kind == "receiveTask" or (node.kind == "sendTask" and not node.job_type):
            yield from _message(node, node.message.name if node.message else None)
        if node.kind == "receiveTask" and node.message and not node.message.correlation_key and not node.instantiate:
            yield NO_KEY.at(node)


def event_of(node: Element) -> Event:
    return node.events[0] if node.events else PLAIN


def _extras(node: Element) -> Iterator[Finding]:
    if (node.io_inputs or node.io_outputs) and not node.job_type:
        yield MAPPING_IGNORED.at(node)
    if node.job_type and [event.kind for event in node.events] != ["message"]:
        yield JOB_IGNORED.at(node)


def _place(handed: Submission, node: Element) -> str:
    return "event sub-process" if node.kind == "startEvent" and handed.is_event_part(node.scope) else node.kind


def _several(handed: Submission, node: Element) -> Iterator[Finding]:
    """Of several triggers any will do, of several results all are thrown; more than that they cannot mean."""
    kinds, place = [event.kind for event in node.events], _place(handed, node)
    if len(kinds) > 1 and (place == "startEvent" or not set(kinds) <= SIDE_BY_SIDE):
        yield SEVERAL_DEFINITIONS.at(node)


def _event(handed: Submission, node: Element, event: Event) -> Iterator[Finding]:
    place = _place(handed, node)
    if place not in ALLOWED:
        return  # refused as a construct
    if event.kind == "reference":
        yield REFERENCE_TO_NOTHING.at(node, ref=event.ref or "-")
    elif event.kind not in ALLOWED[place]:
        if event.kind != "none" or place != "event sub-process":  # else its sub-process says so
            there, kind = PLACES[place], KINDS.get(event.kind, (event.kind, event.kind))
            yield NOT_HERE.at(node, place=there[0], place_en=there[1], kind=kind[0], kind_en=kind[1])
    elif event.kind in BY_KIND:
        yield from BY_KIND[event.kind](handed, node, event, place)


def _timer(_: Submission, node: Element, event: Event, place: str) -> Iterator[Finding]:
    timer = event.timer
    if timer is None or not timer.kind:
        yield NO_TIME.at(node)
    elif timer.kind == "cycle" and place == "intermediateCatchEvent":
        yield (CYCLE_WITHOUT_END if timer.text.strip().upper().startswith("R/") else CYCLE_GOES_ON).at(node)
    elif timer.kind == "cycle" and place != "startEvent" and (place not in CATCHES_ASIDE or node.interrupting):
        yield CYCLE_NOT_HERE.at(node)


def _message_event(_: Submission, node: Element, event: Event, place: str) -> Iterator[Finding]:
    if not node.job_type:
        yield from _message(node, event.name)
    if place in CATCHES_ASIDE | {"intermediateCatchEvent"} and event.name and not event.correlation_key:
        yield NO_KEY.at(node)


def _message(node: Element, name: str | None) -> Iterator[Finding]:
    if not name:
        yield NO_MESSAGE.at(node)
    elif name.startswith("="):
        yield DYNAMIC_MESSAGE.at(node)


def _named(handed: Submission, node: Element, event: Event, __: str) -> Iterator[Finding]:
    if not event.name:
        what = ("信号", "signal") if event.kind == "signal" else ("链接", "link")
        yield NO_EVENT_NAME.at(node, what=what[0], what_en=what[1])
    elif event.kind == "signal" and node.kind in THROWS and event.name in _starting_signals(handed):
        yield STARTS_ITSELF.at(node, signal=event.name)


def _starting_signals(handed: Submission) -> set[str | None]:
    starts = handed.starts(handed.top or "")
    return {event.name for start in starts for event in start.events if event.kind == "signal"}


def _condition(_: Submission, node: Element, event: Event, __: str) -> Iterator[Finding]:
    if not event.condition:
        yield NO_EVENT_CONDITION.at(node)


def _cancel(handed: Submission, node: Element, _: Event, place: str) -> Iterator[Finding]:
    around = handed.diagram.elements.get((node.attached_to or "") if place == "boundaryEvent" else node.scope)
    if around is None or around.kind != "transaction":
        yield CANCEL_WITHOUT_TRANSACTION.at(node)
    elif place == "boundaryEvent" and not node.interrupting:
        yield ERROR_GOES_ON.at(node)


def _escalation(_: Submission, node: Element, event: Event, __: str) -> Iterator[Finding]:
    if node.kind in THROWS and not event.code:
        yield NO_CODE.at(node, what="升级", what_en="an escalation")


def _error(handed: Submission, node: Element, event: Event, place: str) -> Iterator[Finding]:
    if node.kind in THROWS and not event.code:
        yield NO_CODE.at(node, what="错误", what_en="an error")
    elif place in CATCHES_ASIDE and not node.interrupting:
        yield ERROR_GOES_ON.at(node)
    elif node.kind == "endEvent" and not _is_caught(handed, node, event):
        if node.scope in handed.diagram.elements:
            yield NOT_CAUGHT.at(node, code=event.code)
        elif not handed.is_called:
            yield LEAVES_PROCESS.at(node, code=event.code)


def _is_caught(handed: Submission, node: Element, event: Event) -> bool:
    """Whether a sub-process around the node, or an event sub-process beside it, catches this error or every error."""
    scope, inside = node.scope, node
    while True:
        asides = (part for part in handed.event_parts(scope) if part is not inside)
        guards = [start for part in asides for start in handed.diagram.within(part.id) if start.kind == "startEvent"]
        guards += handed.diagram.boundary_events(scope)
        if any(event_of(guard).kind == "error" and event_of(guard).code in {None, event.code} for guard in guards):
            return True
        if scope not in handed.diagram.elements:
            return False
        inside = handed.diagram.elements[scope]
        scope = inside.scope


Check = Callable[[Submission, Element, Event, str], Iterator[Finding]]
BY_KIND: dict[str, Check] = {
    "timer": _timer,
    "message": _message_event,
    "signal": _named,
    "link": _named,
    "conditional": _condition,
    "cancel": _cancel,
    "escalation": _escalation,
    "error": _error,
}
