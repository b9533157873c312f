"""What people read: one sentence on what happened and one on what is to be done, without any personal data.

Values of a case never go into a message: mail and chat are outside of the permissions that guard a case.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

CHINESE, ENGLISH = "zh", "en"
HOME = ZoneInfo("Asia/Shanghai")


@dataclass(frozen=True, kw_only=True)
class Occasion:
    """What happened, in the names people know."""

    kind: str  # of the notice: "opened", "remind", "urge", "breach", "escalate", "deputy", "incident"
    case: str  # the case's number
    process: str
    task: str  # the task's name, or the element's
    due: datetime | None = None
    clock: str | None = None  # "2WD", "4WH" …
    provisional: bool = False
    zone: ZoneInfo = HOME
    text: str = ""  # what a "notify" job says
    count: int = 1  # of reminders, how many it stands for: after an outage those that were missed are one


@dataclass(frozen=True, kw_only=True)
class Message:
    title: str
    body: str


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
    },
}
MISSED = {
    CHINESE: "系统中断期间有 {n} 次提醒没有发出,现合并为这一条。",
    ENGLISH: "{n} reminders could not be sent in time: this is all of them in one.",
}
DUE = {CHINESE: "时限:{at}{clock}{provisional}。", ENGLISH: "Due: {at}{clock}{provisional}."}
CLOCKS = {
    CHINESE: {"WD": "{n} 个工作日", "WH": "{n} 工作时", "ND": "{n} 个自然日", "H": "{n} 小时"},
    ENGLISH: {"WD": "working days: {n}", "WH": "working hours: {n}", "ND": "calendar days: {n}", "H": "hours: {n}"},
}
PROVISIONAL = {CHINESE: ",暂定", ENGLISH: ", provisional"}


def compose(occasion: Occasion, language: str = CHINESE) -> Message:
    """The message in a language; Chinese for a language without texts."""
    spoken = language if language in TEXTS else CHINESE
    title, body = TEXTS[spoken][occasion.kind]
    facts = {"task": occasion.task, "case": occasion.case, "process": occasion.process, "text": occasion.text}
    missed = MISSED[spoken].format(n=occasion.count) if occasion.count > 1 else ""
    lines = [body.format(**facts), missed, due_line(occasion, spoken)]
    return Message(title=title.format(**facts), body="\n".join(line for line in lines if line))


def due_line(occasion: Occasion, language: str) -> str:
    if occasion.due is None:
        return ""
    return DUE[language].format(
        at=occasion.due.astimezone(occasion.zone).strftime("%Y-%m-%d %H:%M"),
        clock=f" ({spelt_out(occasion.clock, language)})" if occasion.clock else "",
        provisional=PROVISIONAL[language] if occasion.provisional else "",
    )


def spelt_out(clock: str, language: str) -> str:
    """A limit for people: 2WD is two working days."""
    amount = clock.rstrip("HWDN")
    return CLOCKS[language][clock[len(amount) :]].format(n=amount)
