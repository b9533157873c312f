"""A process that has imported what takes long to import, and forks a child for each question: see `warm_server`.

It is started by whoever asks first in a process, and ends when that process does, however that ends: then its end of
their socket is closed. A fork of the process has nothing to do with it and starts its own. It is a plain program that
was executed anew, so it holds nothing of the asker: no socket, no connection to a database, no settings.
"""

from __future__ import annotations

import array
import atexit
import os
import socket
import struct
import subprocess
import sys
import threading
import time
from pathlib import Path

ROOT = Path(__file__).parents[2]  # where `app` is found
LENGTH = struct.Struct("!Q")  # before a question
STATUS = struct.Struct("!q")  # after an answer: the exit code of the child, as `subprocess` has it
CHUNK = 1 << 16
SECRET = ("SHOUWEN", "DATABASE_URL")  # settings begin like this: what judges strangers' files needs none of them
GRACE = 2.0  # seconds in which the process ends once it is not needed

POSSIBLE = hasattr(os, "fork") and hasattr(os, "pidfd_open") and hasattr(socket, "SCM_RIGHTS")


class Gone(Exception):
    """The process ended, or never began, before it had answered."""


class TooMuch(Exception):
    """The answer is longer than what was allowed."""


class Warm:
    """The process of one asker, for the modules named: each has a function `answer` in its `__main__`."""

    def __init__(self, *modules: str) -> None:
        self.modules = modules
        self.lock = threading.Lock()
        self.control: socket.socket | None = None
        self.process: subprocess.Popen[bytes] | None = None
        os.register_at_fork(after_in_child=self._left_behind)
        atexit.register(self.close)

    def ask(self, module: str, question: bytes, *, seconds: float, most: int) -> tuple[int, bytes]:
        """The exit code of a child, and what it answered; the child ends when `seconds` have passed on the wall.

        Raises TimeoutError, TooMuch, and Gone where there is no process that could be asked.
        """
        try:
            return self._ask(module, question, seconds, most)
        except Gone:  # it had ended for want of questions, or somebody ended it: another one, once
            return self._ask(module, question, seconds, most)

    def close(self) -> None:
        """End the process, and what it is at."""
        with self.lock:
            self._end()

    @property
    def pid(self) -> int | None:
        return self.process.pid if self.process is not None else None

    # -- inside

    def _ask(self, module: str, question: bytes, seconds: float, most: int) -> tuple[int, bytes]:
        until = time.monotonic() + seconds
        ours, theirs = socket.socketpair()
        with ours:
            with theirs:
                process = self._hand_over(module, theirs)
            try:
                ours.settimeout(seconds)
                ours.sendall(LENGTH.pack(len(question)))
                ours.sendall(question)
            except TimeoutError:
                raise
            except OSError:
                pass  # it ended before it had read everything: what it ended with is still told
            try:
                return _answer(ours, until, most)
            except Gone:
                with self.lock:
                    if self.process is process:  # else somebody has started another one already
                        self._end()
                raise

    def _hand_over(self, module: str, connection: socket.socket) -> subprocess.Popen[bytes] | None:
        """Give the process the other end of a conversation; it is started where there is none. Raises Gone."""
        with self.lock:
            control = self.control
            if control is None or self.process is None or self.process.poll() is not None:
                control = self._start()
            rights = [(socket.SOL_SOCKET, socket.SCM_RIGHTS, array.array("i", [connection.fileno()]))]
            try:
                control.sendmsg([module.encode()], rights)
            except OSError as problem:
                self._end()
                raise Gone from problem
            return self.process

    def _start(self) -> socket.socket:
        """Raises Gone where it cannot be started."""
        self._end()
        try:
            self.control, self.process = self._started()
        except OSError as problem:
            raise Gone from problem
        return self.control

    def _end(self) -> None:
        if self.control is not None:
            self.control.close()
        if self.process is not None:
            try:
                self.process.wait(GRACE)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
        self.control = self.process = None

    def _started(self) -> tuple[socket.socket, subprocess.Popen[bytes]]:
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with theirs:
            process = subprocess.Popen(  # noqa: S603 - our own interpreter and modules
                [sys.executable, "-m", "app.engine.warm_server", *self.modules],
                stdin=theirs.fileno(),
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                cwd=ROOT,
                env={name: value for name, value in os.environ.items() if not name.startswith(SECRET)},
            )
        return ours, process

    def _left_behind(self) -> None:
        """In a fork of the asker: the process is the other one's."""
        if self.control is not None:
            self.control.close()
        if self.process is not None:
            self.process.returncode = 0  # it is no child of ours: nobody here waits for it
        self.control = self.process = None
        self.lock = threading.Lock()  # a thread that is not here may have had it


def _answer(connection: socket.socket, until: float, most: int) -> tuple[int, bytes]:
    """What comes until the other end is closed; the last of it is the exit code."""
    parts, length = [], 0
    while True:
        left = until - time.monotonic()
        if left <= 0:
            raise TimeoutError
        connection.settimeout(left)
        try:
            part = connection.recv(CHUNK)
        except ConnectionResetError:
            part = b""
        if not part:
            break
        parts.append(part)
        length += len(part)
        if length > most + STATUS.size:
            raise TooMuch
    said = b"".join(parts)
    if length < STATUS.size:
        raise Gone
    (code,) = STATUS.unpack(said[-STATUS.size :])
    return code, said[: -STATUS.size]
