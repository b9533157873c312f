"""Three people and more through one complaint at the desk: signed, sent back, handed over, stood in for and urged."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from app.casework import cases, examples, handovers, journal, people, people_admin, replay
from app.casework.organisation import StandIn
from tests.support.browser import needs_a_build
from tests.support.clerk import Clerk, House
from tests.support.past import play

pytestmark = [pytest.mark.browser, needs_a_build]

EXAMPLE = Path(__file__).parents[2] / "processes/retail-seven-steps/examples/01-straight.yaml"
ALWAYS = (date(2020, 1, 1), date(2099, 12, 31))
TOLD = [
    "潘志明就“批示处理方案”请肖红梅、黄秀英会签",
    "肖红梅会签“批示处理方案”:同意",
    "黄秀英会签“批示处理方案”:同意",
    "潘志明把“批示处理方案”退回到",
    "吴刚就“提出处理方案”请肖红梅会签",
    "肖红梅会签“提出处理方案”:同意",
    "由吴刚代蒋华办理",
    "刘芳催办了",
]


def deed(page: Page, key: str) -> None:
    """Open the dialog of an action, from the bar or from behind “More”."""
    inside = page.locator(f".deeds [popovertarget=do-{key}]")
    if not inside.count():
        page.locator(".deeds [popovertarget=deeds-more]").click()
        inside = page.locator(f"#deeds-more [popovertarget=do-{key}]")
    inside.click()
    expect(page.locator(f"#do-{key}")).to_be_visible()


def send(clerk: Clerk, key: str, why: str = "") -> None:
    sheet = clerk.page.locator(f"#do-{key}")
    if why:
        sheet.locator("textarea[name=reason]").fill(why)
    with clerk.page.expect_response(lambda answer: answer.request.method == "POST") as caught:
        sheet.locator(".sheet-actions .btn-primary").click()
    clerk.page.wait_for_load_state()
    assert caught.value.status == 303


def open_task(house: House, number: str, element: str, *, signer: str | None = None) -> str:
    """The address of the open task of an element, or of the one that asks somebody for a signature to it."""
    with house.app.app_context():
        case = cases.by_number(number, people.system("test")).id
        found = [task for task in cases.view(case, people.system("test")).tasks if task.element == element]
        asked = [task for task in found if (task.signs_for is not None and task.assignee == signer) or not signer]
        return f"/tasks/{case}-{min(task.no for task in asked)}"


def test_one_complaint_is_signed_sent_back_handed_over_stood_in_for_and_urged(house: House) -> None:
    example = examples.read(EXAMPLE, "retail-seven-steps")
    count = next(no for no, step in enumerate(example.steps) if step.target == "approve_solution")
    number = play(house.app, example, count)

    pan = house.clerk("retail.pan")
    pan.page.goto(open_task(house, number, "approve_solution"))
    pan.page.get_by_role("button", name="签收").click()
    deed(pan.page, "ask-signatures")
    for row, login in enumerate(("retail.xiao", "retail.huang")):
        pan.page.locator("#do-ask-signatures select[name=to]").nth(row).select_option(login)
    send(pan, "ask-signatures", "请会签")
    for login in ("retail.xiao", "retail.huang"):
        signer = house.clerk(login)
        signer.page.goto(open_task(house, number, "approve_solution", signer=login))
        signer.press("同意")
    pan.page.goto(open_task(house, number, "approve_solution"))
    expect(pan.page.locator("#signatures")).to_contain_text("同意")
    deed(pan.page, "return")
    pan.page.locator("#do-return input[value=propose_solution]").check()
    send(pan, "return", "补偿方式再细化")

    wu = house.clerk("retail.wu")
    wu.page.goto(open_task(house, number, "propose_solution"))
    deed(wu.page, "ask-signatures")
    wu.page.locator("#do-ask-signatures select[name=place]").select_option("before")
    wu.page.locator("#do-ask-signatures select[name=to]").first.select_option("retail.xiao")
    send(wu, "ask-signatures", "办理前先听取意见")
    xiao = house.clerk("retail.xiao")
    xiao.page.goto(open_task(house, number, "propose_solution", signer="retail.xiao"))
    xiao.press("同意")
    wu.page.goto(open_task(house, number, "propose_solution"))
    deed(wu.page, "assign")
    wu.page.locator("#do-assign select[name=to]").select_option("retail.jiang")
    send(wu, "assign", "请您办理")
    with house.app.app_context():
        people_admin.set_stand_ins("retail.jiang", [StandIn(deputy="retail.wu")])
        people_admin.set_absence("retail.jiang", ALWAYS)
        assert handovers.sweep() == 1

    liu = house.clerk("retail.liu")
    liu.page.goto(open_task(house, number, "propose_solution"))
    expect(liu.page.locator(".work-side")).to_contain_text("吴刚代蒋华")
    deed(liu.page, "urge")
    send(liu, "urge", "客户来电")

    liu.page.goto(f"/cases/{number}")
    story = liu.page.locator("#timeline").inner_text()
    assert [sentence for sentence in TOLD if sentence not in story] == []
    with house.app.app_context():
        people_admin.set_absence("retail.jiang", None)
        case = cases.by_number(number, people.system("test")).id
        kinds = [entry.kind for entry in journal.entries(case)]
        signed, given = ["AskSignatures", "Sign"], ["Assign", "Assign", "Urge"]
        assert kinds[-9:] == [*signed, "Sign", "Return", *signed, *given]
        assert replay.replay(case).matches
