"""The catalogue in the product: what staff may start, and what owners have deployed, with what each process asks."""

from __future__ import annotations

import pytest
from flask import Flask

from app.casework.outline import Amount, Limit
from app.web import procedures
from tests.web.conftest import SignedIn


def test_staff_see_what_they_may_start(signed_in: SignedIn) -> None:
    page = signed_in("li").get("/new").text
    assert 'href="/new/complaint"' in page
    assert "<strong>投诉办理</strong>" in page
    assert "第 1 版" in page


def test_a_search_finds_by_name_or_id_and_says_when_nothing_matches(signed_in: SignedIn) -> None:
    clerk = signed_in("li")
    assert 'href="/new/complaint"' in clerk.get("/new?q=COMPLAINT").text
    nothing = clerk.get("/new?q=没有这个").text
    assert 'href="/new/complaint"' not in nothing
    assert "没有符合“没有这个”的流程" in nothing


def test_owners_search_their_processes_and_see_the_limits_of_one(signed_in: SignedIn) -> None:
    owner = signed_in("lu")
    assert "/studio/processes/complaint" in owner.get("/studio/?q=complaint").text
    assert "/studio/processes/complaint" not in owner.get("/studio/?q=没有这个").text
    page = owner.get("/studio/processes/complaint").text
    assert "limits-title" in page
    assert "默认阶梯" in page


def limit(**facts: object) -> Limit:
    usual = {"amounts": (), "parameters": (), "expression": "", "is_timer": True, "ladder": None, "interrupts": False}
    return Limit(**{"element": "e", "name": "办理", "lane": None, "leads_to": (), **usual, **facts})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("facts", "how_long", "on_expiry"),
    [
        ({"amounts": (Amount("2", "WD"),), "leads_to": ("催办",)}, "2 个工作日", "转「催办」"),
        ({"amounts": (Amount("12", "H"), Amount("30", "M"))}, "12 小时 / 30 分钟", ""),
        ({"amounts": (Amount("1", "D"),), "leads_to": ("上报",), "interrupts": True}, "1 天", "任务中断，转「上报」"),
        ({"parameters": ("visit_wait",)}, "参数 visit_wait", ""),
        ({"expression": "reply_by", "is_timer": False}, "reply_by", "默认阶梯"),
        ({"expression": "x", "is_timer": False, "ladder": "100% breach"}, "x", "按本任务的阶梯"),
    ],
)
def test_limits_in_words(house_app: Flask, facts: dict[str, object], how_long: str, on_expiry: str) -> None:
    with house_app.test_request_context(headers={"Accept-Language": "zh"}):
        said = limit(**facts)
        assert (procedures.how_long(said), procedures.on_expiry(said)) == (how_long, on_expiry)
