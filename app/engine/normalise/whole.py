"""The file as a whole: one process that is executed, and the others as black boxes."""

from __future__ import annotations

from lxml import etree

from app.engine.diagram import local, unprefixed
from app.engine.elements import NODES
from app.engine.gate.finding import note
from app.engine.normalise.book import Book, remove

MADE_EXECUTABLE = note(
    "made_executable",
    "流程「{name}」原来没有标记为可执行,已标记",
    "The process {name} was not marked as executable; now it is",
)
OTHER_PROCESS = note(
    "other_process",
    "图中有多个流程:执行「{kept}」,「{name}」改为空白泳池(原文件保留;也可指定执行它)",
    "The diagram draws several processes: {kept} is executed, {name} becomes an empty pool (the original is kept, and "
    "any of them can be chosen)",
)
GLOBAL_TASK = note(
    "global_task_drawn",
    "「{name}」调用全局任务,已改为流程中的任务",
    "{name} calls a global task; it becomes a task of this process",
)
GLOBAL_TASK_GONE = note(
    "global_task_gone",
    "全局任务「{name}」不单独执行,已移除",
    "The global task {name} is not executed on its own and was taken out",
)
GLOBAL_TASKS = {
    "globalTask": "task",
    "globalUserTask": "userTask",
    "globalManualTask": "manualTask",
    "globalScriptTask": "scriptTask",
    "globalBusinessRuleTask": "businessRuleTask",
}


def one_process(book: Book) -> None:
    drawn = [process for process in book.all("process") if _size(process)]
    if not drawn:
        return
    kept = _chosen(book, drawn)
    book.process = kept.get("id") or ""
    for other in drawn:
        if other is not kept:
            book.note(OTHER_PROCESS, other, kept=kept.get("name") or book.process)
            _empty(book, other)


def executable(book: Book) -> None:
    for process in book.all("process"):
        if process.get("id") == book.process and process.get("isExecutable") not in {"true", "1"}:
            process.set("isExecutable", "true")
            book.note(MADE_EXECUTABLE, process)


def calls_of_global_tasks(book: Book) -> None:
    tasks = {task.get("id"): task for task in book.all(*GLOBAL_TASKS)}
    for call in book.all("callActivity"):
        called = tasks.get(unprefixed(call.get("calledElement")))
        if called is not None:
            book.become(call, GLOBAL_TASKS[local(called)], "calledElement")
            book.note(GLOBAL_TASK, call)
    for task in tasks.values():
        book.note(GLOBAL_TASK_GONE, task)
        remove(task)


def _size(process: etree._Element) -> int:
    return sum(1 for node in process.iter(tag=etree.Element) if local(node) in NODES)


def _chosen(book: Book, drawn: list[etree._Element]) -> etree._Element:
    """The one that was asked for, else the one that says it is executable, else the one with the most steps."""
    return max(
        drawn,
        key=lambda process: (
            process.get("id") == book.wanted,
            process.get("isExecutable") in {"true", "1"},
            _size(process),
        ),
    )


def _empty(book: Book, process: etree._Element) -> None:
    """A pool without its process is a black box."""
    inside = {node.get("id") for node in process.iter(tag=etree.Element)}
    for pool in book.all("participant"):
        if unprefixed(pool.get("processRef")) == process.get("id"):
            del pool.attrib["processRef"]
            inside.discard(pool.get("id"))
    for flow in book.all("messageFlow"):
        if {unprefixed(flow.get("sourceRef")), unprefixed(flow.get("targetRef"))} & inside:
            inside.add(flow.get("id"))
            remove(flow)
    remove(process)
    for drawn in list(book.root.iter("{*}BPMNShape", "{*}BPMNEdge")):
        if unprefixed(drawn.get("bpmnElement")) in inside:
            remove(drawn)
