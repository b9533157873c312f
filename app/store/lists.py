"""The lists that people see: cases and tasks, filtered, sorted by an allow-list, paged, never beyond their sight.

A list finds the keys of its page first, by index alone, and reads the rows of these only.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, Subquery, and_, exists, func, select, union_all
from sqlalchemy.orm import Session

from app.store.filters import Wanted, of_cases, of_tasks, only_by_due_date
from app.store.models import Case, CaseParty, Incident, ProcessVersion, Task
from app.store.queries import CASE
from app.store.sight import Sight, seen

__all__ = ["MOST_PER_PAGE", "Sight", "Wanted"]

MOST_COUNTED = 10_000
MOST_PER_PAGE = 200

Found = tuple[Sequence[Row[Any]], int]  # the rows of a page, and how many there are, counted to MOST_COUNTED
Counting = Callable[[], int]
Keys = Select[*tuple[Any, ...]]


def open_incidents() -> Any:
    asked = select(func.count()).where(Incident.case_id == Case.id, Incident.resolved_at.is_(None))
    return asked.correlate(Case).scalar_subquery()


TASK = (
    *(column.label(column.key) for column in Task.__table__.columns),
    Case.number.label("case_number"),
    Case.process_id.label("process"),
    ProcessVersion.name.label("process_name"),
    Case.version_hash,
    Case.calendar,
    Case.owner,
    Case.unit,
    Case.started_by,
    Case.shown,
)
CASE_SORTS = {
    "changed_at": Case.changed_at,
    "started_at": Case.started_at,
    "number": Case.number,
    "next_due": Case.next_due,
    "ended_at": Case.ended_at,
}
TASK_SORTS = {
    "due": Task.due_at,
    "opened_at": Task.opened_at,
    "closed_at": Task.closed_at,
    "priority": Task.priority,
}


# -- cases


def find_cases(session: Session, sight: Sight, wanted: Wanted) -> Found:
    keys = select(Case.id).where(seen(sight), *of_cases(wanted))
    order = order_of(wanted, CASE_SORTS, "-changed_at", Case.id)
    return _page(session, keys, _cases_of, order, wanted)


def _cases() -> Select[Any]:
    asked = select(*CASE, open_incidents().label("incidents"))
    return asked.join(ProcessVersion, ProcessVersion.hash == Case.version_hash)


def _cases_of(keys: Subquery) -> Select[Any]:
    return _cases().join(keys, keys.c.id == Case.id)


def case_seen(session: Session, sight: Sight, condition: ColumnElement[bool]) -> Row[Any] | None:
    return session.execute(_cases().where(seen(sight), condition)).one_or_none()


def case_of_id(session: Session, sight: Sight, case_id: int) -> Row[Any] | None:
    return case_seen(session, sight, Case.id == case_id)


def case_of_number(session: Session, sight: Sight, number: str) -> Row[Any] | None:
    return case_seen(session, sight, Case.number == number)


# -- tasks


def _tasks() -> Select[Any]:
    asked = select(*TASK).join(Case, Case.id == Task.case_id)
    return asked.join(ProcessVersion, ProcessVersion.hash == Case.version_hash)


def _tasks_of(keys: Subquery) -> Select[Any]:
    return _tasks().join(keys, and_(keys.c.case_id == Task.case_id, keys.c.no == Task.no))


def task_of_id(session: Session, sight: Sight, case_id: int, no: int) -> Row[Any] | None:
    return session.execute(_tasks().where(Task.case_id == case_id, Task.no == no, seen(sight))).one_or_none()


def tasks_of_case(session: Session, case_id: int) -> Sequence[Row[Any]]:
    return session.execute(_tasks().where(Task.case_id == case_id).order_by(Task.no)).all()


def tasks_assigned_to(session: Session, login: str, wanted: Wanted) -> Found:
    return _page_of_tasks(session, (Task.assignee == login, Task.status == "open"), wanted, "due")


def tasks_completed_by(session: Session, login: str, wanted: Wanted) -> Found:
    return _page_of_tasks(session, (Task.closed_by == login, Task.status == "completed"), wanted, "-closed_at")


def find_tasks(session: Session, sight: Sight, wanted: Wanted) -> Found:
    here = (Task.status == (wanted.status or "open"), seen(sight, Task.case_id))
    return _page_of_tasks(session, here, wanted, "due")


def completed_last(session: Session, case_id: int, element: str) -> str | None:
    """Who last did an element of a case."""
    done = (Task.case_id == case_id, Task.element == element, Task.status == "completed", Task.signs_for.is_(None))
    return session.execute(select(Task.closed_by).where(*done).order_by(Task.no.desc()).limit(1)).scalar_one_or_none()


def tasks_claimable_by(session: Session, names: frozenset[str], wanted: Wanted) -> Found:
    """The tasks that are nobody's yet, of groups or for people with these names."""
    if not only_by_due_date(wanted):
        theirs = exists().where(
            CaseParty.case_id == Task.case_id,
            CaseParty.task_no == Task.no,
            CaseParty.claimable,
            CaseParty.name.in_(sorted(names)),
        )
        return _page_of_tasks(session, (Task.status == "open", theirs.correlate(Task)), wanted, "due")
    first = _first_claimable(names, wanted.page * size_of(wanted))
    keys = select(Task.case_id, Task.no).join(first, and_(first.c.case_id == Task.case_id, first.c.task_no == Task.no))
    order = order_of(wanted, TASK_SORTS, "due", Task.case_id, Task.no)
    return _page(session, keys, _tasks_of, order, wanted, lambda: count_claimable(session, names))


