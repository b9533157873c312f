"""Whoever deploys a process sees where its cases stand, keeps them going, and moves them to another version."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app.casework import cases, migration, people, verify, versions
from app.web.running.migrating import BATCH
from tests.support.bpmn import Bpmn
from tests.support.house import deployed
from tests.web.conftest import SignedIn
from tests.web.procedures import FORMS, complaint
from tests.web.work import begin


@pytest.fixture
def boss(signed_in: SignedIn) -> FlaskClient:
    """The administrator of the whole house."""
    return signed_in("zhou")


@pytest.fixture
def number(signed_in: SignedIn) -> str:
    """A case at its first task."""
    return begin(signed_in("li"))


def do(client: FlaskClient, number: str, deed: str, **fields: Any) -> TestResponse:
    return client.post(f"/studio/running/cases/{number}/{deed}", data={"reason": "登记错了", **fields})


def standing(app: Flask, number: str) -> tuple[str, list[str]]:
    with app.app_context():
        boss = people.actor("zhou")
        case = cases.by_number(number, boss)
        return case.status, [task.element for task in cases.view(case.id, boss).tasks]


def in_order(app: Flask, number: str) -> bool:
    """Whether the journal of the case proves true, every step computed again."""
    with app.app_context():
        case = cases.by_number(number, people.actor("zhou"))
        return not verify.verify(cases=[case.id]).findings


def test_cases_are_badges_on_the_diagram_and_lines_in_a_list(boss: FlaskClient, number: str) -> None:
    page = boss.get("/studio/running/complaint").text
    assert number in page
    assert "核查" in page
    badges = boss.get("/studio/running/complaint/diagram.json").get_json()["marks"]["badges"]
    assert {badge["element"] for badge in badges} >= {"verify"}


def test_a_case_is_moved_with_a_reason_and_replays(boss: FlaskClient, number: str, app: Flask) -> None:
    assert do(boss, number, "move", place="verify#1", to="answer", reason=" ").status_code == 422
    assert do(boss, number, "move", place="verify#1", to="answer").status_code == 303
    assert standing(app, number) == ("open", ["answer"])
    told = boss.get(f"/cases/{number}").text
    assert "周 把案件从“核查”移到“答复”" in told
    assert "登记错了" in told
    assert in_order(app, number)


def test_a_held_case_stands_still_until_it_goes_on(
    boss: FlaskClient, number: str, app: Flask, signed_in: SignedIn
) -> None:
    assert do(boss, number, "suspend").status_code == 303
    assert standing(app, number)[0] == "suspended"
    task = re.search(r"/tasks/(\d+-\d+)", boss.get(f"/cases/{number}").text)
    assert task
    assert signed_in("an").post(f"/tasks/{task[1]}/claim").status_code == 409
    assert "案件已中止" in boss.get(f"/studio/running/cases/{number}").text
    assert do(boss, number, "unsuspend").status_code == 303
    assert standing(app, number) == ("open", ["verify"])
    assert in_order(app, number)


def test_a_case_is_cancelled_here_too(boss: FlaskClient, number: str, app: Flask) -> None:
    assert do(boss, number, "cancel").status_code == 303
    assert standing(app, number)[0] == "cancelled"
    assert in_order(app, number)


def test_an_owner_sees_where_cases_stand_and_not_what_is_no_owners(
    number: str, signed_in: SignedIn, app: Flask
) -> None:
    owner = signed_in("he")
    assert number in owner.get("/studio/running/complaint").text
    assert do(owner, number, "move", place="verify#1", to="answer").status_code == 403
    assert do(owner, number, "cancel").status_code == 403
    assert standing(app, number) == ("open", ["verify"])


def test_strangers_see_nothing(number: str, signed_in: SignedIn) -> None:
    assert signed_in("ou").get("/studio/running/complaint").status_code == 403
    assert signed_in("ou").get("/studio/running/complaint/diagram.json").status_code == 403
    assert signed_in("ou").get("/studio/running/complaint/migration").status_code == 403
    assert signed_in("ou").get(f"/studio/running/cases/{number}").status_code == 404
    assert signed_in("ou").get(f"/studio/running/cases/{number}/diagram.json").status_code == 404
    assert do(signed_in("ou"), number, "suspend").status_code == 404
    assert signed_in("li").get("/studio/running/complaint").status_code == 403


@pytest.fixture
def stuck(app: Flask) -> str:
    """A case that cannot go on, because a value is missing."""
    with app.app_context():
        deployed(Bpmn("weighing", name="称重").start().user("weigh", due='=workdays(number("x" + size))').end())
        outcome = cases.start("weighing", {}, people.actor("zhou"), unit="house")
    return outcome.number


def test_what_is_stuck_is_mended_and_tried_again(boss: FlaskClient, stuck: str, app: Flask) -> None:
    page = boss.get("/studio/running/weighing").text
    assert stuck in page
    badges = boss.get("/studio/running/weighing/diagram.json").get_json()["marks"]["badges"]
    assert [badge["state"] for badge in badges] == ["incident"]
    found = re.search(r'name="incident" value="([^"]+)"', page)
    assert found
    assert do(boss, stuck, "mend", incident=found[1], values="不是").status_code == 422
    assert do(boss, stuck, "mend", incident=found[1], values="size：1").status_code == 303
    assert in_order(app, stuck)


# -- another version


@pytest.fixture
def crowd(signed_in: SignedIn) -> list[str]:
    """More cases than are moved at once."""
    return [begin(signed_in("li")) for _ in range(BATCH + 1)]


@pytest.fixture
def newer(app: Flask, number: str, crowd: list[str]) -> Iterator[int]:
    """A version with one more task at the end; afterwards the old one is in force again."""
    with app.app_context():
        old = versions.current("complaint").hash
        deployed(changed(), FORMS)
        made = versions.of("complaint")[0].number
    yield made
    with app.app_context():
        migration.migrate("complaint", old, people.actor("zhou"), "收拾")
        deployed(complaint(), FORMS)


def changed() -> Bpmn:
    return (
        Bpmn("complaint", name="投诉办理")
        .start(form="intake")
        .user("verify", name="核查", groups='="handler@" + bank', form="finding", due="=workdays(2)")
        .user("answer", name="答复", groups="clerk@association", due="=workhours(4)")
        .user("visit", name="回访", groups="clerk@association")
        .end("answered", name="已答复")
    )


def migrate(client: FlaskClient, to: int, ids: list[str], **fields: Any) -> TestResponse:
    sent = {"to": to, "case": ids, "reason": "新规定", "word": "迁移", **fields}
    return client.post("/studio/running/complaint/migration", data=sent)


def test_cases_are_chosen_moved_and_moved_back(boss: FlaskClient, number: str, newer: int, app: Flask) -> None:
    page = boss.get("/studio/running/complaint/migration").text
    assert "什么都还没有改变" in page
    with app.app_context():
        case = cases.by_number(number, people.actor("zhou"))
    assert migrate(boss, newer, [str(case.id)], word="").status_code == 422
    assert migrate(boss, newer, [str(case.id)], reason="").status_code == 422
    answer = migrate(boss, newer, [str(case.id)])
    assert f"已把 1 件案件迁移到第 {newer} 版" in answer.text
    assert f"迁回第 {case.version} 版" in answer.text
    assert f"已把 1 件案件迁移到第 {case.version} 版" in migrate(boss, case.version, [str(case.id)]).text
    assert in_order(app, number)


def test_many_are_moved_batch_by_batch(boss: FlaskClient, newer: int, crowd: list[str], app: Flask) -> None:
    with app.app_context():
        ids = [str(cases.by_number(each, people.actor("zhou")).id) for each in crowd]
    first = migrate(boss, newer, ids).text
    assert f"已处理 {BATCH} / {BATCH + 1} 件" in first
    assert 'hx-trigger="load"' in first
    carried = {name: re.findall(f'name="{name}" value="([^"]*)"', first) for name in ("case", "moved")}
    assert carried["case"] == ids[BATCH:]
    last = migrate(boss, newer, carried["case"], moved=carried["moved"]).text
    assert f"已把 {BATCH + 1} 件案件迁移" in last
