"""The worker process: starts the schedule, lives until it is asked to stop, and then finishes what it is at."""

from __future__ import annotations

import logging
import os
import signal
import socket
import threading

from app import clock, create_app, notify
from app.casework import health
from app.worker.duties import ROUTINES, Routine, duties
from app.worker.schedule import Schedule

HEARTBEAT_SECONDS = 10

log = logging.getLogger("shouwen.worker")


def run() -> None:
    """Works until SIGTERM or SIGINT. Any number of workers may run: they share the work through the database."""
    app = create_app()
    logging.getLogger("apscheduler").setLevel(logging.WARNING)
    settings = app.extensions["shouwen.settings"]
    name, started = f"{socket.gethostname()}-{os.getpid()}", clock.now()
    heartbeat = Routine(name="heartbeat", seconds=HEARTBEAT_SECONDS, work=lambda: health.beat(name, started))
    schedule = Schedule(app.app_context)
    asked = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: asked.set())
    schedule.start(duties(notify.channels(settings.notify)), (heartbeat, *ROUTINES))
    log.info("worker %s is at work", name)
    asked.wait()
    log.info("worker %s stops when it has finished what it is at", name)
    schedule.stop()
    with app.app_context():
        health.leave(name)
