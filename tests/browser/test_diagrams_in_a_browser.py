"""Diagrams in a browser: where a case stands, the replay step by step, and the editor with the gate's findings."""

from __future__ import annotations

import re
from collections.abc import Iterator
from uuid import uuid4

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, Response, expect

from app.casework import cases, people, tasks, versions
from tests.support.bpmn import Bpmn
from tests.support.browser import chromium, needs_a_build, serving, sign_in
from tests.support.house import deployed
from tests.web.conftest import PASSWORD, house_app  # noqa: F401  a fixture of this module too
from tests.web.procedures import FORMS

pytestmark = [pytest.mark.browser, needs_a_build]


@pytest.fixture(scope="module")
def address(house_app: Flask) -> Iterator[str]:  # noqa: F811
    with serving(house_app) as url:
        yield url


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as started:
        yield started


@pytest.fixture(scope="module")
def number(house_app: Flask) -> str:  # noqa: F811
    """A case whose first task is done and whose second waits."""
    with house_app.app_context():
        case = cases.start("complaint", {"complainant": "张三", "bank": "bank-a"}, people.actor("li"))
        bank = people.actor("an")
        tasks.claim(case.opened[0], bank)
        tasks.complete(case.opened[0], {"finding": "柜员解释不清,已致歉。", "loss": "12.5"}, bank)
        return case.number


@pytest.fixture
def process(house_app: Flask) -> str:  # noqa: F811
    """A process of its own for each test."""
    diagram = Bpmn(f"b-{uuid4().hex[:8]}", name="浏览器里的流程").start(form="intake")
    diagram.user("verify", name="核查", groups="clerk@association", form="finding").end("answered", name="已答复")
    with house_app.app_context():
        return deployed(diagram, FORMS)


def shape(page: Page, element: str) -> str:
    return page.locator(f'.djs-element[data-element-id="{element}"]').get_attribute("class") or ""


# -- where a case stands


def test_the_diagram_of_a_case_marks_what_is_done_and_what_is_open(browser: Browser, address: str, number: str) -> None:
    page = sign_in(browser, address, "li", PASSWORD)
    page.goto(f"/cases/{number}")
    expect(page.locator("[data-diagram][data-ready=yes]")).to_be_visible()
    assert "mark-done" in shape(page, "verify")
    assert re.search("mark-(active|soon|overdue)", shape(page, "answer"))
    expect(page.locator(".badge-left")).to_contain_text("剩")
    expect(page.locator(".diagram-legend")).to_contain_text("已走路径")
    expect(page.locator(".bjs-powered-by")).to_be_visible()  # the licence asks for it
    page.locator(".diagram-list summary").click()
    expect(page.locator('.diagram-list [data-element="verify"]')).to_contain_text("已完成")
    page.close()


def test_on_a_phone_nothing_scrolls_sideways(browser: Browser, address: str, number: str) -> None:
    page = sign_in(browser, address, "shen", PASSWORD, width=390)
    for path in (f"/cases/{number}", "/audit/", f"/audit/cases/{number}", f"/audit/cases/{number}/replay"):
        page.goto(path)
        page.wait_for_load_state("networkidle")
        assert page.evaluate("document.documentElement.scrollWidth") <= 390, path
    page.close()


# -- the replay


def test_the_player_walks_through_a_case(browser: Browser, address: str, number: str) -> None:
    page = sign_in(browser, address, "shen", PASSWORD)
    page.goto(f"/audit/cases/{number}/replay#step=1")
    expect(page.locator("[data-replay][data-ready=yes]")).to_be_visible()
    count, panel = page.locator(".player-count"), page.locator(".replay-panel")
    expect(count).to_have_text("第 1 步，共 3 步")
    assert "mark-active" in shape(page, "verify")
    page.keyboard.press("End")
    expect(count).to_have_text("第 3 步，共 3 步")
    assert "mark-done" in shape(page, "verify")
    expect(panel).to_contain_text("柜员解释不清")
    expect(panel).to_contain_text("复算一致")
    assert page.evaluate("location.hash") == "#step=3"
    page.keyboard.press("ArrowLeft")
    expect(count).to_have_text("第 2 步，共 3 步")
    assert "mark-done" not in shape(page, "verify")
    page.locator(".step-row").nth(0).click()
    expect(count).to_have_text("第 1 步，共 3 步")
    page.select_option(".player select", "16")
    page.keyboard.press("Escape")
    page.locator(".player-buttons .btn").nth(2).click()
    expect(count).to_have_text("第 3 步，共 3 步")
    page.close()


