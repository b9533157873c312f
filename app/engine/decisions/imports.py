"""Models that import others: each is read once, and the importer knows its elements by the name of the import."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from app.engine import xml
from app.engine.decisions.errors import DmnError
from app.engine.decisions.place import Element, children, name_of, tag
from app.errors import Invalid

# DMN 1.1 to 1.5: the parts of them that are read here have not changed.
NAMESPACES = (
    "http://www.omg.org/spec/DMN/20151101/dmn.xsd",
    "http://www.omg.org/spec/DMN/20180521/MODEL/",
    "https://www.omg.org/spec/DMN/20191111/MODEL/",
    "https://www.omg.org/spec/DMN/20211108/MODEL/",
    "https://www.omg.org/spec/DMN/20230324/MODEL/",
)
IMPORTED = "#"  # in the id of an imported element, after the namespace of its model; no id in XML holds one
MOST_MODELS = 50


@dataclass(frozen=True)
class Model:
    """One file. `prefix` goes before the ids of its elements: none before those of the model that was asked for."""

    root: Element
    space: str
    prefix: str
    imports: Mapping[str, str]  # namespace of the other model -> name of the import


@dataclass(frozen=True)
class Names:
    """What the elements of all models are called in one of them, and how it refers to them."""

    spaces: Mapping[str, str]  # namespace -> prefix
    space: str
    called: Mapping[str, tuple[str, ...]]  # id -> the way to its value: its name, or that of the import and its own

    @property
    def prefix(self) -> str:
        return self.spaces[self.space]

    def id_of(self, reference: str) -> str:
        """The id of what an href means."""
        space, _, id_ = reference.rpartition("#")
        return self.spaces.get(space or self.space, self.prefix) + id_

    def bound(self, ids: Iterable[str]) -> frozenset[str]:
        """The names that expressions begin with to reach these elements."""
        return frozenset(self.called[id_][0] for id_ in ids)


def gather(root: Element, others: Iterable[bytes]) -> list[Model]:
    """The model with all it imports, directly or not, what is imported first. Raises DmnError."""
    check_root(root)
    found: dict[str, Model] = {}
    candidates = _by_namespace(others) if _imports(root) else {}

    def visit(model: Element, prefix: str, above: tuple[str, ...]) -> None:
        space = model.get("namespace", "")
        imports = _imports(model)
        for imported in imports:
            wanted = imported.get("namespace", "")
            if wanted in (*above, space):
                raise DmnError(element=name_of(imported), why="the models import each other in a circle")
            if wanted not in found:
                visit(_the_one(candidates.get(wanted, []), imported), wanted + IMPORTED, (*above, space))
        if len(found) >= MOST_MODELS:
            raise DmnError(element=name_of(model), why=f"more than {MOST_MODELS} models are imported")
        found[space] = Model(model, space, prefix, {one.get("namespace", ""): one.get("name", "") for one in imports})

    visit(root, "", ())
    return list(found.values())


def check_root(root: Element) -> None:
    if root.tag not in {f"{{{space}}}definitions" for space in NAMESPACES}:
        raise DmnError(element=name_of(root), why="this is not a decision model of DMN 1.1 to 1.5")


def _imports(root: Element) -> list[Element]:
    found = list(children(root, "import"))
    for imported in found:
        kind = imported.get("importType", "")
        if kind not in NAMESPACES:
            raise DmnError(element=name_of(imported), why=f"only decision models can be imported, not {kind}")
    return found


def _by_namespace(others: Iterable[bytes]) -> dict[str, list[Element]]:
    """The models that could be meant. What cannot be read is left out: it is no model, and says so elsewhere."""
    found: dict[str, list[Element]] = {}
    for data in others:
        try:
            root = xml.read(data)
        except Invalid:
            continue
        if tag(root) == "definitions":
            found.setdefault(root.get("namespace", ""), []).append(root)
    return found


def _the_one(candidates: list[Element], imported: Element) -> Element:
    if len(candidates) != 1:
        why = "several files have" if candidates else "no file has"
        raise DmnError(element=name_of(imported), why=f"{why} the namespace {imported.get('namespace')}")
    check_root(candidates[0])
    return candidates[0]
