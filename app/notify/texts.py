"""The words of messages: ours, in both languages, and how the organisation's own are filled in.

A text is plain: `{task}` stands for a fact of an allow-list, and everything else is taken as it is written. Nothing in
it is ever looked up, formatted or run, so whoever writes one can say nothing that was not meant to leave the house.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from app.errors import Invalid

CHINESE, ENGLISH = "zh", "en"
NAMES = ("case", "process", "task", "text")
PLACE = re.compile(r"\{([^{}]*)\}")
LONGEST_TITLE, LONGEST_BODY = 120, 2_000


class TextUnknownName(Invalid):
    """A text may name {allowed}; there is no {name}."""


class TextTooLong(Invalid):
    """A title has at most {title} characters, a text at most {body}, and neither may be empty."""


TEXTS: dict[str, dict[str, tuple[str, str]]] = {
    CHINESE: {
        "opened": ("新任务:{task}", "案件 {case}({process})有一项新任务“{task}”等待处理。"),
        "remind": ("提醒:{task}", "案件 {case}({process})的任务“{task}”时限已过半,请尽快处理。"),
        "urge": ("催办:{task}", "案件 {case}({process})的任务“{task}”即将到期,请立即处理。"),
        "breach": ("超时:{task}", "案件 {case}({process})的任务“{task}”已经超过时限,超时已记录在案。"),
        "escalate": ("上报:{task}", "案件 {case}({process})的任务“{task}”超过时限未办结,现上报给您,请督促或直接处理。"),
        "deputy": ("代办:{task}", "案件 {case}({process})的任务“{task}”无人受理,请您作为 B 角处理。"),
        "incident": ("异常:{task}", "案件 {case}({process})在“{task}”处无法继续,请流程所有者处理。"),
        "notify": ("通知:{task}", "案件 {case}({process}):{text}"),
        "given": ("转给您:{task}", "案件 {case}({process})的任务“{task}”已转给您,请处理。"),
        "stands_in": ("代办:{task}", "案件 {case}({process})的任务“{task}”的经办人不在岗,请您代为办理。"),
        "delegated": ("委派:{task}", "案件 {case}({process})的任务“{task}”委派给您,办好后交回委派人。"),
        "handed_back": ("交回:{task}", "您委派的任务“{task}”(案件 {case},{process})已办好,请您确认办结。"),
        "sign": ("会签:{task}", "案件 {case}({process})的任务“{task}”请您会签。"),
        "signed": ("会签完毕:{task}", "案件 {case}({process})的任务“{task}”已会签完毕,请继续办理。"),
        "objected": ("会签不同意:{task}", "案件 {case}({process})的任务“{task}”会签未通过,请修改后重新办理。"),
        "returned": ("退回:{task}", "案件 {case}({process})退回到任务“{task}”,请重新办理。"),
        "withdrawn": ("撤回:{task}", "案件 {case}({process})的任务“{task}”因上一步被撤回,不必再办。"),
        "copied": ("抄送:{case}", "案件 {case}({process})抄送给您,请知悉。"),
        "mention": ("提到您:{case}", "案件 {case}({process})的一条备注提到了您,请查看。"),
        "added": ("客户补充:{case}", "案件 {case}({process})的客户补充了情况,请查看。"),
        "rated": ("客户评价:{case}", "案件 {case}({process})的客户对处理结果作出了评价,请查看。"),
    },
    ENGLISH: {
        "opened": ("New task: {task}", "Case {case} ({process}) has a new task “{task}”."),
        "remind": (
            "Reminder: {task}",
            "More than half of the time for task “{task}” of case {case} ({process}) is gone.",
        ),
        "urge": (
            "Due soon: {task}",
            "Task “{task}” of case {case} ({process}) is about to be due. Please see to it now.",
        ),
        "breach": ("Overdue: {task}", "Task “{task}” of case {case} ({process}) is overdue. This is on the record."),
        "escalate": (
            "Escalated: {task}",
            "Task “{task}” of case {case} ({process}) is overdue and comes to you: see that it is done, or do it.",
        ),
        "deputy": (
            "As deputy: {task}",
            "Nobody took task “{task}” of case {case} ({process}): please do it as deputy.",
        ),
        "incident": (
            "Incident: {task}",
            "Case {case} ({process}) cannot go on at “{task}”. A process owner has to look.",
        ),
        "notify": ("Notice: {task}", "Case {case} ({process}): {text}"),
        "given": ("Given to you: {task}", "Task “{task}” of case {case} ({process}) was given to you."),
        "stands_in": (
            "As deputy: {task}",
            "Whoever has task “{task}” of case {case} ({process}) is away: please do it in their place.",
        ),
        "delegated": (
            "Delegated: {task}",
            "Task “{task}” of case {case} ({process}) is delegated to you. Once done, it goes back.",
        ),
        "handed_back": (
            "Done for you: {task}",
            "Task “{task}” of case {case} ({process}), which you delegated, is done. Please complete it.",
        ),
        "sign": ("To sign: {task}", "Your signature is asked for task “{task}” of case {case} ({process})."),
        "signed": ("Signed: {task}", "Task “{task}” of case {case} ({process}) was signed by all: please go on."),
        "objected": (
            "Objection: {task}",
            "Somebody objected to task “{task}” of case {case} ({process}): it came back to you.",
        ),
        "returned": ("Sent back: {task}", "Case {case} ({process}) was sent back to task “{task}”."),
        "withdrawn": (
            "No longer needed: {task}",
            "The step before task “{task}” of case {case} ({process}) was taken back.",
        ),
        "copied": ("Copy: {case}", "Case {case} ({process}) was copied to you."),
        "mention": ("You were mentioned: {case}", "A comment on case {case} ({process}) mentions you. Please look."),
        "added": ("The customer added something: {case}", "The customer added to case {case} ({process})."),
        "rated": ("The customer rated: {case}", "The customer rated the result of case {case} ({process})."),
    },
}
KINDS = tuple(TEXTS[CHINESE])


def check(title: str, body: str) -> None:
    """Raises TextTooLong, TextUnknownName."""
    if not (0 < len(title.strip()) <= LONGEST_TITLE and 0 < len(body.strip()) <= LONGEST_BODY):
        raise TextTooLong(title=LONGEST_TITLE, body=LONGEST_BODY)
    for name in PLACE.findall(title + body):
        if name not in NAMES:
            raise TextUnknownName(name="{" + name[:40] + "}", allowed=", ".join("{" + each + "}" for each in NAMES))


def fill(text: str, facts: Mapping[str, str]) -> str:
    """The text with its facts; whatever else stands in braces stays as it is."""
    return PLACE.sub(lambda found: facts[found[1]] if found[1] in NAMES and found[1] in facts else found[0], text)
