"""The questions that commands ask of the database: one function each. Lists are in `lists`, audits in `evidence`."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row, Select, and_, bindparam, func, null, select, update
from sqlalchemy.orm import Session

from app.store.models import (
    ApiToken,
    CalendarVersion,
    Case,
    Incident,
    JournalEntry,
    MessageWait,
    Organisation,
    OutboxMessage,
    Person,
    Process,
    ProcessFile,
    ProcessVersion,
    Unit,
)
from app.store.sight import Sight, seen

CASE = (
    Case.id,
    Case.number,
    Case.process_id.label("process"),
    ProcessVersion.name.label("process_name"),
    ProcessVersion.number.label("version"),
    Case.version_hash,
    Case.calendar,
    Case.status,
    Case.ended,
    Case.owner,
    Case.unit,
    Case.started_by,
    Case.started_at,
    Case.ended_at,
    Case.changed_at,
    Case.at,
    Case.seq,
    Case.head,
    Case.digest,
    Case.next_due,
    Case.shown,
    Case.disposed_at,
    Case.legal_hold,
)

# -- a case under lock; the statements are built once, because building one costs as much as sending it


def _held(answered: Any) -> Select[Any]:
    """A case with its state and the version of its calendar that is in force."""
    return (
        select(
            *CASE,
            Case.state,
            Case.sealed_key,
            Case.failures,
            CalendarVersion.version.label("calendar_version"),
            answered.label("answered"),
        )
        .join(ProcessVersion, ProcessVersion.hash == Case.version_hash)
        .join(CalendarVersion, and_(CalendarVersion.id == Case.calendar, CalendarVersion.current))
    )


WITH_KEY = and_(JournalEntry.case_id == Case.id, JournalEntry.key == bindparam("key"))
READ = _held(null()).where(Case.id == bindparam("case"))
LOCK = READ.with_for_update(of=Case)
LOCK_WITH_KEY = (
    _held(JournalEntry.seq)
    .outerjoin(JournalEntry, WITH_KEY)
    .where(Case.id == bindparam("case"))
    .with_for_update(of=Case)
)
LOCK_DUE = (
    _held(null())
    .where(Case.wake_at <= bindparam("until"))
    .order_by(Case.wake_at, Case.id)
    .limit(1)
    .with_for_update(of=Case, skip_locked=True)
)


def read_case(session: Session, case_id: int) -> Row[Any] | None:
    """The case as it is now, not locked: for looking ahead."""
    return session.execute(READ, {"case": case_id}).one_or_none()


def lock_case(session: Session, case_id: int, key: str | None) -> Row[Any] | None:
    """The case, locked; `answered` is the seq of its entry with that idempotency key."""
    if key is None:
        return session.execute(LOCK, {"case": case_id}).one_or_none()
    return session.execute(LOCK_WITH_KEY, {"case": case_id, "key": key}).one_or_none()


def lock_due_case(session: Session, until: datetime) -> Row[Any] | None:
    """The case whose timer is due first and that nobody else holds."""
    return session.execute(LOCK_DUE, {"until": until}).one_or_none()


def first_wake(session: Session) -> datetime | None:
    """The next instant at which a timer is due in any case."""
    return session.execute(select(func.min(Case.wake_at)).where(Case.wake_at.is_not(None))).scalar_one()


def case_started_with(session: Session, key: str) -> int | None:
    return session.execute(select(Case.id).where(Case.start_key == key)).scalar_one_or_none()


def entry_with_key(session: Session, case_id: int, key: str) -> int | None:
    asked = select(JournalEntry.seq).where(JournalEntry.case_id == case_id, JournalEntry.key == key)
    return session.execute(asked).scalar_one_or_none()


def entries_with_key(session: Session, key: str) -> Sequence[Row[int, int]]:
    """The entries, in whatever case, that were written with an idempotency key."""
    return session.execute(select(JournalEntry.case_id, JournalEntry.seq).where(JournalEntry.key == key)).all()


def waiting_for(session: Session, message: str, correlation: str | None, sight: Sight) -> list[int]:
    """The cases in sight that wait for a message with this correlation key, the oldest first."""
    asked = _waiting_for("message", message)
    asked = asked.join(Case, Case.id == MessageWait.case_id).where(seen(sight))
    asked = asked.where(
        MessageWait.correlation == correlation if correlation is not None else MessageWait.correlation.is_(None)
    )
    return list(session.execute(asked.distinct().order_by(MessageWait.case_id)).scalars())


def waiting_for_signal(session: Session, name: str) -> list[int]:
    """The cases that wait for a signal, the oldest first."""
    asked = _waiting_for("signal", name).distinct().order_by(MessageWait.case_id)
    return list(session.execute(asked).scalars())


def _waiting_for(kind: str, name: str) -> Select[int]:
    return select(MessageWait.case_id).where(MessageWait.kind == kind, MessageWait.message == name, MessageWait.waiting)


# -- versions and calendars


def version_row(session: Session, hash: str) -> ProcessVersion | None:
    return session.get(ProcessVersion, hash)


def files_of_version(session: Session, hash: str) -> Sequence[Row[str, bytes]]:
    asked = (
        select(ProcessFile.name, ProcessFile.content).where(ProcessFile.version_hash == hash).order_by(ProcessFile.name)
    )
    return session.execute(asked).all()


def current_version(session: Session, process: str) -> Row[str, str | None, datetime | None] | None:
    """The hash of the version that new cases use, the unit that owns the process, and when it was retired."""
    matching = and_(ProcessVersion.process_id == Process.id, ProcessVersion.number == Process.current)
    asked = (
        select(ProcessVersion.hash, Process.unit, Process.retired_at)
        .join(Process, matching)
        .where(Process.id == process)
    )
    return session.execute(asked).one_or_none()


def last_version_number(session: Session, process: str) -> int:
    asked = select(func.coalesce(func.max(ProcessVersion.number), 0)).where(ProcessVersion.process_id == process)
    return int(session.execute(asked).scalar_one())


def _cases_of_version(*conditions: Any) -> Any:
    asked = select(func.count()).where(Case.version_hash == ProcessVersion.hash, *conditions)
    return asked.correlate(ProcessVersion).scalar_subquery()


def versions_of(session: Session, process: str) -> Sequence[Row[Any]]:
    asked = (
        select(
            ProcessVersion.hash,
            ProcessVersion.number,
            ProcessVersion.process_id.label("process"),
            ProcessVersion.name,
            ProcessVersion.deployed_at,
            ProcessVersion.deployed_by,
            ProcessVersion.note,
            (ProcessVersion.number == Process.current).label("current"),
            _cases_of_version(Case.status == "open").label("cases_open"),
            _cases_of_version().label("cases_all"),
        )
        .join(Process, Process.id == ProcessVersion.process_id)
        .where(Process.id == process)
        .order_by(ProcessVersion.number.desc())
    )
    return session.execute(asked).all()


def processes(session: Session, sight: Sight) -> Sequence[Row[Any]]:
    """Every process with its current version, and how many of its open cases are in sight."""
    counted = (Case.process_id == Process.id, Case.status == "open", seen(sight))
    open_cases = select(func.count()).where(*counted).correlate(Process)
    matching = and_(ProcessVersion.process_id == Process.id, ProcessVersion.number == Process.current)
    asked = select(
        Process.id,
        Process.name,
        Process.unit,
        ProcessVersion.number,
        ProcessVersion.hash,
        Process.retired_at.is_not(None).label("retired"),
        open_cases.scalar_subquery().label("cases_open"),
    )
    return session.execute(asked.join(ProcessVersion, matching).order_by(Process.id)).all()


def calendar_in_force(session: Session, calendar: str) -> str | None:
    asked = select(CalendarVersion.version).where(CalendarVersion.id == calendar, CalendarVersion.current)
    return session.execute(asked).scalar_one_or_none()


def calendar_content(session: Session, calendar: str, version: str) -> Any:
    asked = select(CalendarVersion.content).where(CalendarVersion.id == calendar, CalendarVersion.version == version)
    return session.execute(asked).scalar_one_or_none()


def calendars_in_force(session: Session) -> Sequence[CalendarVersion]:
    return (
        session.execute(select(CalendarVersion).where(CalendarVersion.current).order_by(CalendarVersion.id))
        .scalars()
        .all()
    )


def retire_calendar(session: Session, calendar: str) -> None:
    session.execute(update(CalendarVersion).where(CalendarVersion.id == calendar).values(current=False))


# -- people


def person_by_login(session: Session, login: str) -> Person | None:
    return session.execute(select(Person).where(Person.login == login)).unique().scalar_one_or_none()


def organisation_version(session: Session) -> int:
    return session.execute(select(Organisation.version)).scalar_one_or_none() or 0


def units(session: Session) -> Sequence[Unit]:
    return session.execute(select(Unit).order_by(Unit.position)).scalars().all()


def active_people(session: Session) -> Sequence[Person]:
    return session.execute(select(Person).where(Person.active).order_by(Person.id)).unique().scalars().all()


# -- a case, without its lock


def state_of(session: Session, case_id: int) -> tuple[bytes, bytes | None]:
    """The state as it is kept, and the wrapped key that opens it."""
    state, key = session.execute(select(Case.state, Case.sealed_key).where(Case.id == case_id)).one()
    return bytes(state), key


def failures(session: Session, case_id: int) -> int:
    return session.execute(select(Case.failures).where(Case.id == case_id).with_for_update()).scalar_one()


def resolve_timer_incident(session: Session, case_id: int, at: datetime) -> None:
    """A case whose timers could not be fired goes on again."""
    broken = update(Incident).where(Incident.case_id == case_id, Incident.source == "timer")
    session.execute(broken.where(Incident.resolved_at.is_(None)).values(resolved_at=at))


def process(session: Session, process: str) -> Process | None:
    return session.execute(select(Process).where(Process.id == process)).scalar_one_or_none()


def person_by_token(session: Session, hash: str) -> Person | None:
    asked = select(Person).join(ApiToken, ApiToken.person_id == Person.id).where(ApiToken.hash == hash, Person.active)
    return session.execute(asked).unique().scalar_one_or_none()


def organisation_changed(session: Session) -> None:
    """Count the change, so that every process reads units and people again."""
    if (
        session.execute(
            update(Organisation).values(version=Organisation.version + 1).returning(Organisation.id)
        ).first()
        is None
    ):
        session.add(Organisation(id=1, version=1))


# -- the outbox


def first_in_outbox(session: Session) -> datetime | None:
    return session.execute(select(func.min(OutboxMessage.due_at)).where(OutboxMessage.status == "waiting")).scalar_one()


def due_in_outbox(session: Session, now: datetime, limit: int) -> Sequence[Row[Any]]:
    """What is to be done and nobody else is taking at this moment, the oldest first."""
    columns = (
        OutboxMessage.id,
        OutboxMessage.kind,
        OutboxMessage.case_id,
        Case.number.label("case_number"),
        OutboxMessage.seq,
        OutboxMessage.key,
        OutboxMessage.payload,
        OutboxMessage.attempts,
    )
    asked = select(*columns).join(Case, Case.id == OutboxMessage.case_id)
    asked = asked.where(OutboxMessage.status == "waiting", OutboxMessage.due_at <= now)
    asked = asked.order_by(OutboxMessage.due_at, OutboxMessage.id).limit(limit)
    return session.execute(asked.with_for_update(of=OutboxMessage, skip_locked=True)).all()


def lock_in_outbox(session: Session, ids: Sequence[int], until: datetime) -> None:
    locked = update(OutboxMessage).where(OutboxMessage.id.in_(ids))
    session.execute(locked.values(due_at=until, attempts=OutboxMessage.attempts + 1))


def change_in_outbox(session: Session, id: int, values: dict[str, Any]) -> None:
    session.execute(update(OutboxMessage).where(OutboxMessage.id == id).values(**values))


# -- moving cases to another version


def cases_of_other_versions(
    session: Session, process: str, version: str, wanted: Sequence[int] | None
) -> Sequence[Row[int, str, str, bytes, bytes | None]]:
    """The open cases of a process that run under another version than this one, with their states."""
    asked = select(Case.id, Case.number, Case.version_hash, Case.state, Case.sealed_key).where(
        Case.process_id == process, Case.status == "open", Case.version_hash != version
    )
    if wanted is not None:
        asked = asked.where(Case.id.in_(wanted))
    return session.execute(asked.order_by(Case.id)).all()
