"""Sending what people are told over their channels: three attempts, then another channel, then it is said to be lost.

Nothing depends on it: the notice stands in the inbox already. What could not be sent stays in the log as failed, and
the operations page says so, until somebody sends it again.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby
from typing import Any

import structlog

from app import clock, notify
from app.casework import notices, people, permissions, wishes
from app.casework.organisation import Directory
from app.casework.people import Actor
from app.casework.wishes import Wish
from app.errors import NotThere
from app.notify import Channel
from app.store import db, models, writes, writing
from app.store import notices as stored

LOCK = timedelta(minutes=5)  # after this, whoever took a delivery is taken to be dead
WAITS = (timedelta(minutes=1), timedelta(minutes=10))  # before the second and the third attempt
ATTEMPTS = len(WAITS) + 1
OF_OPEN_TASKS = frozenset({"opened", "remind", "urge", "deputy"})  # of no use once the task is done
LONGEST_SAID = 500

log = structlog.get_logger()


class NoSuchDelivery(NotThere):
    """There is no failed delivery {delivery}."""


@dataclass(frozen=True, kw_only=True)
class House:
    """What sending needs to know, read once for a batch."""

    channels: Mapping[str, Channel]
    directory: Directory
    wishes: Mapping[str, Wish]
    words: notify.Own


def next_instant() -> datetime | None:
    """When there is something to send; None: nothing waits."""
    return stored.first_delivery(db.session())


def send_due(channels: Iterable[Channel], limit: int = 50) -> int:
    """Send up to `limit` deliveries that are due; how many were tried. What was held for one person goes as one."""
    now = clock.now()
    with writing() as session:
        rows = list(stored.due_deliveries(session, now, limit))
        stored.lock_deliveries(session, [row.id for row in rows], now + LOCK)
    if rows:
        wanted = wishes.of({row.login for row in rows})
        by_name = {channel.name: channel for channel in channels}
        house = House(channels=by_name, directory=people.directory(), wishes=wanted, words=notices.words())
        for _, together in groupby(rows, key=_parcel):
            _send(list(together), house)
    return len(rows)


def _parcel(row: Any) -> tuple[Any, ...]:
    """What goes together: all that was held for a person and a channel; anything else goes alone."""
    return (row.login, row.channel, 0 if row.held else row.id)


def _send(rows: list[Any], house: House) -> None:
    late = [row.id for row in rows if row.held and row.kind in OF_OPEN_TASKS and row.task_status not in (None, "open")]
    if late:
        _settle(late, "dropped", "the task was done before")
    rows = [row for row in rows if row.id not in late]
    if not rows:
        return
    try:
        why = _hand_over(rows, house)
    except Exception as problem:
        log.warning("a notice could not be sent", delivery=rows[0].id, channel=rows[0].channel, exc_info=True)
        why = str(problem)[:LONGEST_SAID] or type(problem).__name__
    else:
        if why is None:
            _settle([row.id for row in rows], "sent")
            return
    for row in rows:
        _not_sent(row, house, why)


def _hand_over(rows: list[Any], house: House) -> str | None:
    """Send rows of one person and channel as one message; else why it can never be sent."""
    person, channel = house.directory.people.get(rows[0].login), house.channels.get(rows[0].channel)
    if person is None:
        return f"nobody is {rows[0].login} any more"
    if channel is None:
        return f"the channel {rows[0].channel} is not set up any more"
    facts = wishes.recipient(person, house.wishes.get(person.login, notices.USUAL))
    said = [notify.compose(notices.occasion_of(row.facts), person.language, house.words) for row in rows]
    reached = notify.send(notify.digest(said, person.language), channel, facts)
    return None if reached else f"{channel.name} has no address of {person.login} any more"


def _not_sent(row: Any, house: House, why: str) -> None:
    """Another attempt later; after the last one another channel; when there is none, it is said to be lost."""
    now, attempts = clock.now(), row.attempts + 1
    if attempts < ATTEMPTS:
        with writing() as session:
            stored.change_deliveries(session, [row.id], {"due_at": now + WAITS[attempts - 1], "said": why})
        return
    person = house.directory.people.get(row.login)
    with writing() as session:
        tried = stored.channels_tried(session, row.notice_id, row.login)
        wish = house.wishes.get(row.login, notices.USUAL)
        instead = wishes.spare(house.channels.values(), person, wish, tried) if person else None
        if instead:
            fresh = notices.delivery_row(row.notice_id, row.login, instead, now, False, now)
            writes.add(session, models.Delivery, fresh)
        changed = {"status": "replaced" if instead else "failed", "done_at": now, "said": why}
        stored.change_deliveries(session, [row.id], changed)


def _settle(ids: list[int], status: str, said: str | None = None) -> None:
    with writing() as session:
        stored.change_deliveries(session, ids, {"status": status, "done_at": clock.now(), "said": said})


def again(delivery_id: int, by: Actor) -> None:
    """Send what failed once more. Raises NoSuchDelivery."""
    with writing() as session:
        row = stored.delivery(session, permissions.sight(by), delivery_id)
        if row is None or row.status != "failed":
            raise NoSuchDelivery(delivery=delivery_id)
        fresh = {"status": "waiting", "attempts": 0, "due_at": clock.now(), "done_at": None}
        stored.change_deliveries(session, [delivery_id], fresh)
