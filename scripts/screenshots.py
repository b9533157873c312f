#!/usr/bin/env python3
"""Takes the pictures of the READMEs anew: sets up the demo in a folder of its own, and looks at its pages."""

from __future__ import annotations

import argparse
import os
import socket
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import _setup
import run
from _setup import BIN, ROOT, say

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

IMAGES = ROOT / "docs" / "images"
LARGEST = 250_000  # bytes: a README should open at once
QUIET = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--lang=zh-CN"]
DESK = {"width": 1440, "height": 900}
PHONE = {"width": 390, "height": 844}
DRAWN = "[data-diagram][data-ready=yes]"
STARTS_WITHIN = 60  # seconds


def main() -> int:
    if Path(sys.prefix) != _setup.VENV:
        _setup.ready({"dev"})
        os.execv(BIN / "python", [str(BIN / "python"), *sys.argv])
    with tempfile.TemporaryDirectory() as data:
        environment = run.settings(argparse.Namespace(data=Path(data)))
        run.prepare(argparse.Namespace(no_demo=False), environment)
        port = free_port()
        running = {
            "web": run.start(["run", "--port", str(port)], environment),
            "worker": run.start(["worker"], environment),
        }
        try:
            wait_for(port)
            return take_all(f"http://127.0.0.1:{port}")
        finally:
            run.stop(running)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_for(port: int) -> None:
    until = time.monotonic() + STARTS_WITHIN
    while not run.answers(port):
        if time.monotonic() > until:
            raise SystemExit("the demo did not start")
        time.sleep(0.2)


def take_all(address: str) -> int:
    """The exit status: 1 where a picture came out too large."""
    from playwright.sync_api import sync_playwright

    IMAGES.mkdir(parents=True, exist_ok=True)
    too_large = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=QUIET)
        for name, (login, window, show) in PICTURES.items():
            picture = IMAGES / f"{name}.png"
            take(browser, address, login, window, show, picture)
            size = picture.stat().st_size
            say(f"{picture.relative_to(ROOT)}: {size // 1000} kB")
            too_large += [name] if size > LARGEST else []
        browser.close()
    if too_large:
        say(f"larger than {LARGEST // 1000} kB: {', '.join(too_large)}")
    return int(bool(too_large))


def chromium() -> str | None:
    """The machine's Chromium; None: the one that Playwright installed."""
    import shutil

    return next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)


def take(
    browser: Browser, address: str, login: str, window: dict[str, int], show: Callable[[Page], None], picture: Path
) -> None:
    """A picture of what a person of the demo sees."""
    context = browser.new_context(viewport=window, base_url=address, locale="zh-CN", reduced_motion="reduce")
    page = context.new_page()
    page.goto("/login")
    page.locator(f'.demo-person[title="{login}"]').click()
    page.wait_for_url(lambda url: "/login" not in url)
    show(page)
    page.mouse.move(0, 0)
    page.wait_for_timeout(500)
    page.screenshot(path=picture)
    context.close()


# -- what is shown --------------------------------------------------------------------------------------------


def desk(page: Page) -> None:
    page.goto("/desk?list=groups")


def task(page: Page) -> None:
    page.goto("/desk")
    page.locator(".task-name").first.click()
    page.locator(DRAWN).wait_for()
    page.get_by_label("已有最终结果").check()
    page.get_by_text("退还费用").wait_for()


def case(page: Page) -> None:
    open_case(page, "丁海燕")
    page.locator(DRAWN).wait_for()


def studio(page: Page) -> None:
    """The editor after a mistake: with a task deleted, a path leads nowhere, and the gate says so."""
    page.goto("/studio/processes/bank-association")
    page.locator(".page-actions form button.btn-primary").click()
    page.locator("[data-editor][data-ready=yes]").wait_for()
    page.locator('.djs-element[data-element-id="answer_customer"] .djs-hit').first.click(force=True)
    page.keyboard.press("Delete")
    page.locator("[data-check-now]").click()
    page.locator("[data-findings] .finding-error").first.click()  # not one of those before the check


def replay(page: Page) -> None:
    open_case(page, "孙立军")
    number = page.url.rpartition("/")[2]
    page.goto(f"/audit/cases/{number}/replay#step=12")
    page.locator("[data-replay][data-ready=yes]").wait_for()


def open_case(page: Page, complainant: str) -> None:
    page.goto(f"/search?q={complainant}")
    page.locator(".task-name").first.click()
    page.wait_for_url("**/cases/*")


# The name of each picture, who looks, through which window, and at what.
PICTURES: dict[str, tuple[str, dict[str, int], Callable[[Page], None]]] = {
    "desk": ("op.liao", DESK, desk),
    "task": ("banka2.tang", DESK, task),
    "case": ("assoc.wang", DESK, case),
    "studio": ("root.lu", DESK, studio),
    "replay": ("assoc.zheng", DESK, replay),
    "phone": ("banka2.tang", PHONE, task),
}

if __name__ == "__main__":
    sys.exit(main())
