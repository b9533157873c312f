"""What is known about a case, under the names and in the words of its forms."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import Any

from flask_babel import gettext

from app.casework import versions
from app.engine import Version
from app.engine.groups import split
from app.forms import Form
from app.forms.field import yuan
from app.web import access, showing

DATE_AND_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d")
NOTHING: tuple[Any, ...] = (None, "", [], {})


@dataclass(frozen=True)
class Known:
    label: str
    text: str


@dataclass(frozen=True)
class Vocabulary:
    """What the forms of a version call its values, and the options that they hold."""

    labels: Mapping[str, str]
    options: Mapping[tuple[str, str], str]
    money: frozenset[str] = frozenset()  # the names of amounts that are kept in fen

    def label(self, name: str) -> str:
        return self.labels.get(name, name)

    def text(self, name: str, value: Any) -> str:
        """A value in words: an option's label, a unit's name, else as it is."""
        if isinstance(value, list | tuple):
            return showing.listed(self.text(name, item) for item in value)
        if isinstance(value, Mapping):
            return "; ".join(f"{self.label(part)}: {self.text(part, item)}" for part, item in value.items()) or "—"
        if isinstance(value, str):
            units = access.actor().directory.units
            return self.options.get((name, value)) or (units[value].name if value in units else spaced(value))
        if name in self.money and value is not None:
            return gettext("%(amount)s yuan", amount=yuan(value))
        return showing.text(value)


def spaced(text: str) -> str:
    """A date and time that a form wrote, with a space for people instead of the T."""
    return text.replace("T", " ", 1) if DATE_AND_TIME.match(text) else text


@lru_cache(maxsize=100)
def vocabulary(version: Version) -> Vocabulary:
    """The words of a version: for each value, those of the first form on the way that has it."""
    labels: dict[str, str] = {}
    options: dict[tuple[str, str], str] = {}
    money: set[str] = set()
    for form in forms_in_order(version):
        for field in form.walk():
            if field.key:
                labels.setdefault(field.key, str(field.label) or field.key)
                money |= {field.key} if field.money else set()
                for option in field.options:
                    options.setdefault((field.key, option.key), option.label)
    return Vocabulary(labels, options, frozenset(money))


def forms_in_order(version: Version) -> Iterator[Form]:
    """The forms as a case comes to them: the one of its start, then those of the tasks as the diagram names them."""
    named = (version.start_form, *(element.form for element in version.elements.values()))
    return (version.forms[name] for name in dict.fromkeys(named) if name)


@lru_cache(maxsize=1000)
def shown_at(version: Version, element: str | None) -> tuple[str, ...]:
    """The values that lists show: as the task's element names them, else the process, else all tasks together."""
    task = version.elements.get(element or "")
    tasks = ",".join(one.properties.get("shown", "") for one in version.elements.values())
    named = (task.properties.get("shown") if task else "") or version.properties.get("shown") or tasks
    return tuple(dict.fromkeys(split(named)))


def known(values: Mapping[str, Any], words: Vocabulary) -> list[Known]:
    """The values that a form has a name for, in the order in which forms ask for them."""
    given = (name for name in words.labels if values.get(name) not in NOTHING)
    return [Known(words.label(name), words.text(name, values[name])) for name in given]


def computed(values: Mapping[str, Any], words: Vocabulary) -> list[Known]:
    """The values that no form has: scripts, decisions and messages gave them, and only the diagram names them."""
    rest = (name for name in values if name not in words.labels and values[name] not in NOTHING)
    return [Known(name, words.text(name, values[name])) for name in rest]


def matter(item: Any) -> str:
    """What a case or task is about: the values that its diagram shows in lists, in the order it names them."""
    version = versions.load(item.version_hash)
    words, names = vocabulary(version), shown_at(version, getattr(item, "element", None))
    told = (told_of(name, item.shown.get(name), words) for name in names)
    return " · ".join(text for text in told if text)


def told_of(name: str, value: Any, words: Vocabulary) -> str:
    """A value in a list; a number says what it is the number of, and nothing where no form has a name for it."""
    if value in NOTHING:
        return ""
    if not isinstance(value, int | float | Decimal):
        return words.text(name, value)
    return f"{words.label(name)} {words.text(name, value)}" if name in words.labels else ""
