"""What bad input gets, as people see it: what is wrong and where, what they typed, and nothing changed."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.support.browser import needs_a_build
from tests.support.clerk import PHONE, Clerk, House, overflow
from tests.support.course import Course

pytestmark = [pytest.mark.browser, needs_a_build]

RETAIL = ("retail-seven-steps", "01-straight")
BANK = ("bank-association", "01-straight")


def recorded(house: House, steps: int = 1) -> str:
    """A case of the retail company whose first steps were done; the next task waits."""
    return Course(house, *RETAIL, past=steps).begin()


def at(clerk: Clerk, number: str, task: str) -> str:
    """The address of an open task that the person looks at."""
    clerk.take(number, task)
    return clerk.page.url


@pytest.mark.parametrize("width", [1440, PHONE])
def test_an_invalid_form_comes_back_with_what_was_typed_and_says_what_is_wrong_where(house: House, width: int) -> None:
    number, clerk = recorded(house), house.clerk("retail.huang", width)
    at(clerk, number, "判定是否成立")
    clerk.fill({"reasons_sufficient": "是", "conclusion": "购买凭证齐全"}, str)

    assert clerk.press().status == 422
    page = clerk.page
    expect(page.get_by_role("alert")).to_contain_text("要求是否合理")
    wrong = page.locator('[data-field="demand_reasonable"]')
    expect(wrong.locator(".invalid-feedback")).to_be_visible()
    expect(page.locator(".invalid-feedback")).to_have_count(1)
    expect(page.get_by_label("判定结论")).to_have_value("购买凭证齐全")
    expect(page.locator('[data-field="reasons_sufficient"] input[value="是"]')).to_be_checked()
    assert overflow(page) <= 0

    page.get_by_role("alert").get_by_role("link", name="要求是否合理").click()
    expect(wrong.locator("fieldset")).to_be_focused()
    clerk.fill({"demand_reasonable": "是"}, str)
    assert clerk.press().status == 303


def test_a_number_that_is_none_stays_in_its_field(house: House) -> None:
    number, clerk = recorded(house, 3), house.clerk("retail.wu")
    at(clerk, number, "提出处理方案")
    clerk.fill({"solutions": ["换货"], "solution_detail": "换新机", "amount": "三百", "borne_by": "供应商"}, str)

    assert clerk.press().status == 422
    expect(clerk.page.locator('[data-field="amount"] .invalid-feedback')).to_contain_text("这不是数字")
    expect(clerk.page.get_by_label(re.compile("金额"))).to_have_value("三百")


def test_a_stale_page_gets_409_and_a_link_to_where_the_case_stands_now(house: House) -> None:
    number, clerk = recorded(house), house.clerk("retail.huang")
    address = at(clerk, number, "判定是否成立")
    stale = clerk.second_tab()
    stale.page.goto(address)
    for one in (clerk, stale):
        one.fill({"reasons_sufficient": "是", "demand_reasonable": "是", "conclusion": "属实"}, str)

    assert clerk.press().status == 303
    assert stale.press().status == 409
    expect(stale.page.get_by_role("heading", level=1)).to_have_text("案件已有新进展")
    stale.page.locator("#content").get_by_role("link", name="案件进展").click()
    expect(stale.page.locator(".page-pretitle")).to_contain_text(number)
    expect(stale.page.locator("#timeline .moment").filter(has_text="办结“判定是否成立”")).to_have_count(1)
    stale.page.close()


def test_a_double_click_sends_a_form_once(house: House) -> None:
    number, clerk = recorded(house), house.clerk("retail.huang")
    at(clerk, number, "判定是否成立")
    clerk.fill({"reasons_sufficient": "是", "demand_reasonable": "是", "conclusion": "属实"}, str)
    clerk.page.get_by_role("button", name="办结").dblclick()
    expect(clerk.page.get_by_role("status").filter(has_text="已办结").first).to_be_visible()
    clerk.open(number)
    expect(clerk.page.locator("#timeline .moment").filter(has_text="办结“判定是否成立”")).to_have_count(1)


def test_another_bank_finds_nothing_of_a_case_by_any_way(house: House) -> None:
    number, handler = Course(house, *BANK, past=4).begin(), house.clerk("banka.chen")
    address = at(handler, number, "核实情况")
    stranger = house.clerk("bankb.zhu").page
    for path in (f"/cases/{number}", f"/cases/{number}/diagram.json", address, f"/audit/cases/{number}"):
        answer = stranger.goto(path)
        assert answer is not None
        assert answer.status == (403 if "audit" in path else 404), path
    stranger.goto("/desk")
    stranger.get_by_role("banner").get_by_role("searchbox").fill(number)
    stranger.keyboard.press("Enter")
    expect(stranger.get_by_text("没有找到案件")).to_be_visible()


def test_a_task_of_others_can_be_looked_at_by_those_who_have_a_part_in_the_case_and_not_done(house: House) -> None:
    number, handler = Course(house, *BANK, past=4).begin(), house.clerk("banka.chen")
    address = at(handler, number, "核实情况")
    association = house.clerk("assoc.li").page
    association.goto(address)
    expect(association.get_by_role("button", name="办结")).to_have_count(0)
    expect(association.get_by_text("此任务由陈思远办理中")).to_be_visible()
    association.goto(f"/cases/{number}")
    sent = association.evaluate(
        """async path => (await fetch(path, {method: 'POST', headers:
        {'X-CSRFToken': document.querySelector('meta[name=csrf-token]').content}})).status""",
        f"{address}/complete",
    )
    assert sent == 403


@pytest.mark.parametrize("path", ["/audit/", "/studio/", "/organisation/"])
def test_a_room_that_is_not_theirs_is_neither_offered_nor_opened(house: House, path: str) -> None:
    page = house.clerk("assoc.li").page
    page.goto("/desk")
    expect(page.locator(f'.rooms a[href="{path}"]')).to_have_count(0)
    answer = page.goto(path)
    assert answer is not None
    assert answer.status == 403
    expect(page.get_by_role("heading", level=1)).to_be_visible()
