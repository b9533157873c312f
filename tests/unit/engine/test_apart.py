"""Work in an interpreter of its own: bounded, and never believed when it dies. What is warm: `test_warm`."""

import json
import resource
import subprocess
import sys

import pytest

from app.engine import apart

SERVE = "from app.engine import apart;"
PATIENT = 60  # seconds
ECHO = (
    "from app.engine import apart;"
    "apart.serve(lambda files, facts: {'sizes': {n: len(d) for n, d in files.items()}, 'facts': facts})"
)


def asked(monkeypatch: pytest.MonkeyPatch, program: str, size: int = 3, seconds: float = 10) -> dict:
    monkeypatch.setattr(apart, "WARM", None)
    monkeypatch.setattr(apart, "CHILD", ["-c", program])
    return apart.ask("app", {"a.bin": b"\0" * size}, {"n": 1}, seconds=seconds)


def test_files_and_facts_go_in_and_the_answer_comes_out(monkeypatch):
    program = ECHO.replace("{", "{{").replace("}", "}}")
    assert asked(monkeypatch, program) == {"sizes": {"a.bin": 3}, "facts": {"n": 1}}


def test_what_takes_too_long_is_ended(monkeypatch):
    with pytest.raises(apart.TooLong):
        asked(monkeypatch, "import time; time.sleep(60)", seconds=0.5)


def test_a_child_that_computes_for_ever_is_ended_by_itself(monkeypatch):
    monkeypatch.setattr(apart, "PATIENCE", 600)
    with pytest.raises(apart.TooLong):
        asked(monkeypatch, f"{SERVE} apart.serve(lambda files, facts: max(iter(int, 1)))", seconds=0.5)


def test_a_child_that_waits_for_the_processor_is_waited_for(monkeypatch):
    program = f"{SERVE} import time; time.sleep(3); apart.serve(lambda files, facts: dict(a=1))"
    assert asked(monkeypatch, program.replace("{", "{{").replace("}", "}}"), seconds=2) == {"a": 1}


def test_what_is_too_large_is_not_even_handed_over(monkeypatch):
    with pytest.raises(apart.TooLarge):
        asked(monkeypatch, "raise SystemExit(1)", size=apart.MOST_BYTES + 1)


@pytest.mark.parametrize(
    "program",
    ["import os; os.abort()", "raise SystemExit(1)", "print('[]')", "print('no')", "", "x = bytearray(10**13)"],
)
def test_a_child_that_dies_or_talks_nonsense_has_no_answer(monkeypatch, program):
    with pytest.raises(apart.Died):
        asked(monkeypatch, program)


def test_a_child_that_eats_memory_comes_to_an_end(monkeypatch):
    monkeypatch.setattr(apart, "MEMORY", 400_000_000)
    greedy = "from app.engine import apart; apart.serve(lambda files, facts: dict(a='x' * 10**9))"
    with pytest.raises(apart.Died):
        asked(monkeypatch, greedy)


def test_an_answer_that_nobody_could_read_is_none(monkeypatch):
    talks = "from app.engine import apart; apart.MOST_ANSWER = 10; apart.serve(lambda files, facts: dict(a='x' * 20))"
    with pytest.raises(apart.Died):
        asked(monkeypatch, talks)


def test_the_child_limits_its_own_memory_and_processor_time():
    program = (
        "import json, resource; from app.engine import apart; apart.limit(1_500_000_000, 2.5);"
        "print(json.dumps([resource.getrlimit(r)[0] for r in (resource.RLIMIT_AS, resource.RLIMIT_CPU)]))"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, check=True, cwd=apart.ROOT)
    memory, cpu = json.loads(done.stdout)
    assert memory == 1_500_000_000
    assert 4 <= cpu <= 2.5 + PATIENT  # from now on: what the child has used before counts on top
    assert resource.getrlimit(resource.RLIMIT_CPU)[0] == resource.RLIM_INFINITY
