"""The words of the web: which texts there are, and which have no Chinese yet. Run as a program, it adds new ones.

Each place of the web keeps the catalog of its own words beside it; the web itself keeps those of everything else, and
of what can go wrong anywhere below (an error's docstring is its message).
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

import app
from app.errors import ShouwenError
from app.forms import messages

WEB = Path(__file__).parent
LANGUAGE = "zh"
KEYWORDS = {
    "_": None,
    "_l": None,
    "gettext": None,
    "lazy_gettext": None,
    "ngettext": (1, 2),
    "lazy_ngettext": (1, 2),
}
METHODS = [("**/templates/**.html", "jinja2"), ("**.py", "python")]
OPTIONS = {"**/templates/**.html": {"silent": "false"}}
APART = (
    "actions",
    "forms",
    "studio",
    "audit",
    "operations",
    "calendars",
    "parameters",
    "rehearsal",
    "notices",
    "running",
    "whatif",
)  # places with a catalog of their own
PASSED_OVER = ("frontend", "static", "translations")

Message = str | tuple[str, ...]


def places() -> dict[Path, list[Path]]:
    """Each folder that has a catalog, and the folders inside it whose words are not in it: they have their own."""
    apart = [WEB / name for name in APART]
    return {WEB: apart} | {place: [] for place in apart}


def words_of(place: Path, without: list[Path]) -> set[Message]:
    """The texts that the code and the templates of a place ask to have translated."""

    def is_ours(folder: str) -> bool:
        path = Path(folder)
        return path not in without and path.name not in PASSED_OVER

    found = extract_from_dir(place, METHODS, OPTIONS, KEYWORDS, directory_filter=is_ours)
    return {tuple(message) if isinstance(message, list | tuple) else message for _, _, message, _, _ in found}


def errors() -> set[Message]:
    """The messages of everything that can go wrong."""
    for module in pkgutil.walk_packages(app.__path__, "app."):
        if not module.name.endswith("__main__"):
            importlib.import_module(module.name)
    return {kind.template() for kind in kinds(ShouwenError) if kind.__module__.startswith("app.")}


def kinds(base: type[ShouwenError]) -> Iterator[type[ShouwenError]]:
    yield base
    for kind in base.__subclasses__():
        yield from kinds(kind)


def of_forms() -> set[Message]:
    """What a form says about a value: constants, which no call marks."""
    return {text for name, text in vars(messages).items() if name.isupper() and isinstance(text, str)}


ELSEWHERE = {WEB: errors, WEB / "forms": of_forms}  # texts that stand below the web, and where their catalog is


def asked(place: Path, without: list[Path]) -> set[Message]:
    return words_of(place, without) | ELSEWHERE.get(place, set)()


def file_of(place: Path) -> Path:
    return place / "translations" / LANGUAGE / "LC_MESSAGES" / "messages.po"


def read(place: Path) -> Catalog:
    path = file_of(place)
    if not path.exists():
        return Catalog(locale=LANGUAGE)
    with path.open("rb") as file:
        return read_po(file, locale=LANGUAGE)


def missing(place: Path, without: list[Path]) -> list[Message]:
    """The texts of a place that have no Chinese, in its own catalog or another: pages use all of them together."""
    catalogs = [read(place), *(read(other) for other in places() if other != place)]
    texts = sorted(asked(place, without), key=str)
    return [text for text in texts if not any(is_translated(catalog, text) for catalog in catalogs)]


def is_translated(catalog: Catalog, text: Message) -> bool:
    found = catalog.get(text)
    strings = () if found is None else found.string if isinstance(found.string, tuple | list) else (found.string,)
    return bool(strings) and all(strings) and not (found is not None and found.fuzzy)


def update(place: Path, without: list[Path]) -> None:
    """Rewrite a catalog: new texts without their Chinese, and nothing that nobody asks for any more.

    An error may have its Chinese with the place that shows it, so what another place asks for stays.
    """
    before, after = read(place), Catalog(locale=LANGUAGE, project="Shouwen", charset="utf-8")
    elsewhere = {text for text in errors() | of_forms() if is_translated(before, text)} if place != WEB else set()
    for text in sorted(asked(place, without) | elsewhere, key=str):
        known = before.get(text)
        after.add(text, known.string if known else None)
    path = file_of(place)
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        write_po(file, after, omit_header=False, width=120, sort_output=True)


def main() -> None:
    for place, without in places().items():
        update(place, without)
        for text in missing(place, without):
            print(f"{place.relative_to(WEB.parent)}: {text}")


if __name__ == "__main__":
    main()
