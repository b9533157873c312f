"""Which BPMN constructs run, and why the others are refused. What stands in no table is refused as unknown.

The tables are the promise of the engine: a construct moves from REFUSED to UNDERSTOOD only together with a test of its
execution.
"""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from app.engine import xml
from app.engine.diagram import local
from app.engine.elements import EVENTS, GATEWAYS, NODES, TASKS
from app.engine.gate.finding import Finding, Kind, error, warning
from app.engine.gate.submission import PARTS, Submission

UNKNOWN = error(
    "unknown_construct",
    "「{name}」使用了未知的 BPMN 元素 {tag}",
    "{name} uses the unknown BPMN element {tag}",
    "请删除它",
    "Delete it",
)
MUST_UNDERSTAND = error(
    "must_understand",
    "文件要求使用本系统没有的扩展 {extension}",
    "The file demands an extension that is not here: {extension}",
    "删除这个扩展声明,或请管理员确认",
    "Take the extension's declaration out, or ask an administrator",
)


def _refused(code: str, zh: str, en: str, hint_zh: str, hint_en: str) -> Kind:
    return error(
        code, f"「{{name}}」是{zh},目前不能执行", f"{{name}} is {en}, which cannot be executed yet", hint_zh, hint_en
    )


MI_DATA = _refused(
    "mi_data",
    "用数据对象描述的多实例",
    "a multi-instance activity over a data object",
    "在属性面板的“多实例”中填写输入集合",
    "Fill in the input collection under “Multi-instance”",
)
INSTANTIATING = _refused(
    "instantiating",
    "启动流程的事件网关",
    "an event-based gateway that starts a case",
    "用消息开始事件启动流程",
    "Begin with message start events",
)
ALL_AT_ONCE = _refused(
    "parallel_multiple",
    "要等待所有情况都发生的事件",
    "an event that waits for all of its triggers",
    "用并行网关分别等待",
    "Wait for each of them in a parallel branch",
)
DATA_CHANGED = _refused(
    "data_association",
    "带有转换或赋值的数据关联的任务或事件",
    "a task or event with a data association that transforms or assigns",
    "删除转换和赋值,改用输入输出映射",
    "Delete them and use input and output mappings",
)
IO_BINDING = _refused(
    "io_binding",
    "带有输入输出绑定的元素",
    "an element with an input/output binding",
    "删除它,改用输入输出映射",
    "Delete it and use input and output mappings",
)
DATA_DRAWN = warning(
    "data_drawn",
    "「{name}」与数据对象的连线只作说明:案件的数据全程可用,由表单、脚本和映射写入",
    "The lines between {name} and data objects are drawings: a case's values are there for every step, and forms, "
    "scripts and mappings write them",
    "需要改变数据时,用表单、脚本或输入输出映射",
    "To change data, use forms, scripts or input and output mappings",
)
RESOURCE_ROLE = _refused(
    "resource_role",
    "用 BPMN 角色指派的任务",
    "a task assigned by a BPMN resource role",
    "在属性面板的“指派”中填写候选组",
    "Fill in the candidate groups under “Assignment”",
)
CORRELATION = _refused(
    "bpmn_correlation",
    "使用 BPMN 关联键的消息",
    "a message correlated by BPMN correlation keys",
    "在消息上填写关联键(subscription correlation key)",
    "Fill in the subscription correlation key of the message",
)
CHOREOGRAPHY = _refused(
    "choreography",
    "编排图",
    "a choreography",
    "请上传流程图",
    "Upload a process diagram",
)
GLOBAL_TASK = _refused(
    "global_task",
    "全局任务",
    "a global task",
    "把它画成流程中的任务",
    "Draw it as a task within the process",
)
IMPLICIT_THROW = _refused(
    "implicit_throw",
    "隐式事件",
    "an implicit throw event",
    "删除它",
    "Delete it",
)

REFUSED: dict[str, Kind] = {
    "implicitThrowEvent": IMPLICIT_THROW,
    "transformation": DATA_CHANGED,
    "assignment": DATA_CHANGED,
    "ioBinding": IO_BINDING,
    "loopDataInputRef": MI_DATA,
    "loopDataOutputRef": MI_DATA,
    "inputDataItem": MI_DATA,
    "outputDataItem": MI_DATA,
    "resourceRole": RESOURCE_ROLE,
    "performer": RESOURCE_ROLE,
    "humanPerformer": RESOURCE_ROLE,
    "potentialOwner": RESOURCE_ROLE,
    "correlationSubscription": CORRELATION,
    "choreography": CHOREOGRAPHY,
    "globalChoreographyTask": CHOREOGRAPHY,
    "globalTask": GLOBAL_TASK,
    "globalUserTask": GLOBAL_TASK,
    "globalManualTask": GLOBAL_TASK,
    "globalScriptTask": GLOBAL_TASK,
    "globalBusinessRuleTask": GLOBAL_TASK,
}