def count_claimable(session: Session, names: frozenset[str]) -> int:
    columns = (CaseParty.case_id, CaseParty.task_no)
    asked = select(*columns).where(CaseParty.claimable, CaseParty.name.in_(sorted(names))).distinct()
    return _count(session, asked)


def count_assigned_to(session: Session, login: str, due_before: datetime | None = None) -> int:
    asked = select(Task.no).where(Task.assignee == login, Task.status == "open")
    late = (Task.due_at < due_before, Task.paused_at.is_(None)) if due_before else ()
    return _count(session, asked.where(*late))


def _first_claimable(names: frozenset[str], first: int) -> Subquery:
    """The first due of each name: no more of any name can reach the page, however many wait."""
    columns = (CaseParty.case_id, CaseParty.task_no)
    order = (CaseParty.due_at, CaseParty.case_id.desc(), CaseParty.task_no.desc())  # as the page has it
    each = [
        select(*columns).where(CaseParty.claimable, CaseParty.name == name).order_by(*order).limit(first)
        for name in sorted(names)
    ]
    return select(union_all(*(select(part.subquery()) for part in each)).subquery()).distinct().subquery()


def _page_of_tasks(session: Session, here: tuple[Any, ...], wanted: Wanted, usual: str) -> Found:
    keys = select(Task.case_id, Task.no).where(*here, *of_tasks(wanted))
    return _page(session, keys, _tasks_of, order_of(wanted, TASK_SORTS, usual, Task.case_id, Task.no), wanted)


# -- pages


def size_of(wanted: Wanted) -> int:
    return min(max(wanted.per_page, 1), MOST_PER_PAGE)


def order_of(wanted: Wanted, sorts: Mapping[str, Any], usual: str, *last: Any) -> list[Any]:
    """The order of an allowed name, or the usual one; the newest first where it decides nothing."""
    name = wanted.sort if wanted.sort.lstrip("-") in sorts else usual
    column = sorts[name.lstrip("-")]
    by = column.desc() if name.startswith("-") else column.asc()
    # Said of a column that has a value in every row, it would keep PostgreSQL from reading the index backwards.
    return [by.nulls_last() if column.expression.nullable else by, *(each.desc() for each in last)]


def _page(
    session: Session,
    keys: Keys,
    rows_of: Callable[[Subquery], Select[Any]],
    order: list[Any],
    wanted: Wanted,
    count: Counting | None = None,
) -> Found:
    size = size_of(wanted)
    first = (max(wanted.page, 1) - 1) * size
    page = keys.order_by(*order).limit(size).offset(first).subquery()
    rows = session.execute(rows_of(page).order_by(*order)).all()
    if len(rows) < size and (rows or first == 0):
        return rows, first + len(rows)
    return rows, count() if count else _count(session, keys)


def _count(session: Session, asked: Keys) -> int:
    return int(session.execute(select(func.count()).select_from(asked.limit(MOST_COUNTED).subquery())).scalar_one())
