"""The process that `warm` asks: `python -m app.engine.warm_server MODULE…`, with a socket as its standard input.

It imports the modules once. For each conversation that it is handed it forks a child, which reads the question, limits
itself, answers and ends; what a child does to itself no later one sees. The process never looks at a question: it waits
for its children, says how each ended, and ends those whose asker has gone. It ends when its asker does, or after a
while without questions.
"""

from __future__ import annotations

import array
import ctypes
import gc
import importlib
import os
import select
import signal
import socket
import sys
from collections.abc import Callable
from contextlib import suppress
from typing import Any, NoReturn

from app.engine import apart
from app.engine.warm import LENGTH, STATUS

IDLE = 600_000  # milliseconds
CONTROL = 0
LONGEST_NAME = 200
HUNG_UP = select.POLLRDHUP | select.POLLHUP | select.POLLERR
PR_SET_PDEATHSIG = 1

Answer = Callable[[dict[str, bytes], dict[str, Any]], dict[str, Any]]


class Child:
    """A child that is at work, and the conversation it has."""

    def __init__(self, pid: int, talk: socket.socket) -> None:
        self.pid, self.talk, self.ended = pid, talk, os.pidfd_open(pid)

    def kill(self) -> None:
        with suppress(ProcessLookupError):
            os.kill(self.pid, signal.SIGKILL)

    def bury(self) -> None:
        """Say how it ended, which closes the conversation."""
        code = os.waitstatus_to_exitcode(os.waitpid(self.pid, 0)[1])
        os.close(self.ended)
        with suppress(OSError):  # nobody listens any more
            self.talk.settimeout(5)
            self.talk.sendall(STATUS.pack(code))
        self.talk.close()


def main(names: list[str]) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # it ends when its asker does, not before
    answers = {name: importlib.import_module(f"{name}.__main__").answer for name in names}
    gc.collect()
    gc.freeze()  # children share these pages for as long as they do not touch them
    control = socket.socket(fileno=CONTROL)
    children: dict[int, Child] = {}
    poll = select.poll()
    poll.register(control, select.POLLIN)
    try:
        while (ready := poll.poll(IDLE)) or children:
            for fd, _what in ready:
                if fd == CONTROL:
                    if not accept(control, answers, children, poll):
                        return
                elif fd in children and children[fd].ended == fd:
                    forget(children.pop(fd), children, poll)
                elif fd in children:
                    children[fd].kill()
                    poll.unregister(fd)
    finally:
        for child in children.values():
            child.kill()


def accept(control: socket.socket, answers: dict[str, Answer], children: dict[int, Child], poll: select.poll) -> bool:
    """Take over a conversation; whether the asker is still there."""
    name, talk = receive(control)
    if talk is None:
        return bool(name)
    answer = answers.get(name.decode(errors="replace"))
    if answer is None:
        talk.close()
        return True
    pid = os.fork()
    if pid == 0:
        work(answer, talk)
    child = Child(pid, talk)
    children[child.ended] = children[talk.fileno()] = child
    poll.register(child.ended, select.POLLIN)
    poll.register(talk, HUNG_UP)
    return True


def receive(control: socket.socket) -> tuple[bytes, socket.socket | None]:
    """The module that is asked and the conversation; nothing where the asker is gone."""
    room = socket.CMSG_SPACE(array.array("i").itemsize)
    try:
        name, rights, _flags, _address = control.recvmsg(LONGEST_NAME, room)
    except OSError:
        return b"", None
    for level, kind, data in rights:
        if level == socket.SOL_SOCKET and kind == socket.SCM_RIGHTS:
            return name, socket.socket(fileno=array.array("i", data[: array.array("i").itemsize])[0])
    return name, None


def forget(child: Child, children: dict[int, Child], poll: select.poll) -> None:
    talk = child.talk.fileno()
    if children.pop(talk, None) is not None:
        with suppress(KeyError):
            poll.unregister(talk)
    poll.unregister(child.ended)
    child.bury()


def work(answer: Answer, talk: socket.socket) -> NoReturn:
    """In the child: nothing of this comes back to the process it was forked from."""
    code = 1
    try:
        alone(talk)
        with talk.makefile("rb") as said:
            (length,) = LENGTH.unpack(said.read(LENGTH.size))
            question = said.read(length)
        talk.sendall(apart.respond(question, answer))
        code = 0
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else 1
    finally:
        os._exit(code)


def alone(talk: socket.socket) -> None:
    """Keep nothing open but this conversation, and end with the process that would tell of the end."""
    server = os.getppid()
    with suppress(OSError, AttributeError):
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != server:
        os._exit(1)
    here = talk.fileno()
    os.dup2(os.open(os.devnull, os.O_RDWR), 0)
    os.closerange(3, here)
    os.closerange(here + 1, os.sysconf("SC_OPEN_MAX"))


if __name__ == "__main__":
    main(sys.argv[1:])
