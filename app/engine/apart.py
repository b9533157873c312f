"""Work on what anybody may have uploaded, in a process of its own: it can be ended when it takes too long.

Files and facts go to the child as JSON, and the answer comes back as JSON. The child is forked by a process that has
imported everything (see `warm`), since that takes longer than most checks; where there is no such process it is an
interpreter of its own, with standard input and output. Either bounds its own memory and processor time, so it ends even
when nobody waits for it any more. What counts is the time of the processor: a busy machine makes nobody's diagram too
intricate. The clock on the wall ends only what sleeps.
"""

from __future__ import annotations

import base64
import json
import math
import resource
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import Any

from app.engine.warm import POSSIBLE, ROOT, Gone, TooMuch, Warm

MEMORY = 1_500_000_000
MOST_BYTES = 20_000_000  # of all files together
MOST_ANSWER = 100_000_000
PATIENCE = 6  # times the processor time that is allowed may pass on the wall
OUT_OF_TIME = (-signal.SIGPROF, -signal.SIGXCPU)
CHILD = ["-m", "{module}"]
WARM: Warm | None = Warm("app.engine.gate", "app.engine.normalise") if POSSIBLE else None


class TooLarge(Exception):
    """The files are larger than MOST_BYTES together."""


class TooLong(Exception):
    """The child was ended."""


class Died(Exception):
    """The child came to an end without an answer."""


def ask(module: str, files: Mapping[str, bytes], facts: Mapping[str, Any], *, seconds: float) -> dict[str, Any]:
    """What a module answers that calls `serve`, in `seconds` of processor time. Raises TooLarge, TooLong and Died."""
    if sum(map(len, files.values())) > MOST_BYTES:
        raise TooLarge
    sent = {name: base64.b64encode(data).decode() for name, data in files.items()}
    limits = {"memory": MEMORY, "seconds": seconds}
    question = json.dumps({"limits": limits, "files": sent, "facts": dict(facts)}).encode()
    try:
        code, out = _asked(module, question, seconds * PATIENCE)
    except (TimeoutError, subprocess.TimeoutExpired):
        raise TooLong from None
    except TooMuch:
        raise Died from None
    if code in OUT_OF_TIME:
        raise TooLong
    answer = _answer(out) if code == 0 else None
    if answer is None:
        raise Died
    return answer


def _asked(module: str, question: bytes, seconds: float) -> tuple[int, bytes]:
    """The exit code of a child and what it said; `seconds` are those of the clock on the wall."""
    if WARM is not None and module in WARM.modules:
        with suppress(Gone):
            return WARM.ask(module, question, seconds=seconds, most=MOST_ANSWER)
    done = subprocess.run(  # noqa: S603 - our own interpreter and module; what is judged goes in as data
        [sys.executable, *(part.format(module=module) for part in CHILD)],
        input=question,
        capture_output=True,
        timeout=seconds,
        cwd=ROOT,
        check=False,
    )
    return done.returncode, done.stdout


def serve(answer: Callable[[dict[str, bytes], dict[str, Any]], dict[str, Any]]) -> None:
    """In a child that is an interpreter of its own: reads the files and facts, answers within the limits."""
    sys.stdout.buffer.write(respond(sys.stdin.buffer.read(), answer))


def respond(question: bytes, answer: Callable[[dict[str, bytes], dict[str, Any]], dict[str, Any]]) -> bytes:
    """In the child: the answer, found within the limits. Raises SystemExit for one that nobody could read."""
    asked = json.loads(question)
    limit(**asked["limits"])
    files = {name: base64.b64decode(data) for name, data in asked["files"].items()}
    said = json.dumps(answer(files, asked["facts"])).encode()
    if len(said) > MOST_ANSWER:
        raise SystemExit(1)
    return said


def limit(memory: int, seconds: float) -> None:
    """The system's own limits: memory, and processor time from now on; the second one, in whole seconds, is the net."""
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    signal.setitimer(signal.ITIMER_PROF, seconds)
    cpu = 1 + math.ceil(time.process_time() + seconds)
    resource.setrlimit(resource.RLIMIT_CPU, (cpu, cpu + 1))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _answer(out: bytes) -> dict[str, Any] | None:
    try:
        answer = json.loads(out)
    except ValueError:
        return None
    return answer if isinstance(answer, dict) else None
