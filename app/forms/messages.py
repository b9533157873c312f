"""What a form says about a value it cannot take. The English template is the key for translation."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

Translate = Callable[..., str]  # translate(template, **facts) -> the text for people

REQUIRED = "Please fill this in."
REQUIRED_CHOICE = "Please choose."
REQUIRED_TICK = "Please tick this."
REQUIRED_FILE = "Please add a file."
NOT_TEXT = "This has to be a text."
NOT_KEPT = "This contains characters that cannot be kept."
TOO_SHORT = "Please write at least {limit} characters; these are {length}."
TOO_LONG = "Please write at most {limit} characters; these are {length}."
NOT_NUMBER = "This is not a number: write it like 1200 or 12.5."
NOT_MONEY = "This is not an amount of money: write it in yuan, like 1200 or 12.50."
NOT_WHOLE = "This has to be a whole number."
TOO_PRECISE = "At most {digits} digits after the decimal point."
TOO_SMALL = "This has to be {limit} or more."
TOO_LARGE = "This has to be {limit} or less."
NOT_A_MULTIPLE = "This has to be a multiple of {step}."
NOT_DATE = "This is not a date: write it like 2026-09-29."
NOT_TIME = "This is not a time: write it like 17:30."
NOT_DATETIME = "This is not a date and time: write it like 2026-09-29 17:30."
IN_THE_PAST = "This has already passed: choose a later one."
NOT_AN_OPTION = "“{value}” is not one of the options."
NOT_A_CHOICE = "This has to be yes or no."
NOT_EMAIL = "This is not an e-mail address."
NOT_PHONE = "This is not a phone number: write it like 13800138000 or 010-12345678."
NO_MATCH = "This is not written as expected ({pattern})."
NOT_ROWS = "This has to be a list of rows."
TOO_MANY_ROWS = "At most {limit} rows."
FIXED_ROWS = "This has {rows} rows: none can be added or removed."
ONE_FILE = "Only one file."
FILE_GONE = "The file is no longer there: please add it again."
FILE_KIND = "{name} is not the kind of file that is asked for ({accept})."


@dataclass(frozen=True)
class Said:
    """A message before it is translated."""

    template: str
    facts: dict[str, Any] = field(default_factory=dict)

    def by(self, translate: Translate) -> str:
        return translate(self.template, **self.facts)


def say(template: str, **facts: Any) -> Said:
    return Said(template, facts)


def english(template: str, **facts: Any) -> str:
    return template.format(**facts)
