"""The calendars that administrators look at: a year day by day, its versions, the alert for an open year."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app import calendars, clock
from app.calendars import csv_file, ics_file
from app.casework import calendars as kept
from tests.web.conftest import SignedIn

CN = calendars.seed().default


@pytest.fixture
def superseded(app: Flask) -> Iterator[str]:
    """A version before the one in force; the seed is in force again afterwards."""
    with app.app_context():
        kept.publish(CN.with_year(2027, "published", {}), "zhou")
    yield CN.version
    with app.app_context():
        kept.publish(CN, "zhou")


def test_the_list_says_which_years_are_published(signed_in: SignedIn) -> None:
    page = signed_in("zhou").get("/calendars/").text
    for said in (CN.title, CN.version, "7×24 小时", "周一–周五 09:00-12:00, 13:30-17:30", "周六–周日 休"):
        assert said in page, said


def test_a_year_shows_each_day_with_a_word(signed_in: SignedIn) -> None:
    page = signed_in("zhou").get("/calendars/cn/2026").text
    cells = re.findall(r'<td class="day day-([\w-]+)[^"]*"', page)
    assert len(cells) == 365
    assert cells.count("working") + cells.count("make-up") == 248
    assert page.count("<small>班</small>") == cells.count("make-up") == 6
    assert page.count("<small>休</small>") == cells.count("holiday")
    assert "2026-10-01 – 2026-10-07" in page
    assert page.count("<caption>") == 12


def test_a_year_without_data_is_said_to_be_so(signed_in: SignedIn) -> None:
    page = signed_in("zhou").get("/calendars/cn/2031").text
    assert "没有 2031 年的数据" in page
    assert '<td class="day' not in page


def test_every_version_can_be_looked_at_and_none_is_changed(signed_in: SignedIn, superseded: str) -> None:
    client = signed_in("zhou")
    now = client.get("/calendars/cn/2027").text
    assert "已被取代" in now
    assert superseded in now
    before = client.get(f"/calendars/cn/2027?version={superseded}").text
    assert "暂定" in before
    assert "春节" in before
    assert "春节" not in now


@pytest.mark.parametrize("path", ["cn/1", "cn/2500", "cn/2026?version=nothing", "nothing/2026"])
def test_what_is_not_there_is_not_found(signed_in: SignedIn, path: str) -> None:
    assert signed_in("zhou").get(f"/calendars/{path}").status_code == 404


@pytest.mark.parametrize(
    ("now", "said"),
    [
        ("2026-10-31T23:59", ""),
        ("2026-11-01T00:00", "日历“中国工作日历”的 2027 年为暂定"),
        ("2027-01-04T09:00", "日历“中国工作日历”的 2027 年为暂定"),
        ("2028-01-04T09:00", "没有 2028 年的数据"),
        ("2025-12-01T09:00", ""),
    ],
)
def test_the_alert_begins_on_the_first_of_november(
    signed_in: SignedIn, monkeypatch: pytest.MonkeyPatch, now: str, said: str
) -> None:
    monkeypatch.setattr(clock, "now", lambda: datetime.fromisoformat(f"{now}+08:00"))
    banner = banner_of(signed_in("zhou").get("/calendars/").text)
    assert said in banner
    assert bool(said) == bool(banner)


def banner_of(page: str) -> str:
    found = re.search(r'<div class="banner".*?<a href="/calendars/">(.*?)</a>', page, re.DOTALL)
    return found[1] if found else ""


@pytest.mark.parametrize(
    ("login", "path", "told"),
    [
        ("zhou", "/desk", True),
        ("zhou", "/organisation/", True),
        ("zhou", "/admin/operations", True),
        ("lu", "/desk", True),
        ("lu", "/studio/", True),
        ("li", "/desk", False),
        ("he", "/studio/", False),  # owns processes of the association: the house's calendar is not theirs
        ("shen", "/calendars/", False),  # audits, and can do nothing about it
    ],
)
def test_the_alert_is_for_those_who_can_do_something(
    signed_in: SignedIn, monkeypatch: pytest.MonkeyPatch, login: str, path: str, told: bool
) -> None:
    monkeypatch.setattr(clock, "now", lambda: CN.local("2026-11-05T09:00"))
    assert bool(banner_of(signed_in(login).get(path, follow_redirects=True).text)) is told


def test_programs_are_told_of_the_open_year(nobody: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: CN.local("2026-11-05T09:00"))
    told = 'shouwen_calendar_years_open{calendar="cn",status="provisional",year="2027"} 1.0'
    assert told in nobody.get("/metrics").text
    monkeypatch.setattr(clock, "now", lambda: CN.local("2026-10-05T09:00"))
    assert "shouwen_calendar_years_open{" not in nobody.get("/metrics").text


@pytest.mark.parametrize("kind", ["csv", "ics"])
def test_a_year_goes_out_as_a_file_and_comes_back_the_same(signed_in: SignedIn, kind: str) -> None:
    answer = signed_in("shen").get(f"/calendars/cn/2026/file?as={kind}")
    assert f'filename="cn-2026-{CN.version}.{kind}"' in answer.headers["Content-Disposition"]
    read = csv_file.read if kind == "csv" else ics_file.read
    assert read(answer.data) == {day: what for day, what in CN.days.items() if day.year == 2026}
