"""A calendar as a table: date, kind (off or work), name, hours."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from io import StringIO

from app.calendars import files
from app.calendars.days import Day, hours_text
from app.calendars.errors import LineBroken, NoColumns
from app.calendars.files import Found

COLUMNS = ("date", "kind", "name", "hours")
CHINESE = {
    "日期": "date",
    "类型": "kind",
    "类别": "kind",
    "名称": "name",
    "节日": "name",
    "时段": "hours",
    "工作时段": "hours",
}
MARK = "\ufeff"  # table programs know by it that the text is UTF-8


def read(content: bytes) -> Mapping[date, Day]:
    """The days of a table. Raises one of the errors of files, each with the line."""
    return files.days_of(_found(files.text_of(content)))


def write(days: Mapping[date, Day]) -> bytes:
    """The table that `read` reads."""
    text = StringIO()
    table = csv.writer(text, lineterminator="\r\n")
    table.writerow(COLUMNS)
    for day in sorted(days):
        what = days[day]
        table.writerow((day.isoformat(), "work" if what.working else "off", what.name, hours_text(what.hours)))
    return (MARK + text.getvalue()).encode()


def _found(text: str) -> Iterator[Found]:
    columns: Sequence[str] | None = None
    for line, cells in _rows(text):
        if not any(cell.strip() for cell in cells):
            continue
        if columns is None:
            columns = _columns(cells, line)
            continue
        if len(cells) > len(columns):
            raise LineBroken(line=line, text=",".join(cells)[: files.SHOWN])
        said = dict(zip(columns, cells, strict=False))
        on = files.read_date(said.get("date", ""), line)
        day = files.read_day(said.get("kind", ""), said.get("name", ""), said.get("hours", ""), on, line)
        yield Found(line, on, day)
    if columns is None:
        raise NoColumns(line=1)


def _rows(text: str) -> Iterator[tuple[int, list[str]]]:
    table = csv.reader(StringIO(text, newline=""), strict=True)
    while True:
        try:
            cells = next(table)
        except StopIteration:
            return
        except csv.Error as problem:
            raise LineBroken(line=table.line_num, text=str(problem)) from None
        yield table.line_num, cells


def _columns(cells: Sequence[str], line: int) -> Sequence[str]:
    names = [CHINESE.get(cell.strip(), cell.strip().lower()) for cell in cells]
    while names and not names[-1]:
        names.pop()
    if not {"date", "kind"} <= set(names) or len(set(names)) < len(names) or not set(names) <= set(COLUMNS):
        raise NoColumns(line=line)
    return names
