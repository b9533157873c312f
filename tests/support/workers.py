"""What tests of the worker share: small processes that wait, and waiting for what a worker does."""

from __future__ import annotations

import time
from collections.abc import Callable

from app.casework import cases, people
from app.store import db
from tests.support.bpmn import Bpmn

PATIENCE = 60  # seconds until a test gives up; nothing is said about how long it takes


def wait_for(condition: Callable[[], bool], patience: int = PATIENCE) -> None:
    until = time.monotonic() + patience
    while not condition():
        assert time.monotonic() < until, "it did not happen"
        time.sleep(0.05)


def waiting(seconds: int, process: str = "p") -> Bpmn:
    return Bpmn(process).start().catch("wait", duration=f"PT{seconds}S").end("over")


def status(case_id: int) -> str:
    db.session.rollback()  # what another process wrote since is seen
    return cases.get(case_id, people.system("test")).status
