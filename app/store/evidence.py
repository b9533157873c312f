"""The questions that an auditor asks of the journal and of what it can be compared with: one function each."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import Row, Select, and_, false, func, or_, select, tuple_, update
from sqlalchemy.orm import Session

from app.store.models import (
    Attachment,
    CalendarVersion,
    Case,
    CaseCopy,
    CaseNumber,
    CaseParty,
    CaseValue,
    Checkpoint,
    Clock,
    Incident,
    JournalEntry,
    MessageWait,
    ProcessVersion,
    Task,
    Timer,
)
from app.store.sight import Sight, seen

ENTRY = (*JournalEntry.__table__.columns, Case.number, Case.sealed_key)
BATCH = 500


def _entries() -> Select[Any]:
    return select(*ENTRY).join(Case, Case.id == JournalEntry.case_id)


def entry(session: Session, case_id: int, seq: int) -> Row[Any]:
    return session.execute(_entries().where(JournalEntry.case_id == case_id, JournalEntry.seq == seq)).one()


def entries(session: Session, case_id: int, until: int | None = None) -> Sequence[Row[Any]]:
    """The journal of a case, in order, up to an entry."""
    asked = _entries().where(JournalEntry.case_id == case_id).order_by(JournalEntry.seq)
    return session.execute(asked if until is None else asked.where(JournalEntry.seq <= until)).all()


def entries_after(session: Session, case_id: int, seq: int) -> Sequence[Row[Any]]:
    """What was written in the journal of a case after an entry, in order."""
    asked = _entries().where(JournalEntry.case_id == case_id, JournalEntry.seq > seq)
    return session.execute(asked.order_by(JournalEntry.seq)).all()


# -- attachments

FILE = tuple(Attachment.__table__.columns)


def attachment(session: Session, attachment_id: str, sight: Sight, login: str) -> Row[Any] | None:
    """A file of a case in sight, or one that this person has uploaded and not handed in yet."""
    own = and_(Attachment.case_id.is_(None), Attachment.by == login)
    asked = select(*FILE).outerjoin(Case, Case.id == Attachment.case_id)
    in_sight = and_(Attachment.case_id.is_not(None), seen(sight))
    return session.execute(asked.where(Attachment.id == attachment_id, or_(own, in_sight))).one_or_none()


def attachment_to_hand_in(session: Session, attachment_id: str, login: str, case_id: int | None) -> Row[Any] | None:
    """A file that this person may hand in to this case: their own upload, or one that the case has already."""
    own = and_(Attachment.case_id.is_(None), Attachment.by == login)
    here = Attachment.case_id == case_id if case_id is not None else false()
    return session.execute(select(*FILE).where(Attachment.id == attachment_id, or_(own, here))).one_or_none()


def attachments_of_case(session: Session, case_id: int) -> Sequence[Row[Any]]:
    return session.execute(select(*FILE).where(Attachment.case_id == case_id).order_by(Attachment.at)).all()


def hand_in(session: Session, attachment_ids: Sequence[str], case_id: int) -> None:
    session.execute(update(Attachment).where(Attachment.id.in_(attachment_ids)).values(case_id=case_id))


# -- what a whole audit reads


def case_ids_after(session: Session, last: int) -> list[int]:
    asked = select(Case.id).where(Case.id > last).order_by(Case.id).limit(BATCH)
    return list(session.execute(asked).scalars())


def count_cases(session: Session) -> int:
    return session.execute(select(func.count()).select_from(Case)).scalar_one()


def case_row(session: Session, case_id: int) -> dict[str, Any] | None:
    row = session.execute(select(*Case.__table__.columns).where(Case.id == case_id)).one_or_none()
    return dict(row._mapping) if row else None


def rows_of_case(session: Session, case_id: int) -> dict[str, dict[Any, dict[str, Any]]]:
    """The rows of every table that follow from a case's journal: table -> key without the case -> columns."""
    found: dict[str, dict[Any, dict[str, Any]]] = {}
    for model, names in KEYS.items():
        table = model.__table__
        asked = select(*table.columns).where(table.c.case_id == case_id)
        if model is Incident:
            asked = asked.where(Incident.source == "engine")
        if model is CaseValue:
            asked = asked.where(CaseValue.value.is_not(None))
        rows = [dict(row._mapping) for row in session.execute(asked)]
        found[model.__tablename__] = {_key(row, names): row for row in rows}
    return found


