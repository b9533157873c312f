"""Work on what anybody may have uploaded, in a process of its own: it can be ended when it takes too long.

Files and facts go to the child as JSON on its standard input, the answer comes back as JSON on its standard output. The
child bounds its own memory and processor time, so it ends even when nobody waits for it any more. What counts is the
time of the processor: a busy machine makes nobody's diagram too intricate. The clock on the wall ends only what sleeps.
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
from pathlib import Path
from typing import Any

MEMORY = 1_500_000_000
MOST_BYTES = 20_000_000  # of all files together
MOST_ANSWER = 100_000_000
PATIENCE = 6  # times the processor time that is allowed may pass on the wall
OUT_OF_TIME = (-signal.SIGPROF, -signal.SIGXCPU)
CHILD = ["-m", "{module}"]
ROOT = Path(__file__).parents[2]  # where `app` is found


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
    try:
        done = subprocess.run(  # noqa: S603 - our own interpreter and module; what is judged goes in as data
            [sys.executable, *(part.format(module=module) for part in CHILD)],
            input=json.dumps({"limits": limits, "files": sent, "facts": dict(facts)}).encode(),
            capture_output=True,
            timeout=seconds * PATIENCE,
            cwd=ROOT,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise TooLong from None
    if done.returncode in OUT_OF_TIME:
        raise TooLong
    answer = _answer(done.stdout) if done.returncode == 0 else None
    if answer is None:
        raise Died
    return answer


def serve(answer: Callable[[dict[str, bytes], dict[str, Any]], dict[str, Any]]) -> None:
    """In the child: reads the files and facts, answers within the limits."""
    asked = json.load(sys.stdin)
    limit(**asked["limits"])
    files = {name: base64.b64decode(data) for name, data in asked["files"].items()}
    text = json.dumps(answer(files, asked["facts"]))
    if len(text) > MOST_ANSWER:
        raise SystemExit(1)
    sys.stdout.write(text)


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
