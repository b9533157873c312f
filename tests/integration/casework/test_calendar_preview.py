"""What publishing would change is told before it is done, and is what comes of it."""

from __future__ import annotations

from datetime import date, datetime, time

import pytest
from flask import Flask

from app import calendars, clock
from app.calendars import Segment, Week
from app.casework import calendar_preview, cases
from app.casework import calendars as known
from tests.support.house import passing_on, who
from tests.support.publishing import branch, new_branch, proposed, published_2027

CN = calendars.seed().default
NOW = CN.local("2026-12-28T09:00")


@pytest.fixture(autouse=True)
def _in_december(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: NOW)


def started(at: datetime) -> int:
    passing_on()
    return cases.start("passing-on", {}, who("li"), at=at).case_id


def test_a_preview_tells_which_days_change_and_which_times_move(house: Flask) -> None:
    started(CN.local("2026-12-30T10:00"))
    draft = proposed("cn", published_2027)

    preview = calendar_preview.of(draft, CN.local("2026-12-30T11:00"))

    (part,) = preview.parts
    days = {change.date: change for change in part.days}
    assert days[date(2027, 1, 4)].after.kind == "holiday"
    assert days[date(2027, 1, 4)].counts
    assert [(change.year, change.before, change.after) for change in part.years] == [(2027, "provisional", "published")]
    assert (preview.reached, preview.looked_at, preview.failed) == (1, 1, 0)
    (move,) = preview.moves
    assert (move.how, move.before, move.after) == ("later", CN.local("2027-01-04T17:30"), CN.local("2027-01-05T17:30"))
    assert known.in_force("cn").version == CN.version


def test_a_preview_tells_of_calendars_that_follow(house: Flask) -> None:
    new_branch(branch(week=Week(((Segment(time(8), time(16)),),) * 5 + ((),) * 2, (Segment(time(8), time(12)),))))

    preview = calendar_preview.of(proposed("cn", published_2027))

    assert [part.turn.after.id for part in preview.parts] == ["cn", "bank-a"]
    assert preview.moves == ()