KEYS: dict[Any, tuple[str, ...]] = {
    Task: ("no",),
    Timer: ("key",),
    Clock: ("name",),
    CaseParty: ("task_no", "name"),
    CaseCopy: ("login",),
    CaseValue: ("name",),
    MessageWait: ("key",),
    Incident: ("key",),
    Attachment: ("id",),
}


def _key(row: dict[str, Any], names: tuple[str, ...]) -> Any:
    return row[names[0]] if len(names) == 1 else tuple(row[name] for name in names)


def all_versions(session: Session) -> Sequence[Row[str, str, int]]:
    columns = (ProcessVersion.hash, ProcessVersion.process_id, ProcessVersion.number)
    return session.execute(select(*columns).order_by(ProcessVersion.process_id, ProcessVersion.number)).all()


def all_calendars(session: Session) -> Sequence[Row[Any]]:
    columns = (CalendarVersion.id, CalendarVersion.version, CalendarVersion.content)
    return session.execute(select(*columns).order_by(CalendarVersion.id, CalendarVersion.version)).all()


# -- checkpoints


def unattested_heads(session: Session, limit: int) -> Sequence[Row[int, int, str]]:
    """The heads of cases that have moved since a checkpoint saw them, locked; one that moves now comes next time."""
    asked = select(Case.id, Case.seq, Case.head).where(Case.seq > Case.attested).order_by(Case.id).limit(limit)
    return session.execute(asked.with_for_update(skip_locked=True)).all()


def attest(session: Session, case_ids: Sequence[int]) -> None:
    session.execute(update(Case).where(Case.id.in_(case_ids)).values(attested=Case.seq))


def last_checkpoint(session: Session) -> Row[int, str, str] | None:
    asked = select(Checkpoint.id, Checkpoint.hash, Checkpoint.document).order_by(Checkpoint.id.desc()).limit(1)
    return session.execute(asked).one_or_none()


def checkpoints(session: Session) -> Iterator[Row[int, str, str, bytes, str]]:
    columns = (Checkpoint.id, Checkpoint.document, Checkpoint.hash, Checkpoint.signature, Checkpoint.signed_with)
    yield from session.execute(select(*columns).order_by(Checkpoint.id))


def hashes_at(session: Session, heads: Mapping[int, tuple[int, str, int]]) -> Sequence[Row[int, int, str]]:
    """The entries at which checkpoints saw cases."""
    columns = (JournalEntry.case_id, JournalEntry.seq, JournalEntry.hash)
    at = [(case_id, seen[0]) for case_id, seen in heads.items()]
    return session.execute(select(*columns).where(tuple_(*columns[:2]).in_(at))).all()


def numbers_of(session: Session, case_ids: Sequence[int]) -> dict[int, str]:
    rows = session.execute(select(Case.id, Case.number).where(Case.id.in_(case_ids)))
    return {row.id: row.number for row in rows}


def numbers_given(session: Session) -> dict[str, int]:
    """The last case number of each year."""
    return {str(row.year): row.last for row in session.execute(select(CaseNumber.year, CaseNumber.last))}


def numbers_of_year(session: Session, year: str) -> set[int]:
    found = session.execute(select(Case.number).where(Case.number.like(f"{year}-%"))).scalars()
    return {int(number.rpartition("-")[2]) for number in found if number.rpartition("-")[2].isdecimal()}
