"""Who or what does each step."""

from __future__ import annotations

from lxml import etree

from app.engine import zeebe
from app.engine.diagram import local, unprefixed
from app.engine.gate.finding import error, note
from app.engine.groups import is_group
from app.engine.normalise import juel
from app.engine.normalise.book import BPMN, ZEEBE, Book, parts, remove

ROLE_READ = note(
    "role_read",
    "「{name}」的资源角色已写成候选组:{said}",
    "The resource role of {name} became its candidate groups: {said}",
)
ROLE_GONE = note(
    "role_gone",
    "「{name}」的资源角色({said})不是组名,已移除",
    "The resource role of {name} ({said}) is no group and was taken out",
)
TO_PERSON = note("to_person", "「{name}」改为由人办理的任务", "{name} becomes a task for a person")
TO_TASK = note("to_task", "「{name}」改为自动通过的任务", "{name} becomes a task that passes by itself")
WHICH_FORM = error(
    "form",
    "「{name}」的表单 {form} 属于另一种引擎,要在这里重新制作",
    "The form {form} of {name} belongs to another engine and has to be made anew here",
    "制作后写它的 ID;或写 none,表示没有表单",
    "Write its id once it is made, or “none”: there is no form",
)
WHO = error(
    "who",
    "「{name}」由谁办理?",
    "Who does {name}?",
    "写角色,例如 clerk 或 clerk@bank-a",
    "Write a role, such as clerk or clerk@bank-a",
)
WHAT_JOB = error(
    "job",
    "「{name}」由系统做什么?",
    "What does the system do at {name}?",
    "写任务类型;或写 person(改为人工任务)、task(自动通过)",
    "Write a job type, or “person” (a task for a person) or “task” (it passes by itself)",
)
WHICH_DECISION = error(
    "decision",
    "「{name}」用哪个决策?",
    "Which decision does {name} ask?",
    "写决策 ID;或写 person、task",
    "Write a decision id, or “person” or “task”",
)
WHICH_PROCESS = error(
    "process",
    "「{name}」调用哪个流程?",
    "Which process does {name} call?",
    "写流程 ID;或写 person、task",
    "Write the id of a process, or “person” or “task”",
)
WHICH_SCRIPT = error(
    "script",
    "「{name}」的脚本不是 FEEL:怎样计算?",
    "The script of {name} is not FEEL: what does it compute?",
    "写 结果变量 = FEEL 表达式,例如 total = price * 3;或写 person、task",
    "Write result = FEEL expression, such as total = price * 3, or “person” or “task”",
)
OVER_WHAT = error(
    "collection",
    "多实例「{name}」对哪个集合执行?",
    "What does the multi-instance activity {name} run over?",
    "写集合,例如 =departments;或写 once(只执行一次)",
    "Write a collection such as =departments, or “once”",
)
ROLES = ("resourceRole", "performer", "humanPerformer", "potentialOwner")
OTHERWISE = {"person": ("userTask", TO_PERSON), "task": ("task", TO_TASK)}
OWN = {
    "serviceTask": ("implementation", "operationRef", "type"),
    "sendTask": ("implementation", "operationRef", "messageRef"),
    "businessRuleTask": ("implementation",),
    "callActivity": ("calledElement",),
    "scriptTask": ("scriptFormat",),
}
SETTINGS = ("taskDefinition", "taskHeaders", "calledDecision", "calledElement", "script")


def resource_roles(book: Book) -> None:
    for role in book.all(*ROLES):
        said = " ".join(" ".join(str(text) for text in role.itertext()).split()) or role.get("name") or ""
        owner = role.getparent()
        if owner is not None and local(owner) == "userTask" and is_group(said) and not _has_people(owner):
            book.setting(owner, "assignmentDefinition", candidateGroups=said)
            book.note(ROLE_READ, role, said=said)
        else:
            book.note(ROLE_GONE, role, said=said or "-")
        remove(role)


def forms(book: Book) -> None:
    """Forms that were read from another engine's settings."""
    for node, form in book.foreign_forms:
        answer = book.ask(WHICH_FORM, node, ("none",), form=form)
        setting = book.setting(node, "formDefinition")
        if answer == "none":
            remove(setting)
        elif answer:
            setting.set("formId", answer)


def people(book: Book) -> None:
    for task in book.all("userTask"):
        _ask_who(book, task)


def jobs(book: Book) -> None:
    for task in book.all("serviceTask"):
        if not book.has_setting(task, "taskDefinition"):
            answer = book.ask(WHAT_JOB, task, tuple(OTHERWISE))
            if answer and not _becomes(book, task, answer):
                book.setting(task, "taskDefinition", type=answer)


def decisions(book: Book) -> None:
    for task in book.all("businessRuleTask"):
        if not book.has_setting(task, "calledDecision"):
            answer = book.ask(WHICH_DECISION, task, tuple(OTHERWISE))
            if answer and not _becomes(book, task, answer):
                book.setting(task, "calledDecision", decisionId=answer, resultVariable=f"{answer}_result")


def calls(book: Book) -> None:
    for call in book.all("callActivity"):
        called = book.has_setting(call, "calledElement")
        said = book.setting(call, "calledElement").get("processId") if called else unprefixed(call.get("calledElement"))
        answer = book.answer(WHICH_PROCESS, call) or said or book.ask(WHICH_PROCESS, call, tuple(OTHERWISE))
        if answer and not _becomes(book, call, answer):
            book.setting(call, "calledElement", processId=answer)


def scripts(book: Book) -> None:
    for task in book.all("scriptTask"):
        if book.has_setting(task, "script"):
            continue
        answer = book.ask(WHICH_SCRIPT, task, tuple(OTHERWISE))
        if not answer or _becomes(book, task, answer):
            continue
        for script in list(parts(task, "script")):
            task.remove(script)
        name, _, text = answer.partition("=")
        book.setting(task, "script", expression=f"= {text.strip()}", resultVariable=name.strip())


def collections(book: Book) -> None:
    for marker in book.all("multiInstanceLoopCharacteristics"):
        cardinality = marker.find(f"{BPMN}loopCardinality")
        if cardinality is not None and (cardinality.text or "").strip():
            cardinality.text = juel.to_feel(cardinality.text or "") or cardinality.text
            continue
        if zeebe.collection(marker).collection:
            continue
        answer = book.ask(OVER_WHAT, marker, ("once",))
        if answer == "once":
            remove(marker)
        elif answer:
            book.setting(marker, "loopCharacteristics", inputCollection=answer, inputElement="item")


def _ask_who(book: Book, task: etree._Element) -> None:
    if not _has_people(task):
        answer = book.ask(WHO, task)
        if answer:
            book.setting(task, "assignmentDefinition", candidateGroups=answer)


def _has_people(task: etree._Element) -> bool:
    said = next((each for each in zeebe.extensions(task) if each.tag == f"{ZEEBE}assignmentDefinition"), None)
    return said is not None and any((text or "").strip() for text in said.attrib.values())


def _becomes(book: Book, node: etree._Element, answer: str) -> bool:
    """Whether the answer makes another kind of task of it."""
    if answer not in OTHERWISE:
        return False
    tag, said = OTHERWISE[answer]
    book.become(node, tag, *OWN.get(local(node), ()))
    for setting in list(zeebe.extensions(node)):
        if etree.QName(setting).localname in SETTINGS:
            remove(setting)
    for script in list(parts(node, "script")):
        node.remove(script)
    book.note(said, node)
    if tag == "userTask":
        _ask_who(book, node)
    return True
