"""What is asked of notices and their deliveries."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row, Select, and_, func, select, update
from sqlalchemy.orm import Session

from app.store import left_behind
from app.store.models import Case, Contact, Delivery, Notice, NoticeText, Task
from app.store.sight import Sight, seen

COLUMNS = (
    Notice.id,
    Notice.login,
    Notice.kind,
    Notice.case_id,
    Notice.task_no,
    Notice.facts,
    Notice.created_at,
    Notice.read_at,
)
MOST_COUNTED = 100  # unread: a bell shows no more


# -- the inbox


def of_person(session: Session, login: str, offset: int, limit: int) -> Sequence[Row[Any]]:
    asked = select(*COLUMNS).where(Notice.login == login).order_by(Notice.id.desc())
    return session.execute(asked.offset(offset).limit(limit)).all()


def one_of_person(session: Session, login: str, notice_id: int) -> Any:
    return session.execute(select(*COLUMNS).where(Notice.id == notice_id, Notice.login == login)).one_or_none()


def amount_of_person(session: Session, login: str, most: int) -> int:
    return _amount(session, select(Notice.id).where(Notice.login == login), most)


def unread(session: Session, login: str) -> int:
    return _amount(session, select(Notice.id).where(Notice.login == login, Notice.read_at.is_(None)), MOST_COUNTED)


def _amount(session: Session, asked: Select[Any], most: int) -> int:
    return int(session.execute(select(func.count()).select_from(asked.limit(most).subquery())).scalar_one())


def mark_read(session: Session, login: str, ids: Collection[int] | None, at: datetime) -> None:
    """These of a person's notices, or all of them."""
    changed = update(Notice).where(Notice.login == login, Notice.read_at.is_(None)).values(read_at=at)
    session.execute(changed if ids is None else changed.where(Notice.id.in_(ids)))


def told(session: Session, key: str) -> dict[str, int]:
    """Who has been told of an outbox message, and by which notice."""
    rows = session.execute(select(Notice.login, Notice.id).where(Notice.key == key))
    return {row.login: row.id for row in rows}


# -- news


NEWS = "news"  # the reader of journals that tells people


def has_news(session: Session, now: datetime) -> bool:
    return session.execute(_with_news(now).limit(1)).first() is not None


def cases_with_news(session: Session, now: datetime, limit: int) -> Sequence[Row[int, int, int]]:
    """The cases in whose journal people have not been told of everything, but for those put off: id, seq, told."""
    return session.execute(_with_news(now).order_by(Case.id).limit(limit)).all()


def _with_news(now: datetime) -> Select[int, int, int]:
    waits = left_behind.waits(NEWS, Case.id, now)
    return select(Case.id, Case.seq, Case.told).where(Case.seq > Case.told, ~waits)


def told_of(session: Session, case_id: int, seq: int) -> None:
    session.execute(update(Case).where(Case.id == case_id, Case.told < seq).values(told=seq))
    left_behind.caught_up(session, NEWS, case_id)


# -- deliveries


def first_delivery(session: Session) -> datetime | None:
    return session.execute(select(func.min(Delivery.due_at)).where(Delivery.status == "waiting")).scalar_one()


def due_deliveries(session: Session, now: datetime, limit: int) -> Sequence[Row[Any]]:
    """What is to be sent and nobody else is sending at this moment, what goes to one person together."""
    columns = (
        Delivery.id,
        Delivery.notice_id,
        Delivery.login,
        Delivery.channel,
        Delivery.held,
        Delivery.attempts,
        Notice.kind,
        Notice.facts,
        Notice.task_no,
        Task.status.label("task_status"),
    )
    asked = select(*columns).join(Notice, Notice.id == Delivery.notice_id)
    asked = asked.outerjoin(Task, and_(Task.case_id == Notice.case_id, Task.no == Notice.task_no))
    asked = asked.where(Delivery.status == "waiting", Delivery.due_at <= now)
    asked = asked.order_by(Delivery.due_at, Delivery.login, Delivery.channel, Delivery.id).limit(limit)
    return session.execute(asked.with_for_update(of=Delivery, skip_locked=True)).all()


def change_deliveries(session: Session, ids: Collection[int], values: dict[str, Any]) -> None:
    session.execute(update(Delivery).where(Delivery.id.in_(ids)).values(**values))


def lock_deliveries(session: Session, ids: Collection[int], until: datetime) -> None:
    change_deliveries(session, ids, {"due_at": until, "attempts": Delivery.attempts + 1})


def channels_tried(session: Session, notice_id: int, login: str) -> set[str]:
    asked = select(Delivery.channel).where(Delivery.notice_id == notice_id, Delivery.login == login)
    return set(session.execute(asked).scalars())


def failed_deliveries(session: Session) -> int:
    return session.execute(select(func.count()).where(Delivery.status == "failed")).scalar_one()


def log(session: Session, sight: Sight, status: str | None, offset: int, limit: int) -> Sequence[Any]:
    """Deliveries of the cases in sight, the newest first."""
    columns = (
        Delivery.id,
        Delivery.login,
        Delivery.channel,
        Delivery.status,
        Delivery.attempts,
        Delivery.due_at,
        Delivery.created_at,
        Delivery.done_at,
        Delivery.said,
        Notice.kind,
        Case.number.label("case_number"),
    )
    asked = select(*columns).join(Notice, Notice.id == Delivery.notice_id).join(Case, Case.id == Notice.case_id)
    asked = asked.where(seen(sight), *((Delivery.status == status,) if status else ()))
    return session.execute(asked.order_by(Delivery.id.desc()).offset(offset).limit(limit)).all()


def delivery(session: Session, sight: Sight, delivery_id: int) -> Any:
    asked = select(Delivery.id, Delivery.status).join(Notice, Notice.id == Delivery.notice_id)
    asked = asked.join(Case, Case.id == Notice.case_id).where(Delivery.id == delivery_id, seen(sight))
    return session.execute(asked).one_or_none()


# -- wishes and words


def contact(session: Session, login: str) -> Contact | None:
    return session.get(Contact, login, populate_existing=True)


def contacts(session: Session, logins: Collection[str]) -> dict[str, Contact]:
    rows = session.execute(select(Contact).where(Contact.login.in_(logins))).scalars()
    return {row.login: row for row in rows}


def texts(session: Session) -> Sequence[NoticeText]:
    return session.execute(select(NoticeText)).scalars().all()
