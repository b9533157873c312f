"""An error in both languages, where there is no request to say which one a person reads.

The Chinese texts are the catalogues that the pages use: one translation of a sentence, wherever it is shown.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import app
from app.errors import ShouwenError
from app.feel import FeelError

CATALOGUES = ("web/translations/zh/LC_MESSAGES/*.po", "web/*/translations/zh/LC_MESSAGES/*.po")


def both(error: ShouwenError) -> tuple[str, str]:
    """The error's sentence in English and in Chinese; the English one twice where it is not translated."""
    if isinstance(error, FeelError):
        return str(error), error.in_chinese()
    template = catalogue().get(error.template(), error.template())
    return str(error), template.format(**error.facts)


def bilingual(template: str, **facts: Any) -> str:
    """A message in both languages, one after the other."""
    english = template.format(**facts)
    chinese = catalogue().get(template)
    return f"{english} {chinese.format(**facts)}" if chinese else english


@cache
def catalogue() -> dict[str, str]:
    """Chinese by English, over all places of the web."""
    from babel.messages.pofile import read_po  # only when something was refused

    found: dict[str, str] = {}
    for path in [path for pattern in CATALOGUES for path in sorted(Path(app.__file__).parent.glob(pattern))]:
        with path.open("rb") as file:
            entries = read_po(file, locale="zh")
            found |= {one.id: one.string for one in entries if isinstance(one.id, str) and isinstance(one.string, str)}
    return {english: chinese for english, chinese in found.items() if english and chinese}
