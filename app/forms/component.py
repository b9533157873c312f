"""One component of a form-js document, read with care: every refusal names it."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import Any, NoReturn

import regex

from app import feel
from app.forms.errors import FormBroken
from app.forms.expressions import Formula, Setting, Text
from app.forms.patterns import Pattern


class Component:
    def __init__(self, form: str, data: Any, name: str = "") -> None:
        self.form = form
        self.data: Mapping[str, Any] = data if isinstance(data, Mapping) else {}
        self.name = name or str(self.data.get("key") or self.data.get("path") or self.data.get("id") or "?")
        if not isinstance(data, Mapping):
            self.refuse("it is not a component")

    def refuse(self, reason: str) -> NoReturn:
        raise FormBroken(form=self.form, component=self.name, reason=reason)

    def part(self, name: str) -> Component:
        """An object inside, such as `validate`, whose refusals still name this component."""
        return Component(self.form, self.data.get(name) or {}, self.name)

    def only(self, known: set[str], what: str = "") -> None:
        """Refuse what is said and not understood. What is empty or false says nothing."""
        for name, value in self.data.items():
            if name not in known and value not in (None, False, "", [], {}):
                self.refuse(f"{what}{name} is not supported")

    def word(self, name: str) -> str | None:
        value = self.data.get(name)
        if value in (None, ""):
            return None
        return value if isinstance(value, str) else self.refuse(f"{name} has to be a text")

    def one_of(self, name: str, allowed: tuple[str, ...]) -> str | None:
        word = self.word(name)
        if word is not None and word not in allowed:
            self.refuse(f"{name} is {word}, but it has to be one of {', '.join(allowed)}")
        return word

    def flag(self, name: str, otherwise: bool = False) -> bool:
        value = self.data.get(name, otherwise)
        return value if isinstance(value, bool) else self.refuse(f"{name} has to be true or false")

    def count(self, name: str, otherwise: int) -> int:
        return otherwise if (given := self.count_or_none(name)) is None else given

    def count_or_none(self, name: str) -> int | None:
        value = self.data.get(name)
        if value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, int) or value < 0:
            self.refuse(f"{name} has to be a number of things")
        return value

    def number(self, name: str) -> Decimal | None:
        value = self.data.get(name)
        return None if value in (None, "") else self._decimal(name, value)

    def text(self, name: str) -> Text:
        word = self.word(name)
        if not word:
            return Text()
        if "{{#" in word.replace(" ", ""):
            self.refuse(f"{name} has loops or conditions in {{{{ }}}}: only expressions are supported there")
        return self._read(name, Text.parse, word)

    def formula(self, name: str) -> Formula | None:
        word = self.word(name)
        if word is not None and not feel.is_expression(word):
            self.refuse(f"{name} has to be an expression that begins with =")
        return self._read(name, Formula.parse, word) if word else None

    def limit(self, name: str) -> Setting:
        """A number that is written down or computed."""
        value = self.data.get(name)
        if value in (None, ""):
            return Setting()
        if isinstance(value, str) and feel.is_expression(value):
            return self._read(name, Setting.parse, value)
        return Setting(self._decimal(name, value))

    def switch(self, name: str) -> Setting:
        """True or false, written down or computed."""
        value = self.data.get(name)
        if value is None or isinstance(value, bool):
            return Setting(value)
        if isinstance(value, str) and feel.is_expression(value):
            return self._read(name, Setting.parse, value)
        return self.refuse(f"{name} has to be true, false or an expression")

    def pattern(self) -> Pattern | None:
        word = self.word("pattern")
        if word is None:
            return None
        try:
            regex.compile(word)
        except regex.error as problem:
            self.refuse(f"the pattern {word} cannot be read ({problem})")
        return Pattern(word, self.word("patternErrorMessage"))

    def _read(self, name: str, reader: Any, word: str) -> Any:
        try:
            return reader(word)
        except feel.FeelError as problem:
            self.refuse(f"{name}: {problem}")

    def _decimal(self, name: str, value: Any) -> Decimal:
        try:
            number = Decimal(str(value))
        except InvalidOperation:
            number = Decimal("nan")
        return number if number.is_finite() and not isinstance(value, bool) else self.refuse(f"{name} is not a number")
