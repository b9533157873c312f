"""Set-up: what has to be there before the first case. Done again, it changes nothing."""

from __future__ import annotations

from pathlib import Path

from app import calendars
from app.casework import calendars as case_calendars
from app.casework import keys, master_key, organisation, people_admin
from app.casework.kept import settings
from app.store import upgrade

SETUP = "system:setup"


def set_up(who: Path | None = None) -> None:
    """Tables, the keys, calendars and, where given, the organisation of a file."""
    settings().data.mkdir(parents=True, exist_ok=True)
    upgrade()
    keys.make(settings().signing_key)
    master_key.make(settings().master_key)
    case_calendars.publish_missing(calendars.seed(), SETUP)
    if who is not None:
        people_admin.take_over(organisation.read(who))
