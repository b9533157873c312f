"""A draft on its way to a version: one editor at a time, a second person, and nothing taken back unseen."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app import clock
from app.casework import cases, editing, people, process_record, reviews, versions
from app.errors import ProcessRetired
from tests.support.house import deployed
from tests.web.conftest import SignedIn
from tests.web.procedures import FORMS
from tests.web.studio.test_studio import JSON, draft_of, save, simple


@pytest.fixture
def process(app: Flask) -> str:
    with app.app_context():
        return deployed(simple(f"r-{uuid4().hex[:8]}"), FORMS)


@pytest.fixture
def lu(signed_in: SignedIn) -> FlaskClient:
    return signed_in("lu")


@pytest.fixture
def he(signed_in: SignedIn) -> FlaskClient:
    return signed_in("he")


def propose(client: FlaskClient, draft: str, note: str = "核查改名") -> str:
    """The address of the review that was asked for."""
    href: str = client.post(f"{draft}/propose", json={"note": note}).json["href"]
    return href


# -- one editor at a time


def hold(client: FlaskClient, draft: str, window: str, *, take_over: bool = False) -> bool:
    mine: bool = client.post(f"{draft}/hold", json={"window": window, "take_over": take_over}).json["mine"]
    return mine


def put(client: FlaskClient, draft: str, window: str | None) -> int:
    opened = client.get(f"{draft}/diagram").json
    body = {"bpmn": opened["bpmn"], "revision": opened["revision"], "window": window}
    return client.put(f"{draft}/diagram", json=body, headers=JSON).status_code


def test_the_second_window_only_looks_until_it_takes_over(lu: FlaskClient, process: str) -> None:
    draft = draft_of(lu, process)
    assert hold(lu, draft, "one")
    assert not hold(lu, draft, "two")
    assert (put(lu, draft, "one"), put(lu, draft, "two"), put(lu, draft, None)) == (200, 409, 409)
    assert hold(lu, draft, "two", take_over=True)
    assert not hold(lu, draft, "one")
    assert (put(lu, draft, "one"), put(lu, draft, "two")) == (409, 200)


def test_a_window_that_was_closed_or_fell_silent_holds_nothing(
    app: Flask, lu: FlaskClient, process: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    draft = draft_of(lu, process)
    hold(lu, draft, "one")
    assert lu.post(f"{draft}/let-go", json={"window": "one"}).status_code == 204
    assert hold(lu, draft, "two")
    later = clock.now() + editing.SILENT + timedelta(seconds=1)
    monkeypatch.setattr(clock, "now", lambda: later)
    assert hold(lu, draft, "three")


def test_a_window_has_a_plain_name(lu: FlaskClient, process: str) -> None:
    draft = draft_of(lu, process)
    for name in ("", "a b", "x" * 65):
        assert lu.post(f"{draft}/hold", json={"window": name}, headers=JSON).status_code == 422


# -- a second person


def test_a_second_person_sees_what_changed_and_deploys_it(
    app: Flask, lu: FlaskClient, he: FlaskClient, process: str
) -> None:
    draft = draft_of(lu, process)
    save(lu, draft, simple(process, name="改过"))
    review = propose(lu, draft)
    assert "核查改名" in he.get("/studio/").text
    assert "核查改名" in he.get(review).text
    assert "改过" in he.get(f"{draft}/compare.json").json["after"]
    assert he.post(f"{review}/approve", data={"note": "同意"}).status_code == 303
    with app.app_context():
        assert [row.number for row in versions.of(process)] == [2, 1]
        deed = process_record.of(process)[0]
        assert (deed.by, deed.deed, deed.facts["drawn_by"], deed.reason) == ("he", "deployed", "lu", "核查改名; 同意")
    assert lu.get(draft).status_code == 404
    page = lu.get(f"/studio/processes/{process}").text
    assert "部署了第 2 版" in page


def test_who_drew_it_does_not_decide_and_strangers_see_nothing(
    lu: FlaskClient, he: FlaskClient, signed_in: SignedIn, process: str
) -> None:
    draft = draft_of(lu, process)
    assert he.get(draft.replace("/drafts/", "/reviews/")).status_code == 404
    review = propose(lu, draft)
    assert lu.post(f"{review}/approve").status_code == 403
    of_the_shop = signed_in("ou")
    for answer in (
        of_the_shop.get(review),
        of_the_shop.post(f"{review}/approve"),
        of_the_shop.get(f"{draft}/compare.json"),
    ):
        assert answer.status_code == 404
    assert review not in of_the_shop.get("/studio/").text


def test_what_is_proposed_is_not_changed_until_it_comes_back(lu: FlaskClient, he: FlaskClient, process: str) -> None:
    draft = draft_of(lu, process)
    review = propose(lu, draft)
    assert put(lu, draft, None) == 409
    assert lu.post(f"{draft}/deploy", json={"note": "快"}, headers=JSON).status_code == 409
    assert he.post(f"{review}/send-back", data={"reason": ""}).status_code == 422
    assert he.post(f"{review}/send-back", data={"reason": "时限不对"}).status_code == 303
    assert "时限不对" in lu.get(draft).text
    assert put(lu, draft, None) == 200
    propose(lu, draft)
    assert lu.post(f"{review}/withdraw").status_code == 303
    assert put(lu, draft, None) == 200


@pytest.fixture
def two_people(app: Flask) -> Iterator[None]:
    before = app.extensions["shouwen.settings"]
    app.extensions["shouwen.settings"] = replace(before, review=True)
    yield
    app.extensions["shouwen.settings"] = before


@pytest.mark.usefixtures("two_people")
def test_where_the_house_wants_two_nobody_deploys_alone(lu: FlaskClient, he: FlaskClient, process: str) -> None:
    draft = draft_of(lu, process)
    assert "data-deploy-now" not in lu.get(draft).text
    assert lu.post(f"{draft}/deploy", json={"note": "快"}, headers=JSON).status_code == 403
    assert he.post(f"{propose(lu, draft)}/approve").status_code == 303


def test_a_version_that_came_meanwhile_is_not_taken_back_unseen(lu: FlaskClient, he: FlaskClient, process: str) -> None:
    mine, theirs = draft_of(lu, process), draft_of(he, process)
    save(he, theirs, simple(process, name="先到"))
    he.post(f"{theirs}/deploy", json={"note": "先"})
    save(lu, mine, simple(process, name="后到"))
    refused = lu.post(f"{mine}/deploy", json={"note": "后"}, headers=JSON)
    assert refused.status_code == 409
    assert lu.post(f"{mine}/deploy", json={"note": "后", "over": refused.json["hash"]}).status_code == 200


# -- versions


def test_an_earlier_version_is_put_into_force_again_and_the_history_says_why(
    app: Flask, lu: FlaskClient, process: str
) -> None:
    draft = draft_of(lu, process)
    save(lu, draft, simple(process, name="改过"))
    lu.post(f"{draft}/deploy", json={"note": "第二版"})
    assert lu.post(f"/studio/processes/{process}/roll-back", data={"number": 1, "reason": " "}).status_code == 422
    assert lu.post(f"/studio/processes/{process}/roll-back", data={"number": 9, "reason": "错"}).status_code == 404
    assert (
        lu.post(f"/studio/processes/{process}/roll-back", data={"number": 1, "reason": "第二版有误"}).status_code == 303
    )
    with app.app_context():
        assert versions.current(process).name == "投诉办理"
        assert [deed.deed for deed in process_record.of(process)] == ["rolled_back", "deployed", "deployed"]
    assert "第二版有误" in lu.get(f"/studio/processes/{process}").text


def test_a_retired_process_begins_no_case_and_comes_back(app: Flask, lu: FlaskClient, process: str) -> None:
    assert lu.post(f"/studio/processes/{process}/retire", data={"reason": "并入新流程"}).status_code == 303
    with app.app_context():
        li = people.actor("li")
        with pytest.raises(ProcessRetired):
            cases.start(process, {"complainant": "张三", "bank": "bank-a"}, li)
        assert process not in {row.id for row in versions.startable(li)}
        with pytest.raises(reviews.AlreadyRetired):
            reviews.retire(process, people.actor("lu"), "再来")
    assert lu.post(f"/studio/processes/{process}/bring-back", data={"reason": "仍需要"}).status_code == 303
    with app.app_context():
        assert cases.start(process, {"complainant": "张三", "bank": "bank-a"}, people.actor("li")).number


def test_two_versions_are_compared_with_their_forms(lu: FlaskClient, process: str) -> None:
    draft = draft_of(lu, process)
    form = f"{draft}/forms/finding"
    opened = lu.get(f"{form}/data").json
    text = json.dumps(json.loads(opened["text"]), ensure_ascii=False).replace("核查情况", "核查结论")
    assert lu.put(f"{form}/data", json={"text": text, "revision": opened["revision"]}).status_code == 200
    save(lu, draft, simple(process, name="改过"))
    lu.post(f"{draft}/deploy", json={"note": "第二版"})
    page = lu.get(f"/studio/processes/{process}/compare").text
    assert "<del>核查情况</del>" in page
    assert "<ins>核查结论</ins>" in page
    both = lu.get(f"/studio/processes/{process}/compare.json?from=1&to=2").json
    assert "改过" in both["after"]
    assert "改过" not in both["before"]


def test_processes_of_others_are_not_compared_retired_or_rolled_back(signed_in: SignedIn, process: str) -> None:
    of_the_shop, place = signed_in("ou"), f"/studio/processes/{process}"
    for address in (
        f"{place}/compare",
        f"{place}/compare.json",
        f"{place}/versions/1/export.zip",
        f"{place}/versions/1/print",
    ):
        assert of_the_shop.get(address).status_code == 403
    for deed in ("retire", "bring-back", "roll-back"):
        assert of_the_shop.post(f"{place}/{deed}", data={"reason": "x", "number": 1}).status_code == 403
