"""The record of who did what to calendars, when and why; what is in force has to be what it says."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from app import clock
from app.casework import mismatches as found
from app.casework.signed_record import Deed, SignedRecord
from app.errors import ShouwenError
from app.store import calendars as kept
from app.store import db, models, records


@dataclass(frozen=True, kw_only=True)
class CalendarDeed(Deed):
    """ "installed" | "begun" | "proposed" | "returned" | "dropped" | "published" | "followed" | "used"."""

    calendar: str
    version: str | None  # that came into force by it


RECORD = SignedRecord("calendars", "shouwen-calendar-1", models.CalendarEntry, CalendarDeed)


def write(
    session: Session,
    calendar: str,
    deed: str,
    by: str,
    *,
    reason: str = "",
    version: str | None = None,
    facts: Mapping[str, Any] | None = None,
) -> None:
    """Add a deed, in the caller's transaction, which holds the lock on calendars."""
    said = {"calendar": calendar, "deed": deed, "by": by, "reason": reason, "version": version}
    RECORD.add(session, clock.now(), facts or {}, **said)


def of(calendar: str) -> tuple[CalendarDeed, ...]:
    """What was done to a calendar, the newest first."""
    return tuple(reversed(list(RECORD.deeds(calendar=calendar))))


def begin(session: Session, by: str) -> None:
    """Put on the record what was in force before there was one. Later nothing comes into force without a deed."""
    if records.last(session, models.CalendarEntry) is None:
        for calendar, version in sorted(kept.in_force(session).items()):
            write(session, calendar, "installed", by, version=version)


# -- audit


def check() -> Iterator[ShouwenError]:
    """The chain of deeds; then what is in force, and which units count by what, against the deeds."""
    deeds, broken = RECORD.unbroken()
    if broken is not None:
        yield found.DeedChanged(seq=broken.seq, calendar=broken.calendar)
        return
    published = {deed.calendar: deed.version for deed in deeds if deed.version is not None}
    in_force = kept.in_force(db.session())
    for calendar in sorted(published.keys() | in_force.keys()):
        if published.get(calendar) != in_force.get(calendar):
            yield found.CalendarNotPublished(calendar=calendar, version=in_force.get(calendar) or "-")
    said, there = used(deeds), kept.of_units(db.session())
    for unit in sorted(said.keys() | there.keys()):
        if said.get(unit) != there.get(unit):
            yield found.CalendarNotChosen(unit=unit, calendar=there.get(unit) or "-")


def used(deeds: Iterable[CalendarDeed]) -> dict[str, str]:
    """The calendar of each unit that has one of its own, as the deeds leave it."""
    chosen: dict[str, str] = {}
    for deed in deeds:
        if deed.deed == "used":
            chosen.pop(deed.known["unit"], None)
            if not deed.known.get("ended"):
                chosen[deed.known["unit"]] = deed.calendar
    return chosen
