"""The process that forks a child for each question: it outlives all of them, and nothing of them, and no asker."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from app.engine import apart
from app.engine.warm import POSSIBLE, ROOT, Warm

pytestmark = pytest.mark.skipif(not POSSIBLE, reason="this system cannot fork and watch a child")

STRANGE = "tests.support.strange"
PATIENT = 30  # seconds
ASKER = f"""
import sys, time
from app.engine import apart
from app.engine.warm import Warm
apart.WARM = Warm({STRANGE!r})
print(apart.ask({STRANGE!r}, {{}}, {{"do": "look"}}, seconds=10)["pid"], apart.WARM.pid, flush=True)
apart.ask({STRANGE!r}, {{}}, {{"do": "sleep"}}, seconds=10)
"""


@pytest.fixture(scope="module")
def kept() -> Iterator[Warm]:
    warm = Warm(STRANGE)
    yield warm
    warm.close()


@pytest.fixture
def warm(kept: Warm, monkeypatch: pytest.MonkeyPatch) -> Warm:
    monkeypatch.setattr(apart, "WARM", kept)
    monkeypatch.setattr(apart, "CHILD", ["-c", "raise SystemExit(3)"])  # what is not answered warm is not answered
    return kept


def asked(do: str, seconds: float = 10, **facts: Any) -> dict[str, Any]:
    return apart.ask(STRANGE, {"a.bin": b"\0" * 100_000}, {"do": do, **facts}, seconds=seconds)


def children_of(pid: int | None) -> list[int]:
    return list(map(int, Path(f"/proc/{pid}/task/{pid}/children").read_text().split()))


def wait_for(what: Any) -> None:
    until = time.monotonic() + PATIENT
    while not what():
        assert time.monotonic() < until
        time.sleep(0.02)


def is_gone(pid: int) -> bool:
    """Whether a process has ended; one that nobody has buried yet has."""
    try:
        return ") Z " in Path(f"/proc/{pid}/stat").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return True


def test_each_child_is_bounded_and_holds_only_its_own_conversation(warm: Warm, monkeypatch: pytest.MonkeyPatch) -> None:
    first, second = asked("look"), asked("look")
    assert first["pid"] != second["pid"]
    assert second["sockets"] == 1
    assert second["limits"][0] == apart.MEMORY
    assert second["limits"][1] <= 10 + PATIENT
    open_now = [os.readlink(f"/proc/{warm.pid}/fd/{fd}") for fd in os.listdir(f"/proc/{warm.pid}/fd")]
    assert len([name for name in open_now if name.startswith("socket:")]) == 1  # what it is asked by


def test_settings_of_the_house_do_not_reach_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://secret")
    monkeypatch.setenv("SHOUWEN_MASTER_KEY", "secret")
    own = Warm(STRANGE)
    monkeypatch.setattr(apart, "WARM", own)
    assert asked("look")["settings"] == []
    own.close()


def test_no_question_leaves_anything_for_the_next(warm: Warm) -> None:
    asked("leave_behind")
    assert asked("look")["seen"] == []


@pytest.mark.parametrize(("do", "refusal"), [("compute", apart.TooLong), ("abort", apart.Died), ("grow", apart.Died)])
def test_a_child_that_goes_wrong_ends_alone(
    warm: Warm, monkeypatch: pytest.MonkeyPatch, do: str, refusal: type[Exception]
) -> None:
    asked("look")
    monkeypatch.setattr(apart, "MEMORY", 600_000_000)
    monkeypatch.setattr(apart, "PATIENCE", 600)
    before = warm.pid
    with pytest.raises(refusal):
        asked(do, seconds=0.5)
    assert asked("look")["limits"][0] == 600_000_000
    assert warm.pid == before


def test_what_sleeps_is_ended_by_the_clock_on_the_wall(warm: Warm, monkeypatch: pytest.MonkeyPatch) -> None:
    asked("look")
    monkeypatch.setattr(apart, "PATIENCE", 2)
    with pytest.raises(apart.TooLong):
        asked("sleep", seconds=0.2)
    wait_for(lambda: children_of(warm.pid) == [])


def test_long_answers_come_whole_and_too_long_ones_are_none(warm: Warm, monkeypatch: pytest.MonkeyPatch) -> None:
    assert len(asked("talk", length=3_000_000)["much"]) == 3_000_000
    monkeypatch.setattr(apart, "MOST_ANSWER", 1000)
    with pytest.raises(apart.Died):
        asked("talk", length=3000)
    wait_for(lambda: children_of(warm.pid) == [])


def test_many_ask_at_once_and_each_has_its_own_answer(warm: Warm) -> None:
    asked("look")
    with ThreadPoolExecutor(4) as pool:
        slept = list(pool.map(lambda _: asked("look"), range(12)))
    assert len({each["pid"] for each in slept}) == 12


def test_where_it_was_ended_another_one_is_started(warm: Warm) -> None:
    asked("look")
    assert warm.pid
    os.kill(before := warm.pid, signal.SIGKILL)
    assert asked("look")["sockets"] == 1
    assert warm.pid != before


def test_a_fork_of_the_asker_starts_its_own(warm: Warm) -> None:
    asked("look")
    before, (reads, writes) = warm.pid, os.pipe()
    if os.fork() == 0:  # as a web server does
        said = b"no answer"
        try:
            before_asking = warm.pid
            asked("look")
            said = f"{before_asking} {warm.pid != before}".encode()
            warm.close()
        finally:
            os.write(writes, said)
            os._exit(0)
    os.close(writes)
    with open(reads, "rb") as told:
        assert told.read() == b"None True"
    os.wait()
    assert (asked("look")["sockets"], warm.pid) == (1, before)


def test_an_asker_that_is_killed_leaves_nobody_behind() -> None:
    asker = subprocess.Popen([sys.executable, "-c", ASKER], stdout=subprocess.PIPE, cwd=ROOT)
    assert asker.stdout
    _, server = map(int, asker.stdout.readline().split())
    wait_for(lambda: children_of(server))
    (child,) = children_of(server)
    asker.kill()
    asker.wait()
    asker.stdout.close()
    wait_for(lambda: is_gone(server) and is_gone(child))


def test_where_there_is_none_each_question_has_an_interpreter_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(apart, "WARM", None)
    assert asked("look")["limits"][0] == apart.MEMORY
