"""What came of a step as JSON: what the journal attests, and what `verify` and the replay page read back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import fields
from datetime import UTC, datetime
from typing import Any

from app.engine import case as cases
from app.engine import values
from app.engine.step import Clock, OpenTask, SetTimer, Signature, Step, is_written

INSTANTS = cases.INSTANTS | {"next_due"}
USER_DATA = frozenset({"before", "after", "values", "inputs", "result"})  # kept exactly, see engine.values
NOT_FACTS = frozenset({"state", "digest"})


def of_step(step: Step) -> dict[str, Any]:
    """The facts of a step; what is empty is left out."""
    found = {f.name: of(getattr(step, f.name), f.name) for f in fields(step) if f.name not in NOT_FACTS}
    return {name: fact for name, fact in found.items() if fact not in (None, [], {})}


def of(value: Any, name: str = "") -> Any:
    """One fact as JSON data, by the name of its field."""
    if name in USER_DATA:
        return values.to_json(value)
    if isinstance(value, datetime):
        return instant(value)
    if isinstance(value, tuple):
        return [of(item) for item in value]
    if hasattr(value, "__dataclass_fields__"):
        parts = ((f, getattr(value, f.name)) for f in fields(value))
        return {f.name: of(part, f.name) for f, part in parts if is_written(f, part)}
    return value


def instant(at: datetime) -> str:
    """An instant in the one way in which it is attested: UTC, to the microsecond."""
    return at.astimezone(UTC).isoformat(timespec="microseconds")


def task(data: Mapping[str, Any]) -> OpenTask:
    """The task that `of` wrote."""
    return OpenTask(**_read(data))


def timer(data: Mapping[str, Any]) -> SetTimer:
    """The timer that `of` wrote."""
    return SetTimer(**_read(data))


def clock(data: Mapping[str, Any]) -> Clock:
    """The clock that `of` wrote."""
    return Clock(**_read(data))


def _read(data: Mapping[str, Any]) -> dict[str, Any]:
    return {name: _value(name, value) for name, value in data.items()}


def _value(name: str, value: Any) -> Any:
    if name in INSTANTS and value is not None:
        return datetime.fromisoformat(value)
    if name == "signatures":
        return tuple(Signature(**one) for one in value)
    return tuple(value) if isinstance(value, list) else value


def texts(value: Any) -> Iterable[str]:
    """Every text inside JSON data, names included."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for name, item in value.items():
            yield name
            yield from texts(item)
    elif isinstance(value, list | tuple):
        for item in value:
            yield from texts(item)
