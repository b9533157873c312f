"""Somebody of staff at a browser: reads the pages, and works with what they offer, as a person would."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from flask import Flask
from playwright.sync_api import Browser, ConsoleMessage, Locator, Page, Response, expect

from app.config import DEMO_PASSWORD
from app.forms.field import yuan

DESKTOP, PHONE = 1440, 390
HEIGHTS = {DESKTOP: 900, PHONE: 844}
PATIENCE_MS = 20_000
NUMBER = re.compile(r"\d{4}-\d{5}")
OLD = "ContextPad#getPad is deprecated"  # a part of bpmn-js calls what another part of it is to lose one day
REFUSED = "Failed to load resource: the server responded with a status of 4"  # tests ask for refusals on purpose
KIND = "(place, kinds) => kinds.find(kind => place.querySelector(kind))"
SETTLED = "() => !document.querySelector('[data-fields][aria-busy]')"
FIELDS = """form => [...form.querySelectorAll('[data-field]')]
    .filter(one => one.querySelector('input:enabled:not([type=hidden]), select:enabled, textarea:enabled'))
    .map(one => one.dataset.field)"""

Turn = Callable[[str], str]


@dataclass
class House:
    """The application under test, the people who have it open, and everything a browser complained of."""

    browser: Browser
    address: str
    app: Flask
    width: int = DESKTOP
    complaints: list[str] = field(default_factory=list)
    clerks: dict[tuple[str, int], Clerk] = field(default_factory=dict)

    def clerk(self, login: str, width: int | None = None) -> Clerk:
        """A person at their own browser; they sign in once and stay."""
        at = (login, width or self.width)
        if at not in self.clerks:
            self.clerks[at] = Clerk(self.page(at[1]), self)
            self.clerks[at].sign_in(login)
        return self.clerks[at]

    def page(self, width: int) -> Page:
        """A page of a browser that nobody has used yet; it writes down what it complains of."""
        context = self.browser.new_context(
            viewport={"width": width, "height": HEIGHTS[width]},
            base_url=self.address,
            has_touch=width == PHONE,
            locale="zh-CN",
        )
        return self.listen_to(context.new_page())

    def listen_to(self, page: Page) -> Page:
        page.set_default_timeout(PATIENCE_MS)
        expect.set_options(timeout=PATIENCE_MS)
        page.on("console", self.listen)
        page.on("pageerror", lambda error: self.complaints.append(f"{page.url}: {error}"))
        return page

    def listen(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"} and not message.text.startswith((REFUSED, f"Error: {OLD}")):
            self.complaints.append(f"{message.page.url if message.page else ''}: {message.text}")

    def close(self) -> None:
        for clerk in self.clerks.values():
            clerk.page.context.close()


class Clerk:
    def __init__(self, page: Page, house: House) -> None:
        self.page, self.house = page, house

    def sign_in(self, login: str) -> None:
        self.page.goto("/login")
        self.page.get_by_label("登录名", exact=True).fill(login)
        self.page.get_by_label("密码", exact=True).fill(DEMO_PASSWORD)
        self.page.get_by_label("密码", exact=True).press("Enter")
        self.page.wait_for_url(lambda url: "/login" not in url)

    def second_tab(self) -> Clerk:
        """The same person in another tab of their browser."""
        return Clerk(self.house.listen_to(self.page.context.new_page()), self.house)

    # -- cases and tasks

    def begin(self, process: str, values: Mapping[str, Any], turn: Turn) -> str:
        """Begin a case from the start page; its number."""
        self.page.goto("/desk")
        self.page.locator("#content").get_by_role("link", name="新建案件").click()
        self.page.get_by_role("link", name=process).click()
        self.fill(values, turn)
        self.page.get_by_role("button", name="立案").click()
        self.page.wait_for_url(re.compile("/(tasks|cases)/"))
        return self.number

    @property
    def number(self) -> str:
        """The number of the case whose page, or whose task's page, is open."""
        found = NUMBER.search(self.page.locator(".page-pretitle").inner_text())
        assert found, self.page.url
        return found[0]

    def take(self, number: str, task: str) -> None:
        """Find a task in the lists, sign for it where nobody has it yet, and open it."""
        if self.listed("groups", number, task):
            self.row(number, task).get_by_role("button", name="签收").click()
        else:
            assert self.listed("mine", number, task), f"{task} of {number} is in no list"
            self.row(number, task).get_by_role("link", name="办理").click()
        self.page.wait_for_url(re.compile(r"/tasks/\d"))
        expect(self.page.get_by_role("heading", level=1)).to_have_text(task)

    def listed(self, shelf: str, number: str, task: str) -> bool:
        """Whether a task is in one of the lists: groups, mine or done."""
        self.page.goto(f"/desk?list={shelf}")
        return self.row(number, task).count() > 0

    def row(self, number: str, task: str) -> Locator:
        rows = self.page.locator("tbody tr").filter(has_text=number)
        return rows.filter(has=self.page.get_by_role("link", name=task, exact=True))

    def press(self, button: str = "办结") -> Response:
        """Send the form; what the server answered."""
        with self.page.expect_response(lambda answer: answer.request.method == "POST") as caught:
            self.page.get_by_role("button", name=button, exact=True).click()
        self.page.wait_for_load_state()
        return caught.value

    def open(self, number: str) -> None:
        """The page of a case, with its diagram drawn."""
        self.page.goto(f"/cases/{number}")
        expect(self.page.locator("[data-diagram][data-ready=yes]")).to_be_visible()

    def hear(self, message: str, reason: str) -> None:
        """On the page of a case, enter a message that came from outside."""
        self.page.get_by_text(f"记入：{message}", exact=True).click()
        place = self.page.get_by_role("region", name="外来消息")
        place.get_by_label("对方所述").fill(reason)
        place.get_by_role("button", name="记入案件").click()
        self.page.get_by_role("dialog").get_by_role("button", name="确认").click()
        expect(self.page.locator("#timeline")).to_contain_text(f"记入来件：{message}")

    # -- forms

    def fill(self, values: Mapping[str, Any], turn: Turn) -> None:
        """Fill in the form field by field, from the top; what a choice brings up is filled in when it is there."""
        left = dict(values)
        while left:
            asked = self.page.locator("form:has(> [data-fields])").evaluate(FIELDS)
            path = next((path for path in asked if path in left), None)
            assert path, f"{self.page.url} does not ask for {left}"
            self.enter(self.page.locator(f'[data-field="{path}"]'), left.pop(path), turn)

    def enter(self, place: Locator, value: Any, turn: Turn) -> None:
        """Put a value into a field, whatever kind of input it has."""
        kind = place.evaluate(KIND, list(WAYS))
        WAYS[kind](place, value, turn)
        if not self.page.evaluate(SETTLED):
            self.page.wait_for_function(SETTLED)


