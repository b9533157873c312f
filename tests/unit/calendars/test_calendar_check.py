"""The script that compares our arithmetic with independent implementations on any number of cases."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from scripts import calendar_check

SCRIPT = Path(calendar_check.__file__)


def test_it_finds_no_differences() -> None:
    ran = subprocess.run([sys.executable, SCRIPT, "20000", "--seed", "3"], capture_output=True, text=True, check=True)

    assert ran.stdout.splitlines()[-1] == "differences 0"


def test_it_would_find_one(monkeypatch, capsys) -> None:
    monkeypatch.setattr(sys, "argv", ["calendar_check.py", "20"])
    monkeypatch.setattr(calendar_check, "our_answer", lambda case: None)

    calendar_check.main()

    assert capsys.readouterr().out.splitlines()[-1] != "differences 0"


def test_it_would_find_what_is_wrong_with_an_operation(monkeypatch, capsys) -> None:
    monkeypatch.setattr(sys, "argv", ["calendar_check.py", "40"])
    monkeypatch.setattr(calendar_check, "our_deed", lambda _deed, _limit, due, now: (due, now))

    calendar_check.main()

    assert capsys.readouterr().out.splitlines()[-1] != "differences 0"
