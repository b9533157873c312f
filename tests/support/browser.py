"""A real Chromium against a real server, for what only a browser can show."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Thread

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, expect, sync_playwright
from werkzeug.serving import make_server

DIST = Path(__file__).parents[2] / "app/web/static/dist"
CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
QUIET = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
PATIENCE_MS = 20_000

needs_a_build = pytest.mark.skipif(
    not (DIST / ".vite/manifest.json").exists(), reason="the front end is not built: scripts/test.py builds it"
)


@contextmanager
def serving(app: Flask) -> Iterator[str]:
    """The application on a port of its own; its address."""
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()


@contextmanager
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        yield browser
        browser.close()


def sign_in(browser: Browser, address: str, login: str, password: str, *, width: int = 1440) -> Page:
    """A page of a person who has signed in; anything that a script complains of fails the test."""
    expect.set_options(timeout=PATIENCE_MS)
    page = browser.new_page(viewport={"width": width, "height": 900}, base_url=address)
    page.on("pageerror", complain)
    page.goto("/login")
    page.fill("input[name=login]", login)
    page.fill("input[name=password]", password)
    page.keyboard.press("Enter")
    page.wait_for_url(lambda url: "/login" not in url)
    return page


def complain(error: Exception) -> None:
    raise AssertionError(f"a script failed: {error}")
