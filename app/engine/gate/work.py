"""Does each activity say what it does, and is what it refers to there: forms, decisions, called processes, jobs?"""

from __future__ import annotations

from collections.abc import Iterator

from app.engine.elements import Element
from app.engine.gate.finding import Finding, error, note, warning
from app.engine.gate.submission import CALLED, DIAGRAM, Submission
from app.errors import Invalid

NO_FORM = note(
    "no_form",
    "用户任务「{name}」没有表单:办理人只能点“完成”",
    "The user task {name} has no form: all one can do is complete it",
    "如果要填写内容,请选择一个表单",
    "Choose a form if something is to be filled in",
)
FORM_NOT_THERE = error(
    "form_not_there",
    "「{name}」的表单 {form} 不存在",
    "There is no form {form}, which {name} shows",
    "在表单编辑器中新建它,或改正表单 ID",
    "Make it in the form editor, or correct the form id",
)
FORM_BROKEN = error(
    "form_broken",
    "「{name}」的表单 {form} 有误:{why}",
    "The form {form} of {name} is broken: {why}",
    "在表单编辑器中改正",
    "Mend it in the form editor",
)
DYNAMIC = error(
    "dynamic_reference",
    "「{name}」用表达式引用{what},不支持",
    "{name} refers to {what_en} by an expression, which is not supported",
    "写明固定的 ID",
    "Write a fixed id",
)
NO_SCRIPT = error(
    "no_script",
    "脚本任务「{name}」没有 FEEL 表达式",
    "The script task {name} has no FEEL expression",
    "在属性面板的“脚本”中填写表达式和结果变量",
    "Fill in the expression and the result variable under “Script”",
)
FOREIGN_SCRIPT = error(
    "foreign_script",
    "脚本任务「{name}」的脚本语言不支持",
    "The script of {name} is in a language that is not supported",
    "删除脚本,改用 FEEL 表达式",
    "Delete the script and use a FEEL expression",
)
NO_RESULT = error(
    "no_result",
    "「{name}」没有填写结果变量",
    "{name} does not say which value its result becomes",
    "填写结果变量",
    "Fill in the result variable",
)
NO_DECISION = error(
    "no_decision",
    "业务规则任务「{name}」没有选择决策表",
    "The business rule task {name} calls no decision",
    "在属性面板的“被调用的决策”中填写决策 ID",
    "Fill in the decision id under “Called decision”",
)
DECISION_NOT_THERE = error(
    "decision_not_there",
    "「{name}」的决策 {decision} 不存在",
    "There is no decision {decision}, which {name} calls",
    "上传含有它的 .dmn 文件,或改正 ID",
    "Add the .dmn file that holds it, or correct the id",
)
DECISION_BROKEN = error(
    "decision_broken",
    "决策文件 {name} 有误:{why}",
    "The decision file {name} is broken: {why}",
    "在决策表编辑器中改正",
    "Mend it in the decision editor",
)
NO_CALLED = error(
    "no_called_process",
    "调用活动「{name}」没有选择流程",
    "The call activity {name} calls no process",
    "在属性面板的“被调用元素”中填写流程 ID",
    "Fill in the process id under “Called element”",
)
CALLED_NOT_THERE = error(
    "called_not_there",
    "「{name}」调用的流程 {process} 不存在",
    "There is no process {process}, which {name} calls",
    "先建立并部署它,或改正 ID",
    "Make it first, or correct the id",
)
CALLS_ITSELF = warning(
    "calls_itself",
    "「{name}」调用的正是这个流程,请确认它一定会停止",
    "{name} calls the very process it is part of: make sure that it stops",
    "确认被调用前有条件可以不再调用",
    "Make sure that a condition ends the calling",
)
NO_JOB = error(
    "no_job",
    "「{name}」没有填写任务类型,系统不知道要做什么",
    "{name} does not say which job it is",
    "在属性面板的“任务定义”中填写类型",
    "Fill in the type under “Task definition”",
)
DYNAMIC_DECISION = warning(
    "dynamic_decision",
    "「{name}」用表达式选择决策,无法预先检查它是否存在",
    "{name} chooses its decision by an expression: whether it is there cannot be checked beforehand",
    "写固定的决策 ID,用网关选择",
    "Write a fixed decision id and choose by a gateway",
)
BAD_RETRIES = error(
    "bad_retries",
    "「{name}」的重试次数必须是整数",
    "The retries of {name} must be a whole number",
    "写整数,例如 3",
    "Write a whole number, such as 3",
)
JOB_AND_MESSAGE = error(
    "job_and_message",
    "发送任务「{name}」既有消息又有任务类型",
    "The send task {name} has both a message and a job type",
    "只留一个",
    "Keep one of them",
)
UNUSED_FORM = error(
    "form_unused_broken",
    "表单文件 {form} 有误:{why}",
    "The form file {form} is broken: {why}",
    "改正表单文件,或删除它",
    "Mend the form file, or delete it",
)


