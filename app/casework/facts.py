"""What came of a step as JSON: what the journal attests, and what `verify` and the replay page read back."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import fields
from datetime import UTC, datetime
from typing import Any

from app.engine import case as cases
from app.engine import values
from app.engine.step import (
    Change,
    Clock,
    ClosedTask,
    Decision,
    Incident,
    Notice,
    OpenTask,
    SetTimer,
    Signature,
    Step,
    is_written,
)

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


# -- read back


def step(data: Mapping[str, Any]) -> Step:
    """The step whose facts `of_step` wrote, without its state: nothing is carried out again."""
    read: dict[str, Any] = {name: tuple(make(item) for item in data.get(name, ())) for name, make in MADE.items()}
    ids: dict[str, Any] = {
        name: tuple(data.get(name, ())) for name in ("trail", "flows", "timers_gone", "waits_gone", "resolved")
    }
    fired = timer(data["fired"]) if data.get("fired") else None
    return Step(state=b"", digest="", fired=fired, status=data["status"], ended=data.get("ended"), **ids, **read)


def _change(data: Mapping[str, Any]) -> Change:
    return Change(name=data["name"], **{name: values.from_json(data.get(name)) for name in ("before", "after")})


def _decision(data: Mapping[str, Any]) -> Decision:
    user = {name: values.from_json(data[name]) for name in ("inputs", "result")}
    return Decision(**_read(data) | user)


MADE: Mapping[str, Callable[[Mapping[str, Any]], Any]] = {
    "opened": task,
    "changed": task,
    "closed": lambda data: ClosedTask(**data),
    "timers_set": timer,
    "changes": _change,
    "notices": lambda data: Notice(**_read(data)),
    "incidents": lambda data: Incident(**data),
    "decisions": _decision,
    "clocks": clock,
}
