"""The calendars to begin with: China's published years, the year after them as far as the law fixes it, and 7×24."""

from __future__ import annotations

from datetime import date, time
from functools import cache
from zoneinfo import ZoneInfo

from app.calendars.calendar import PROVISIONAL, PUBLISHED, Calendar, Calendars
from app.calendars.days import MIDNIGHT, Day, Hours, Segment

ZONE = ZoneInfo("Asia/Shanghai")
OFFICE: Hours = (Segment(time(9), time(12)), Segment(time(13, 30), time(17, 30)))
ROUND_THE_CLOCK: Hours = (Segment(MIDNIGHT, MIDNIGHT),)
ALWAYS_YEARS = range(2000, 2100)
NAMES = {  # chinesecalendar names holidays in English
    "New Year's Day": "元旦",
    "Spring Festival": "春节",
    "Tomb-sweeping Day": "清明节",
    "Labour Day": "劳动节",
    "Dragon Boat Festival": "端午节",
    "National Day": "国庆节",
    "Mid-autumn Festival": "中秋节",
    "Anti-Fascist 70th Day": "抗战胜利纪念日",
}


@cache
def seed() -> Calendars:
    """`cn`, the default, and `always`."""
    return Calendars({calendar.id: calendar for calendar in (china(), always())})


def china() -> Calendar:
    """Working days as the State Council published them; the year after the last one is provisional."""
    published, days = published_days()
    following = published[-1] + 1
    return Calendar(
        id="cn",
        title="中国工作日历",
        zone=ZONE,
        segments=(OFFICE,) * 5 + ((),) * 2,
        make_up=OFFICE,
        days={**days, **statutory_days(following)},
        years={**dict.fromkeys(published, PUBLISHED), following: PROVISIONAL},
    )


def always() -> Calendar:
    """Every hour of every day is worked: for those who are on call."""
    return Calendar(
        id="always",
        title="7×24 小时",
        zone=ZONE,
        segments=(ROUND_THE_CLOCK,) * 7,
        make_up=(),
        days={},
        years=dict.fromkeys(ALWAYS_YEARS, PUBLISHED),
    )


def published_days() -> tuple[range, dict[date, Day]]:
    """The years that chinesecalendar knows, and their holidays and make-up days."""
    from chinese_calendar import constants

    off = {day: Day(False, NAMES[name]) for day, name in constants.holidays.items()}
    on = {day: Day(True, f"{NAMES[name]}调休补班") for day, name in constants.workdays.items()}
    return range(min(off).year, max(off).year + 1), {**off, **on}


def statutory_days(year: int) -> dict[date, Day]:
    """The holidays that the law itself fixes for a year; its make-up days are not known before it is published."""
    from holidays.countries.china import China

    return {day: Day(False, name) for day, name in China(years=year, language="zh_CN").items() if day.year == year}
