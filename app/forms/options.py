"""The options of a choice: written in the form, or taken from the values of the case."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from app.forms import messages
from app.forms.expressions import Names
from app.forms.field import CHOICES_OF_MANY, Field, Option, key_of
from app.forms.messages import Said, say
from app.forms.moment import Moment
from app.forms.paths import MISSING, dig

MOST_OPTIONS = 2000


def options_of(field: Field, names: Names, moment: Moment) -> tuple[Option, ...]:
    """What can be chosen, as the values are now. What is not an option in the data is left out."""
    if field.options_formula:
        return from_data(field.options_formula.value(names, moment))
    if field.options_key:
        found = dig(names, tuple(field.options_key.split(".")))
        return from_data(None if found is MISSING else found)
    return field.options


def from_data(data: Any) -> tuple[Option, ...]:
    """The options in a list of values, or of `{label, value}`."""
    items: Iterable[Any] = data if isinstance(data, list | tuple) else ()
    return tuple(option for item in list(items)[:MOST_OPTIONS] if (option := _option(item)))


def choose(field: Field, sent: Any, options: tuple[Option, ...]) -> Any:
    """The values of the options that were sent, or a Said."""
    by_key = {option.key: option.value for option in reversed(options)}
    if field.type in CHOICES_OF_MANY:
        return _many(sent, by_key)
    return None if sent in (None, "") else _one(sent, by_key)


def _many(sent: Any, by_key: Mapping[str, Any]) -> Any:
    asked = [] if sent in (None, "") else sent if isinstance(sent, list) else [sent]
    chosen = {key_of(item): _one(item, by_key) for item in asked}
    for one in chosen.values():
        if isinstance(one, Said):
            return one
    return list(chosen.values())


def _one(sent: Any, by_key: Mapping[str, Any]) -> Any:
    key = key_of(sent)
    return by_key[key] if key in by_key else say(messages.NOT_AN_OPTION, value=key[:80])


def _option(item: Any) -> Option | None:
    if _plain(item):
        return Option(item, key_of(item))
    if not isinstance(item, Mapping) or item.get("value") in (None, "", {}):
        return None
    label = item.get("label")
    if isinstance(label, str) and label:
        return Option(item["value"], label)
    return Option(item["value"], key_of(item["value"])) if _plain(item["value"]) else None


def _plain(value: Any) -> bool:
    return isinstance(value, str | int | float | Decimal) and value != ""
