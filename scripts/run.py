#!/usr/bin/env python3
"""Sets everything up and serves it: the web and the worker, two processes that live and stop together."""

from __future__ import annotations

import argparse
import http
import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import _setup
from _setup import BIN, ROOT, say

MADE_FROM = ("app/store/migrations", "processes", "forms", "scripts/demo")
PATIENCE = 30  # seconds: for the web to answer after its start, and for both to finish what they are at when stopped


def main() -> int:
    options = read_options()
    if not options.set_up_only and not free(options.port):
        say(f"port {options.port} is in use: choose another with --port")
        return 1
    try:
        _setup.ready()
        environment = settings(options)
        prepare(options, environment)
    except _setup.SetUpError as error:
        say(str(error))
        return 1
    if options.set_up_only:
        say("set up; start it with: python3 scripts/run.py")
        return 0
    return serve(options.port, environment)


def read_options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, default=8000, help="where the web listens, on this machine only (8000)")
    parser.add_argument("--data", type=Path, help="the folder that holds everything that is kept (var)")
    parser.add_argument("--no-demo", action="store_true", help="without the demo organisation and its cases")
    parser.add_argument("--set-up-only", action="store_true", help="set up, and serve nothing")
    return parser.parse_args()


def settings(options: argparse.Namespace) -> dict[str, str]:
    """The environment that both processes are started with."""
    data = options.data or Path(os.environ.get("SHOUWEN_DATA") or ROOT / "var")
    return {**os.environ, "SHOUWEN_DATA": str(data.absolute()), "PYTHONUNBUFFERED": "1"}


def prepare(options: argparse.Namespace, environment: dict[str, str]) -> None:
    """Brings the database up to date, with the processes and, unless refused, the demo organisation in it.

    What is asked of a SQLite file that was made from the same things is done already; another database is always asked.
    """
    data = Path(environment["SHOUWEN_DATA"])
    stamp, made_from = data / "set-up.stamp", [file for folder in MADE_FROM for file in _setup.files(ROOT / folder)]
    wanted = f"{_setup.digest(made_from)} demo={not options.no_demo} "
    if stamp.is_file() and stamp.read_text("utf-8") == wanted + file_of(data, environment):
        say("database: up to date")
        return
    say("database: working …")
    command = [str(BIN / "shouwen"), "set-up", *([] if options.no_demo else ["--demo", "scripts/demo"])]
    if subprocess.run(command, cwd=ROOT, env=environment, stdin=subprocess.DEVNULL, check=False).returncode:
        raise _setup.SetUpError("the database could not be set up")
    stamp.write_text(wanted + file_of(data, environment), "utf-8")


def file_of(data: Path, environment: dict[str, str]) -> str:
    """Which SQLite file it is; never the same for a database that is no file of ours, or not there."""
    file = data / "shouwen.db"
    if environment.get("DATABASE_URL") or not file.is_file():
        return f"asked at {time.time()}"
    return f"inode {file.stat().st_ino}"


# -- serving --------------------------------------------------------------------------------------------------


def serve(port: int, environment: dict[str, str]) -> int:
    """Runs web and worker until a signal comes or one of them ends; then both are stopped, and nothing is restarted."""
    asked: list[int] = []
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda number, _frame: asked.append(number))
    running = {
        "web": start(["run", "--port", str(port)], environment),
        "worker": start(["worker"], environment),
    }
    answered = False
    while not asked and all(process.poll() is None for process in running.values()):
        if not answered and answers(port):
            answered = True
            say(f"ready: http://127.0.0.1:{port} (stop with Ctrl-C)")
        time.sleep(0.1)
    ended = [name for name, process in running.items() if process.poll() is not None]
    stop(running)
    if not ended:
        return 0
    say(f"the {ended[0]} process ended by itself (exit status {running[ended[0]].returncode}), so both were stopped")
    return 1


def start(arguments: list[str], environment: dict[str, str]) -> subprocess.Popen[bytes]:
    """A process of its own session, so that Ctrl-C reaches it once, through us, and not a second time."""
    return subprocess.Popen(
        [str(BIN / "shouwen"), *arguments], cwd=ROOT, env=environment, stdin=subprocess.DEVNULL, start_new_session=True
    )


def stop(running: dict[str, subprocess.Popen[bytes]]) -> None:
    """Asks both to finish what they are at; one that does not is killed, and that is said."""
    for process in running.values():
        if process.poll() is None:
            process.terminate()
    until = time.monotonic() + PATIENCE
    for name, process in running.items():
        try:
            process.wait(max(0.1, until - time.monotonic()))
        except subprocess.TimeoutExpired:
            say(f"the {name} process did not stop within {PATIENCE} s and is killed")
            process.kill()
            process.wait()
    say("stopped")


def answers(port: int) -> bool:
    """Whether the web serves pages yet: it listens a little before it can."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=2)
    try:
        connection.request("GET", "/healthz")
        return connection.getresponse().status == http.HTTPStatus.OK
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def free(port: int) -> bool:
    """Whether nobody listens on the port of this machine."""
    with socket.socket() as probe:
        probe.settimeout(1)
        return probe.connect_ex(("127.0.0.1", port)) != 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        say("stopped while setting up; the next start goes on from here")
        sys.exit(130)
