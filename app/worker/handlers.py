"""Who does what lies in the outbox: notices to people, and the jobs of service tasks that the worker can do itself.

A job type is a row of the table at the end; what is not there becomes an incident that names it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial
from typing import Any

from app.casework import cases, figures, notices, people, tasks
from app.casework.cases import Case
from app.casework.notices import About
from app.casework.organisation import PROCESS_OWNER, Directory
from app.casework.outbox import Handler, Message
from app.engine import values
from app.notify import Channel, Occasion

Channels = tuple[Channel, ...]
NOTICES = "notices"


def handlers(channels: Channels) -> dict[str, Handler]:
    """By kind of message; without channels people are told in their inbox alone."""
    return {kind: partial(handler, channels) for kind, handler in HANDLERS.items()}


def tell_of_notice(channels: Channels, message: Message) -> None:
    """Somebody has a task, is reminded, urged, or steps in; or a case cannot go on."""
    notice = message.payload
    case = cases.get(message.case_id, people.system(NOTICES))
    directory = people.directory()
    named = (*notice.get("users", ()), *notice.get("groups", ())) or owners(directory, case)
    occasion = occasion_of_task(case, notice) if notice.get("task") else occasion_of_element(case, notice)
    about = About(key=message.key, case_id=case.id, task_no=notice.get("task"), occasion=occasion)
    notices.tell(channels, directory, notices.recipients(directory, named), about)


def tell_of_job(channels: Channels, message: Message) -> None:
    """A service task of type `notify`: its values `to` (people or groups) and `text` say whom and what."""
    asked = values.from_json(message.payload.get("values", {}))
    case = cases.get(message.case_id, people.system(NOTICES))
    occasion = occasion_of_element(case, {**message.payload, "kind": "notify"}, str(asked.get("text") or ""))
    to = asked.get("to") or ()
    directory, about = people.directory(), About(key=message.key, case_id=case.id, task_no=None, occasion=occasion)
    named = [to] if isinstance(to, str) else to
    notices.tell(channels, directory, notices.recipients(directory, named), about)


def count_figures(_channels: Channels, message: Message) -> Mapping[str, Any]:
    """A service task of type `figures`: its values say what is to be counted, and of when."""
    return figures.answer(message.case_id, values.from_json(message.payload.get("values", {})))


HANDLERS: dict[str, Callable[[Channels, Message], Mapping[str, Any] | None]] = {
    "notice": tell_of_notice,
    "job:notify": tell_of_job,
    "job:figures": count_figures,
}


# -- whom and of what -----------------------------------------------------------------------------------------


def owners(directory: Directory, case: Case) -> tuple[str, ...]:
    """Who looks after the process of a case: the process owners of its unit, or of the nearest unit above."""
    units = directory.upwards(case.unit or directory.root or "")
    groups = (f"{PROCESS_OWNER}@{unit}" for unit in units)
    return next((logins for group in groups if (logins := directory.holders(group))), ())


def occasion_of_task(case: Case, notice: dict[str, Any]) -> Occasion:
    task = tasks.get(f"{case.id}-{notice['task']}", people.system(NOTICES))
    return replace(notices.of_task(notice["kind"], case, task), count=notice.get("count", 1))


def occasion_of_element(case: Case, notice: dict[str, Any], text: str = "") -> Occasion:
    element = cases.version_of(case).elements.get(notice["element"])
    name = element.name if element and element.name else notice["element"]
    return Occasion(kind=notice["kind"], case=case.number, process=case.process_name, task=name, text=text)
