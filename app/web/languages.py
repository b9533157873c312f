"""Which language a page speaks: Chinese, unless the person switched to English. Catalogs are compiled when stale."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from flask import g, has_request_context, request
from flask_babel import Babel, get_locale

if TYPE_CHECKING:
    from flask import Flask

COOKIE = "language"
LOCALES = {"zh": "zh_Hans_CN", "en": "en"}  # the first is the default; the catalogs are in a folder of the short name
NAMES = {"zh": "中文", "en": "English"}
ZONE = "Asia/Shanghai"
ZONE_INFO = ZoneInfo(ZONE)


def init_app(app: Flask) -> None:
    found = catalogs(Path(app.root_path) / "web")
    for catalog in found:
        compile_stale(catalog)
    app.config.update(
        BABEL_DEFAULT_LOCALE=LOCALES["zh"],
        BABEL_DEFAULT_TIMEZONE=ZONE,
        BABEL_TRANSLATION_DIRECTORIES=";".join(str(folder) for folder in folders(found)),
    )
    Babel(app, locale_selector=lambda: LOCALES[language()])
    app.context_processor(lambda: {"language": language(), "html_lang": html_lang(), "languages": NAMES})


def language() -> str:
    """The language of this request: the cookie's, and for programs what they accept; Chinese when in doubt."""
    if not has_request_context():
        return "zh"
    if "language" not in g:
        chosen = request.cookies.get(COOKIE, "")
        if not chosen and request.path.startswith("/api/"):
            chosen = request.accept_languages.best_match(["en", "zh"], default="zh")
        g.language = chosen if chosen in LOCALES else "zh"
    return str(g.language)


def html_lang() -> str:
    return str(get_locale() or LOCALES["zh"]).replace("_", "-")


def catalogs(web: Path) -> list[Path]:
    """Each place of the web brings the catalog of its own words."""
    return sorted(web.glob("**/translations/*/LC_MESSAGES/messages.po"))


def folders(found: list[Path]) -> list[Path]:
    return sorted({catalog.parents[2] for catalog in found})


def compile_stale(catalog: Path) -> None:
    compiled = catalog.with_suffix(".mo")
    if compiled.exists() and compiled.stat().st_mtime_ns >= catalog.stat().st_mtime_ns:
        return
    fresh = compiled.with_suffix(f".{os.getpid()}.new")
    with catalog.open("rb") as source, fresh.open("wb") as target:
        write_mo(target, read_po(source, locale=catalog.parents[1].name))
    fresh.replace(compiled)  # whole or not at all: other processes may be reading it