# Attribute -> the values that change nothing, and what any other value is refused as.
SETTINGS: dict[str, tuple[frozenset[str], Kind]] = {
    "eventGatewayType": (frozenset({"Exclusive"}), INSTANTIATING),
    "parallelMultiple": (frozenset({"false", "0"}), ALL_AT_ONCE),
}

# Says something, and means nothing for the execution: the owner is told.
TOLD: dict[str, Kind] = {
    "dataInputAssociation": DATA_DRAWN,
    "dataOutputAssociation": DATA_DRAWN,
    "ioSpecification": DATA_DRAWN,
}

# What is drawn, declared or read elsewhere: it runs, or it means nothing for the execution.
DRAWN = """
definitions process collaboration participant participantMultiplicity messageFlow laneSet lane childLaneSet
flowNodeRef sequenceFlow conditionExpression incoming outgoing documentation extensionElements extension message error
escalation signal itemDefinition import interface operation inMessageRef outMessageRef errorRef operationRef
textAnnotation text association group category categoryValue dataObject dataObjectReference dataStore
dataStoreReference dataState property timerEventDefinition timeDate timeDuration timeCycle messageEventDefinition
eventDefinitionRef compensateEventDefinition standardLoopCharacteristics loopCondition signalEventDefinition
conditionalEventDefinition condition linkEventDefinition cancelEventDefinition errorEventDefinition
escalationEventDefinition terminateEventDefinition script multiInstanceLoopCharacteristics loopCardinality
completionCondition auditing monitoring relationship source target resource resourceParameter partnerEntity
partnerRole participantRef interfaceRef endPoint endPointRef messageFlowAssociation conversation subConversation
callConversation conversationLink participantAssociation conversationAssociation messageFlowRef innerParticipantRef
outerParticipantRef dataInput dataOutput inputSet outputSet dataInputRefs dataOutputRefs optionalInputRefs
whileExecutingInputRefs outputSetRefs optionalOutputRefs whileExecutingOutputRefs inputSetRefs sourceRef targetRef
activationCondition complexBehaviorDefinition event correlationProperty
correlationPropertyRetrievalExpression messagePath correlationKey
correlationPropertyRef rendering supportedInterfaceRef supports flowElementRef partitionElement
"""
UNDERSTOOD = (TASKS | GATEWAYS | EVENTS | {*PARTS, "callActivity"} | set(DRAWN.split()) | TOLD.keys()) - REFUSED.keys()

# Parts that are looked into no further: the element that holds them is refused already, or they hold no BPMN.
CLOSED = REFUSED.keys() | {"extensionElements"}


def check(handed: Submission) -> Iterator[Finding]:
    seen: set[tuple[str | None, str]] = set()
    for finding in _all(handed.diagram.root):
        if (finding.element, finding.code) not in seen:
            seen.add((finding.element, finding.code))
            yield finding


def _all(root: etree._Element) -> Iterator[Finding]:
    for node in xml.elements(root):
        tag = local(node)
        if not tag or _is_closed(node):
            continue
        if tag in REFUSED:
            yield _on(node, REFUSED[tag])
        elif tag in TOLD:
            yield _on(node, TOLD[tag])
        elif tag not in UNDERSTOOD:
            yield _on(node, UNKNOWN, tag=tag)
        elif tag == "extension" and node.get("mustUnderstand") in {"true", "1"}:
            yield MUST_UNDERSTAND.at(None, extension=node.get("definition") or "-")
        elif tag == "eventBasedGateway" and node.get("instantiate") in {"true", "1"}:
            yield _on(node, INSTANTIATING)
        for attribute, (harmless, kind) in SETTINGS.items():
            if node.get(attribute) is not None and node.get(attribute) not in harmless:
                yield _on(node, kind)


def _defines(node: etree._Element) -> bool:
    return local(node).endswith("EventDefinition")


def _is_closed(node: etree._Element) -> bool:
    """Inside something refused, or an event definition that stands beside the process and is used by nobody."""
    above = [local(each) for each in node.iterancestors()]
    unused = _defines(node) and above[:1] == ["definitions"]
    return unused or any(tag in CLOSED for tag in above)


def _on(node: etree._Element, kind: Kind, **facts: str) -> Finding:
    """The finding on the shape that shows the node: itself, or the nearest node around it."""
    shape = next((each for each in (node, *node.iterancestors()) if local(each) in NODES), node)
    return kind.at(shape.get("id"), shape.get("name") or "", **facts)