def test_clicking_a_shape_goes_to_the_next_step_about_it(browser: Browser, address: str, number: str) -> None:
    page = sign_in(browser, address, "shen", PASSWORD)
    page.goto(f"/audit/cases/{number}/replay#step=3")
    expect(page.locator("[data-replay][data-ready=yes]")).to_be_visible()
    page.locator('.djs-element[data-element-id="verify"] .djs-hit').first.click(position={"x": 12, "y": 12})
    expect(page.locator(".player-count")).to_have_text("第 1 步，共 3 步")
    page.close()


# -- the editor


def edit(browser: Browser, address: str, process: str) -> Page:
    page = sign_in(browser, address, "lu", PASSWORD)
    page.goto(f"/studio/processes/{process}")
    page.locator(".page-actions form button.btn-primary").click()
    expect(page.locator("[data-editor][data-ready=yes]")).to_be_visible()
    return page


def choose(page: Page, element: str) -> None:
    page.locator(f'.djs-element[data-element-id="{element}"] .djs-hit').first.click(force=True)


def is_save(answer: Response) -> bool:
    return answer.request.method == "PUT" and answer.ok


def test_a_mistake_is_shown_at_its_shape_mended_and_deployed(
    browser: Browser,
    address: str,
    process: str,
    house_app: Flask,  # noqa: F811
) -> None:
    page = edit(browser, address, process)
    expect(page.locator("[data-summary]")).to_contain_text("没有需要改正的地方")
    choose(page, "verify")
    page.locator(".bio-properties-panel-group-header-title", has_text="表单").click()
    page.locator("#bio-properties-panel-form-id").select_option("")
    page.locator(".bio-properties-panel-group-header-title", has_text="分派").click()
    groups = page.locator("[name=assignmentDefinitionCandidateGroups]")
    groups.fill("nobody@nowhere")
    expect(page.locator(".finding-badge")).to_be_visible()
    expect(page.locator("[data-findings]")).to_contain_text("nobody@nowhere")
    groups.fill("clerk@association")
    expect(page.locator(".finding-badge.finding-error")).to_have_count(0)
    with page.expect_response(is_save):
        page.locator("#bio-properties-panel-form-id").select_option("finding")
    page.locator("[data-deploy-now]").click()
    page.locator("#deploy-note").fill("换岗位")
    page.locator("dialog button[type=submit]").click()
    page.wait_for_url(f"**/studio/processes/{process}")
    expect(page.locator("main")).to_contain_text("换岗位")
    page.close()
    with house_app.app_context():
        assert [row.number for row in versions.of(process)] == [2, 1]


def test_what_is_changed_is_kept_and_can_be_undone(browser: Browser, address: str, process: str) -> None:
    page = edit(browser, address, process)
    choose(page, "verify")
    page.locator(".bio-properties-panel-group-header-title", has_text="时限与代理").click()
    with page.expect_response(is_save):
        page.locator("#bio-properties-panel-limit-deputyAfter").fill("2WH")
    draft = page.evaluate("fetch(document.querySelector('[data-editor]').dataset.editor).then((a) => a.json())")
    assert '<zeebe:property name="deputyAfter" value="2WH"/>' in draft["bpmn"]
    with page.expect_response(is_save):
        page.locator("[data-undo]").click()
        expect(page.locator("[data-undo]")).to_be_disabled()
        page.keyboard.press("Control+s")
    page.reload()
    expect(page.locator("[data-editor][data-ready=yes]")).to_be_visible()
    again = page.evaluate("fetch(document.querySelector('[data-editor]').dataset.editor).then((a) => a.json())")
    assert "2WH" not in again["bpmn"]
    page.close()


def test_changes_that_could_not_be_saved_are_offered_again(browser: Browser, address: str, process: str) -> None:
    page = edit(browser, address, process)
    page.route("**/diagram", lambda route: route.abort() if route.request.method == "PUT" else route.continue_())
    choose(page, "verify")
    page.locator(".bio-properties-panel-group-header-title", has_text="时限与代理").click()
    page.locator("#bio-properties-panel-limit-deputyAfter").fill("3WH")
    expect(page.locator("[data-status]")).to_have_attribute("data-status", "failed")
    page.on("dialog", lambda dialog: dialog.accept())
    page.unroute("**/diagram")
    page.reload()
    page.locator("dialog button[value=yes]").click()
    expect(page.locator("[data-status]")).to_have_text("已保存")
    draft = page.evaluate("fetch(document.querySelector('[data-editor]').dataset.editor).then((a) => a.json())")
    assert "3WH" in draft["bpmn"]
    page.close()
