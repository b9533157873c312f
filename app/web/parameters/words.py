"""A parameter's value, type and range as people read them, and what they type as the value that is meant."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from flask_babel import gettext, lazy_gettext
from werkzeug.datastructures import MultiDict

from app.casework.declared import Parameter
from app.web import due, showing

TYPES = {
    "number": lazy_gettext("number"),
    "money": lazy_gettext("amount in yuan"),
    "percentage": lazy_gettext("percentage"),
    "count": lazy_gettext("whole number"),
    "limit": lazy_gettext("time limit"),
    "text": lazy_gettext("text"),
    "texts": lazy_gettext("list of texts"),
    "boolean": lazy_gettext("yes or no"),
    "table": lazy_gettext("table"),
}
HINTS = {
    "money": lazy_gettext("In yuan, such as 200 or 199.50"),
    "percentage": lazy_gettext("In per cent, such as 30"),
    "limit": lazy_gettext("WD working days, WH working hours, ND natural days, H hours: 3WD, 4WH, 15ND, 24H"),
    "texts": lazy_gettext("One on each line"),
}
COLUMNS = {
    "category": lazy_gettext("Category"),
    "respond": lazy_gettext("First response"),
    "resolve": lazy_gettext("Settled"),
}
STATUSES = {  # icon, state, word
    "proposed": ("hourglass", "waiting", lazy_gettext("proposed")),
    "published": ("circle-check", "done", lazy_gettext("published")),
    "refused": ("x", "overdue", lazy_gettext("refused")),
    "withdrawn": ("arrow-back-up", "waiting", lazy_gettext("taken back")),
}
HUNDRED = Decimal(100)


def text(of: Parameter, value: Any) -> str:
    """A value in one line."""
    return _text(of.type, value)


def _text(type: str, value: Any) -> str:
    if value is None:
        return gettext("empty")
    if type == "money":
        return gettext("%(amount)s yuan", amount=f"{Decimal(value) / HUNDRED:,.2f}")
    if type == "percentage":
        return f"{plain(Decimal(value) * HUNDRED)} %"
    if type == "limit":
        return due.limit(value)
    if type == "table":
        return gettext("%(count)d rows", count=len(value))
    return showing.text(value)


def cell(of: Parameter, column: str, value: Any) -> str:
    """One cell of a table."""
    return _text(of.columns[column], value)


def column_name(column: str) -> str:
    return str(COLUMNS.get(column, column))


def span(of: Parameter) -> str:
    """The smallest and the largest value, and the clocks of a limit."""
    clocks = ", ".join(of.clocks)
    if of.range is None:
        return clocks
    first, last = (_end(of, end) for end in of.range)
    said = gettext("from %(first)s to %(last)s", first=first, last=last)
    return f"{said} ({clocks})" if clocks else said


def _end(of: Parameter, end: Decimal) -> str:
    return _text(of.type, end) if of.type in ("money", "percentage") else plain(end)


def plain(number: Decimal) -> str:
    return f"{number.normalize():f}"


def typed(of: Parameter, value: Any) -> str:
    """A value as it stands in the field that changes it."""
    if value is None:
        return ""
    if of.type == "money":
        return f"{Decimal(value) / HUNDRED:.2f}"
    if of.type == "percentage":
        return plain(Decimal(value) * HUNDRED)
    if of.type == "texts":
        return "\n".join(value)
    if of.type == "boolean":
        return "true" if value else "false"
    return showing.text(value)


def meant(of: Parameter, sent: MultiDict[str, str]) -> Any:
    """The value that the fields of a page mean; what makes no sense stays as typed, and is refused as no value."""
    said = sent.get("value", "").strip()
    if of.type == "money":
        return _times(said.replace(",", ""), HUNDRED)
    if of.type == "percentage":
        return _times(said.removesuffix("%").strip(), 1 / HUNDRED)
    if of.type == "texts":
        return [line.strip() for line in said.splitlines() if line.strip()]
    if of.type == "boolean":
        return {"true": True, "false": False}.get(said, said)
    if of.type == "table":
        return rows(of, sent)
    return said


def rows(of: Parameter, sent: Mapping[str, str]) -> list[dict[str, str]]:
    """The rows of a table, without those that were left empty."""
    count = sum(1 for name in sent if name.endswith(f".{next(iter(of.columns))}"))
    found = [{column: sent.get(f"{row}.{column}", "").strip() for column in of.columns} for row in range(count)]
    return [row for row in found if any(row.values())]


def _times(said: str, factor: Decimal) -> Any:
    try:
        return Decimal(said) * factor
    except InvalidOperation:
        return said
