"""The pages within everybody's reach: on a phone, by keyboard alone, with a screen reader."""

from __future__ import annotations

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Locator, Page, expect

from app.config import DEMO_PASSWORD
from tests.support.browser import needs_a_build
from tests.support.clerk import DESKTOP, HEIGHTS, PHONE, House, overflow
from tests.support.course import Course

pytestmark = [pytest.mark.browser, needs_a_build]

RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
MARK_OF_BPMN_IO = {"exclude": [".bjs-powered-by"]}  # its licence wants it as it is, also where a player lies over it
MOST_TABS = 120

# Every kind of page, and who looks at it; {number} is a case, {task} an open task of it.
PAGES = {
    "assoc.li": (
        "/desk",
        "/desk?list=groups",
        "/desk?list=done",
        "/new",
        "/new/bank-association",
        "/search",
        "/password",
    ),
    "banka.chen": ("/desk?list=groups", "{task}", "/cases/{number}", "/cases/2026-99999", "/audit/"),
    "root.shen": ("/audit/", "/audit/cases/{number}", "/audit/cases/{number}/replay", "/audit/verify"),
    "root.lu": ("/studio/", "/studio/processes/bank-association", "/studio/folder"),
    "root.zhou": (
        "/organisation/",
        "/organisation/people/assoc.li",
        "/organisation/units",
        "/calendars/",
        "/calendars/cn/2026",
        "/admin/operations",
    ),
}
DIAGRAMS = "[data-diagram]:not([data-ready=yes]), [data-replay]:not([data-ready=yes])"


@pytest.fixture(scope="module")
def places(people: House) -> dict[str, str]:
    """A case of bank A and the address of its open task."""
    number, handler = Course(people, "bank-association", "02-upheld", past=5).begin(), people.clerk("banka.chen")
    handler.take(number, "核实情况")
    return {"number": number, "task": handler.page.url}


@pytest.mark.parametrize("login", PAGES)
def test_every_kind_of_page_can_be_read_by_everybody(house: House, places: dict[str, str], login: str) -> None:
    page = house.clerk(login).page
    for path in PAGES[login]:
        page.goto(path.format(**places))
        expect(page.locator(DIAGRAMS)).to_have_count(0)
        for width, height in HEIGHTS.items():
            page.set_viewport_size({"width": width, "height": height})
            check(page, f"{path} at {width} px")
        page.set_viewport_size({"width": DESKTOP, "height": HEIGHTS[DESKTOP]})


@pytest.mark.parametrize("width", [DESKTOP, PHONE])
def test_signing_in_can_be_read_by_everybody(house: House, width: int) -> None:
    page = house.page(width)
    page.goto("/login")
    assert Axe().run(page, options=RULES).response["violations"] == []
    assert overflow(page) <= 0
    page.context.close()


def check(page: Page, path: str) -> None:
    """No scrolling sideways; landmarks, one heading, names on whatever is used, contrast, as axe-core sees it."""
    assert overflow(page) <= 0, path
    for landmark in ("banner", "navigation", "main"):
        assert page.get_by_role(landmark).count() >= 1, f"{path} has no {landmark}"
    assert page.get_by_role("heading", level=1).count() == 1, path
    found = Axe().run(page, MARK_OF_BPMN_IO, RULES).response["violations"]
    said = [f"{one['help']}: {node['target']} {node['html'][:200]}" for one in found for node in one["nodes"]]
    assert said == [], path


# -- by keyboard alone ----------------------------------------------------------------------------------------


def test_a_task_is_found_claimed_filled_in_and_done_by_keyboard_alone(house: House) -> None:
    number = Course(house, "retail-seven-steps", "02-not-founded", past=1).begin()
    page = house.page(DESKTOP)
    page.goto("/login")
    page.keyboard.type("retail.huang")
    page.keyboard.press("Tab")
    page.keyboard.type(DEMO_PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("/desk"))

    go(page, page.get_by_role("navigation", name="任务列表").get_by_role("link", name="待签收"), "Enter")
    page.wait_for_url(re.compile("list=groups"))
    row = page.locator("tbody tr").filter(has_text=number)
    go(page, row.get_by_role("button", name="签收"), "Enter")
    page.wait_for_url(re.compile(r"/tasks/\d"))

    go(page, page.locator('[data-field="reasons_sufficient"] input[type=radio]').first, "Space")
    go(page, page.locator('[data-field="demand_reasonable"] input[type=radio]').first, "ArrowRight")
    expect(page.locator('[data-field="polite_reply"]')).to_be_visible()  # a condition of the second answer
    go(page, page.get_by_label("判定结论"))
    page.keyboard.type("超出三包期")
    go(page, page.locator('[data-field="polite_reply"] textarea'))
    page.keyboard.type("感谢您的信任，可为您安排优惠维修")
    go(page, page.get_by_role("button", name="办结"), "Enter")

    page.wait_for_url(lambda url: "/complete" not in url)
    expect(page.get_by_role("status").filter(has_text="已办结").first).to_be_visible()
    page.goto(f"/cases/{number}")
    expect(page.locator("#timeline .moment").first).to_contain_text("办结“判定是否成立”")
    page.context.close()


def test_the_first_key_leads_past_the_navigation(house: House) -> None:
    page = house.clerk("assoc.li").page
    page.goto("/desk")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="跳到正文")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("main")).to_be_focused()


def test_a_file_is_chosen_by_keyboard_and_named(house: House) -> None:
    number, clerk = Course(house, "bank-association", "01-straight").begin(), house.clerk("assoc.li")
    clerk.take(number, "受理登记")
    page, place = clerk.page, clerk.page.locator('[data-field="evidence"]')
    page.on("filechooser", lambda _: None)  # from now on choosers are handed over, not only once one is waited for
    expect(place).to_contain_text("或拖放到这里")
    go(page, place.locator("input[type=file]"))
    with page.expect_file_chooser() as asked:
        page.keyboard.press("Space")
    asked.value.set_files({"name": "来电录音.txt", "mimeType": "text/plain", "buffer": "录音".encode()})
    expect(place.locator(".file-chosen")).to_have_text("来电录音.txt")


def go(page: Page, place: Locator, key: str = "") -> None:
    """Walk to an element with the Tab key, as somebody without a mouse does; then press a key on it."""
    for _ in range(MOST_TABS):
        if place.evaluate("element => element === document.activeElement"):
            break
        page.keyboard.press("Tab")
    expect(place).to_be_focused()
    if key:
        page.keyboard.press(key)
