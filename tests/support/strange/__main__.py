"""Does to itself what it is asked to do."""

from __future__ import annotations

import os
import resource
import sys
import time
from contextlib import suppress
from typing import Any

from app.engine import apart

SEEN: list[str] = []


def answer(files: dict[str, bytes], facts: dict[str, Any]) -> dict[str, Any]:
    return DEEDS[facts["do"]](facts)


def look(_facts: dict[str, Any]) -> dict[str, Any]:
    """What a child sees of the world, and what earlier ones left."""
    open_now = []
    for fd in os.listdir("/proc/self/fd"):
        with suppress(FileNotFoundError):  # the one that lists them
            open_now += [os.readlink(f"/proc/self/fd/{fd}")] if int(fd) > 2 else []
    limits = [resource.getrlimit(what)[0] for what in (resource.RLIMIT_AS, resource.RLIMIT_CPU)]
    settings = [name for name in os.environ if name.startswith(("SHOUWEN", "DATABASE_URL"))]
    sockets = [name for name in open_now if name.startswith(("socket:", "pipe:"))]
    return {"pid": os.getpid(), "sockets": len(sockets), "limits": limits, "settings": settings, "seen": SEEN}


def leave_behind(_facts: dict[str, Any]) -> dict[str, Any]:
    SEEN.append("somebody was here")
    sys.setrecursionlimit(50)
    os.environ["LEFT"] = "behind"
    return {}


def sleep(facts: dict[str, Any]) -> dict[str, Any]:
    time.sleep(facts.get("seconds", 60))
    return {"pid": os.getpid()}


def compute(_facts: dict[str, Any]) -> dict[str, Any]:
    return {"never": max(iter(int, 1))}


def grow(_facts: dict[str, Any]) -> dict[str, Any]:
    return {"much": "x" * 10**9}


def abort(_facts: dict[str, Any]) -> dict[str, Any]:
    os.abort()


def talk(facts: dict[str, Any]) -> dict[str, Any]:
    return {"much": "x" * facts["length"]}


DEEDS = {deed.__name__: deed for deed in (look, leave_behind, sleep, compute, grow, abort, talk)}

if __name__ == "__main__":
    apart.serve(answer)
