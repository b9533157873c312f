"""The desk at a phone's width and by keyboard: what only a browser shows."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.support.browser import needs_a_build
from tests.support.clerk import DESKTOP, PHONE, House

pytestmark = [pytest.mark.browser, needs_a_build]

PAGES = {
    "assoc.li": [
        "/desk",
        "/desk?list=groups",
        "/desk?list=done",
        "/new",
        "/new/bank-association",
        "/search",
        "/password",
    ],
    "root.zhou": ["/organisation/", "/organisation/new", "/organisation/people/assoc.li", "/organisation/units"],
}
WIDER = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"

NAMELESS = """all => all.filter(one => one.checkVisibility() && !one.closest('[aria-hidden=true]'))
    .filter(one => !(one.innerText.trim() || one.ariaLabel || one.title || one.placeholder || one.labels?.length))
    .map(one => one.outerHTML.slice(0, 200))"""


def begun(page: Page) -> str:
    """Begin a case; the address of its page."""
    page.goto("/new/bank-association")
    page.get_by_label("投诉人").first.fill("张三")
    page.get_by_role("button", name="立案").click()
    page.wait_for_url(re.compile(r"/tasks/\d+-1$"))
    return str(page.locator(".page-pretitle a").get_attribute("href"))


@pytest.mark.parametrize("width", [DESKTOP, PHONE])
@pytest.mark.parametrize("login", PAGES)
def test_no_page_is_wider_than_its_window(house: House, login: str, width: int) -> None:
    page = house.clerk(login, width).page
    cases = [begun(page), "/tasks/1-1"] if login == "assoc.li" else []
    for path in (*PAGES[login], *cases):
        page.goto(path)
        page.wait_for_load_state("networkidle")
        assert page.evaluate(WIDER) <= 0, path


def test_every_page_names_its_landmarks_and_has_one_heading(house: House) -> None:
    page = house.clerk("assoc.li").page
    for path in (*PAGES["assoc.li"], begun(page)):
        page.goto(path)
        expect(page.get_by_role("main")).to_have_count(1)
        expect(page.get_by_role("banner")).to_have_count(1)
        expect(page.get_by_role("navigation", name="主导航")).to_have_count(1)
        expect(page.get_by_role("heading", level=1)).to_have_count(1)
        unnamed = page.locator("button, a, select, input:not([type=hidden]), textarea").evaluate_all(NAMELESS)
        assert unnamed == [], path


def test_the_keyboard_reaches_everything(house: House) -> None:
    page = house.clerk("assoc.li").page
    page.goto("/desk")
    page.keyboard.press("/")
    expect(page.locator("[data-search]")).to_be_focused()
    page.keyboard.press("Escape")
    page.locator("h1").click()
    page.keyboard.press("g")
    page.keyboard.press("n")
    page.wait_for_url("**/new")
    page.goto("/desk")
    page.keyboard.press("Tab")
    expect(page.locator(".skip-link")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()


def test_the_task_is_claimed_by_a_key(house: House) -> None:
    page = house.clerk("assoc.li").page
    begun(page)
    page.keyboard.press("c")
    expect(page.get_by_role("button", name="放回")).to_be_visible()


def test_the_diagram_of_a_case_is_drawn_under_the_strict_policy(house: House) -> None:
    page = house.clerk("assoc.li").page
    page.goto(begun(page))
    expect(page.locator("figure.diagram[data-ready=yes] svg").first).to_be_visible()
    expect(page.locator(".djs-element.mark-active").first).to_be_visible()


def test_the_main_action_stays_under_the_thumb(house: House) -> None:
    page = house.clerk("assoc.li", PHONE).page
    begun(page)
    button = page.get_by_role("button", name="办结")
    expect(button).to_be_in_viewport()
    page.mouse.wheel(0, 2000)
    expect(button).to_be_in_viewport()
    expect(page.get_by_role("navigation", name="主导航")).to_be_in_viewport()
