"""What the worker does: each duty is one call into casework, and says when it next has something to do."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from app.casework import (
    checkpoints,
    deliveries,
    handovers,
    news,
    operations,
    outbox,
    recount,
    schedules,
    timers,
    watches,
    words,
)
from app.notify import Channel
from app.worker.handlers import handlers

BATCH = 50  # timers or messages in one call: the worker looks for a stop between calls


@dataclass(frozen=True, kw_only=True)
class Duty:
    """Work that waits in the database. Calls of `work` follow each other until one finds nothing to do."""

    name: str
    work: Callable[[], int]  # how much it did
    next_instant: Callable[[], datetime | None]  # when there is more; None: nothing waits
    left: Callable[[], int] = lambda: 0  # how much is due now: said in the log while it catches up


@dataclass(frozen=True, kw_only=True)
class Routine:
    """Work that is done every so often."""

    name: str
    seconds: int
    work: Callable[[], Any]


def duties(channels: tuple[Channel, ...]) -> tuple[Duty, ...]:
    deliverers = handlers(channels)
    return (
        Duty(
            name="timers",
            work=lambda: timers.run_due(limit=BATCH),
            next_instant=timers.next_instant,
            left=operations.timers_left,
        ),
        Duty(name="starts", work=lambda: schedules.start_due(limit=BATCH), next_instant=schedules.next_instant),
        Duty(name="recount", work=recount.run_batch, next_instant=recount.next_instant),
        Duty(
            name="outbox",
            work=lambda: outbox.deliver_due(deliverers, limit=BATCH),
            next_instant=outbox.next_instant,
        ),
        Duty(name="news", work=lambda: news.tell(channels, limit=BATCH), next_instant=news.next_instant),
        Duty(name="words", work=lambda: words.read(limit=BATCH), next_instant=words.next_instant),
        Duty(
            name="deliveries",
            work=lambda: deliveries.send_due(channels, limit=BATCH),
            next_instant=deliveries.next_instant,
        ),
    )


ROUTINES = (
    Routine(name="checkpoint", seconds=900, work=checkpoints.write),
    Routine(name="stand in", seconds=120, work=handovers.sweep),
    Routine(name="recount starts", seconds=300, work=schedules.recount),
    Routine(name="watches over cases", seconds=300, work=watches.look),
)
