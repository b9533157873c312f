"""Drafting a calendar on its pages, without scripts: days, whole years, files, hours; proposing and publishing."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from io import BytesIO
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app import calendars, clock
from app.calendars import Day, csv_file
from app.calendars.days import read_hours
from app.casework import calendar_drafts, people
from app.casework import calendars as known
from app.store import db
from app.store.models import CalendarDraft
from tests.web.conftest import SignedIn

CN = calendars.seed().default


@pytest.fixture(autouse=True)
def _in_november(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: CN.local("2026-11-22T09:00"))


@pytest.fixture
def zhou(app: Flask, signed_in: SignedIn) -> Iterator[FlaskClient]:
    """The administrator; afterwards the seed is in force again and no draft is left."""
    yield signed_in("zhou")
    with app.app_context():
        db.session.execute(db.update(CalendarDraft).values(status="dropped"))
        db.session.commit()
        known.publish(CN, "zhou")


def begun(client: FlaskClient, name: str = "cn") -> str:
    """The address of a fresh draft."""
    return client.post(f"/calendars/{name}/begin", data={"year": 2027}).location.partition("?")[0]


def layer(app: Flask, draft: str) -> calendars.Layer:
    with app.app_context():
        return calendar_drafts.get(int(draft.rpartition("/")[2]), people.actor("zhou")).layer


def revision(page: str) -> str:
    found = re.search(r'name="revision" value="(\d+)"', page)
    assert found
    return found[1]


def propose(client: FlaskClient, draft: str, reason: str = "国办发明电") -> str:
    at = revision(client.get(f"{draft}/preview").text)
    client.post(f"{draft}/propose", data={"revision": at, "reason": reason, "from": "preview"})
    return client.get(f"{draft}/preview").text


@pytest.mark.parametrize(
    ("sent", "day"),
    [
        ({"brush": "off", "name": "店庆"}, Day(False, "店庆")),
        ({"brush": "work", "name": "周末值班"}, Day(True, "周末值班")),
        ({"brush": "part", "name": "半天", "hours": "9:00-12:00"}, Day(True, "半天", read_hours("09:00-12:00"))),
    ],
)
def test_a_click_says_of_a_day_what_was_chosen(app: Flask, zhou: FlaskClient, sent: dict[str, str], day: Day) -> None:
    draft = begun(zhou)

    answer = zhou.post(f"{draft}/days", data={**sent, "day": "2027-03-06", "year": "2027"})

    assert answer.location.endswith("#d-2027-03-06")
    assert layer(app, draft).days[date(2027, 3, 6)] == day
    page = zhou.get(answer.location).text
    assert re.search(rf'value="{sent["brush"]}" checked', page), "the choice stays"
    assert day.name in page


def test_days_from_one_to_another_and_back_to_usual(app: Flask, zhou: FlaskClient) -> None:
    draft = begun(zhou)
    span = {"first": "2027-08-02", "last": "2027-08-06", "range": "yes", "year": "2027"}

    zhou.post(f"{draft}/days", data={"brush": "off", "name": "高温假", **span})
    assert [layer(app, draft).days[date(2027, 8, day)].name for day in range(2, 7)] == ["高温假"] * 5
    zhou.post(f"{draft}/days", data={"brush": "usual", **span})
    assert date(2027, 8, 2) not in layer(app, draft).days


def test_every_day_is_a_button_that_says_what_it_is(zhou: FlaskClient) -> None:
    page = zhou.get(f"{begun(zhou)}?year=2027").text

    assert page.count('name="day" value="2027-') == 365
    assert 'aria-label="2027-10-01 国庆节 休"' in page


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({"brush": "off", "name": "=cmd", "day": "2027-03-01"}, "名称最多"),
        ({"brush": "part", "hours": "12-9", "day": "2027-03-01"}, "不是按先后排列的工作时段"),
        ({"brush": "part", "hours": "", "day": "2027-03-01"}, "不是按先后排列的工作时段"),
        ({"brush": "off", "first": "2027-03-02", "last": "2027-03-01"}, "起止日期"),
        ({"brush": "off", "first": "2020-03-02", "last": "2027-03-01"}, "起止日期"),
        ({"brush": "off"}, "起止日期"),
        ({"brush": "off", "day": "soon"}, "不是日期"),
    ],
)
def test_what_cannot_be_said_of_a_day_is_refused_with_a_sentence(
    app: Flask, zhou: FlaskClient, sent: dict[str, str], said: str
) -> None:
    draft = begun(zhou)
    before = layer(app, draft)

    answer = zhou.post(f"{draft}/days", data={**sent, "year": "2027"}, follow_redirects=True)

    assert said in answer.text
    assert layer(app, draft) == before


@pytest.mark.parametrize(
    ("how", "year", "status", "days"),
    [
        ("package", 2026, "published", 39),
        ("law", 2027, "provisional", None),
        ("empty", 2028, "provisional", 0),
        ("published", 2027, "published", None),
        ("provisional", 2026, "provisional", 39),
        ("none", 2027, None, 0),
    ],
)
def test_a_whole_year_is_filled_at_once(
    app: Flask, zhou: FlaskClient, how: str, year: int, status: str | None, days: int | None
) -> None:
    draft = begun(zhou)

    zhou.post(f"{draft}/year", data={"year": year, "how": how})

    found = layer(app, draft)
    assert found.years.get(year) == status
    law = sum(day.year == year for day in CN.days)
    assert sum(day.year == year for day in found.days) == (law if days is None else days)


def test_a_year_that_the_package_does_not_know_is_not_made_up(app: Flask, zhou: FlaskClient) -> None:
    draft = begun(zhou)

    answer = zhou.post(f"{draft}/year", data={"year": 2027, "how": "package"}, follow_redirects=True)

    assert "公布假期数据包中还没有 2027 年" in answer.text
    assert layer(app, draft).years[2027] == "provisional"


def send(client: FlaskClient, draft: str, content: bytes, name: str, **more: str) -> str:
    data: dict[str, Any] = {"year": "2027", "file": (BytesIO(content), name), **more}
    return client.post(f"{draft}/file", data=data, follow_redirects=True).text


def test_a_file_replaces_the_days_of_its_year_alone(app: Flask, zhou: FlaskClient) -> None:
    draft = begun(zhou)
    days = {date(2027, 1, 1): Day(False, "元旦"), date(2028, 1, 1): Day(False, "元旦")}

    page = send(zhou, draft, csv_file.write(days), "2027.csv", status="published")

    assert "已采用 2027 年的 1 天" in page
    assert "其他年份的 1 天未采用" in page
    found = layer(app, draft)
    assert [day for day in found.days if day.year == 2027] == [date(2027, 1, 1)]
    assert found.years[2027] == "published"
    assert 2028 not in found.years


@pytest.mark.parametrize(
    ("content", "name", "said"),
    [
        (b"date,kind\n2027-13-01,off", "x.csv", "第 2 行：“2027-13-01”不是日期"),
        (b"BEGIN:VCALENDAR\nBEGIN:VEVENT\nDTSTART:20270101\nRRULE:x\n", "x.ics", "第 2 行"),
        (b"\x00\x01", "x.csv", "不是 UTF-8"),
        (b"x" * 600_000, "x.csv", "文件太大"),
        (b"date,kind\n2026-01-01,off", "x.csv", "没有 2027 年的日子"),
        (b"date,kind,name\n2027-01-01,off,<script>alert(1)</script>x=", "x.csv", "&lt;script&gt;"),
    ],
)
def test_a_file_that_is_wrong_says_so_with_its_line(
    app: Flask, zhou: FlaskClient, content: bytes, name: str, said: str
) -> None:
    draft = begun(zhou)
    page = send(zhou, draft, content, name)

    assert said in page
    assert "<script>alert" not in page


def test_hours_and_seasons_are_written_as_people_write_them(app: Flask, zhou: FlaskClient) -> None:
    draft = begun(zhou)
    week = {f"w-{day}": "8:30-16:30" for day in range(5)} | {"w-5": "9:00-12:00", "w-6": "", "w-make-up": "9:00-12:00"}
    season = {"s0-name": "夏季作息", "s0-first": "7-1", "s0-last": "9月30日", "s0-make-up": "8:00-12:00"}
    season |= {f"s0-{day}": "08:00-14:00" for day in range(5)} | {"s0-5": "", "s0-6": "休"}

    page = zhou.post(
        f"{draft}/week", data={"title": "国家日历", "whose": "own", **week, **season}, follow_redirects=True
    )

    found = layer(app, draft)
    assert found.title == "国家日历"
    assert found.week is not None
    assert found.week.segments[5] == read_hours("09:00-12:00")
    assert [str(each.last) for each in found.week.seasons] == ["09-30"]
    assert "夏季作息" in zhou.get(f"{draft}/week").text
    assert page.status_code == 200
    wrong = zhou.post(f"{draft}/week", data={"title": "x", **season, "s0-first": "02-30"}, follow_redirects=True).text
    assert "不是一年中的日子" in wrong


def test_one_proposes_another_publishes_and_the_record_names_both(
    app: Flask, zhou: FlaskClient, signed_in: SignedIn
) -> None:
    draft = begun(zhou)
    zhou.post(f"{draft}/days", data={"brush": "off", "name": "台风停工", "day": "2027-03-08", "year": "2027"})
    zhou.post(f"{draft}/year", data={"year": 2027, "how": "published"})
    mine = propose(zhou, draft)
    assert "须由同事发布" in mine
    assert "台风停工" in mine
    refused = zhou.post(f"{draft}/publish", data={"revision": "3", "reason": "自己发布"})
    assert refused.status_code == 403

    lu = signed_in("lu")
    page = lu.get(f"{draft}/preview").text
    answer = lu.post(
        f"{draft}/publish", data={"revision": revision(page), "reason": "与通知核对一致"}, follow_redirects=True
    )

    assert "已发布。" in answer.text
    assert "与通知核对一致" in answer.text
    assert "国办发明电" in answer.text
    assert "（周 提请）" in answer.text
    with app.app_context():
        assert not known.in_force("cn").is_working(date(2027, 3, 8))
        assert known.in_force("cn").status(2027) == "published"


def test_a_proposal_is_sent_back_with_a_reason(app: Flask, zhou: FlaskClient, signed_in: SignedIn) -> None:
    draft = begun(zhou)
    zhou.post(f"{draft}/year", data={"year": 2027, "how": "published"})
    propose(zhou, draft)
    painted = zhou.post(f"{draft}/days", data={"brush": "off", "day": "2027-03-08"}, follow_redirects=True).text
    assert "不能再改" in painted

    page = signed_in("lu").post(f"{draft}/return", data={"reason": "缺调休"}, follow_redirects=True).text

    assert "已退回为草案" in page
    assert "缺调休" in zhou.get("/calendars/cn/2027").text


def test_a_new_calendar_inherits_and_its_own_days_are_marked(app: Flask, zhou: FlaskClient) -> None:
    sent = {"id": "xinhua", "title": "新华支行", "kind": "from:cn", "unit": "bank-a"}
    draft = zhou.post("/calendars/new", data=sent).location

    zhou.post(f"{draft}/days", data={"brush": "off", "name": "装修停业", "day": "2027-03-08", "year": "2027"})

    page = zhou.get(f"{draft}?year=2027").text
    assert page.count(" day-own") == 1
    assert "新日历" in zhou.get(f"{draft}/preview").text
    assert "继承 cn" in page
    wrong = zhou.post("/calendars/new", data={**sent, "id": "新华"}, follow_redirects=True).text
    assert "日历需要编号" in wrong


def test_a_unit_is_given_a_calendar_with_a_reason(app: Flask, zhou: FlaskClient, signed_in: SignedIn) -> None:
    page = zhou.post(
        "/calendars/units", data={"unit": "shop", "calendar": "always", "reason": "全天营业"}, follow_redirects=True
    ).text

    assert "新案件按它计算" in page
    with app.app_context():
        assert people.directory().calendar_of("shop") == "always"
    assert "全天营业" in zhou.get("/calendars/always/2026").text
    assert signed_in("lu").post("/calendars/units", data={"unit": "shop"}).status_code == 403
    assert "请说明理由" in zhou.post("/calendars/units", data={"unit": "shop"}, follow_redirects=True).text
    zhou.post("/calendars/units", data={"unit": "shop", "calendar": "", "reason": "恢复"})
    with app.app_context():
        assert people.directory().calendar_of("shop") is None


def test_who_does_not_look_after_it_finds_no_draft(app: Flask, zhou: FlaskClient, signed_in: SignedIn) -> None:
    draft = begun(zhou)

    for login, status in (("he", 404), ("bu", 404), ("shen", 403), ("li", 403)):
        client = signed_in(login)
        assert client.get(draft).status_code == status, login
        assert client.post(f"{draft}/days", data={"brush": "off", "day": "2027-03-08"}).status_code == status
        assert client.post("/calendars/cn/begin").status_code == 403, login
