"""Changing calendars: drafted and proposed by one, published by another, inherited by others, all on the record."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

import pytest
from flask import Flask
from sqlalchemy import text

from app import calendars, clock
from app.calendars import Day
from app.casework import attested, calendar_publishing, calendar_record, cases
from app.casework import calendar_drafts as drafts
from app.casework import calendars as known
from app.casework.calendar_errors import (
    BehindTheTimes,
    CalendarExists,
    DraftMoved,
    DraftNotFound,
    FollowerBroken,
    InheritsItself,
    NotADraft,
    NothingChanged,
    NotProposed,
    ReasonMissing,
    SecondPerson,
    TooMuch,
    ZoneFixed,
)
from app.casework.permissions import NotYourCalendar
from app.store import db
from tests.support.house import passing_on, who
from tests.support.publishing import branch, new_branch, proposed, publish, published_2027

CN = calendars.seed().default
MAY_DAY = date(2027, 5, 6)
NOW = CN.local("2026-12-28T09:00")


@pytest.fixture(autouse=True)
def _in_december(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: NOW)


def test_a_second_person_publishes_and_the_version_before_stays_as_it_was(house: Flask) -> None:
    draft = proposed("cn", published_2027)

    (turn,) = publish(draft)

    assert known.in_force("cn").version == turn.after.version != CN.version
    assert known.in_force("cn").status(2027) == "published"
    assert known.at_version("cn", CN.version).status(2027) == "provisional"
    deeds = [(deed.deed, deed.by, deed.reason, deed.version) for deed in reversed(calendar_record.of("cn"))]
    assert deeds == [
        ("installed", "system:setup", "", CN.version),
        ("begun", "zhou", "", None),
        ("proposed", "zhou", "2027 年放假通知", None),
        ("published", "lu", "核对无误", turn.after.version),
    ]
    assert list(attested.check_calendars()) == []


def test_nobody_publishes_what_they_had_a_hand_in(house: Flask) -> None:
    draft = proposed("cn", published_2027)
    with pytest.raises(SecondPerson):
        publish(draft, by="zhou")

    drafts.send_back(draft.id, who("lu"), "缺春节")
    drafts.change(draft.id, who("lu"), lambda said: said.with_days({MAY_DAY: Day(False, "店庆")}))
    draft = drafts.get(draft.id, who("zhou"))
    drafts.propose(draft.id, who("zhou"), draft.revision, "补上")
    with pytest.raises(SecondPerson):
        publish(drafts.get(draft.id, who("zhou")), by="lu")
    assert known.in_force("cn").version == CN.version


def test_who_does_not_look_after_a_calendar_does_not_see_its_drafts(house: Flask) -> None:
    draft = proposed("cn", published_2027)

    for login in ("he", "bu", "li", "shen"):
        assert drafts.of(who(login)) == ()
        with pytest.raises(DraftNotFound):
            publish(draft, by=login)
        with pytest.raises(NotYourCalendar):
            drafts.begin("cn", who(login))
    assert [each.id for each in drafts.waiting_for(who("lu"))] == [draft.id]
    assert drafts.waiting_for(who("zhou")) == []


def test_a_process_owner_of_a_unit_looks_after_its_calendar(house: Flask) -> None:
    new_branch(branch(), unit="association")

    draft = proposed("bank-a", lambda said: said.with_days({MAY_DAY: Day(False, "停业")}), by="he")
    publish(draft, by="zhou")

    assert not known.in_force("bank-a").is_working(MAY_DAY)


def test_only_what_was_looked_at_is_published(house: Flask) -> None:
    draft = proposed("cn", published_2027)

    with pytest.raises(DraftMoved):
        calendar_publishing.publish(draft.id, who("lu"), draft.revision - 1, "核对")
    with pytest.raises(ReasonMissing):
        calendar_publishing.publish(draft.id, who("lu"), draft.revision, " ")
    with pytest.raises(NotADraft):
        drafts.change(draft.id, who("zhou"), published_2027)
    publish(draft)
    with pytest.raises(NotProposed):
        publish(draft)


def test_what_says_nothing_new_is_not_proposed(house: Flask) -> None:
    draft = drafts.begin("cn", who("zhou"))

    with pytest.raises(NothingChanged):
        drafts.propose(draft.id, who("zhou"), draft.revision, "看看")
    drafts.drop(draft.id, who("zhou"))
    assert drafts.of(who("zhou")) == ()


def test_a_draft_behind_the_times_is_brought_up_to_date_without_losing_anything(house: Flask) -> None:
    slow = proposed("cn", lambda said: said.with_days({date(2027, 3, 8): Day(False, "台风停工")}))
    publish(proposed("cn", published_2027))
    with pytest.raises(BehindTheTimes):
        publish(slow)

    drafts.send_back(slow.id, who("zhou"), "更新")
    fresh = drafts.bring_up_to_date(slow.id, who("zhou"))
    drafts.propose(fresh.id, who("zhou"), fresh.revision, "台风")
    publish(drafts.get(fresh.id, who("zhou")))

    assert known.in_force("cn").status(2027) == "published"
    assert not known.in_force("cn").is_working(date(2027, 3, 8))


def test_a_calendar_that_inherits_follows_and_a_case_keeps_what_it_counted_by(house: Flask) -> None:
    new_branch(branch(days={date(2026, 12, 31): Day(False, "年终决算停业")}))
    first = known.in_force("bank-a")
    assert first.workdays(CN.local("2026-12-30T10:00"), 1).at == CN.local("2027-01-04T17:30")

    turns = publish(proposed("cn", published_2027))

    assert [turn.after.id for turn in turns] == ["cn", "bank-a"]
    assert known.in_force("bank-a").workdays(CN.local("2026-12-30T10:00"), 1).at == CN.local("2027-01-05T17:30")
    assert known.at_version("bank-a", first.version) == first
    deed = calendar_record.of("bank-a")[0]
    assert (deed.deed, deed.by, deed.known["proposed_by"]) == ("followed", "lu", "zhou")
    assert list(attested.check_calendars()) == []


def test_a_publication_that_would_break_a_follower_is_refused(house: Flask) -> None:
    new_branch(branch(days={date(2027, 3, 9): Day(False, "停业")}))
    without = proposed("cn", lambda said: said.with_year(2027, None, {}))

    with pytest.raises(FollowerBroken, match="甲银行"):
        publish(without)

    assert known.in_force("cn").version == CN.version


def test_a_calendar_cannot_inherit_from_itself(house: Flask) -> None:
    new_branch(branch())
    draft = drafts.begin("cn", who("zhou"))
    draft = drafts.change(draft.id, who("zhou"), lambda said: replace(said, parent="bank-a", years={}))

    with pytest.raises(InheritsItself):
        drafts.propose(draft.id, who("zhou"), draft.revision, "圈")


def test_the_zone_of_a_calendar_in_force_stays(house: Flask) -> None:
    draft = drafts.begin("cn", who("zhou"))
    berlin = calendars.layer_from_json({**calendars.layer_to_json(draft.layer), "zone": "Europe/Berlin"}).zone
    draft = drafts.change(draft.id, who("zhou"), lambda said: replace(said, zone=berlin))

    with pytest.raises(ZoneFixed):
        drafts.propose(draft.id, who("zhou"), draft.revision, "搬家")


def test_a_calendar_is_made_once_and_within_bounds(house: Flask) -> None:
    with pytest.raises(CalendarExists):
        drafts.begin_new(replace(branch(), id="cn"), None, who("zhou"))
    with pytest.raises(NotYourCalendar):
        drafts.begin_new(branch(), "bank-a", who("bu"))
    for _ in range(drafts.MOST_LIVE):
        drafts.begin("cn", who("zhou"))
    with pytest.raises(TooMuch):
        drafts.begin("cn", who("zhou"))


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        ("UPDATE calendar_entry SET reason = 'x' WHERE seq = 2", "entry 2"),
        ("DELETE FROM calendar_entry WHERE seq = 3", "entry 4"),
        ("UPDATE calendar_version SET current = (version = '{old}') WHERE id = 'cn'", "is in force"),
    ],
)
def test_who_changes_the_record_or_what_is_in_force_is_found_out(house: Flask, statement: str, said: str) -> None:
    publish(proposed("cn", published_2027))
    if "current" in statement:
        db.session.execute(text("UPDATE calendar_version SET current = false"))
        statement = "UPDATE calendar_version SET current = true WHERE id = 'cn' AND version = '{old}'"
        said = "is in force"
    db.session.execute(text(statement.format(old=CN.version)))
    db.session.commit()

    assert any(said in str(problem) for problem in attested.check_calendars())


# -- which calendar a case counts in


def started(at: datetime) -> int:
    passing_on()
    return cases.start("passing-on", {}, who("li"), at=at).case_id


def test_a_new_case_counts_in_the_calendar_of_its_unit(house: Flask) -> None:
    new_branch(branch(days={date(2026, 12, 31): Day(False, "停业")}), unit=None)
    known.use("association", "bank-a", who("zhou"), "协会随甲银行")

    case_id = started(CN.local("2026-12-30T10:00"))

    case = cases.get(case_id, who("li"))
    assert case.calendar == "bank-a"
    assert cases.view(case_id, who("li")).tasks[0].due_at == CN.local("2027-01-05T17:30")
    assert calendar_record.of("bank-a")[0].known == {"unit": "association", "before": None}
