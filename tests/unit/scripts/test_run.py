"""`scripts/run.py` and what it shares with `scripts/test.py`: steps that are skipped, processes that live together."""

from __future__ import annotations

import os
import signal
import socket
import stat
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest

SCRIPTS = Path(__file__).parents[3] / "scripts"
PATIENCE = 60  # seconds until a test gives up
FAKE = """#!{python}
import http.server, os, pathlib, sys, time
pathlib.Path({folder!r}, sys.argv[1] + ".pid").write_text(str(os.getpid()))
if sys.argv[1] == "run":
    class Answer(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            self.send_response(200); self.end_headers()
        def log_message(self, *_): pass
    http.server.HTTPServer(("127.0.0.1", int(sys.argv[3])), Answer).serve_forever()
time.sleep(600)
"""
DRIVER = """
import os, pathlib, sys
sys.path.insert(0, {scripts!r})
import run
run.BIN = pathlib.Path({folder!r})
sys.exit(run.serve({port}, dict(os.environ)))
"""


@pytest.fixture
def set_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    monkeypatch.syspath_prepend(str(SCRIPTS))
    import _setup

    monkeypatch.setattr(_setup, "STAMPS", tmp_path)
    return _setup


def test_an_environment_that_is_a_link_is_not_emptied(
    set_up: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "kept").touch()
    (tmp_path / ".venv").symlink_to(elsewhere)
    monkeypatch.setattr(set_up, "VENV", tmp_path / ".venv")
    with pytest.raises(set_up.SetUpError, match="is a link"):
        set_up.make_environment()
    assert (elsewhere / "kept").exists()


def test_a_step_is_done_again_only_when_what_it_is_made_from_changed_or_its_product_is_gone(
    set_up: ModuleType, tmp_path: Path
) -> None:
    product, made = tmp_path / "product", []

    def make() -> None:
        made.append(1)
        product.write_text("made")

    counts = []
    for inputs in ("a", "a", "b", "b"):
        set_up.step("a thing", inputs, make, product=product)
        counts.append(len(made))
    product.unlink()
    set_up.step("a thing", "b", make, product=product)

    assert counts == [1, 1, 2, 2]
    assert len(made) == 3


def test_a_step_that_failed_is_not_taken_for_done(set_up: ModuleType, tmp_path: Path) -> None:
    tmp_path.joinpath("product").touch()

    def fail() -> None:
        raise set_up.SetUpError("no")

    for _ in range(2):
        with pytest.raises(set_up.SetUpError):
            set_up.step("a thing", "a", fail, product=tmp_path / "product")


def test_a_program_that_fails_is_shown_with_what_it_said(set_up: ModuleType) -> None:
    with pytest.raises(set_up.SetUpError, match=r"(?s)it broke.*thing failed \(exit status 3\)"):
        set_up.call("thing", [sys.executable, "-c", "print('it broke'); raise SystemExit(3)"])


@pytest.mark.parametrize(
    ("version", "builds"),
    [("v18.20.0", False), ("v20.18.3", False), ("v20.19.0", True), ("v21.7.0", False), ("v22.12.0", True)],
)
def test_a_node_that_cannot_build_the_front_end_is_not_taken(
    set_up: ModuleType, tmp_path: Path, version: str, builds: bool
) -> None:
    node = tmp_path / "node"
    node.write_text(f"#!/bin/sh\necho {version}\n")
    node.chmod(node.stat().st_mode | stat.S_IXUSR)

    assert set_up.builds(str(node)) is builds


# -- serving --------------------------------------------------------------------------------------------------


@pytest.fixture
def serving(tmp_path: Path) -> Iterator[subprocess.Popen[str]]:
    """`serve` with a web and a worker that only pretend."""
    fake = tmp_path / "shouwen"
    fake.write_text(FAKE.format(python=sys.executable, folder=str(tmp_path)))
    fake.chmod(0o755)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    driver = DRIVER.format(scripts=str(SCRIPTS), folder=str(tmp_path), port=port)
    process = subprocess.Popen([sys.executable, "-c", driver], stdout=subprocess.PIPE, text=True)
    yield process
    process.kill()
    process.communicate()


def until_ready(serving: subprocess.Popen[str]) -> None:
    assert serving.stdout is not None
    line = serving.stdout.readline()
    assert "ready: http://127.0.0.1:" in line, line


def pids(folder: Path) -> dict[str, int]:
    until = time.monotonic() + PATIENCE
    while len(list(folder.glob("*.pid"))) < 2 and time.monotonic() < until:
        time.sleep(0.05)
    return {path.stem: int(path.read_text()) for path in folder.glob("*.pid")}


def alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def test_a_signal_stops_web_and_worker(serving: subprocess.Popen[str], tmp_path: Path) -> None:
    until_ready(serving)
    running = pids(tmp_path)

    serving.send_signal(signal.SIGTERM)

    assert serving.wait(PATIENCE) == 0
    assert not any(alive(pid) for pid in running.values())


def test_when_one_of_them_dies_the_other_is_stopped_and_it_is_said(
    serving: subprocess.Popen[str], tmp_path: Path
) -> None:
    until_ready(serving)
    running = pids(tmp_path)

    os.kill(running["worker"], signal.SIGKILL)
    said, _ = serving.communicate(timeout=PATIENCE)

    assert serving.returncode == 1
    assert "the worker process ended by itself" in said
    assert not alive(running["run"])
