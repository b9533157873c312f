"""What is new for people in the journals: a task for them, one that was given to them, a comment that names them.

It is read from the journal afterwards, by the worker, so that no command pays for it and none of it can be lost: a case
whose journal is ahead of what was told is found by an index, and telling twice puts one line into an inbox.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import structlog

from app import clock
from app.casework import cases, journal, notices, people, reading, tasks
from app.casework.held import Case
from app.casework.journal import Entry
from app.casework.notices import About
from app.casework.organisation import Directory
from app.errors import CaseNotFound
from app.notify import Channel, Occasion
from app.store import db, evidence, writing
from app.store import notices as stored

MENTION = re.compile(r"(?<![\w@.])@([A-Za-z][\w.-]{0,63})")
MOST_MENTIONS = 20  # in one comment

log = structlog.get_logger()


@dataclass(frozen=True, kw_only=True)
class News:
    """One thing that people are told of an entry."""

    no: str  # tells apart what one entry brings
    logins: tuple[str, ...]
    occasion: Occasion
    task_no: int | None = None


def next_instant() -> datetime | None:
    return reading.next_instant(stored.NEWS, lambda now: stored.has_news(db.session(), now))


def tell(channels: Iterable[Channel], limit: int = 50) -> int:
    """Tell people what is new in up to `limit` cases; of how many they were told."""
    channels, found = tuple(channels), stored.cases_with_news(db.session(), clock.now(), limit)
    return reading.each(stored.NEWS, found, lambda row: _tell_of(row.id, row.told, row.seq, channels))


def _tell_of(case_id: int, told: int, seq: int, channels: tuple[Channel, ...]) -> None:
    directory = people.directory()
    try:
        entries = [journal.read(row) for row in evidence.entries_after(db.session(), case_id, told)]
        case = cases.get(case_id, people.system("notices"))
        for entry in entries:
            for one in of_entry(entry, case, directory):
                key = f"{case_id}:{entry.seq}:{one.no}"
                about = About(key=key, case_id=case_id, task_no=one.task_no, occasion=one.occasion)
                notices.tell(channels, directory, [directory.people[login] for login in one.logins], about)
    except CaseNotFound:
        log.warning("news of a case that is not there", case=case_id)
    with writing() as session:
        stored.told_of(session, case_id, seq)


def of_entry(entry: Entry, case: Case, directory: Directory) -> Iterator[News]:
    """What an entry brings for whom; nobody is told of what they did themselves."""
    opened = entry.came.get("opened") or ()
    given = entry.asked.get("to") if entry.kind in GIVING else None
    if opened or given:
        now = {task.no: task for task in tasks.of_case(case.id) if task.status == "open"}
        yield from _new_tasks(entry, case, directory, [now[data["no"]] for data in opened if data["no"] in now])
        yield from _given(entry, case, directory, given, now)
    if entry.kind == "Comment":
        yield from _mentioned(entry, case, directory)


GIVING = ("Assign", "TakeOver", "Delegate")


def _new_tasks(entry: Entry, case: Case, directory: Directory, opened: list[tasks.Task]) -> Iterator[News]:
    for task in opened:
        named = (task.assignee,) if task.assignee else (*task.users, *task.groups)
        logins = tuple(one.login for one in notices.recipients(directory, named) if one.login != entry.by)
        yield News(no=f"new-{task.no}", logins=logins, occasion=notices.of_task("opened", case, task), task_no=task.no)


def _given(entry: Entry, case: Case, directory: Directory, to: Any, now: dict[int, tasks.Task]) -> Iterator[News]:
    task = next((task for task in now.values() if task.key == entry.asked.get("task")), None)
    if task is not None and to in directory.people and to != entry.by and task.assignee == to:
        yield News(no="given", logins=(to,), occasion=notices.of_task("given", case, task), task_no=task.no)


def mentions(text: str, directory: Directory) -> list[str]:
    """The people whom a text names with an @, by login."""
    named = dict.fromkeys(login for login in MENTION.findall(text) if login in directory.people)
    return list(named)[:MOST_MENTIONS]


def _mentioned(entry: Entry, case: Case, directory: Directory) -> Iterator[News]:
    """Whoever is named and may see the case: nobody learns of a case that is not theirs to see."""
    named = [login for login in mentions(str(entry.asked.get("text", "")), directory) if login != entry.by]
    logins = tuple(login for login in named if _may_see(login, case.id))
    yield News(no="mention", logins=logins, occasion=notices.of_case("mention", case))


def _may_see(login: str, case_id: int) -> bool:
    try:
        cases.get(case_id, people.actor(login))
    except CaseNotFound:
        return False
    return True
