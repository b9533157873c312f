"""Item definitions: the types a decision model declares, with the values they allow."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any

from app.engine.decisions.errors import DmnError
from app.engine.decisions.place import Element, Place, child, children, name_of, text_of
from app.feel import UnaryTests
from app.feel.types import ANY, NAMED, ContextOf, FunctionOf, ListOf, Type

DEEPEST = 20  # types that refer to types
NO_IMPORTS: Mapping[str, Types] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Constrained(Type):
    """A type that allows some of its values only."""

    base: Type
    allowed: UnaryTests

    def has(self, value: Any) -> bool:
        return self.base.has(value) and self.allowed.matches(value, {})

    def fits_in(self, other: Type) -> bool:
        return self == other or self.base.fits_in(other)

    def plain(self) -> Type:
        return self.base.plain()


class Types(Mapping[str, Type]):
    """FEEL's types and the model's own. Each is read when it is first asked for, so they may refer to later ones.

    Those of an imported model have the name of the import in front, and a dot.
    """

    def __init__(self, definitions: Element, place: Place, imported: Mapping[str, Types] = NO_IMPORTS) -> None:
        self._imported = imported
        self._place = replace(place, types=self)
        self._declared = {item.get("name", ""): item for item in children(definitions, "itemDefinition")}
        self._read: dict[str, Type] = {}
        self._reading: set[str] = set()

    def __getitem__(self, name: str) -> Type:
        if name in self._read:
            return self._read[name]
        if name not in self._declared:
            of, plain = self._elsewhere(name)
            return NAMED[name] if of is None else of[plain]
        if name in self._reading or len(self._reading) > DEEPEST:
            raise DmnError(element=name_of(self._declared[name]), why=f"type {name} is made of itself, or too deep")
        self._reading.add(name)
        self._read[name] = self._item(self._declared[name])
        self._reading.discard(name)
        return self._read[name]

    def __iter__(self) -> Iterator[str]:
        return iter({**NAMED, **self._declared})

    def __len__(self) -> int:
        return len({**NAMED, **self._declared})

    def __contains__(self, name: object) -> bool:
        return name in self._declared or name in NAMED or self._elsewhere(str(name))[0] is not None

    def _elsewhere(self, name: str) -> tuple[Types | None, str]:
        """The imported model that a type is from, and its name there. An import may be without a name of its own."""
        prefix, _, plain = name.rpartition(".")
        of = self._imported.get(prefix)
        return (of, plain) if of is not None and plain in of._declared else (None, name)

    def _item(self, item: Element) -> Type:
        found = self._constrained(self._plain(item), child(item, "allowedValues"))
        if item.get("isCollection") == "true":
            found = ListOf(found)
        return self._constrained(found, child(item, "typeConstraint"))

    def _plain(self, item: Element) -> Type:
        reference = child(item, "typeRef")
        if reference is not None:
            return self._place.type_named(reference, (reference.text or "").strip())
        function = child(item, "functionItem")
        if function is not None:
            parameters = tuple(self._place.type_of(parameter) for parameter in children(function, "parameters"))
            return FunctionOf(parameters, self._place.type_of(function, "outputTypeRef"))
        members = [(part.get("name", ""), self._item(part)) for part in children(item, "itemComponent")]
        return ContextOf(tuple(members)) if members else ANY

    def _constrained(self, base: Type, allowed: Element | None) -> Type:
        """The type with its own allowed values; those of the type it is made of hold as long as it has none."""
        if allowed is None or not (text_of(allowed) or "").strip():
            return base
        if isinstance(base, Constrained):
            base = base.base
        return Constrained(base, self._place.tests(allowed, text_of(allowed)))
