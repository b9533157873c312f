"""The web killed (SIGKILL) amid 200 completions: nothing that was answered is lost, nothing is done twice."""

from __future__ import annotations

import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from flask import Flask

from app.casework import cases, journal, people_admin, verify
from tests.support.house import passing_on, who

ROOT = Path(__file__).resolve().parents[2]
COMPLETIONS, CLIENTS, KILLS = 200, 4, 4
PATIENCE = 120  # seconds until the test gives up; nothing is said about how long it takes
TOKEN = "li-of-the-test"


class Web:
    """gunicorn in a process group of its own, on one port, started again after each kill."""

    def __init__(self, app: Flask) -> None:
        settings = app.extensions["shouwen.settings"]
        self.port = free_port()
        self.environment = os.environ | {
            "SHOUWEN_DATA": str(settings.data),
            "DATABASE_URL": settings.database,
            "SHOUWEN_RATE": "100000 per minute",
            "PYTHONPATH": str(ROOT),
        }
        self.process = self.start()

    def start(self) -> subprocess.Popen[bytes]:
        command = ["-m", "gunicorn", "--bind", f"127.0.0.1:{self.port}", "--workers", "2", "--log-level", "critical"]
        command.append("--no-control-socket")
        return subprocess.Popen(
            [sys.executable, *command, "app:create_app()"], env=self.environment, cwd=ROOT, start_new_session=True
        )

    def kill(self) -> None:
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def killed_and_started_again(self) -> None:
        self.kill()
        self.process = self.start()


@contextmanager
def served(app: Flask) -> Iterator[Web]:
    web = Web(app)
    try:
        yield web
    finally:
        web.kill()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def complete(port: int, task: str) -> dict[str, object]:
    """Asks until it is answered, each time with the same idempotency key."""
    headers = {
        "Authorization": f"Bearer {TOKEN}",
        "Content-Type": "application/json",
        "Idempotency-Key": f"once-{task}",
    }
    body = json.dumps({"values": {"channel": task}})
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        try:
            connection.request("POST", f"/api/v1/tasks/{task}/complete", body, headers)
            answer = connection.getresponse()
            said = answer.read()
        except (OSError, http.client.HTTPException):
            time.sleep(0.02)
            continue
        finally:
            connection.close()
        if answer.status == 503:
            continue
        assert answer.status == 200, said
        return dict(json.loads(said))
    raise AssertionError(f"{task} was never answered")


def test_killed_in_the_middle_of_200_completions(house: Flask) -> None:
    process = passing_on()
    people_admin.set_token("li", TOKEN, "test")
    ids = [cases.start(process, {}, who("li")).opened[0] for _ in range(COMPLETIONS)]
    answered: dict[str, dict[str, object]] = {}

    with served(house) as web:

        def client(mine: list[str]) -> None:
            for task in mine:
                answered[task] = complete(web.port, task)

        clients = [threading.Thread(target=client, args=(ids[i::CLIENTS],)) for i in range(CLIENTS)]
        for each in clients:
            each.start()
        for kill in range(1, KILLS + 1):
            while len(answered) < kill * COMPLETIONS // (KILLS + 2) and any(each.is_alive() for each in clients):
                time.sleep(0.005)
            web.killed_and_started_again()
        for each in clients:
            each.join()

    assert answered.keys() == set(ids)
    for task in ids:
        case_id = int(task.partition("-")[0])
        entries = journal.entries(case_id)
        assert [entry.kind for entry in entries] == ["Start", "Complete"]
        assert answered[task]["seq"] == 2
    assert verify.verify().ok
