"""The values of a case as JSON and back, exactly: decimals, dates and durations keep their kind.

A value that JSON does not know is written as `{"$": kind, "v": text}`. A key of the user's own that begins with `$` is
written with one more `$`, so no user data can be mistaken for ours, and no key is reserved.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from app.errors import BadValue
from app.feel import YearsMonths

MAX_DEPTH = 40
SAFE_INTEGER = 2**53


def to_json(value: Any, depth: int = 0) -> Any:
    """The value as JSON data. Raises BadValue for what cannot be kept (too deep, not a FEEL value)."""
    if value is None or isinstance(value, bool | str):
        return value
    if isinstance(value, int):
        return value if -SAFE_INTEGER <= value <= SAFE_INTEGER else {"$": "number", "v": str(value)}
    if isinstance(value, float):
        value = Decimal(repr(value))
    if isinstance(value, Decimal):
        return _number(value)
    if depth > MAX_DEPTH:
        raise BadValue(name="values", why="it is nested too deep")
    if isinstance(value, Mapping):
        return {_key(key): to_json(item, depth + 1) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [to_json(item, depth + 1) for item in value]
    return _tagged(value)


def from_json(data: Any) -> Any:
    """The value that `to_json` wrote."""
    if isinstance(data, dict):
        if "$" in data:
            return READERS[data["$"]](data["v"])
        return {(key[1:] if key.startswith("$") else key): from_json(item) for key, item in data.items()}
    if isinstance(data, list):
        return [from_json(item) for item in data]
    return data


def kept(value: Any) -> Any:
    """The value as it will read after it was stored: what a case works with is what its state holds."""
    return from_json(to_json(value))


def plain(value: Any) -> Any:
    """The value for people and other programs: dates and durations as ISO 8601 text, decimals as numbers."""
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    if isinstance(value, Mapping):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    if isinstance(value, timedelta):
        return duration_text(value)
    if isinstance(value, YearsMonths):
        return str(value)
    return value


def duration_text(value: timedelta) -> str:
    """A days-and-time duration as ISO 8601, such as `P1DT2H`."""
    total = value // timedelta(microseconds=1)
    sign, total = ("-", -total) if total < 0 else ("", total)
    days, rest = divmod(total, 86_400_000_000)
    hours, rest = divmod(rest, 3_600_000_000)
    minutes, micro = divmod(rest, 60_000_000)
    seconds = f"{micro / 1_000_000:f}".rstrip("0").rstrip(".") if micro else ""
    clock = "".join(f"{amount}{unit}" for amount, unit in ((hours, "H"), (minutes, "M")) if amount)
    clock += f"{seconds}S" if seconds else ""
    text = (f"{days}D" if days else "") + (f"T{clock}" if clock else "")
    return f"{sign}P{text or 'T0S'}"


def _key(key: Any) -> str:
    if not isinstance(key, str):
        raise BadValue(name=str(key), why="its name is not a text")
    return f"${key}" if key.startswith("$") else key


def _number(value: Decimal) -> Any:
    if not value.is_finite():
        raise BadValue(name=str(value), why="it is not a finite number")
    if value == value.to_integral_value() and abs(value) <= SAFE_INTEGER:
        return int(value)
    return {"$": "number", "v": str(value.normalize())}


def _tagged(value: Any) -> dict[str, str]:
    if isinstance(value, datetime):
        return {"$": "date and time", "v": value.isoformat()}
    if isinstance(value, date):
        return {"$": "date", "v": value.isoformat()}
    if isinstance(value, time):
        return {"$": "time", "v": value.isoformat()}
    if isinstance(value, timedelta):
        return {"$": "duration", "v": str(value // timedelta(microseconds=1))}
    if isinstance(value, YearsMonths):
        return {"$": "years and months", "v": str(value.months)}
    raise BadValue(
        name=type(value).__name__, why="a case can keep texts, numbers, dates, durations, lists and contexts"
    )


READERS: dict[str, Callable[[str], Any]] = {
    "number": Decimal,
    "date and time": datetime.fromisoformat,
    "date": date.fromisoformat,
    "time": time.fromisoformat,
    "duration": lambda text: timedelta(microseconds=int(text)),
    "years and months": lambda text: YearsMonths(int(text)),
}
