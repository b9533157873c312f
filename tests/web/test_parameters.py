"""The pages of parameters: what holds, proposing in the words of the page, publishing by a second person."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.casework import declared, parameters, parameters_setup
from app.store import db, models
from tests.support.bpmn import Bpmn
from tests.support.house import deployed, who
from tests.web.conftest import SignedIn


def row(id: str, type: str, **facts: Any) -> dict[str, Any]:
    said = {"name": f"某{id}", "purpose": f"{id} 的用途", "source": "文本未规定", "used_by": ["P07"]}
    return {"id": id, "type": type} | said | facts


BOOK = declared.parse(
    {
        "procedures": {"P07": "授权阶梯"},
        "parameters": [
            row("visit_limit", "limit", range=[1, 30], clocks=["WD"]),
            row("bound", "money", range=[0, 1000000]),
            row("share", "percentage", range=[0, 1]),
            row("most", "count"),
            row("scope", "texts"),
            row("strict", "boolean"),
            row("limits", "table", columns={"category": "text", "respond": "limit"}),
            row("given", "count", default=3, source="第五条"),
        ],
    }
)


@pytest.fixture(autouse=True)
def _declared(app: Flask) -> Iterator[None]:
    with app.app_context():
        parameters_setup.declare(BOOK)
    yield
    with app.app_context():
        db.session.execute(db.delete(models.ParameterChange))
        db.session.execute(db.delete(models.Parameter))
        db.session.commit()


@pytest.fixture
def owner(signed_in: SignedIn) -> FlaskClient:
    return signed_in("lu")


@pytest.fixture
def administrator(signed_in: SignedIn) -> FlaskClient:
    return signed_in("zhou")


def waiting(app: Flask) -> int:
    with app.app_context():
        return parameters.proposals(who("lu"))[-1].id


SENT = [
    ("visit_limit", {"value": "3wd"}, "3WD", "3 个工作日"),
    ("bound", {"value": "1,999.50"}, 199950, "1,999.50 元"),
    ("share", {"value": "30 %"}, Decimal("0.3"), "30 %"),
    ("most", {"value": "3"}, 3, "3"),
    ("scope", {"value": "态度\n\n 效率 \n"}, ["态度", "效率"], "态度、效率"),
    ("strict", {"value": "false"}, False, "否"),
    (
        "limits",
        {"0.category": "其他", "0.respond": "2WD", "1.category": "", "1.respond": ""},
        [{"category": "其他", "respond": "2WD"}],
        "首次响应",
    ),
]


@pytest.mark.parametrize(("id", "sent", "value", "shown"), SENT, ids=[each[0] for each in SENT])
def test_a_value_is_typed_proposed_looked_at_and_published_by_another_person(
    app: Flask, owner: FlaskClient, administrator: FlaskClient, id: str, sent: dict[str, str], value: Any, shown: str
) -> None:
    answer = owner.post(f"/parameters/{id}", data={"unit": "house", "reason": "年度会议", **sent})
    assert answer.status_code == 303, answer.text
    change = waiting(app)
    assert f"/parameters/proposals/{change}" in administrator.get("/parameters/").text
    looked = administrator.get(f"/parameters/proposals/{change}").text
    assert shown in looked
    assert "年度会议" in looked
    assert owner.post(f"/parameters/proposals/{change}/publish").status_code == 403
    assert administrator.post(f"/parameters/proposals/{change}/publish").status_code == 303
    with app.app_context():
        found, origin = parameters.book().found(id, "bank-a-1", who("lu").directory)
    assert (found, type(found), origin) == (value, type(value), "house")
    page = owner.get(f"/parameters/{id}?unit=bank-a").text
    assert shown in page
    assert "来自 全部" in page


@pytest.mark.parametrize(
    ("id", "sent", "said"),
    [
        ("visit_limit", {"value": "两天"}, "不是时限"),
        ("visit_limit", {"value": "2H"}, "WD"),
        ("bound", {"value": "1.005"}, "不是整数"),
        ("bound", {"value": "50000"}, "0.00 元 至 10,000.00 元"),
        ("share", {"value": "30%%"}, "不是数"),
        ("scope", {"value": " \n"}, "请至少填写一项"),
        ("limits", {"0.category": "其他", "0.respond": "马上"}, "不是时限"),
        ("most", {"value": "3", "reason": " "}, "理由"),
    ],
)
def test_what_does_not_fit_comes_back_with_what_was_typed_and_a_sentence(
    owner: FlaskClient, id: str, sent: dict[str, str], said: str
) -> None:
    answer = owner.post(f"/parameters/{id}", data={"unit": "house", "reason": "年度会议"} | sent)
    assert answer.status_code == 422
    assert said in answer.text
    assert next(iter(sent.values())).strip() in answer.text


def test_the_list_tells_empty_ones_and_finds_by_any_word(owner: FlaskClient) -> None:
    page = owner.get("/parameters/").text
    assert "授权阶梯" in page
    assert "未填写" in page
    assert "文本规定" in page
    found = owner.get("/parameters/?text=share").text
    assert ("某share" in found, "某most" in found) == (True, False)
    assert "某given" not in owner.get("/parameters/?empty=yes").text
    assert "没有找到参数" in owner.get("/parameters/?text=nothing").text


def test_nobody_sees_or_decides_what_is_proposed_for_units_they_do_not_look_after(
    app: Flask, owner: FlaskClient, signed_in: SignedIn
) -> None:
    owner.post("/parameters/most", data={"unit": "association", "value": "3", "reason": "协会"})
    change, stranger = waiting(app), signed_in("ou")
    assert stranger.get(f"/parameters/proposals/{change}").status_code == 404
    for deed in ("publish", "refuse", "withdraw"):
        assert stranger.post(f"/parameters/proposals/{change}/{deed}", data={"why": "不"}).status_code == 403
    assert stranger.post("/parameters/most", data={"unit": "house", "value": "3", "reason": "x"}).status_code == 403
    assert signed_in("li").get("/parameters/").status_code == 403
    assert owner.get("/parameters/ghost").status_code == 404


def test_a_proposal_is_refused_with_a_reason_or_taken_back(
    app: Flask, owner: FlaskClient, administrator: FlaskClient
) -> None:
    owner.post("/parameters/most", data={"unit": "house", "value": "3", "reason": "试"})
    change = waiting(app)
    assert "撤回" in owner.get(f"/parameters/proposals/{change}").text
    assert administrator.post(f"/parameters/proposals/{change}/refuse", data={"why": ""}).status_code == 422
    administrator.post(f"/parameters/proposals/{change}/refuse", data={"why": "太少"})
    assert "太少" in owner.get("/parameters/most").text
    owner.post("/parameters/most", data={"unit": "house", "value": "4", "reason": "再试"})
    owner.post(f"/parameters/proposals/{waiting(app)}/withdraw")
    assert "已撤回" in owner.get("/parameters/most").text


def test_examples_of_the_demo_are_marked_and_a_preview_says_which_processes_ask(
    app: Flask, owner: FlaskClient, administrator: FlaskClient
) -> None:
    with app.app_context():
        parameters_setup.take_examples(declared.Book(BOOK.declared, {}, {("visit_limit", "house"): "2WD"}), {"house"})
        asking = (
            Bpmn("visiting", name="回访流程")
            .start()
            .user("visit", groups="clerk@association", due="= due(parameters.visit_limit)")
        )
        deployed(asking.end())
    assert "示例" in owner.get("/parameters/").text
    assert "示例" in owner.get("/parameters/visit_limit").text
    owner.post("/parameters/visit_limit", data={"unit": "association", "value": "5WD", "reason": "放宽"})
    looked = administrator.get(f"/parameters/proposals/{waiting(app)}").text
    assert "visiting" in looked
    assert "示例" in looked
    assert "2 个工作日" in looked
    assert "5 个工作日" in looked


def test_programs_read_what_holds_in_a_unit(app: Flask, api: Callable[[str], FlaskClient], owner: FlaskClient) -> None:
    with app.app_context():
        number = parameters.propose("share", "association", "0.3", "协会", who("lu"))
        parameters.publish(number, who("zhou"))
    said = api("he").get("/api/v1/parameters?unit=bank-a").json
    assert said is not None
    found = {each["id"]: (each["value"], each["from"], each["example"]) for each in said["items"]}
    assert found["share"] == (0.3, "association", False)
    assert found["given"] == (3, None, False)
    assert found["most"] == (None, None, False)
    assert api("ou").get("/api/v1/parameters?unit=bank-a").status_code == 403
    assert api("li").get("/api/v1/parameters").status_code == 403
