"""The web as it is shipped, gunicorn and all, as a process of its own."""

from __future__ import annotations

import http.client
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

PATIENCE = 60  # seconds, for its start and for its end
SETTINGS = {
    "SHOUWEN_RATE": "1000000 per minute",
    "SHOUWEN_LOG_LEVEL": "ERROR",
    "SHOUWEN_STREAMS": "0",  # tests wait until the network is quiet
}


@contextmanager
def started(data: Path) -> Iterator[str]:
    """The web over a folder of data, on a free port of this machine; its address."""
    port = free_port()
    command = [sys.executable, "-m", "app.cli", "run", "--port", str(port), "--workers", "1"]
    environment = {**os.environ, **SETTINGS, "SHOUWEN_DATA": str(data)}
    said = data / "web.log"
    with (
        said.open("ab") as log,
        subprocess.Popen(command, env=environment, stdin=subprocess.DEVNULL, stderr=log) as process,
    ):
        try:
            wait_for(port, process)
            yield f"http://127.0.0.1:{port}"
        finally:
            process.terminate()
            process.wait(PATIENCE)
            if b"Traceback" in (told := said.read_bytes()):
                print(told[told.index(b"Traceback") :][:6000].decode(errors="replace"))  # shown where a test fails


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_for(port: int, process: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + PATIENCE
    while not answers(port):
        assert process.poll() is None, f"the web ended with exit status {process.returncode}"
        assert time.monotonic() < until, "the web did not start"
        time.sleep(0.1)


def answers(port: int) -> bool:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=2)
    try:
        connection.request("GET", "/healthz")
        return connection.getresponse().status == http.HTTPStatus.OK
    except OSError:
        return False
    finally:
        connection.close()
