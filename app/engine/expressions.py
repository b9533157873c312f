"""Evaluates what stands on a diagram: FEEL after a leading `=`, else the text itself.

Its time functions count in working time, from the logical time and by the calendar of the case.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from app import feel
from app.calendars import Calendar, Due
from app.engine import parameters, values, workdays
from app.errors import BadDuration, Invalid

if TYPE_CHECKING:
    from app.engine.spiff.scopes import Scope, Token

LIMITS = frozenset({"workdays", "workhours", "naturaldays"})  # they count from an instant, each by its clock
TIME_FUNCTIONS = LIMITS | {"due", "workday of month", "next workday of month"}


class NotTrueOrFalse(Invalid):
    """{text} gave {value}, neither true nor false{why}."""


class NotAnInstant(Invalid):
    """{text} gave {value}, which is no date, time or duration{why}."""


class NotAList(Invalid):
    """{text} gave {value}, which is no list{why}."""


class NotAText(Invalid):
    """{text} gave {value}, which is no text{why}."""


@dataclass(frozen=True)
class Instant:
    """When something is due, and how it was counted."""

    at: datetime
    clock: str | None = None
    provisional: bool = False


class Expressions:
    """Everything that can be evaluated at one logical time, with one calendar."""

    def __init__(self, facts: Mapping[str, Any], now: datetime, calendar: Calendar) -> None:
        self.facts, self.now, self.calendar = facts, now, calendar
        self.local_now = now.astimezone(calendar.zone)
        self.dues: dict[datetime, Due] = {}
        self.functions = {name: self._counted(name) for name in LIMITS}
        self.functions |= {"workday of month": self._workday, "next workday of month": self._next_workday}
        self.functions["due"] = self._due
        self.given: dict[str, Any] = {"case": self._case_facts()}
        if kept := facts.get(parameters.NAME):
            self.given[parameters.NAME] = values.from_json(kept)

    # -- values

    def evaluate(self, text: str, scopes: list[dict[str, Any]], warnings: list[str] | None = None) -> Any:
        """The value of a text on the diagram. Raises FeelError."""
        if not feel.is_expression(text):
            return text
        return self.feel(text[text.index("=") + 1 :], self.context(scopes), warnings)

    def feel(self, text: str, context: Mapping[str, Any], warnings: list[str] | None = None) -> Any:
        expression = feel.parse(text)
        return expression.evaluate(context, now=self.local_now, functions=self.functions, warnings=warnings)

    def context(self, scopes: list[dict[str, Any]]) -> dict[str, Any]:
        """The names an expression may use: its values, and always `case` and, where it has any, `parameters`."""
        return self.values(scopes) | self.given

    def values(self, scopes: list[dict[str, Any]]) -> dict[str, Any]:
        """The values that are seen from the innermost scope: it hides the outer ones."""
        names: dict[str, Any] = {}
        for scope in reversed(scopes):
            names |= scope
        return names

    def truth(self, text: str, scopes: list[dict[str, Any]]) -> bool:
        """A condition. Raises NotTrueOrFalse: a condition that cannot tell is never taken for false."""
        warnings: list[str] = []
        value = self.evaluate(text, scopes, warnings)
        if not isinstance(value, bool):
            raise NotTrueOrFalse(text=text, value=_said(value), why=_why(warnings))
        return value

    def items(self, text: str, scopes: list[dict[str, Any]]) -> list[Any]:
        warnings: list[str] = []
        value = self.evaluate(text, scopes, warnings)
        if not isinstance(value, list):
            raise NotAList(text=text, value=_said(value), why=_why(warnings))
        return value

    def names(self, text: str | None, scopes: list[dict[str, Any]]) -> tuple[str, ...]:
        """Groups or people: a list of texts, or one text with commas."""
        if not text:
            return ()
        warnings: list[str] = []
        value = self.evaluate(text, scopes, warnings)
        if isinstance(value, str):
            value = value.replace("，", ",").split(",")
        if not isinstance(value, list) or not all(isinstance(each, str) for each in value):
            raise NotAText(text=text, value=_said(value), why=_why(warnings))
        return tuple(dict.fromkeys(each.strip() for each in value if each.strip()))

    def name(self, text: str | None, scopes: list[dict[str, Any]]) -> str | None:
        """One text, or None where there is nothing."""
        if not text:
            return None
        warnings: list[str] = []
        value = self.evaluate(text, scopes, warnings)
        if value is None or value == "":
            return None
        if isinstance(value, Decimal | int) and not isinstance(value, bool):
            return str(value)
        if not isinstance(value, str):
            raise NotAText(text=text, value=_said(value), why=_why(warnings))
        return value

    # -- times

    def instant(self, text: str, scopes: list[dict[str, Any]]) -> Instant:
        """When a due date or a timer is due: a date, a date and time, or a duration from now."""
        warnings: list[str] = []
        value = self.evaluate(text, scopes, warnings)
        if isinstance(value, str):
            value = _literal(value)
        if isinstance(value, datetime):
            return self._dated(self.calendar.local(value))
        if isinstance(value, date):
            return Instant(self.calendar.local(datetime.combine(value + timedelta(days=1), time())))
        if isinstance(value, timedelta):
            return Instant(self.now + value, clock=_hours(value))
        if isinstance(value, feel.YearsMonths):
            return Instant(add_months(self.local_now, value.months).astimezone(UTC))
        raise NotAnInstant(text=text, value=_said(value), why=_why(warnings))

    def limit(self, text: str) -> Instant:
        """When a time limit such as `2WH` from now ends."""
        due = self.calendar.due(text, self.now)
        return Instant(due.at, due.clock, due.provisional)

    def _dated(self, at: datetime) -> Instant:
        due = self.dues.get(at)
        return Instant(at, due.clock, due.provisional) if due else Instant(at)

    def _counted(self, name: str) -> Any:
        count = getattr(self.calendar, name)

        def counted(amount: Any, start: Any = None) -> datetime:
            return self._noted(count(self._beginning(start), amount))

        return counted

    def _due(self, limit: Any, start: Any = None) -> datetime:
        """When a limit that is written as a text, such as a parameter's, ends."""
        if not isinstance(limit, str):
            raise BadDuration(text=_said(limit))
        return self._noted(self.calendar.due(limit, self._beginning(start)))

    def _beginning(self, start: Any) -> datetime:
        if start is None:
            return self.now
        return self.calendar.local(_literal(start) if isinstance(start, str) else start)

    def _noted(self, due: Due) -> datetime:
        self.dues[due.at] = due
        return due.at.astimezone(self.calendar.zone)

    def _workday(self, n: Any, start: Any = None) -> date:
        day = _literal(start) if isinstance(start, str) else start or self.local_now
        if isinstance(day, datetime):
            day = self.calendar.day_of(self.calendar.local(day))
        if not isinstance(day, date):
            raise NotAnInstant(text="workday of month", value=_said(day), why="")
        return workdays.of_month(self.calendar, n, day)

    def _next_workday(self, n: Any, months: Any = None, at: Any = None) -> datetime:
        at = _literal(at) if isinstance(at, str) else at
        if not isinstance(at, time | None):
            raise NotAnInstant(text="next workday of month", value=_said(at), why="")
        wanted = [months] if months is not None and not isinstance(months, list) else months
        return workdays.next_of_month(self.calendar, self.now, n, wanted, at)

    def _case_facts(self) -> dict[str, Any]:
        facts = {name: self.facts.get(name) for name in ("number", "owner", "unit")}
        started = self.facts.get("started_at")
        return facts | {
            "started_at": datetime.fromisoformat(started).astimezone(self.calendar.zone) if started else None
        }


