"""Is it a BPMN file at all, does it hold the process, and can each element be told from the others?"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from lxml import etree

from app.engine import xml
from app.engine.diagram import BPMN, local
from app.engine.elements import NODES
from app.engine.gate.finding import Finding, error
from app.engine.gate.submission import DIAGRAM, Submission

NO_DIAGRAM = error(
    "no_diagram",
    "没有流程图文件 {file}",
    "There is no diagram file {file}",
    "把流程图存为 {file}",
    "Save the diagram as {file}",
)
NOT_XML = error(
    "not_xml",
    "流程图文件无法读取:{zh}",
    "{en}",
    "请用建模工具重新保存,再上传",
    "Save it again in a modeller, then upload it",
)
NOT_BPMN = error(
    "not_bpmn",
    "这不是 BPMN 2.0 文件:最外层是 {tag}",
    "This is no BPMN 2.0 file: its outermost element is {tag}",
    "请上传由 BPMN 建模工具保存的 .bpmn 文件",
    "Upload a .bpmn file saved by a BPMN modeller",
)
NO_PROCESS = error(
    "no_process",
    "文件中没有编号为 {process} 的流程,只有:{found}",
    "The file holds no process with the id {process}, only: {found}",
    "把流程的 ID 改为 {process}",
    "Give the process the id {process}",
)
NO_ID = error("no_id", "有一个 {tag} 没有 ID", "A {tag} has no id", "请重新绘制它", "Draw it anew")
BAD_ID = error(
    "bad_id",
    "ID {id} 不能使用",
    "The id {id} cannot be used",
    "ID 以字母、汉字或下划线开头,只含字母、汉字、数字、_、- 和 .,不超过 100 个字符",
    "An id begins with a letter or _, holds only letters, digits, _, - and ., and has at most 100 characters",
)
DUPLICATE_ID = error(
    "duplicate_id",
    "ID {id} 用了 {times} 次",
    "The id {id} is used {times} times",
    "每个元素的 ID 必须不同:删除其中一个并重新绘制",
    "Every element needs an id of its own: delete one of them and draw it anew",
)

ID = re.compile(r"[^\W\d][\w.-]{0,99}")

XML_REASONS_ZH = {
    "not_bytes": "它不是文件",
    "empty": "它是空的",
    "too_big": "它大于 {limit} 字节",
    "encoding": "它的文字编码无法识别,请存为 UTF-8",
    "doctype": "它带有文档类型声明(DOCTYPE),其中可能藏有有害的实体",
    "too_many": "它有超过 {limit} 个元素",
    "too_deep": "它的元素嵌套超过 {limit} 层",
    "malformed": "它不是格式正确的 XML(第 {line} 行,第 {column} 列)",
}


def check(handed: Submission) -> Iterator[Finding]:
    """Nothing else is looked at while this finds errors: ids and the XML itself could not be trusted."""
    if DIAGRAM not in handed.sources:
        yield NO_DIAGRAM.at(None, file=DIAGRAM)
        return
    try:
        root = handed.diagram.root
    except xml.XmlRefused as problem:
        yield NOT_XML.at(None, zh=in_chinese(problem), en=problem)
        return
    if etree.QName(root) != etree.QName(BPMN, "definitions"):
        yield NOT_BPMN.at(None, tag=etree.QName(root).localname)
        return
    yield from _process(handed)
    yield from _ids(root)


def in_chinese(problem: xml.XmlRefused) -> str:
    return XML_REASONS_ZH[problem.reason].format(**problem.numbers)


def _process(handed: Submission) -> Iterator[Finding]:
    if handed.top is None:
        yield NO_PROCESS.at(None, process=handed.process, found=", ".join(handed.diagram.processes) or "-")


def _ids(root: etree._Element) -> Iterator[Finding]:
    bpmn = [node for node in xml.elements(root) if local(node)]
    for node in bpmn:
        key = node.get("id")
        if key is None and local(node) in NODES | {"process", "sequenceFlow", "participant"}:
            yield NO_ID.at(None, node.get("name") or "", tag=local(node))
        elif key is not None and not ID.fullmatch(key):
            yield BAD_ID.at(key or None, node.get("name") or "", id=key)
    for key, times in Counter(node.get("id") for node in bpmn if node.get("id")).items():
        if times > 1:
            yield DUPLICATE_ID.at(key, id=key, times=times)
