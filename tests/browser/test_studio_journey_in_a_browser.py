"""A change is drawn and a mistake in it mended; it is rehearsed, recorded, deployed; cases move, one is finished."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from app.casework import cases, drafts, migration, people, reviews, versions
from tests.support.browser import needs_a_build
from tests.support.clerk import Clerk, House, overflow

pytestmark = [needs_a_build, pytest.mark.browser]

PROCESS = "bank-association"
OWNER, CLERK = "assoc.he", "assoc.li"
COMPLAINT = {
    "complainant": "张三",
    "channel": "书面材料",
    "accused_branch": "盛京商业银行和平支行",
    "matter": "柜台排队两小时，大堂经理态度冷淡",
    "demand": "赔礼道歉并改进排队",
    "restated": True,
    "privacy_told": True,
}
REVIEW = {
    "institution_identified": "是",
    "within_scope": "是",
    "has_facts": "是",
    "duplicate": "否",
    "category": "服务态度",
    "review_opinion": "属银行服务质量投诉，建议传递",
}


CHECKED = {"supplement_text": "签名与联系方式属实"}
WITHIN = "registering"
FLOW = "flow_record_complaint_review_complaint"  # here something is put in
MIDDLE = """id => {
    const path = document.querySelector(`[data-element-id="${id}"] .djs-visual > path`);
    const middle = path.getPointAtLength(path.getTotalLength() / 2).matrixTransform(path.getScreenCTM());
    return [middle.x, middle.y];
}"""


@pytest.fixture
def draft(demo_app: Flask) -> Iterator[int]:
    """A draft of the procedure as it is; afterwards the old version is in force again."""
    with demo_app.app_context():
        owner = people.actor(OWNER)
        old = versions.of(PROCESS)[0]
        made = drafts.open(PROCESS, owner)
    yield made.id
    with demo_app.app_context():
        migration.migrate(PROCESS, old.hash, people.actor("root.lu"), "收拾")
        reviews.roll_back(PROCESS, old.number, people.actor(OWNER), "收拾")


@pytest.fixture
def two_cases(demo_app: Flask) -> list[str]:
    """Two cases that run under the version in force."""
    with demo_app.app_context():
        clerk = people.actor(CLERK)
        return [cases.start(PROCESS, {"complainant": who}, clerk).number for who in ("李四", "王五")]


def drawn(page: Page) -> None:
    expect(page.locator("[data-diagram][data-ready=yes]")).to_be_visible()


def draw(page: Page, draft: int) -> None:
    """What is written is checked within a working day: a gateway, a task, a form, a limit, a condition."""
    page.goto(f"/studio/drafts/{draft}")
    expect(page.locator("[data-editor][data-ready=yes]")).to_be_visible()
    page.locator(f".djs-overlays[data-container-id='{WITHIN}'] .bjs-drilldown").click()
    expect(page.locator(".djs-shape[data-element-id=record_complaint]")).to_be_visible()
    page.locator(".djs-palette [data-action='create.exclusive-gateway']").click()
    x, y = page.evaluate(MIDDLE, FLOW)
    page.mouse.move(x - 20, y - 60)
    page.mouse.move(x, y, steps=8)
    page.mouse.click(x, y)
    expect(page.locator(".djs-shape[data-element-id^=Gateway_]")).to_have_count(1)
    write(page, "general", "name", "书面投诉？")
    pad(page, "append.append-task")
    task = page.locator(".djs-shape[data-element-id^=Activity_]")
    expect(task).to_have_count(1)
    page.keyboard.press("Escape")
    pad(page, "replace")
    page.locator(".djs-popup .entry[data-id='replace-with-user-task']").click()
    write(page, "general", "name", "核对材料")
    write(page, "documentation", "documentation", "核对签名与联系方式；勿向他人透露投诉内容。")
    write(page, "our-form", "form-id", "bank-supplement")
    write(page, "assignmentDefinition", "pick-group", "intake@association")
    write(page, "our-limits", "taskScheduleDueDate", "=workdays(1)")
    pad(page, "connect")
    page.locator(".djs-shape[data-element-id=review_complaint]").click()
    expect(page.locator(".djs-connection[data-element-id^=Flow_]")).to_have_count(3)


def condition(page: Page) -> None:
    """Written as in another language first: refused at the flow, and mended there."""
    found(page, "到「核对材料」的连线没有条件")
    write(page, "condition", "conditionExpression", 'channel == "书面材料"')
    found(page, "到「内部审核并分类」的连线没有条件")
    pad(page, "replace")
    page.locator(".djs-popup .entry[data-id='replace-with-default-flow']").click()
    mistake = found(page, "channel == ")
    expect(page.locator(f".djs-overlays[data-container-id='{mistake}'] .finding-badge")).to_be_visible()
    write(page, "condition", "conditionExpression", 'channel = "书面材料"')
    expect(page.locator("[data-summary]")).not_to_contain_text("错误")


def pad(page: Page, action: str) -> None:
    page.locator(f".djs-context-pad .entry[data-action='{action}']").click()


def found(page: Page, said: str) -> str:
    """Goes to the element that a finding is about; its id."""
    page.locator("[data-findings] button, [data-findings] a").filter(has_text=said).first.click()
    chosen = page.locator(".djs-element.selected")
    expect(chosen).to_have_count(1)
    return str(chosen.get_attribute("data-element-id"))


def write(page: Page, group: str, entry: str, value: str) -> None:
    """Into an entry of the properties panel."""
    header = page.locator(f"[data-group-id='group-{group}'] .bio-properties-panel-group-header")
    expect(header).to_be_visible()
    place = page.locator(f"[data-entry-id='{entry}']")
    if not place.is_visible():
        header.click()
    expect(place).to_be_visible()
    if place.locator("select").count():
        place.locator("select").select_option(value)
    elif place.locator("[contenteditable=true]").count():
        place.locator("[contenteditable=true]").click()
        page.keyboard.press("ControlOrMeta+a")
        page.keyboard.insert_text(value)
    else:
        place.locator("input, textarea").first.fill(value)
        page.keyboard.press("Tab")


def rehearse(owner: Clerk) -> None:
    """A complaint before the holiday: nothing is late the minute before the limit ends, and then something is."""
    page = owner.page
    page.get_by_role("button", name="演练").click()
    page.get_by_label("什么时间", exact=True).fill("2026-09-29T10:00")
    page.get_by_label("以谁的身份办理").select_option(CLERK)
    owner.fill({"complainant": "张三"}, str)
    page.get_by_role("button", name="开始", exact=True).click()
    for values in (COMPLAINT, CHECKED, REVIEW):
        drawn(page)
        owner.fill(values, str)
        page.get_by_role("button", name="办结", exact=True).click()
    jump(page, "2026-10-08T17:29")
    expect(page.locator(".rehearse-now")).to_contain_text("17:29")
    happened = page.get_by_role("region", name="办理经过")
    expect(happened).not_to_contain_text("流程定时")
    jump(page, "2026-10-08T17:30")
    expect(happened).to_contain_text("流程定时：“2 个工作日”，2026-10-08")
    drawn(page)
    assert overflow(page) == 0


def jump(page: Page, at: str) -> None:
    page.get_by_label("跳到任意日期").fill(at)
    page.get_by_role("button", name="前往", exact=True).first.click()


def deploy(page: Page, draft: int) -> None:
    page.get_by_label("证明什么").fill("国庆前收到，节后第二个工作日到期")
    page.get_by_role("button", name="录为例案").click()
    expect(page.get_by_text(re.compile(r"\d+ 个例案全部通过"))).to_be_visible()
    expect(page.get_by_role("row", name="国庆前收到，节后第二个工作日到期")).to_contain_text("通过")
    page.get_by_role("link", name="回到流程图").click()
    expect(page.locator("[data-editor][data-ready=yes]")).to_be_visible()
    page.get_by_role("button", name="部署", exact=True).click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("textbox").fill("书面投诉先核对材料")
    dialog.get_by_role("button", name="部署").click()
    page.wait_for_url(re.compile(rf"/studio/processes/{PROCESS}"), timeout=60_000)


def move(page: Page, numbers: list[str]) -> None:
    """Choose just these, and see how many were moved."""
    page.get_by_role("link", name="在办案件").click()
    page.get_by_role("link", name="迁移到其他版本").click()
    drawn(page)
    page.get_by_role("button", name="全不选").click()
    for number in numbers:
        page.get_by_role("checkbox", name=number).check()
    page.get_by_label("理由（记入日志）").fill("书面投诉先核对材料")
    page.get_by_label("输入“迁移”确认").fill("迁移")
    page.get_by_role("button", name="迁移所选案件").click()
    expect(page.get_by_text(re.compile(r"已把 2 件案件迁移到第 \d+ 版"))).to_be_visible()
    page.get_by_role("link", name="查看在办案件").click()
    drawn(page)
    for number in numbers:
        expect(page.get_by_role("row", name=number)).to_be_visible()


def test_a_changed_procedure_is_rehearsed_deployed_and_its_cases_move(
    house: House, draft: int, two_cases: list[str]
) -> None:
    owner = house.clerk(OWNER)
    draw(owner.page, draft)
    condition(owner.page)
    rehearse(owner)
    deploy(owner.page, draft)
    move(owner.page, two_cases)
    clerk = house.clerk(CLERK)
    clerk.open(two_cases[0])
    clerk.hear("收到撤诉", "已和解")
    expect(clerk.page.get_by_role("region", name="案件", exact=True)).to_contain_text("已结案")
