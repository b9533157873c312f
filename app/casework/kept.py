"""What an application keeps in memory between commands: what is read again only when it has changed."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from flask import current_app

if TYPE_CHECKING:
    from app.calendars import Calendar
    from app.casework.keys import Keys
    from app.casework.organisation import Directory
    from app.config import Settings
    from app.engine.library import Version

EXTENSION = "shouwen.kept"


@dataclass
class Kept:
    directory: Directory | None = None
    keys: Keys | None = None
    keys_mark: tuple[int, int] | None = None  # of the file that they were read from
    masters: Mapping[bytes, bytes] | None = None  # by name, the one in use first
    versions: OrderedDict[str, Version] = field(default_factory=OrderedDict)  # by content hash, last used last
    calendars: dict[tuple[str, str], Calendar] = field(default_factory=dict)  # by id and version


def kept() -> Kept:
    found: Kept = current_app.extensions.setdefault(EXTENSION, Kept())
    return found


def settings() -> Settings:
    found: Settings = current_app.extensions["shouwen.settings"]
    return found
