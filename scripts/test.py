#!/usr/bin/env python3
"""Sets everything up, then checks and tests everything. Arguments are handed on to pytest."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys

import _setup
from _setup import BIN, ROOT, say

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
PARALLEL = ["--numprocesses=auto", "--dist=worksteal"]  # one process a core; an argument of the caller's stands last
CHECKS = (
    ("lint", ["ruff", "check", "."]),
    ("format", ["ruff", "format", "--check", "."]),
    ("types", ["mypy"]),
    ("layers", ["lint-imports"]),
)


def main(arguments: list[str]) -> int:
    """The exit status: 0 only when every check and every test passed."""
    try:
        _setup.ready({"dev"})
    except _setup.SetUpError as error:
        say(str(error))
        return 1
    chromium()
    failed = [name for name, command in CHECKS if not passes(name, command)]
    say(f"checks failed: {', '.join(failed)}" if failed else "checks passed")
    say("tests")
    # -m: `tests.support` is found from the root
    tests = run([str(BIN / "python"), "-m", "pytest", *PARALLEL, *arguments])
    return tests or int(bool(failed))


def passes(name: str, command: list[str]) -> bool:
    say(f"check: {name}")
    return run([str(BIN / command[0]), *command[1:]]) == 0


def run(command: list[str]) -> int:
    """The exit status of a program whose output is shown as it comes."""
    return subprocess.run(command, cwd=ROOT, stdin=subprocess.DEVNULL, check=False).returncode


def chromium() -> None:
    """A Chromium for the browser tests, with a Chinese font: installed where that is one command, else said so."""
    if any(shutil.which(name) for name in BROWSERS):
        return
    if os.geteuid() == 0 and shutil.which("apt-get"):
        say("Chromium: installing it with apt-get …")
        quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        for command in (["update"], ["install", "--yes", "--no-install-recommends", "chromium", "fonts-noto-cjk"]):
            try:
                _setup.call("apt-get", ["apt-get", "--quiet", *command], env=quiet)
            except _setup.SetUpError as error:
                say(str(error))
    if not any(shutil.which(name) for name in BROWSERS):
        say("Chromium: none found, so the browser tests are skipped; install Chromium to run them")


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except KeyboardInterrupt:
        sys.exit(130)
