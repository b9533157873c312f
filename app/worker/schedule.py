"""When the worker does its duties: at the next due instant, which a short look each second keeps true.

A look is one query per duty for the earliest instant, answered from an index, however many cases are open. It also is
the safety net: whatever was missed (a restart, a database that was away, a worker that died) is found by the next one.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager
from datetime import datetime
from typing import Any

from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.schedulers.background import BackgroundScheduler
from apscheduler.triggers.date import DateTrigger
from apscheduler.triggers.interval import IntervalTrigger

from app import clock
from app.worker.duties import BATCH, Duty, Routine

LOOK_SECONDS = 1
ALWAYS = {"coalesce": True, "max_instances": 1, "misfire_grace_time": None}  # late is better than never, once is enough

log = logging.getLogger("shouwen.worker")


class Schedule:
    """Runs duties and routines in threads until it is stopped."""

    def __init__(self, context: Callable[[], AbstractContextManager[Any]]) -> None:
        self.context = context
        self.stopping = threading.Event()
        self.under_way = 0
        self.changed = threading.Condition()  # guards both of them
        self.busy: dict[str, threading.Lock] = {}
        self.armed: dict[str, datetime] = {}
        self.scheduler = BackgroundScheduler(timezone="UTC", executors={"default": ThreadPoolExecutor(8)})

    def start(self, duties: Iterable[Duty], routines: Iterable[Routine]) -> None:
        for duty in duties:
            self.busy[duty.name] = threading.Lock()
            self.every(LOOK_SECONDS, f"look for {duty.name}", self.look, duty)
        for routine in routines:
            self.every(routine.seconds, routine.name, self.do, routine.name, routine.work)
        self.scheduler.start()

    def stop(self) -> None:
        """Lets what is under way come to its end, and begins nothing more."""
        with self.changed:
            self.stopping.set()
        # APScheduler takes off jobs that are done while it looks for due ones; stopped amid that, it no longer finds
        # them. So it is paused, and reading its jobs waits for the look that is under way.
        self.scheduler.pause()
        self.scheduler.get_jobs()
        # Not `wait=True`: APScheduler would wait for our threads while it holds the lock that they arm duties under.
        self.scheduler.shutdown(wait=False)
        with self.changed:
            self.changed.wait_for(lambda: self.under_way == 0)

    def every(self, seconds: int, name: str, act: Callable[..., None], *arguments: Any) -> None:
        trigger, now = IntervalTrigger(seconds=seconds, timezone="UTC"), clock.now()
        self.scheduler.add_job(self.unless_stopping, trigger, [act, *arguments], id=name, next_run_time=now, **ALWAYS)

    def unless_stopping(self, act: Callable[..., None], *arguments: Any) -> None:
        with self.changed:
            if self.stopping.is_set():
                return
            self.under_way += 1
        try:
            act(*arguments)
        finally:
            with self.changed:
                self.under_way -= 1
                self.changed.notify_all()

    def look(self, duty: Duty) -> None:
        """Arms the duty for the instant at which it next has something to do."""
        if self.busy[duty.name].locked():
            return
        self.arm(duty, self.do(duty.name, duty.next_instant))

    def arm(self, duty: Duty, due: datetime | None) -> None:
        if due is None:
            self.disarm(duty)
        elif self.armed.get(duty.name) != due:
            self.armed[duty.name] = due
            when = DateTrigger(max(due, clock.now()))
            act = [self.run, duty]
            self.scheduler.add_job(self.unless_stopping, when, act, id=duty.name, replace_existing=True, **ALWAYS)

    def disarm(self, duty: Duty) -> None:
        self.armed.pop(duty.name, None)
        if self.scheduler.get_job(duty.name):
            self.scheduler.remove_job(duty.name)

    def run(self, duty: Duty) -> None:
        """Does the duty until there is nothing left of it, or the worker is to stop."""
        with self.busy[duty.name]:
            done = 0
            while not self.stopping.is_set() and (some := self.do(duty.name, duty.work)):
                done += some
                if some >= BATCH:
                    log.info("%s: %d done, %d more are due", duty.name, done, self.do(duty.name, duty.left) or 0)
            self.armed.pop(duty.name, None)
            due = self.do(duty.name, duty.next_instant)
            if due is not None and due > clock.now():  # what is due is left to the next look: another is at it
                self.arm(duty, due)

    def do(self, name: str, work: Callable[[], Any]) -> Any:
        """One call in a context of its own. What goes wrong is logged, and the next look tries again."""
        with self.context():
            try:
                return work()
            except Exception:
                log.exception("%s failed", name)
                return None