def scopes_of(token: Token) -> list[dict[str, Any]]:
    """The values a token can see, innermost first; the last one is the scope that new values are written to."""
    found: list[dict[str, Any]] = []
    here: Token | None = token
    while here is not None:
        if "locals" in here.internal_data:
            found.append(here.internal_data["locals"])
        scope: Scope = here.workflow
        if scope.kept is not None:
            return [*found, scope.kept]
        here = scope.owner()
    return found


def add_months(at: datetime, months: int) -> datetime:
    """The same day so many months on, or the last day of that month."""
    year, month = divmod(at.year * 12 + at.month - 1 + months, 12)
    for day in (at.day, 30, 29, 28):
        try:
            return at.replace(year=year, month=month + 1, day=day)
        except ValueError:
            continue
    raise NotAnInstant(text=str(at), value=f"{months} months", why="")


def _literal(text: str) -> Any:
    """A date, time or duration written as ISO 8601; the text itself when it is none."""
    try:
        return feel.parse('@"' + text.replace('"', "") + '"').evaluate({})
    except feel.FeelError:
        return text


def _hours(value: timedelta) -> str:
    hours = Decimal(value // timedelta(seconds=1)) / 3600
    return f"{hours.normalize():f}H"


def _said(value: Any) -> str:
    return "null" if value is None else str(value)[:80]


def _why(warnings: list[Any]) -> str:
    return f" ({warnings[0]})" if warnings else ""
