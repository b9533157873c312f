"""Due times in the words of the clock that counts them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

import pytest
from flask import Flask

from app import calendars
from app.calendars import Calendar
from app.web import due

CN: Calendar = calendars.seed().default


@pytest.fixture(autouse=True)
def chinese(app: Flask) -> Iterator[None]:
    with app.test_request_context("/"):
        yield


def at(text: str) -> datetime:
    return CN.local(text)


def words(clock: str, start: str, now: str) -> due.DueWords:
    read = due.words(CN, at(start), CN.due(clock, at(start)).at, clock, False, at(now))
    assert read is not None
    return read


@pytest.mark.parametrize(
    ("clock", "start", "now", "state", "left"),
    [
        ("2WD", "2026-09-28T10:00", "2026-09-28T10:00", "open", "剩 2 个工作日 6 工作时"),
        ("2WD", "2026-09-28T10:00", "2026-09-29T10:00", "open", "剩 1 个工作日 6 工作时"),
        ("2WD", "2026-09-28T10:00", "2026-09-30T15:30", "soon", "剩 2 工作时"),
        ("2WD", "2026-09-28T10:00", "2026-09-30T17:05", "soon", "剩 25 分钟"),
        ("2WD", "2026-09-28T10:00", "2026-09-30T17:30", "overdue", "已逾期"),
        ("2WD", "2026-09-28T10:00", "2026-10-08T11:00", "overdue", "已超 2 工作时"),
        ("4WH", "2026-09-28T16:30", "2026-09-28T17:00", "open", "剩 3 工作时"),
        ("24H", "2026-09-28T10:00", "2026-09-28T12:00", "open", "剩 22 小时"),
        ("24H", "2026-09-28T10:00", "2026-09-29T09:59", "soon", "剩 1 分钟"),
        ("15ND", "2026-09-28T10:00", "2026-09-30T10:00", "open", "剩 13 天"),
    ],
)
def test_what_is_left_is_said_in_its_own_clock(clock: str, start: str, now: str, state: str, left: str) -> None:
    read = words(clock, start, now)
    assert (read.state, read.left) == (state, left)


@pytest.mark.parametrize(
    ("now", "said"),
    [
        ("2026-09-30T09:00", "今天 17:30"),
        ("2026-09-29T23:00", "明天 17:30"),
        ("2026-10-01T00:10", "昨天 17:30"),
        ("2026-09-20T09:00", "9月30日 周三 17:30"),
        ("2027-01-04T09:00", "2026年9月30日 17:30"),
    ],
)
def test_the_day_is_named_as_people_name_it(now: str, said: str) -> None:
    assert due.when(CN, at("2026-09-30T17:30"), at(now)) == said


@pytest.mark.parametrize(
    ("clock", "said"),
    [("2WD", "2 个工作日"), ("0.5WH", "0.5 工作时"), ("24H", "24 小时"), ("15ND", "15 个自然日"), (None, "")],
)
def test_a_limit_is_spelt_out(clock: str | None, said: str) -> None:
    assert due.limit(clock) == said


def test_the_reason_names_what_was_skipped_and_the_calendar() -> None:
    why = words("2WD", "2026-09-29T15:00", "2026-09-29T15:00").why
    assert "自 2026-09-29 15:00 起 2 个工作日" in why
    assert "国庆节 10-01–10-07" in why
    assert "中国工作日历 2026 版" in why


def test_a_due_time_is_said_with_the_clock_it_follows() -> None:
    assert words("3WD", "2026-02-28T10:00", "2026-02-28T10:00").said == (
        "3 个工作日，至 3月4日 周三 17:30，按中国工作日历 2026 版"
    )
    assert words("24H", "2026-02-28T10:00", "2026-02-28T10:00").said == "24 小时，至 明天 10:00"


def test_across_two_years_both_editions_are_named_and_the_provisional_one_says_so() -> None:
    start = at("2026-12-30T10:00")
    counted = CN.due("2WD", start)
    read = due.words(CN, start, counted.at, "2WD", counted.provisional, start)
    assert read is not None
    assert read.said == "2 个工作日，至 2027年1月4日 17:30，按中国工作日历 2026–2027 版，暂定"


def test_calendar_days_end_at_midnight_of_their_last_day() -> None:
    read = words("15ND", "2026-09-20T10:00", "2026-09-20T10:00")
    assert read.when == "10月8日 周四 24:00"


def test_a_timer_says_its_clock_too() -> None:
    read = due.of_timer(CN, at("2026-09-30T17:30"), "2WD", False, at("2026-09-30T15:30"))
    assert (read.state, read.left) == ("open", "剩 2 工作时")
    assert read.said == "2 个工作日，至 今天 17:30，按中国工作日历 2026 版"


def test_without_a_due_time_nothing_is_said() -> None:
    assert due.words(CN, at("2026-09-29T15:00"), None, None, False, at("2026-09-29T15:00")) is None


def test_a_due_time_of_a_year_without_data_is_said_in_elapsed_time() -> None:
    long_ago = due.left(CN, at("2026-09-30T17:30"), "2WD", datetime.fromisoformat("2035-09-30T17:30+08:00"))
    assert long_ago == "已超 3287 天"
