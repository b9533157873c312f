"""What people are told: it stands in their inbox from the moment the outbox comes to it, whatever channels do."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from app import clock, notify
from app.casework import permissions, wishes
from app.casework.held import Case
from app.casework.lists import Page
from app.casework.organisation import ADMINISTRATOR, Directory, Person
from app.casework.people import Actor
from app.casework.tasks import Task
from app.casework.wishes import Wish
from app.errors import NotThere, NotYourRoom
from app.notify import Channel, Message, Occasion, texts
from app.store import db, models, writes, writing
from app.store import notices as stored

MOST = 10_000
USUAL = Wish()


class NoSuchText(NotThere):
    """There is no event {kind}."""


@dataclass(frozen=True, kw_only=True)
class Told:
    """One line of an inbox."""

    id: int
    kind: str
    message: Message
    case_id: int
    task_id: str | None
    at: datetime
    read: bool


@dataclass(frozen=True, kw_only=True)
class About:
    """What an outbox message is about."""

    key: str
    case_id: int
    task_no: int | None
    occasion: Occasion


def tell(channels: Iterable[Channel], directory: Directory, people: Iterable[Person], about: About) -> None:
    """Put it into each inbox, and on its way over the channels that each wishes; done twice, it is there once."""
    people, channels, now = list(people), list(channels), clock.now()
    wanted = wishes.of(person.login for person in people) if channels else {}
    with writing() as session:
        known = stored.told(session, about.key)
        for person in (each for each in people if each.login not in known):
            notice = writes.add(session, models.Notice, _notice(about, person.login, now))
            wish = wanted.get(person.login, USUAL)
            plan = wishes.planned(channels, person, wish, about.occasion.kind, directory, now)
            rows = [delivery_row(notice, person.login, one.channel, one.due_at, one.held, now) for one in plan]
            writes.add_all(session, models.Delivery, rows)


def recipients(directory: Directory, named: Iterable[str]) -> list[Person]:
    """The people that logins and groups stand for, each once."""
    logins = [login for name in named for login in ([name] if name in directory.people else directory.holders(name))]
    return [directory.people[login] for login in dict.fromkeys(logins)]


def of_task(kind: str, case: Case, task: Task) -> Occasion:
    return Occasion(
        kind=kind,
        case=case.number,
        process=case.process_name,
        task=task.name,
        due=task.due_at,
        clock=task.clock,
        provisional=task.provisional,
    )


def of_case(kind: str, case: Case) -> Occasion:
    return Occasion(kind=kind, case=case.number, process=case.process_name, task=case.process_name)


def _notice(about: About, login: str, now: datetime) -> dict[str, Any]:
    shared = {"key": about.key, "login": login, "kind": about.occasion.kind, "case_id": about.case_id}
    return shared | {"task_no": about.task_no, "facts": facts_of(about.occasion), "created_at": now, "read_at": None}


def delivery_row(notice: int, login: str, channel: str, due_at: datetime, held: bool, now: datetime) -> dict[str, Any]:
    shared = {"notice_id": notice, "login": login, "channel": channel, "status": "waiting", "held": held}
    return shared | {"attempts": 0, "due_at": due_at, "created_at": now, "done_at": None, "said": None}


def facts_of(occasion: Occasion) -> dict[str, Any]:
    due = occasion.due.isoformat() if occasion.due else None
    return asdict(occasion) | {"due": due, "zone": occasion.zone.key}


def occasion_of(facts: Mapping[str, Any]) -> Occasion:
    due = datetime.fromisoformat(facts["due"]) if facts["due"] else None
    return Occasion(**{**facts, "due": due, "zone": ZoneInfo(facts["zone"])})


# -- the inbox


def inbox(by: Actor, language: str, *, page: int, per_page: int) -> Page[Told]:
    session, own = db.session(), words()
    rows = stored.of_person(session, by.login, (page - 1) * per_page, per_page)
    total = stored.amount_of_person(session, by.login, MOST)
    return Page(items=tuple(_told(row, language, own) for row in rows), total=total, page=page, per_page=per_page)


def one(by: Actor, notice_id: int, language: str = "zh") -> Told | None:
    """One of a person's own notices."""
    row = stored.one_of_person(db.session(), by.login, notice_id)
    return _told(row, language, words()) if row else None


def _told(row: Any, language: str, own: notify.Own) -> Told:
    return Told(
        id=row.id,
        kind=row.kind,
        message=notify.compose(occasion_of(row.facts), language, own),
        case_id=row.case_id,
        task_id=f"{row.case_id}-{row.task_no}" if row.task_no else None,
        at=row.created_at,
        read=row.read_at is not None,
    )


def unread(login: str) -> int:
    """How many a person has not read, counted to a hundred."""
    return stored.unread(db.session(), login)


def mark_read(by: Actor, ids: Iterable[int] | None = None) -> None:
    """Some of one's own notices, or all."""
    with writing() as session:
        stored.mark_read(session, by.login, None if ids is None else list(ids), clock.now())


# -- the organisation's own words


def words() -> notify.Own:
    return {(row.kind, row.language): (row.title, row.body) for row in stored.texts(db.session())}


def may_word(by: Actor) -> bool:
    """The words go to everybody in the house, so who administers all of it writes them."""
    return by.directory.root in by.reach(ADMINISTRATOR)


def word(by: Actor, kind: str, language: str, title: str, body: str) -> None:
    """Say an event in the organisation's own words; without any, in ours again. Raises TextUnknownName, TextTooLong."""
    if kind not in texts.KINDS or language not in texts.TEXTS:
        raise NoSuchText(kind=kind)
    if not may_word(by):
        raise NotYourRoom
    title, body = title.strip(), body.strip().replace("\r\n", "\n")
    with writing() as session:
        if not (title or body) or (title, body) == texts.TEXTS[language][kind]:
            session.query(models.NoticeText).filter_by(kind=kind, language=language).delete()
            return
        texts.check(title, body)
        row = {"kind": kind, "language": language, "title": title, "body": body}
        writes.save(session, models.NoticeText, [row | {"changed_by": by.login, "changed_at": clock.now()}])


# -- the log


def log(by: Actor, status: str | None, *, page: int, per_page: int) -> list[Any]:
    """The deliveries of the cases in sight; one more than a page, so that it is known whether there is another."""
    sight = permissions.sight(by)
    return list(stored.log(db.session(), sight, status, (page - 1) * per_page, per_page + 1))
