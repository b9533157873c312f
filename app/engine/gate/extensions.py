"""Which extension elements are carried out: one that means something and would be ignored is refused."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree

from app.engine import xml, zeebe
from app.engine.diagram import local
from app.engine.elements import ACTIVITIES, EVENTS, NODES
from app.engine.gate.finding import Finding, error, note
from app.engine.gate.submission import Submission

UNKNOWN = error(
    "unknown_extension",
    "「{name}」带有不支持的设置 zeebe:{tag}",
    "{name} has the setting zeebe:{tag}, which is not supported",
    "在属性面板中清除它",
    "Clear it in the properties panel",
)
MISPLACED = error(
    "misplaced_extension",
    "「{name}」不能带有设置 zeebe:{tag}",
    "{name} cannot have the setting zeebe:{tag}",
    "在属性面板中清除它",
    "Clear it in the properties panel",
)
UNKNOWN_ATTRIBUTE = error(
    "unknown_setting",
    "「{name}」的设置 zeebe:{tag} 中,{attribute} 不支持",
    "{name}: {attribute} of zeebe:{tag} is not supported",
    "在属性面板中清除它",
    "Clear it in the properties panel",
)
TWICE = error(
    "extension_twice",
    "「{name}」的设置 zeebe:{tag} 出现了多次",
    "{name} has the setting zeebe:{tag} more than once",
    "只留一个",
    "Keep one of them",
)
FORM_ELSEWHERE = error(
    "form_elsewhere",
    "「{name}」的表单不是按表单 ID 引用的",
    "{name} does not name its form by a form id",
    "在属性面板的“表单”中选择“按 ID 引用的表单”",
    "Choose a linked form under “Form” and fill in its id",
)
BY_VERSION_TAG = error(
    "by_version_tag",
    "「{name}」按版本标签引用,不支持",
    "{name} refers by version tag, which is not supported",
    "绑定方式选“最新”或“同一部署”",
    "Bind to “latest” or “deployment”",
)
FOREIGN = error(
    "foreign_engine",
    "「{name}」带有另一种流程引擎({engine})的设置,这里不会执行",
    "{name} has settings of another engine ({engine}), which would not be carried out",
    "用这里的建模工具重新设置,并删除旧的设置",
    "Set it again in the modeller here, and remove the old settings",
)
DECORATION = note(
    "other_tool",
    "图中有其他工具的附加信息({namespace}),将原样保留,不影响执行",
    "The diagram holds additions of another tool ({namespace}); they are kept and mean nothing for the execution",
)


@dataclass(frozen=True)
class Setting:
    """A zeebe element: where it may stand, its attributes, and its parts with theirs."""

    on: frozenset[str]
    attributes: frozenset[str] = frozenset()
    parts: frozenset[tuple[str, frozenset[str]]] = frozenset()


def _setting(on: str, attributes: str = "", **parts: str) -> Setting:
    inside = frozenset((tag, frozenset(names.split())) for tag, names in parts.items())
    return Setting(frozenset(on.split()), frozenset(attributes.split()), inside)


ANYWHERE = " ".join(sorted(NODES | {"process", "participant", "collaboration", "sequenceFlow", "lane", "message"}))
TEMPLATE = frozenset({"modelerTemplate", "modelerTemplateVersion", "modelerTemplateIcon"})
BINDING = "bindingType versionTag"
SETTINGS: dict[str, Setting] = {
    "userTask": _setting("userTask"),
    "formDefinition": _setting("userTask startEvent", f"formId formKey externalReference {BINDING}"),
    "assignmentDefinition": _setting("userTask manualTask", "assignee candidateUsers candidateGroups"),
    "taskSchedule": _setting("userTask manualTask", "dueDate followUpDate"),
    "priorityDefinition": _setting("userTask manualTask", "priority"),
    "script": _setting("scriptTask", "expression resultVariable"),
    "calledDecision": _setting("businessRuleTask", f"decisionId resultVariable {BINDING}"),
    "calledElement": _setting(
        "callActivity", f"processId propagateAllChildVariables propagateAllParentVariables {BINDING}"
    ),
    "taskDefinition": _setting("serviceTask sendTask intermediateThrowEvent endEvent", "type retries"),
    "taskHeaders": _setting("serviceTask sendTask intermediateThrowEvent endEvent", header="id key value"),
    "ioMapping": _setting(" ".join(sorted(ACTIVITIES | EVENTS)), input="source target", output="source target"),
    "loopCharacteristics": _setting(
        "multiInstanceLoopCharacteristics", "inputCollection inputElement outputCollection outputElement"
    ),
    "subscription": _setting("message", "correlationKey"),
    "properties": _setting(ANYWHERE, property="id name value"),
    "versionTag": _setting("process", "value"),
}

# Namespaces whose settings another engine would carry out, and those of their settings that change nothing.
ENGINES = {
    "http://camunda.org/schema/1.0/bpmn": "Camunda 7",
    "http://operaton.org/schema/1.0/bpmn": "Operaton",
    "http://activiti.org/bpmn": "Activiti",
    "http://flowable.org/bpmn": "Flowable",
    "http://www.jboss.org/drools": "jBPM",
    "http://spiffworkflow.org/bpmn/schema/1.0/core": "SpiffArena",
}
HARMLESS = TEMPLATE | {"historyTimeToLive", "versionTag", "diagramRelationId", "isStartableInTasklist"}


def check(handed: Submission) -> Iterator[Finding]:
    root = handed.diagram.root
    for node in xml.elements(root):
        if local(node):
            yield from _settings(node)
            yield from _foreign(node)
    yield from _decorations(root)


def _settings(node: etree._Element) -> Iterator[Finding]:
    seen: set[str] = set()
    for attribute in node.attrib:
        name = etree.QName(attribute)
        if name.namespace == zeebe.NAMESPACE and name.localname not in TEMPLATE:
            yield UNKNOWN.at(*_shape(node), tag=name.localname)
    for child in zeebe.extensions(node):
        tag = etree.QName(child).localname
        if etree.QName(child).namespace != zeebe.NAMESPACE:
            continue
        if tag in seen:
            yield TWICE.at(*_shape(node), tag=tag)
        seen.add(tag)
        yield from _setting_on(node, child, tag)


def _setting_on(node: etree._Element, child: etree._Element, tag: str) -> Iterator[Finding]:
    setting, shape = SETTINGS.get(tag), _shape(node)
    if setting is None:
        yield UNKNOWN.at(*shape, tag=tag)
        return
    if local(node) not in setting.on:
        yield MISPLACED.at(*shape, tag=tag)
        return
    yield from (UNKNOWN_ATTRIBUTE.at(*shape, tag=tag, attribute=name) for name in _strange(child, setting.attributes))
    if child.get("formKey") or child.get("externalReference"):
        yield FORM_ELSEWHERE.at(*shape)
    if child.get("bindingType") == "versionTag":
        yield BY_VERSION_TAG.at(*shape)
    parts = dict(setting.parts)
    for part in child:
        inner = etree.QName(part).localname
        if etree.QName(part).namespace != zeebe.NAMESPACE or inner not in parts:
            yield UNKNOWN.at(*shape, tag=f"{tag}/{inner}")
        else:
            for name in _strange(part, parts[inner]):
                yield UNKNOWN_ATTRIBUTE.at(*shape, tag=f"{tag}/{inner}", attribute=name)


def _strange(node: etree._Element, known: frozenset[str]) -> list[str]:
    names = map(etree.QName, node.attrib)
    return [name.localname for name in names if name.namespace is None and name.localname not in known]


def _foreign(node: etree._Element) -> Iterator[Finding]:
    names = [etree.QName(attribute) for attribute in node.attrib]
    names += [etree.QName(child) for child in zeebe.extensions(node)]
    engines = {
        ENGINES[name.namespace] for name in names if name.namespace in ENGINES and name.localname not in HARMLESS
    }
    yield from (FOREIGN.at(*_shape(node), engine=engine) for engine in sorted(engines))


def _decorations(root: etree._Element) -> Iterator[Finding]:
    known = {zeebe.NAMESPACE, *ENGINES}
    holders = root.iter(f"{{{zeebe.BPMN}}}extensionElements")
    found = {etree.QName(child).namespace or "-" for holder in holders for child in holder}
    yield from (DECORATION.at(None, namespace=namespace) for namespace in sorted(found - known))


def _shape(node: etree._Element) -> tuple[str | None, str]:
    """Id and name of what shows the node on the diagram: itself, or what it belongs to."""
    shown = next((each for each in (node, *node.iterancestors()) if each.get("id")), node)
    return shown.get("id"), shown.get("name") or ""
