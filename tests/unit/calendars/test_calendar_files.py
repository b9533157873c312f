"""Calendars from files: what is written is read back, and what is wrong is refused with its line."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, time, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app import calendars
from app.calendars import BadHours, Day, Segment, csv_file, errors, files, ics_file
from app.calendars.days import hours_text, read_hours

CN = calendars.seed().default
OF_2026 = {day: what for day, what in CN.days.items() if day.year == 2026}
MORNING = (Segment(time(9), time(12)),)
NAMES = st.text(max_size=40).map(str.strip).filter(files.is_name)
HOURS = st.sampled_from([(), MORNING, (Segment(time(0), time(0)),), (*MORNING, Segment(time(13, 30), time(17)))])
DAYS = st.one_of(
    st.builds(Day, st.just(True), NAMES, HOURS),
    st.builds(Day, st.just(False), NAMES),
)
ICS = "BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\n{}\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"


@settings(max_examples=40)
@given(st.dictionaries(st.dates(date(1990, 1, 1), date(2099, 12, 31)), DAYS, max_size=20))
def test_what_is_written_is_read_back(days: dict[date, Day]) -> None:
    assert csv_file.read(csv_file.write(days)) == days
    assert ics_file.read(ics_file.write(days, "日历", "1")) == days


def test_a_published_year_comes_back_whole_from_either_file() -> None:
    assert csv_file.read(csv_file.write(OF_2026)) == OF_2026
    assert ics_file.read(ics_file.write(OF_2026, CN.title, CN.version)) == OF_2026


def test_lines_of_an_icalendar_file_are_short_and_whole() -> None:
    lines = ics_file.write({date(2027, 1, 1): Day(False, "很" * 60)}, "长" * 200, "1").split(b"\r\n")

    assert max(map(len, lines)) <= 75
    assert all(line.decode() is not None for line in lines)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_a_table_may_be_written_as_chinese_programs_write_it(encoding: str) -> None:
    table = "日期,类型,名称,时段\n2027/1/1,休,元旦,\n2027年2月6日,班,春节补班,9:00-12:00、13:00—16:00\n,,,\n"

    found = csv_file.read(table.encode(encoding))

    assert found[date(2027, 1, 1)] == Day(False, "元旦")
    assert hours_text(found[date(2027, 2, 6)].hours) == "09:00-12:00, 13:00-16:00"


@pytest.mark.parametrize(
    ("lines", "kind", "line"),
    [
        ("名称,时段\n元旦,", errors.NoColumns, 1),
        ("", errors.NoColumns, 1),
        ("date,kind,kind\n", errors.NoColumns, 1),
        ("date,kind\n2027-02-30,off", errors.DateUnreadable, 2),
        ("date,kind\n\n2027-01-01,perhaps", errors.KindUnknown, 3),
        ("date,kind,name,hours\n2027-01-01,work,x,9-12", errors.HoursUnreadable, 2),
        ("date,kind,name,hours\n2027-01-01,work,x,12:00-09:00", errors.HoursUnreadable, 2),
        ("date,kind,name,hours\n2027-01-01,off,x,09:00-12:00", errors.OffWithHours, 2),
        ("date,kind\n2027-01-01,off\n2027-01-01,work", errors.DayTwice, 3),
        ("date,kind,name\n2027-01-01,off,=cmd()", errors.NameUnusable, 2),
        ("date,kind,name\n2027-01-01,off,@x", errors.NameUnusable, 2),
        (f"date,kind,name\n2027-01-01,off,{'长' * 61}", errors.NameUnusable, 2),
        ("date,kind,name\n2027-01-01,off,\u202eevil", errors.NameUnusable, 2),
        ("date,kind\n2027-01-01,off,x,y", errors.LineBroken, 2),
        ('date,kind\n2027-01-01,"off', errors.LineBroken, 2),
        (f'date,kind\n2027-01-01,"{"x" * 140_000}"', errors.LineBroken, 2),
    ],
)
def test_a_table_that_is_wrong_is_refused_with_its_line(lines: str, kind: type[errors.BadCalendar], line: int) -> None:
    with pytest.raises(kind) as refused:
        csv_file.read(lines.encode())

    assert refused.value.facts["line"] == line


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"\xff\xfe\x00date", errors.NotText),
        (b"date,kind\n2027-01-01,off\0", errors.NotText),
        (b"x" * (files.MOST_BYTES + 1), errors.FileTooLarge),
        (b"\n" * (2 * files.MOST_LINES + 1), errors.FileTooLarge),
    ],
)
@pytest.mark.parametrize("read", [csv_file.read, ics_file.read])
def test_what_is_no_text_or_too_much_of_it_is_refused(
    read: Callable[[bytes], object], content: bytes, kind: type
) -> None:
    with pytest.raises(kind):
        read(content)


def test_more_days_than_a_calendar_has_are_refused() -> None:
    first = date(2000, 1, 1)
    lines = (f"{first + timedelta(days=number)},off" for number in range(files.MOST_DAYS + 1))

    with pytest.raises(errors.FileTooLarge):
        csv_file.read("\n".join(("date,kind", *lines)).encode())


@pytest.mark.parametrize(
    ("title", "working", "name"),
    [
        ("元旦（休）", False, "元旦"),
        ("春节 休", False, "春节"),
        ("国庆节(班)", True, "国庆节"),
        ("劳动节调休补班", True, "劳动节"),
        ("春节放假", False, "春节"),
    ],
)
def test_published_lists_say_in_the_title_whether_a_day_is_off(title: str, working: bool, name: str) -> None:
    found = ics_file.read(ICS.format(f"DTSTART;VALUE=DATE:20270101\r\nSUMMARY:{title}").encode())

    assert found == {date(2027, 1, 1): Day(working, name)}


def test_an_event_of_several_days_is_each_of_them_and_folded_lines_are_one() -> None:
    days = "DTSTART;VALUE=DATE:20270206\r\nDTEND;VALUE=DATE:20270209\r\n"
    text = days + "SUMM\r\n ARY:春节\\, 团\r\n\t圆\r\nCATEGORIES:节日,休"

    found = ics_file.read(ICS.format(text).encode())

    assert found == {date(2027, 2, day): Day(False, "春节, 团圆") for day in (6, 7, 8)}


def test_an_event_without_a_mark_is_off_only_where_somebody_says_so() -> None:
    content = ICS.format("DTSTART;VALUE=DATE:20270509\r\nSUMMARY:母亲节").encode()

    with pytest.raises(errors.KindUnknown, match="母亲节"):
        ics_file.read(content)
    assert ics_file.read(content, unmarked_is_off=True) == {date(2027, 5, 9): Day(False, "母亲节")}


@pytest.mark.parametrize(
    ("text", "kind", "line"),
    [
        ("hello", errors.NotACalendarFile, 1),
        ("", errors.NotACalendarFile, 1),
        (ICS.format("SUMMARY:元旦（休）"), errors.EventBroken, 2),
        (ICS.format("DTSTART:20270101T090000Z\r\nSUMMARY:会"), errors.EventHasTime, 3),
        (ICS.format("DTSTART;VALUE=DATE:20270101\r\nRRULE:FREQ=YEARLY\r\nSUMMARY:元旦（休）"), errors.EventRepeats, 4),
        (ICS.format("DTSTART;VALUE=DATE:20270101\r\nDTEND;VALUE=DATE:20270101\r\nSUMMARY:x休"), errors.EventBroken, 4),
        (ICS.format("DTSTART;VALUE=DATE:20270101\r\nDTEND;VALUE=DATE:99990101\r\nSUMMARY:x休"), errors.EventTooLong, 2),
        (ICS.format("DTSTART;VALUE=DATE:99991231\r\nSUMMARY:x休"), errors.EventBroken, 3),
        (ICS.format("DTSTART;VALUE=DATE:2027\r\nSUMMARY:x休"), errors.DateUnreadable, 3),
        (ICS.format(f"DTSTART;VALUE=DATE:20270101\r\nSUMMARY:{' ' * 400_000}x"), errors.KindUnknown, 4),
        (ICS.format(f"DTSTART;VALUE=DATE:20270101\r\nSUMMARY:{'（' * 100_000}"), errors.NameUnusable, 4),
        ("BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nBEGIN:VEVENT\r\n", errors.EventBroken, 3),
        ("BEGIN:VCALENDAR\r\nEND:VEVENT\r\n", errors.EventBroken, 2),
        ("BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\n", errors.EventBroken, 2),
    ],
)
def test_an_icalendar_file_that_is_wrong_is_refused_with_its_line(text: str, kind: type, line: int) -> None:
    with pytest.raises(kind) as refused:
        ics_file.read(text.encode())

    assert refused.value.facts["line"] == line


@pytest.mark.parametrize(
    ("text", "hours"), [("", ""), ("休", ""), ("9:00-12:00", "09:00-12:00"), ("00:00-24:00", "00:00-24:00")]
)
def test_hours_are_read_as_people_write_them(text: str, hours: str) -> None:
    assert hours_text(read_hours(text)) == hours


@pytest.mark.parametrize("text", ["9", "25:00-26:00", "09:00-12:00 11:00-13:00", "09:00-12:00 x", "1:00-2:00 " * 30])
def test_what_are_no_hours_is_refused(text: str) -> None:
    with pytest.raises(BadHours):
        read_hours(text)
