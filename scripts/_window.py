"""The hands of a person at a real browser, for `walk.py --browser`: one Chromium against one server."""

from __future__ import annotations

import logging
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from flask import Flask

from app.forms.field import yuan

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Locator, Page

PATIENCE_MS = 20_000
DATES = {"date": 10, "datetime-local": 16}  # how much of an instant in ISO 8601 such an input takes
DRAWN = "[data-diagram]:not([data-ready=yes])"


class Refused(Exception):
    """A page did not take what was typed."""


class Window:
    """A Chromium in which each person has tabs of their own; every form that is sent leaves its picture in `folder`."""

    def __init__(self, browser: Browser, address: str, folder: Path, width: int) -> None:
        self.browser, self.address, self.folder, self.width = browser, address, folder, width
        self.pages: dict[str, Page] = {}
        self.faults: list[str] = []  # what scripts complained of, and pages wider than the window
        self.taken: set[str] = set()

    def sign_in(self, login: str, name: str, value: str) -> None:
        """A tab of a person, with the cookie of a session that has begun."""
        self.leave(login)
        context = self.browser.new_context(
            viewport={"width": self.width, "height": 900}, locale="zh-CN", timezone_id="Asia/Shanghai"
        )
        context.add_cookies([{"name": name, "value": value, "url": self.address}])
        page = self.pages[login] = context.new_page()
        page.set_default_timeout(PATIENCE_MS)
        page.on("pageerror", lambda error: self.faults.append(f"{page.url}: {error}"))
        page.on("dialog", lambda dialog: dialog.accept())

    def leave(self, login: str) -> None:
        if login in self.pages:
            self.pages.pop(login).context.close()

    def open(self, login: str, path: str) -> Page:
        page = self.pages[login]
        answer = page.goto(self.address + path)
        if answer is None or not answer.ok:
            raise Refused(f"{path} answered {answer.status if answer else 'nothing'}")
        return page

    def press(self, page: Page, action: str) -> None:
        with page.expect_navigation():
            page.locator(f'form[action="{action}"] button').first.click()

    def send(self, page: Page, action: str, values: Mapping[str, Any], proof: Path, name: str) -> str:
        """Fill in the form that leads to `action` and send it; the address that it leads to."""
        form = page.locator(f'form[action="{action}"], form.card-body:not([action])').first
        waiting = list(wanted(values, "f."))
        while waiting:
            left = [each for each in waiting if not self.type(page, form, *each, proof)]
            if len(left) == len(waiting):
                break  # the form does not ask for these
            waiting = left
        self.picture(page, name)
        if waiting:
            raise Refused(f"{name} has no input for {', '.join(where for where, _ in waiting)}")
        with page.expect_navigation():
            form.locator(".form-actions button.btn-primary").click()
        wrong = page.locator(".invalid-feedback, [data-errors] li, .notice[role=alert]").all_text_contents()
        if wrong:
            self.picture(page, f"{name}-refused")
            raise Refused(f"{name}: " + " · ".join(" ".join(each.split()) for each in wrong)[:300])
        return page.url

    def type(self, page: Page, form: Locator, where: str, value: Any, proof: Path) -> bool:
        """Whether there was an input of this name to say the value in."""
        if where.endswith("+"):  # a row more
            listed = form.locator(f'button[value="add {where[2:-1]}"]')
            if not listed.count():
                return False
            before = form.locator(f'input[type=hidden][name="{where[:-1]}"]:not([value=""])').count()
            if before <= value:
                listed.click()
                settled(page)
            return True
        found = form.locator(f'[name="{where}"]:not([type=hidden]):not([disabled])')
        if not found.count():
            return False
        kind = found.first.evaluate("one => one.tagName === 'INPUT' ? one.type : one.tagName.toLowerCase()")
        if kind in ("radio", "checkbox"):
            for each in value if isinstance(value, list) else [value]:
                one = form.locator(f'[name="{where}"][value="{word(each)}"]')
                if not one.count():
                    return False
                one.check(force=True)
                settled(page)
        elif kind == "select":
            found.first.select_option(word(value))
        elif kind == "file":
            found.first.set_input_files(proof)
        else:
            found.first.fill(
                typed(found.first, value)[: DATES.get(kind, 10_000)].replace(" ", "T" if kind in DATES else " ")
            )
            found.first.dispatch_event("change")
        settled(page)
        return True

    def picture(self, page: Page, name: str) -> None:
        """Once for each name; says so too when the page is wider than the window."""
        if name in self.taken:
            return
        self.taken.add(name)
        if not name.endswith("-refused"):
            gone(page, DRAWN)
        wide = page.evaluate("document.documentElement.scrollWidth")
        if wide > self.width:
            self.faults.append(f"{name} is {wide} px wide in a window of {self.width}")
        page.screenshot(path=self.folder / f"{name}.png", full_page=True)


def typed(place: Locator, value: Any) -> str:
    """What a person types: an amount, which examples have in fen, in the yuan that the field asks for."""
    in_yuan = place.locator("xpath=..").locator(".input-group-text", has_text="元").count()
    return yuan(value) if in_yuan else word(value)


def word(value: Any) -> str:
    return "true" if value is True else str(value)


def settled(page: Page) -> None:
    """The form has taken in what the server answered to a choice."""
    gone(page, "[data-fields][aria-busy]")


def gone(page: Page, what: str) -> None:
    """Waits without a script of its own in the page: the page's policy forbids those."""
    page.locator(what).first.wait_for(state="detached", timeout=PATIENCE_MS)


def wanted(values: Mapping[str, Any], around: str) -> Iterator[tuple[str, Any]]:
    """What to type where, in the order of the values; `name+` asks that a list has a row of this number."""
    for name, value in values.items():
        if isinstance(value, list) and value and isinstance(value[0], Mapping):
            for number, row in enumerate(value):
                yield f"{around}{name}+", number
                yield from wanted(row, f"{around}{name}.{number}.")
        elif value is not None and value is not False and value not in ([], ""):
            yield around + name, value


@contextmanager
def window(app: Flask, folder: Path, width: int) -> Iterator[Window]:
    """A Chromium in front of the application, which is served on a port of its own."""
    try:
        from tests.support.browser import CHROMIUM, chromium, serving
    except ImportError:
        sys.exit("--browser needs playwright and pytest: python3 scripts/test.py brings them")
    if CHROMIUM is None:
        sys.exit("--browser needs a Chromium")
    folder.mkdir(parents=True, exist_ok=True)
    logging.getLogger("werkzeug").setLevel(logging.ERROR)  # requests are no news
    with serving(app) as address, chromium() as browser:
        yield Window(browser, address, folder, width)


__all__ = ["Refused", "Window", "window"]
