"""Days from files that people bring along, whoever wrote them: bounded, and refused with the number of the line."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from app.calendars.days import Day, read_hours
from app.calendars.errors import (
    BadHours,
    DateUnreadable,
    DayTwice,
    FileTooLarge,
    HoursUnreadable,
    KindUnknown,
    NameUnusable,
    NotText,
    OffWithHours,
)

MOST_BYTES = 512 * 1024
MOST_LINES = 10_000
MOST_DAYS = 4_000
LONGEST_NAME = 60
SHOWN = 60  # characters of a line that a message repeats
OFF_WORDS = frozenset({"off", "holiday", "closed", "休", "休息", "休假", "放假", "休息日", "节假日", "假"})
WORK_WORDS = frozenset(
    {"work", "working", "workday", "open", "班", "上班", "补班", "调休", "调休补班", "工作", "工作日"}
)
NO_FIRST = "=+-@"  # a table program would take such a name for a formula


@dataclass(frozen=True)
class Found:
    """A day of a file."""

    line: int
    date: date
    day: Day


def text_of(content: bytes) -> str:
    """The text of a file in UTF-8 or, as Chinese table programs write it, GB 18030. Raises FileTooLarge, NotText."""
    if len(content) > MOST_BYTES:
        raise too_large()
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" in text:
            break
        if text.count("\n") + text.count("\r") > 2 * MOST_LINES:
            raise too_large()
        return text
    raise NotText


def too_large() -> FileTooLarge:
    return FileTooLarge(bytes=MOST_BYTES, lines=MOST_LINES, days=MOST_DAYS)


def days_of(found: Iterable[Found]) -> Mapping[date, Day]:
    """The days by their date. Raises DayTwice where one stands there twice and differs, FileTooLarge."""
    days: dict[date, Day] = {}
    for each in found:
        if days.setdefault(each.date, each.day) != each.day:
            raise DayTwice(line=each.line, date=each.date)
        if len(days) > MOST_DAYS:
            raise too_large()
    return days


def read_date(text: str, line: int) -> date:
    """A date as people write it: 2027-01-01, 2027/1/1, 2027年1月1日, 20270101."""
    plain = re.sub(r"[年月/.]", "-", text.strip()).replace("日", "")
    parts = plain.split("-") if "-" in plain else [plain[:4], plain[4:6], plain[6:]]
    try:
        if len(parts) != 3 or not all(part.isascii() and part.isdigit() and len(part) <= 4 for part in parts):
            raise ValueError
        return date(*map(int, parts))
    except ValueError:
        raise DateUnreadable(line=line, text=text[:SHOWN]) from None


def read_day(kind: str, name: str, hours: str, on: date, line: int) -> Day:
    """What a line says of a day: whether it is off or worked, its name, its own hours."""
    word = kind.strip().lower()
    if word not in OFF_WORDS | WORK_WORDS:
        raise KindUnknown(line=line, text=kind.strip()[:SHOWN] or name[:SHOWN])
    try:
        own = read_hours(hours)
    except BadHours:
        raise HoursUnreadable(line=line, text=hours.strip()[:SHOWN]) from None
    if own and word in OFF_WORDS:
        raise OffWithHours(line=line, date=on)
    return Day(word in WORK_WORDS, read_name(name, line), own)


def read_name(text: str, line: int) -> str:
    name = text.strip()
    if not is_name(name):
        raise bad_name(name, line)
    return name


def bad_name(name: str, line: int) -> NameUnusable:
    return NameUnusable(line=line, text=name[:SHOWN], most=LONGEST_NAME)


def is_name(text: str) -> bool:
    """Whether a day may be called so: short, one line, and nothing that a table program would carry out."""
    unprintable = any(unicodedata.category(sign) in ("Cc", "Cf", "Cs", "Co", "Zl", "Zp") for sign in text)
    return len(text) <= LONGEST_NAME and not unprintable and not text.startswith(tuple(NO_FIRST))
