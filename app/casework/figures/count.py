"""Counting what a case asked for: one table of reckonings, one period, as of the instant at which the case asked."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime, time
from typing import Any

from app.casework import calendars, facts, people
from app.casework.figures import banks, customers, providers
from app.casework.figures.period import Period
from app.engine import values
from app.errors import Invalid
from app.store import db, queries

Reckoning = Callable[[Period], list[dict[str, Any]]]
RECKONINGS: dict[str, tuple[str, Reckoning]] = {
    "si-month": ("SI 月度考核数字", providers.month),
    "si-report": ("SI 服务分析报告数字", providers.report),
    "mass-complaints": ("短期内的投诉", providers.mass),
    "bank-half-year": ("半年投诉情况", banks.half_year),
    "settled-complaints": ("上月办结的投诉", customers.settled),
}
MOST_CASES = 20_000  # named in one answer: what is larger is asked for in shorter periods


class BadQuestion(Invalid):
    """The figures cannot be counted: {why}."""


def answer(case_id: int, asked: Mapping[str, Any]) -> dict[str, Any]:
    """What a service task asked: the value `counted`. Raises BadQuestion."""
    row = queries.read_case(db.session(), case_id)
    if row is None:
        raise BadQuestion(why=f"there is no case {case_id}")
    return {"counted": count(asked, as_of=row.at, calendar=row.calendar)}


def recount(counted: Mapping[str, Any], calendar: str) -> bool:
    """Whether the journals, as they are now, still give the figures that stand in a case."""
    again = count(counted["asked"], as_of=datetime.fromisoformat(counted["as_of"]), calendar=calendar)
    return bool(values.kept(again) == values.kept(dict(counted)))


def count(asked: Mapping[str, Any], *, as_of: datetime, calendar: str) -> dict[str, Any]:
    name = str(asked.get("of"))
    if name not in RECKONINGS:
        raise BadQuestion(why=f"nobody knows how to count {name!r}")
    title, reckoning = RECKONINGS[name]
    begin, end = (_instant(asked.get(each), each, calendar) for each in ("from", "until"))
    tables = reckoning(Period(begin=begin, end=end, as_of=as_of, asked=asked))
    if sum(_cases_in(table) for table in tables) > MOST_CASES:
        raise BadQuestion(why=f"more than {MOST_CASES} cases are in it")
    tables = [table | {"rows": [_with_name(row) for row in table["rows"]]} for table in tables]
    tables = [table | {"measures": [list(each) for each in table["measures"]]} for table in tables]
    return {"title": title, "asked": _plain(asked), "as_of": facts.instant(as_of), "tables": tables}


def _with_name(row: dict[str, Any]) -> dict[str, Any]:
    """A row that is of a unit says its name."""
    unit = people.directory().units.get(row["of"])
    return row | {"name": unit.name if unit else row["of"]}


def _instant(value: Any, name: str, calendar: str) -> datetime:
    """A day begins when it does in the zone of the calendar."""
    if isinstance(value, str):
        value = datetime.fromisoformat(value)
    if isinstance(value, datetime):
        return calendars.in_force(calendar).local(value)
    if isinstance(value, date):
        return calendars.in_force(calendar).local(datetime.combine(value, time()))
    raise BadQuestion(why=f"{name} is not a day")


def _plain(asked: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value.isoformat() if isinstance(value, date) else value for name, value in asked.items()}


def _cases_in(table: Mapping[str, Any]) -> int:
    cells = (cell for row in table["rows"] for cell in row.values() if isinstance(cell, dict))
    return sum(len(cell["cases"]) for cell in cells)
