"""Values of a case as people read them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from flask_babel import gettext

from app.engine.values import plain
from app.web.languages import ZONE_INFO


def text(value: Any) -> str:
    """A value in one line."""
    if value is None or value == "":
        return "—"
    if isinstance(value, bool):
        return gettext("yes") if value else gettext("no")
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    if isinstance(value, datetime):
        return f"{value.astimezone(ZONE_INFO) if value.tzinfo else value:%Y-%m-%d %H:%M}"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return "; ".join(f"{name}: {text(item)}" for name, item in value.items()) or "—"
    if isinstance(value, list | tuple):
        return listed(text(item) for item in value)
    return str(plain(value))


def listed(texts: Iterable[str]) -> str:
    return gettext(", ").join(texts) or "—"
