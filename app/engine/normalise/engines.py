"""Settings of other engines, read into the vocabulary that is carried out here.

Camunda 7, Flowable, Activiti and Operaton share most names. What has an equal is read; what has none is taken out, and
the note says what it was.
"""

from __future__ import annotations

from collections.abc import Callable

from lxml import etree

from app.engine import xml, zeebe
from app.engine.diagram import local
from app.engine.gate import extensions as known
from app.engine.gate.finding import note
from app.engine.normalise import juel
from app.engine.normalise.book import ZEEBE, Book, remove

READ = note(
    "setting_read",
    "「{name}」的 {engine} 设置 {setting} 已读入:{said}",
    "{name}: the setting {setting} of {engine} was read: {said}",
)
GONE = note(
    "setting_gone",
    "「{name}」的 {engine} 设置 {setting}({said})在这里没有对应,已移除",
    "{name}: the setting {setting} of {engine} ({said}) has no equal here and was taken out",
)
ENGINES = known.ENGINES
# On a task: attribute -> (zeebe setting, its attribute).
ATTRIBUTES = {
    "assignee": ("assignmentDefinition", "assignee"),
    "candidateUsers": ("assignmentDefinition", "candidateUsers"),
    "candidateGroups": ("assignmentDefinition", "candidateGroups"),
    "dueDate": ("taskSchedule", "dueDate"),
    "followUpDate": ("taskSchedule", "followUpDate"),
    "priority": ("priorityDefinition", "priority"),
    "formKey": ("formDefinition", "formId"),
    "formRef": ("formDefinition", "formId"),
    "decisionRef": ("calledDecision", "decisionId"),
    "topic": ("taskDefinition", "type"),
}
ON = {"calledDecision": "businessRuleTask", "taskDefinition": "serviceTask"}  # else on user tasks and start events
CARRIED = frozenset(
    {"resultVariable", "elementVariable"}
)  # read together with another one, after which nothing is left of them


def settings(book: Book) -> None:
    """What Camunda 7 and its kin say, as attributes and as extension elements."""
    for node in list(xml.elements(book.root)):
        if not local(node):
            continue
        names = [str(name) for name in node.attrib if etree.QName(name).namespace in ENGINES]
        for name in sorted(names, key=lambda name: etree.QName(name).localname in CARRIED):
            if name in node.attrib:
                _attribute(book, node, name)
        for part in list(zeebe.extensions(node)):
            if etree.QName(part).namespace in ENGINES:
                _element(book, node, part)


def unknown_settings(book: Book) -> None:
    """Settings in zeebe's own vocabulary that are not carried out here, or stand where they mean nothing."""
    for node in list(xml.elements(book.root)):
        for part in list(zeebe.extensions(node)) if local(node) else ():
            if etree.QName(part).namespace != zeebe.NAMESPACE:
                continue
            tag = etree.QName(part).localname
            setting = known.SETTINGS.get(tag)
            if setting is None or local(node) not in setting.on:
                _gone(book, node, zeebe.NAMESPACE, tag, "")
                remove(part)
            elif part.get("formKey") or part.get("externalReference"):
                _gone(book, node, zeebe.NAMESPACE, tag, part.get("formKey") or part.get("externalReference") or "")
                remove(part)


def _attribute(book: Book, node: etree._Element, name: str) -> None:
    key, said = etree.QName(name), str(node.attrib.pop(name))
    tag = key.localname
    if tag in known.HARMLESS:
        return
    if local(node) == "multiInstanceLoopCharacteristics" and tag == "collection":
        _collection(book, node, key, said)
        return
    setting = ATTRIBUTES.get(tag)
    text = _read(tag, said)
    if setting is None or text is None or not _fits(node, setting[0]):
        _gone(book, node, key.namespace, tag, said)
        return
    made = book.setting(node, setting[0], **{setting[1]: text})
    if setting[0] == "calledDecision":
        variable = node.attrib.pop(f"{{{key.namespace}}}resultVariable", f"{text}_result")
        made.set("resultVariable", str(variable))
    if setting[0] == "formDefinition":
        book.foreign_forms.append((node, text))
    book.note(READ, node, engine=_engine(key.namespace), setting=tag, said=text)


def _fits(node: etree._Element, setting: str) -> bool:
    wanted = ON.get(setting)
    return local(node) == wanted if wanted else local(node) in known.SETTINGS[setting].on


def _read(tag: str, said: str) -> str | None:
    """The value in our vocabulary; None where it has none."""
    if tag == "assignee" and said.strip("${}# ") == "initiator":
        return "= case.owner"
    if tag == "formKey":
        return _form(said)
    return juel.value(said)


def _form(key: str) -> str | None:
    """The id of a form: its own, or that of a deployed file; embedded pages of another engine are none."""
    name = key.rpartition(":")[2].rpartition("/")[2]
    if key.startswith("embedded:") or name.endswith(".html") or juel.is_juel(key):
        return None
    return name.removesuffix(".form") or None


def _collection(book: Book, marker: etree._Element, key: etree.QName, said: str) -> None:
    item = str(marker.attrib.pop(f"{{{key.namespace}}}elementVariable", "item"))
    text = juel.to_feel(said) or f"= {said}"
    book.setting(marker, "loopCharacteristics", inputCollection=text, inputElement=item)
    book.note(READ, marker, engine=_engine(key.namespace), setting="collection", said=text)


def _element(book: Book, node: etree._Element, part: etree._Element) -> None:
    name = etree.QName(part)
    reader = ELEMENTS.get(name.localname)
    if reader is None or not reader(book, node, part):
        _gone(book, node, name.namespace, name.localname, part.get("name") or part.get("class") or "")
    remove(part)


def _mapping(book: Book, node: etree._Element, part: etree._Element) -> bool:
    """`inputOutput`: values in and out."""
    for line in part:
        tag = etree.QName(line).localname
        target, source = (
            line.get("name") or "",
            _source("".join(map(str, line.itertext())).strip()) if not len(line) else None,
        )
        if tag not in {"inputParameter", "outputParameter"} or source is None or not target.isidentifier():
            _gone(book, node, etree.QName(line).namespace, tag, target)
            continue
        mapping = book.setting(node, "ioMapping")
        made = "input" if tag == "inputParameter" else "output"
        etree.SubElement(mapping, f"{ZEEBE}{made}", {"source": source, "target": target})
        book.note(READ, node, engine=_engine(etree.QName(line).namespace), setting=tag, said=f"{target} {source}")
    return True


def _source(text: str) -> str | None:
    if juel.is_juel(text):
        return juel.to_feel(text)
    quoted = text.replace("\\", "\\\\").replace('"', '\\"')
    return None if "${" in text or not text else f'= "{quoted}"'


def _properties(book: Book, node: etree._Element, part: etree._Element) -> bool:
    if local(node) not in known.SETTINGS["properties"].on:
        return False
    holder = book.setting(node, "properties")
    for line in part:
        facts = {"name": line.get("name") or "", "value": line.get("value") or ""}
        etree.SubElement(holder, f"{ZEEBE}property", facts)
    book.note(READ, node, engine=_engine(etree.QName(part).namespace), setting="properties", said=len(part))
    return True


ELEMENTS: dict[str, Callable[[Book, etree._Element, etree._Element], bool]] = {
    "inputOutput": _mapping,
    "properties": _properties,
}


def _gone(book: Book, node: etree._Element, namespace: str | None, setting: str, said: str) -> None:
    book.note(GONE, node, engine=_engine(namespace), setting=setting, said=said or "-")


def _engine(namespace: str | None) -> str:
    return ENGINES.get(namespace or "", "zeebe")
