#!/usr/bin/env python3
"""How long the replay page of a long case takes, in a real browser: to open, and from one step to the next.

    python scripts/bench_replay.py [--steps 1000] [--data DIR]

Every figure is the browser's own (`performance.now`). The case is a loop that is gone round until it has so many steps.
"""

from __future__ import annotations

import argparse
import logging
import sys
import tempfile
import time
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING, Any

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from app import create_app
from app.casework import cases, journal, organisation, people, people_admin, setup, tasks
from app.config import Settings
from app.web.audit import playback
from tests.support.bpmn import Bpmn
from tests.support.browser import chromium, sign_in
from tests.support.house import FORM, PEOPLE, deployed

if TYPE_CHECKING:
    from flask import Flask
    from playwright.sync_api import Page

PASSWORD = "a long enough sentence"
STEPS = """async () => {
  const taken = [];
  for (let i = 0; i < 100; i += 1) {
    const begun = performance.now();
    dispatchEvent(new KeyboardEvent('keydown', { key: 'ArrowLeft' }));
    await new Promise((done) => requestAnimationFrame(() => setTimeout(done, 0)));
    taken.push(performance.now() - begun);
    await new Promise((done) => setTimeout(done, 50));
  }
  return taken.sort((a, b) => a - b);
}"""


def main() -> int:
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--steps", type=int, default=1000)
    asked.add_argument("--data", type=Path, help="where the case is kept, to measure it again")
    given = asked.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        app = create_app(Settings(data=given.data or Path(folder), log_level="ERROR", rate="100000 per minute"))
        number = long_case(app, given.steps)
        print(f"outline on the server, processor time: {server_time(app, number):.3f} s")
        look(app, number)
    return 0


def long_case(app: Flask, steps: int) -> str:
    """The number of a case with so many steps."""
    from flask_security.utils import hash_password

    with app.app_context():
        setup.set_up()
        found = cases.find(people.system("bench"), page=1, per_page=1)
        if found.items:
            return found.items[0].number
        secret = hash_password(PASSWORD)
        people_admin.take_over(organisation.parse(PEOPLE), password=lambda _login: secret)
        clerk = people.actor("li")
        case = cases.start(deployed_loop(), {}, clerk)
        waiting = case.opened[0]
        for round_ in range(steps - 1):
            waiting = tasks.complete(waiting, {"channel": f"第{round_}次"}, clerk).opened[0]
        return case.number


def deployed_loop() -> str:
    loop = Bpmn("rework").start().xor("again").user("record", groups="clerk@association", form="record")
    loop.xor("well").when('= channel = "好"').end().at("well").otherwise().to("again")
    return deployed(loop, {"record": FORM})


def server_time(app: Flask, number: str) -> float:
    from flask import g

    with app.test_request_context():
        g.actor = auditor = people.actor("shen")
        case = cases.by_number(number, auditor)
        begun = time.process_time()
        playback.outline(case.version_hash, journal.of(case.id, auditor), auditor.directory)
        return time.process_time() - begun


def look(app: Flask, number: str) -> None:
    from werkzeug.serving import make_server

    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    server = make_server("127.0.0.1", 0, app, threaded=True)
    Thread(target=server.serve_forever, daemon=True).start()
    with chromium() as browser:
        page = sign_in(browser, f"http://127.0.0.1:{server.server_port}", "shen", PASSWORD)
        for at in ("", "#step=500"):
            print(f"open {number}{at}: {opened(page, f'/audit/cases/{number}/replay{at}') / 1000:.2f} s")
            say("steps while all is being recomputed", page.evaluate(STEPS))
        page.wait_for_function("document.querySelector('.replay-panel .proof .state-done')", timeout=120_000)
        say("steps after that", page.evaluate(STEPS))
    server.shutdown()


def opened(page: Page, address: str) -> float:
    """Milliseconds from the beginning of the navigation until the step is shown with its marks."""
    page.goto("about:blank")
    page.goto(address)
    page.wait_for_selector("[data-replay][data-ready=yes]")
    return float(page.evaluate("performance.now()"))


def say(what: str, taken: list[Any]) -> None:
    p50, p95 = taken[len(taken) // 2], taken[int(len(taken) * 0.95)]
    print(f"{what}: p50 {p50:.0f} ms, p95 {p95:.0f} ms, most {taken[-1]:.0f} ms")


if __name__ == "__main__":
    sys.exit(main())
