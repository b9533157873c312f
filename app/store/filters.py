"""The conditions of lists: what is wanted of cases and tasks, each as one condition that an index answers."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, exists, or_, select

from app.store import words
from app.store.models import Case, CaseParty, CaseValue, Incident, ProcessVersion, Task

Condition = ColumnElement[bool]
NUMBER = re.compile(r"\s*([0-9]{4})-([0-9]{1,12})\s*")  # of a case; its zeros need not be typed


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """What a list is asked for. None and empty: all."""

    process: str | None = None
    status: str | None = None
    text: str | None = None  # somewhere in the number or the shown values
    words: tuple[tuple[int, ...], ...] = ()  # with the text, or anywhere in what was written: see casework.words
    owner: str | None = None
    person: str | None = None  # cases alone: who has or had a part in it, by login
    unit: str | None = None
    element: str | None = None  # tasks alone
    incident: bool | None = None  # cases alone
    version: int | None = None  # cases alone: the number of the version of its process
    overdue_at: datetime | None = None  # cases alone: an open task was late at this instant
    breached: bool = False  # cases alone: a limit of a task was missed, whenever
    values: Mapping[str, str] = field(default_factory=dict)  # shown values that must be so
    since: datetime | None = None  # of a case: last changed; of a task: opened
    until: datetime | None = None
    due_before: datetime | None = None
    sort: str = ""
    page: int = 1
    per_page: int = 50


def of_cases(wanted: Wanted) -> Iterator[Condition]:
    yield from _of_case(wanted)
    yield from _within(wanted, Case.changed_at, Case.next_due)
    yield from _with_values(wanted, Case.id)
    if wanted.status:
        yield Case.status == wanted.status
    if wanted.incident is not None:
        stuck = exists().where(Incident.case_id == Case.id, Incident.resolved_at.is_(None)).correlate(Case)
        yield stuck if wanted.incident else ~stuck
    if wanted.version is not None:
        yield Case.version_hash.in_(select(ProcessVersion.hash).where(ProcessVersion.number == wanted.version))
    if wanted.overdue_at:
        late = (Task.status == "open", Task.due_at < wanted.overdue_at, Task.paused_at.is_(None))
        yield Case.id.in_(select(Task.case_id).where(*late))
    if wanted.breached:
        yield Case.id.in_(select(Task.case_id).where(Task.breached))
    if wanted.person:
        theirs = (CaseParty.case_id == Case.id, CaseParty.name == f"@{wanted.person}")
        yield exists().where(*theirs).correlate(Case)


def of_tasks(wanted: Wanted) -> Iterator[Condition]:
    case = list(_of_case(wanted))
    if case:
        yield exists().where(Case.id == Task.case_id, *case).correlate(Task)
    yield from _within(wanted, Task.opened_at, Task.due_at)
    if wanted.due_before:
        yield Task.paused_at.is_(None)  # what stands still is not late
    yield from _with_values(wanted, Task.case_id)
    if wanted.element:
        yield Task.element == wanted.element


def only_by_due_date(wanted: Wanted) -> bool:
    """Whether a list of tasks is asked for as it is: no condition, the first due first."""
    return next(of_tasks(wanted), None) is None and wanted.sort in ("", "due")


def _of_case(wanted: Wanted) -> Iterator[Condition]:
    for column, value in ((Case.process_id, wanted.process), (Case.owner, wanted.owner), (Case.unit, wanted.unit)):
        if value:
            yield column == value


def _within(wanted: Wanted, moved: Any, due: Any) -> Iterator[Condition]:
    if wanted.since:
        yield moved >= wanted.since
    if wanted.until:
        yield moved < wanted.until
    if wanted.due_before:
        yield due < wanted.due_before


def _with_values(wanted: Wanted, case_id: Any) -> Iterator[Condition]:
    for name, value in wanted.values.items():
        yield case_id.in_(select(CaseValue.case_id).where(CaseValue.name == name, CaseValue.value == value))
    if number := NUMBER.fullmatch(wanted.text or ""):
        yield case_id.in_(select(Case.id).where(Case.number == f"{number[1]}-{int(number[2]):05d}"))
    elif wanted.text:
        found = case_id.in_(_mentioning(wanted.text))
        yield or_(found, case_id.in_(words.having(wanted.words))) if wanted.words else found


def _mentioning(text: str) -> Any:
    """The cases whose number or a shown value has the text in it, whatever the case of its letters."""
    pattern = "%" + text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%"
    numbers = select(Case.id).where(Case.number.ilike(pattern, escape="\\"))
    return select(CaseValue.case_id).where(CaseValue.value.ilike(pattern, escape="\\")).union(numbers)
