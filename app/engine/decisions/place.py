"""Where in a decision model an expression stands: what names and types it may use, and how it is compiled."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from lxml import etree

from app.engine.decisions.errors import DmnError
from app.feel import FeelSyntaxError, UnaryTests
from app.feel.expression import compile_expression, compile_unary
from app.feel.run import Code
from app.feel.types import ANY, NAMED, Type

Element = etree._Element

# dmn-js offers these beside the types of the standard.
ALIASES = {"integer": "number", "long": "number", "double": "number", "datetime": "date and time"}


@dataclass(frozen=True)
class Place:
    special: frozenset[str]  # names anywhere in the model that hold signs or keywords, but no dot
    types: Mapping[str, Type] = field(default_factory=lambda: NAMED)
    bound: frozenset[str] = frozenset()
    asked: set[str] = field(default_factory=set)  # names that are bound nowhere: the caller has to give them
    called: set[str] = field(default_factory=set)  # functions that are bound nowhere

    def binding(self, *names: str) -> Place:
        return replace(self, bound=self.bound | set(names))

    def formula(self, element: Element, text: str | None) -> Code:
        """The code of an expression; of an empty one: null."""
        if not (text or "").strip():
            return lambda _env: None
        try:
            expression = compile_expression(text or "", self.special | self.bound, self.types, self.bound)
        except FeelSyntaxError as error:
            raise DmnError(element=name_of(element), why=str(error).rstrip(".")) from None
        self.asked.update(expression.names)
        self.called.update(expression.functions - self.bound)
        return expression.within

    def tests(self, element: Element, text: str | None) -> UnaryTests:
        """The unary tests of a cell; an empty one is passed by everything."""
        try:
            tests = compile_unary((text or "").strip() or "-", self.special | self.bound, self.types, self.bound)
        except FeelSyntaxError as error:
            raise DmnError(element=name_of(element), why=str(error).rstrip(".")) from None
        self.asked.update(tests.names)
        self.called.update(tests.functions - self.bound)
        return tests

    def type_of(self, element: Element | None, attribute: str = "typeRef") -> Type:
        """The type an element refers to, Any when it refers to none."""
        if element is None or not element.get(attribute):
            return ANY
        return self.type_named(element, element.get(attribute, ""))

    def type_named(self, element: Element, name: str) -> Type:
        plain = name.rpartition(":")[2].strip()
        plain = plain if plain in self.types else ALIASES.get(plain.lower(), plain)
        if plain not in self.types:
            raise DmnError(element=name_of(element), why=f"there is no type {name}")
        return self.types[plain]


# -- the XML ----------------------------------------------------------------------------------------------------


def tag(element: Element) -> str:
    return etree.QName(element).localname


def children(element: Element, *names: str) -> Iterator[Element]:
    """The child elements of these names, in the namespace of the model alone."""
    space = etree.QName(element).namespace
    for child in element.iterchildren(tag=etree.Element):
        if etree.QName(child).namespace == space and (not names or tag(child) in names):
            yield child


def child(element: Element, *names: str) -> Element | None:
    return next(children(element, *names), None)


def text_of(element: Element | None) -> str | None:
    """What the <text> of an element says."""
    inner = None if element is None else child(element, "text")
    return None if inner is None else inner.text


def name_of(element: Element) -> str:
    """The id to show for an element: its own, or that of the nearest one around it that has one."""
    return _nearest(element, "id", "name") or tag(element)


def title_of(element: Element) -> str:
    """What people call what an element stands in."""
    return _nearest(element, "name") or name_of(element)


def _nearest(element: Element, *attributes: str) -> str | None:
    here: Element | None = element
    while here is not None:
        for attribute in attributes:
            if found := here.get(attribute):
                return str(found)
        here = here.getparent()
    return None