def check(handed: Submission) -> Iterator[Finding]:
    for node in handed.elements:
        if node.kind == "userTask" or node.form:
            yield from _form(handed, node)
        if node.kind in BY_KIND:
            yield from BY_KIND[node.kind](handed, node)
    for name, table in handed.tables.items():
        if isinstance(table, Invalid):
            yield DECISION_BROKEN.at(table.facts.get("element"), name, why=table)
    yield from _unused_forms(handed)


def _form(handed: Submission, node: Element) -> Iterator[Finding]:
    if node.form is None:
        yield NO_FORM.at(node)
    elif node.form.startswith("="):
        yield DYNAMIC.at(node, what="表单", what_en="a form")
    elif node.form not in handed.forms:
        yield FORM_NOT_THERE.at(node, form=node.form)
    elif isinstance(handed.forms[node.form], Invalid):
        yield FORM_BROKEN.at(node, form=node.form, why=handed.forms[node.form])


def _unused_forms(handed: Submission) -> Iterator[Finding]:
    used = {node.form for node in handed.elements}
    for form, read in handed.forms.items():
        if form not in used and isinstance(read, Invalid):
            yield UNUSED_FORM.at(None, form=form, why=read)


def _script(handed: Submission, node: Element) -> Iterator[Finding]:
    if node.id in handed.foreign_scripts:
        yield FOREIGN_SCRIPT.at(node)
    elif node.script is None:
        yield NO_SCRIPT.at(node)
    elif node.result is None:
        yield NO_RESULT.at(node)


def _rule(handed: Submission, node: Element) -> Iterator[Finding]:
    if node.called_decision is None:
        yield NO_DECISION.at(node)
    elif node.called_decision.startswith("="):
        yield DYNAMIC_DECISION.at(node)
    elif node.called_decision not in handed.decision_ids:
        yield DECISION_NOT_THERE.at(node, decision=node.called_decision)
    if node.called_decision is not None and node.result is None:
        yield NO_RESULT.at(node)


def _call(handed: Submission, node: Element) -> Iterator[Finding]:
    if node.called_process is None:
        yield NO_CALLED.at(node)
    elif node.called_process.startswith("="):
        yield DYNAMIC.at(node, what="流程", what_en="a process")
    elif node.called_process in {handed.root, handed.process}:
        yield CALLS_ITSELF.at(node)
    elif f"{CALLED}{node.called_process}/{DIAGRAM}" not in handed.sources:
        yield CALLED_NOT_THERE.at(node, process=node.called_process)


def _job(_: Submission, node: Element) -> Iterator[Finding]:
    if node.job_type is None:
        yield NO_JOB.at(node)
        return
    if node.job_retries is not None and not node.job_retries.isdecimal():
        yield BAD_RETRIES.at(node)


def _send(handed: Submission, node: Element) -> Iterator[Finding]:
    if node.job_type is not None:
        yield from _job(handed, node)
        if node.message is not None:
            yield JOB_AND_MESSAGE.at(node)


BY_KIND = {
    "scriptTask": _script,
    "businessRuleTask": _rule,
    "callActivity": _call,
    "serviceTask": _job,
    "sendTask": _send,
}