def overflow(page: Page) -> int:
    """How many pixels a page is wider than its window."""
    wide: int = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    return wide


# -- one way for each kind of input, the first that fits


def upload(place: Locator, value: Any, turn: Turn) -> None:
    files = [
        {"name": f"{name}.txt", "mimeType": "text/plain", "buffer": f"录音文字稿 {name}".encode()} for name in value
    ]
    place.locator("input[type=file]").set_input_files(files)  # type: ignore[arg-type]


def choose(place: Locator, value: Any, turn: Turn) -> None:
    place.locator(f'input[type=radio][value="{value}"]').check()


def tick_each(place: Locator, value: Any, turn: Turn) -> None:
    for box in place.locator("input[type=checkbox]").all():
        box.set_checked(box.get_attribute("value") in value)


def tick(place: Locator, value: Any, turn: Turn) -> None:
    place.locator("input[type=checkbox]").set_checked(value)


def select(place: Locator, value: Any, turn: Turn) -> None:
    place.locator("select").select_option(str(value))


def set_time(place: Locator, value: Any, turn: Turn) -> None:
    leave(place.locator("input"), turn(value))


def write(place: Locator, value: Any, turn: Turn) -> None:
    leave(place.locator("textarea, input:not([type=hidden])"), typed(place, value))


def typed(place: Locator, value: Any) -> str:
    """What a person types: an amount, which examples have in fen, in the yuan that the field asks for."""
    in_yuan = place.locator(".input-group-text", has_text="元").count()
    return yuan(value) if in_yuan else str(value)


def leave(box: Locator, text: str) -> None:
    """Typing is over when the person leaves the field: conditions look at it then."""
    box.fill(text)
    box.blur()


WAYS: Mapping[str, Callable[[Locator, Any, Turn], None]] = {
    "input[type=file]": upload,
    "input[type=radio]": choose,
    "fieldset.checks input[type=checkbox], .form-selectgroup input": tick_each,
    "input[type=checkbox]": tick,
    "select": select,
    "input[type=date], input[type=datetime-local]": set_time,
    "textarea, input:not([type=hidden])": write,
}
