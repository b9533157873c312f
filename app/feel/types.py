"""Types of FEEL: what `instance of` asks, what parameters and decisions declare."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, time
from typing import Any

from app.feel import values
from app.feel.values import KINDS, Function, Range


@dataclass(frozen=True, slots=True)
class Type:
    """A type that everything belongs to except null: Any."""

    def has(self, value: Any) -> bool:
        return value is not None

    def fit(self, value: Any) -> tuple[bool, Any]:
        """Whether the value can be used where this type is asked for, and as what (DMN 1.5, 10.3.2.9.4)."""
        if value is None or self.has(value):
            return True, value
        if type(value) is list and len(value) == 1 and self.has(value[0]):
            return True, value[0]
        return False, None

    def fits_in(self, other: Type) -> bool:
        """Whether each value of this type is one of the other's."""
        return self == other or type(other) is Type

    def plain(self) -> Type:
        """The type without regard to which of its values are allowed: what `instance of` asks."""
        return self


ANY = Type()


@dataclass(frozen=True, slots=True)
class Null(Type):
    def has(self, value: Any) -> bool:
        return value is None


@dataclass(frozen=True, slots=True)
class Simple(Type):
    kind: str

    def has(self, value: Any) -> bool:
        return KINDS[type(value)] == self.kind

    def fit(self, value: Any) -> tuple[bool, Any]:
        if self.kind == values.DATE_AND_TIME and KINDS[type(value)] is values.DATE:
            return True, datetime.combine(value, time(), UTC)
        return Type.fit(self, value)


@dataclass(frozen=True, slots=True)
class ListOf(Type):
    item: Type = ANY

    def has(self, value: Any) -> bool:
        return type(value) is list and all(item is None or self.item.has(item) for item in value)

    def fit(self, value: Any) -> tuple[bool, Any]:
        if value is None or self.has(value):
            return True, value
        if type(value) is not list and self.item.has(value):
            return True, [value]
        return False, None

    def plain(self) -> Type:
        return ListOf(self.item.plain())

    def fits_in(self, other: Type) -> bool:
        return type(other) is Type or (isinstance(other, ListOf) and self.item.fits_in(other.item))


@dataclass(frozen=True, slots=True)
class RangeOf(Type):
    item: Type = ANY

    def has(self, value: Any) -> bool:
        return type(value) is Range and all(end is None or self.item.has(end) for end in (value.start, value.end))

    def plain(self) -> Type:
        return RangeOf(self.item.plain())


@dataclass(frozen=True, slots=True)
class ContextOf(Type):
    """A context that has at least these members."""

    members: tuple[tuple[str, Type], ...] = ()

    def has(self, value: Any) -> bool:
        return type(value) is dict and all(
            name in value and (value[name] is None or member.has(value[name])) for name, member in self.members
        )

    def fits_in(self, other: Type) -> bool:
        if not isinstance(other, ContextOf):
            return type(other) is Type
        own = dict(self.members)
        return all(name in own and own[name].fits_in(member) for name, member in other.members)

    def plain(self) -> Type:
        return ContextOf(tuple((name, member.plain()) for name, member in self.members))


@dataclass(frozen=True, slots=True)
class FunctionOf(Type):
    parameters: tuple[Type, ...] = ()
    result: Type = ANY

    def has(self, value: Any) -> bool:
        if type(value) is not Function or len(value.parameters) != len(self.parameters):
            return False
        if value.result is not None and not value.result.fits_in(self.result):
            return False
        return all(
            asked.fits_in(own) for asked, own in zip(self.parameters, value.types or self.parameters, strict=True)
        )


@dataclass(frozen=True, slots=True)
class AnyFunction(Type):
    def has(self, value: Any) -> bool:
        return type(value) is Function


NAMED: Mapping[str, Type] = {
    **{
        name: Simple(name)
        for name in (
            values.NUMBER,
            values.STRING,
            values.BOOLEAN,
            values.DATE,
            values.TIME,
            values.DATE_AND_TIME,
            values.DAYS_DURATION,
            values.MONTHS_DURATION,
        )
    },
    "dateTime": Simple(values.DATE_AND_TIME),
    "dayTimeDuration": Simple(values.DAYS_DURATION),
    "yearMonthDuration": Simple(values.MONTHS_DURATION),
    "Any": ANY,
    "any": ANY,
    "Null": Null(),
    "list": ListOf(),
    "context": ContextOf(),
    "range": RangeOf(),
    "function": AnyFunction(),
}
