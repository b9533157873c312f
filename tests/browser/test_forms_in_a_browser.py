"""Forms with scripts: conditions and rows answer at once, and nothing typed is lost on the way."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from threading import Thread

import pytest
from playwright.sync_api import Page, Route, expect, sync_playwright
from werkzeug.serving import make_server

from tests.support.forms import field, form_of
from tests.support.pages import WEB, app_with

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(
        not (WEB.parent / "static/dist/.vite/manifest.json").exists(), reason="the front end is not built"
    ),
]
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
QUIET = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]

FORM = form_of(
    field("radio", "channel", values=[{"label": "电话", "value": "phone"}, {"label": "其他", "value": "other"}]),
    field("textfield", "which", validate={"required": True}, conditional={"hide": '=channel != "other"'}),
    field("textarea", "content"),
    field("filepicker", "evidence"),
    {
        "type": "dynamiclist",
        "path": "rows",
        "defaultRepetitions": 1,
        "components": [
            field("textfield", "item"),
            field("checkbox", "back"),
            field("textfield", "why", conditional={"hide": "=not(this.back)"}),
            field("filepicker", "photo"),
        ],
    },
)


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    server = make_server("127.0.0.1", 0, app_with(FORM), threaded=True)
    thread = Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    thread.join()


@pytest.fixture(scope="module")
def browser_page() -> Iterator[Page]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        page = browser.new_page()
        page.on("dialog", lambda dialog: dialog.accept())  # leaving a page with something typed
        yield page
        browser.close()


@pytest.fixture
def page(browser_page: Page, address: str) -> Page:
    browser_page.goto(address)
    return browser_page


def file(tmp_path: Path, name: str) -> str:
    path = tmp_path / name
    path.write_bytes(b"x")
    return str(path)


def test_a_choice_shows_and_hides_and_remembers(page: Page) -> None:
    page.get_by_label("content").fill("收到的商品有划痕")
    expect(page.get_by_label("which")).to_have_count(0)

    page.get_by_label("其他").check()
    page.get_by_label("which").fill("微信")
    page.get_by_label("电话").check()
    expect(page.get_by_label("which")).to_have_count(0)
    page.get_by_label("其他").check()

    expect(page.get_by_label("which")).to_have_value("微信")
    expect(page.get_by_label("content")).to_have_value("收到的商品有划痕")


def test_the_focus_stays_on_a_choice_that_changes_the_form(page: Page) -> None:
    page.get_by_label("其他").focus()
    page.keyboard.press("Space")

    expect(page.get_by_label("which")).to_be_visible()
    expect(page.get_by_label("其他")).to_be_focused()


def test_who_went_on_while_the_answer_was_on_its_way_is_not_thrown_back(page: Page) -> None:
    held: list[Route] = []
    page.route("**/*", lambda route: held.append(route))
    with page.expect_request(lambda request: request.method == "POST"):
        page.get_by_label("其他").check()
    page.get_by_label("content").focus()
    page.keyboard.type("收到")
    page.keyboard.press("ArrowLeft")
    held.pop().continue_()
    page.unroute("**/*")

    expect(page.get_by_label("which")).to_be_visible()
    expect(page.get_by_label("content")).to_be_focused()
    page.keyboard.type("未")
    expect(page.get_by_label("content")).to_have_value("收未到")


def test_rows_come_and_go_with_what_was_typed_in_them(page: Page) -> None:
    page.get_by_label("item").fill("一")
    page.get_by_role("button", name="添加一行").click()
    expect(page.locator("#f-rows-1-item")).to_be_focused()
    page.locator("#f-rows-1-item").fill("二")
    page.locator("#f-rows-1-back").check()
    page.locator("#f-rows-1-why").fill("坏了")
    page.get_by_role("button", name="删除第 1 行").click()

    expect(page.locator("#f-rows-0-item")).to_have_value("二")
    expect(page.locator("#f-rows-0-why")).to_have_value("坏了")
    expect(page.locator("#f-rows-1-item")).to_have_count(0)


def test_chosen_files_survive_and_stay_with_their_row(page: Page, tmp_path: Path) -> None:
    page.locator("#f-evidence").set_input_files(file(tmp_path, "recording.mp3"))
    page.get_by_role("button", name="添加一行").click()
    page.locator("#f-rows-1-photo").set_input_files(file(tmp_path, "second.png"))
    page.locator("#f-rows-1-item").fill("二")
    page.get_by_label("电话").check()
    page.get_by_role("button", name="删除第 1 行").click()
    expect(page.locator("#f-rows-1-item")).to_have_count(0)
    page.get_by_role("button", name="办理").click()

    taken = page.locator("#taken")
    expect(taken).to_contain_text("'evidence': ['recording']")
    expect(taken).to_contain_text("'rows': [{'item': '二', 'back': False, 'photo': ['second']}]")


def test_the_enter_key_sends_the_form(page: Page) -> None:
    page.get_by_label("item").fill("一")
    page.get_by_label("item").press("Enter")

    expect(page.locator("#taken")).to_contain_text("'item': '一'")


def test_where_the_server_cannot_be_reached_what_was_typed_stays(page: Page) -> None:
    page.get_by_label("item").fill("一")
    page.route("**/*", lambda route: route.abort())
    page.get_by_role("button", name="添加一行").click()

    expect(page.get_by_role("status").last).to_be_visible()
    expect(page.get_by_label("item")).to_have_value("一")
    page.unroute("**/*")
