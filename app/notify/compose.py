"""What people read: one sentence on what happened and one on what is to be done, without any personal data.

Values of a case never go into a message: mail and chat are outside of the permissions that guard a case.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from app.calendars import CALL
from app.notify.texts import CHINESE, ENGLISH, TEXTS, fill

HOME = ZoneInfo("Asia/Shanghai")


@dataclass(frozen=True, kw_only=True)
class Occasion:
    """What happened, in the names people know."""

    kind: str  # of the notice: a name of texts.KINDS
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


MISSED = {
    CHINESE: "系统中断期间有 {n} 次提醒没有发出,现合并为这一条。",
    ENGLISH: "{n} reminders could not be sent in time: this is all of them in one.",
}
DIGEST = {CHINESE: "首问:{n} 条通知", ENGLISH: "Shouwen: {n} notices"}
DUE = {CHINESE: "时限:{at}{clock}{provisional}。", ENGLISH: "Due: {at}{clock}{provisional}."}
CLOCKS = {
    CHINESE: {"WD": "{n} 个工作日", "WH": "{n} 工作时", "ND": "{n} 个自然日", "H": "{n} 小时"},
    ENGLISH: {"WD": "working days: {n}", "WH": "working hours: {n}", "ND": "calendar days: {n}", "H": "hours: {n}"},
}
WITHIN_CALL = {CHINESE: "当通电话内", ENGLISH: "within the call"}
PROVISIONAL = {CHINESE: ",暂定", ENGLISH: ", provisional"}


Own = Mapping[tuple[str, str], tuple[str, str]]  # (event, language) -> the organisation's own title and text


def compose(occasion: Occasion, language: str | None = CHINESE, own: Own | None = None) -> Message:
    """The message in a language; Chinese for a language without texts."""
    spoken = language if language in TEXTS else CHINESE
    title, body = (own or {}).get((occasion.kind, spoken)) or TEXTS[spoken][occasion.kind]
    facts = {"task": occasion.task, "case": occasion.case, "process": occasion.process, "text": occasion.text}
    missed = MISSED[spoken].format(n=occasion.count) if occasion.count > 1 else ""
    lines = [fill(body, facts), missed, due_line(occasion, spoken)]
    return Message(title=fill(title, facts), body="\n".join(line for line in lines if line))


def digest(messages: Sequence[Message], language: str | None = CHINESE) -> Message:
    """Several messages as one."""
    if len(messages) == 1:
        return messages[0]
    title = DIGEST.get(language or CHINESE, DIGEST[CHINESE]).format(n=len(messages))
    return Message(title=title, body="\n\n".join(f"{one.title}\n{one.body}" for one in messages))


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
    if clock == CALL:
        return WITHIN_CALL[language]
    amount = clock.rstrip("HWDN")
    return CLOCKS[language][clock[len(amount) :]].format(n=amount)
