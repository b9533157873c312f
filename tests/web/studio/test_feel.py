"""The page on which owners try expressions: results with their kind, reasons for null, mistakes at their place."""

from __future__ import annotations

import re
from urllib.parse import urlencode

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app.web.studio import feel
from tests.web.conftest import SignedIn
from tests.web.work import begin


@pytest.fixture
def owner(signed_in: SignedIn) -> FlaskClient:
    return signed_in("lu")


def tried(client: FlaskClient, expression: str, **more: str) -> TestResponse:
    return client.post("/studio/feel", data={"expression": expression, **more})


def result(answer: TestResponse) -> str:
    """What the page shows of the try, without marks and entities."""
    part = answer.text.split('id="feel-result"')[1].split("</section>")[0]
    plain = re.sub(r"<[^>]+>", " ", part.partition(">")[2])
    return " ".join(plain.replace("&#34;", '"').replace("&gt;", ">").replace("&lt;", "<").split())


def test_the_page_waits_for_an_expression(owner: FlaskClient) -> None:
    page = owner.get("/studio/feel")
    assert page.status_code == 200
    assert "结果显示在这里" in page.text


@pytest.mark.parametrize(
    ("expression", "values", "shown"),
    [
        ("amount * 2 > 1000", '{"amount": 600}', "真假值 true"),
        ("= amount + 0.1", '{"amount": 0.2}', "数字 0.3"),
        ('"handler@" + bank', '{"bank": "甲银行"}', '文本 "handler@甲银行"'),
        ("[1, 2][item > 1]", "", "列表 [2]"),
        ("due + duration(\"P1D\")", '{due: @"2026-10-08"}', '日期 @"2026-10-09"'),
        ("{a: 1}", "", "一组值 {a: 1}"),
    ],
)  # fmt: skip
def test_a_result_is_shown_with_its_kind(owner: FlaskClient, expression: str, values: str, shown: str) -> None:
    answer = tried(owner, expression, values=values)
    assert answer.status_code == 200
    assert result(answer).startswith(shown)


def test_the_values_it_looked_at_are_listed(owner: FlaskClient) -> None:
    shown = result(tried(owner, "amount > 3", values='{"amount": 5, "other": 6}'))
    assert "用到的值 amount 5" in shown
    assert "other" not in shown


def test_the_reason_for_null_is_told(owner: FlaskClient) -> None:
    shown = result(tried(owner, "amount > 3", values='{"amount": null}'))
    assert shown.startswith("空值 null")
    assert "空值不能和数字比较" in shown


def test_what_can_never_work_is_told_even_where_it_was_not_reached(owner: FlaskClient) -> None:
    assert '文本不能和数字比较' in result(tried(owner, 'if true then 1 else "a" > 2'))  # fmt: skip


@pytest.mark.parametrize(
    ("expression", "marked", "said"),
    [
        ("金额＞5", "<mark>＞</mark>", "第 1 行第 3 列：FEEL 里没有「＞」，请写「>」"),
        ("a == b", "a <mark>==</mark> b", "第 1 行第 3 列：FEEL 里没有「==」，请写「=」"),
        ("(1", "(1<mark> </mark>", "还应有「..」或「)」"),
        ("= 1 2", "= 1 <mark>2</mark>", "第 1 行第 5 列"),
    ],
)
def test_a_mistake_is_marked_at_its_place(owner: FlaskClient, expression: str, marked: str, said: str) -> None:
    answer = tried(owner, expression)
    assert answer.status_code == 422
    assert marked in answer.text
    assert said in result(answer)


@pytest.mark.parametrize(
    ("expression", "more", "said"),
    [
        ("1", {"values": "[1]"}, "值要写成 JSON 对象"),
        ("1", {"values": '{"a": }'}, "值写错了"),
        ("1", {"case": "1999-00001"}, "1999-00001"),
        ("for i in 1..100000, j in 1..100 return 1", {}, "这个表达式要求太多"),
        ('workdays("two")', {}, "two"),
        ("workdays(1, 2, 3)", {}, "算不出来"),
    ],
)
def test_what_gives_no_result_says_why(owner: FlaskClient, expression: str, more: dict[str, str], said: str) -> None:
    answer = tried(owner, expression, **more)
    assert answer.status_code == 422
    assert said in result(answer)


def test_the_values_of_a_case_are_used_and_typed_ones_stand_over_them(signed_in: SignedIn) -> None:
    number, owner = begin(signed_in("li"), complainant="赵六"), signed_in("he")
    assert result(tried(owner, "complainant", case=number)).startswith('文本 "赵六"')
    assert result(tried(owner, "complainant", case=number, values='{"complainant": "钱七"}')).startswith('文本 "钱七"')
    assert result(tried(owner, "case.number + case.owner", case=number)).startswith(f'文本 "{number}li"')


def test_a_case_that_the_person_may_not_see_is_not_there(signed_in: SignedIn) -> None:
    number = begin(signed_in("li"), complainant="赵六")
    answer = tried(signed_in("ou"), "complainant", case=number)
    assert answer.status_code == 422
    assert f"没有案件 {number}" in result(answer)
    assert "赵六" not in answer.text


def test_only_process_owners_enter(signed_in: SignedIn) -> None:
    for login in ("li", "shen"):
        assert signed_in(login).get("/studio/feel").status_code == 403
        assert tried(signed_in(login), "1").status_code == 403


def test_each_example_of_the_page_works(owner: FlaskClient) -> None:
    for _, expression, values in feel.EXAMPLES:
        answer = owner.get("/studio/feel?" + urlencode({"expression": expression, "values": values}))
        assert answer.status_code == 200, expression


def test_the_page_speaks_english(owner: FlaskClient) -> None:
    owner.set_cookie("language", "en")
    assert result(tried(owner, '"3" = 3')).startswith("Null null")
    assert "string and number cannot be compared" in result(tried(owner, '"3" = 3'))
    assert "is not FEEL, write “=”" in result(tried(owner, "a == b"))


@pytest.mark.parametrize(
    "text", ["\x01", "x" * 30_000, "((((" * 100, "{" * 100, '"' + "a" * 100, "<script>alert(1)</script>"]
)
def test_nothing_that_is_typed_breaks_the_page(owner: FlaskClient, text: str) -> None:
    for answer in (tried(owner, text), tried(owner, "1", values=text), tried(owner, "1", case=text)):
        assert answer.status_code in (200, 422)
        assert "<script>alert" not in answer.text
