"""What people read of an evidence pack: a cover, and for each case its dossier and its diagram, ready to be printed."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from flask import render_template
from flask_babel import force_locale, gettext

from app import clock
from app.casework import attachments, versions
from app.casework.attachments import Attachment
from app.casework.pack.archive import Archive
from app.casework.pack.contents import Packed, PackedCase
from app.casework.people import Actor
from app.casework.standing import Recorded, fold
from app.engine import Version
from app.engine.layout.picture import Marks, pictures
from app.errors import ShouwenError
from app.web.audit.playback import EMPTY, Telling
from app.web.languages import LOCALES


@dataclass
class Dossiers:
    """Writes the dossier of each case into a pack, and at the end the cover."""

    by: Actor
    reason: str
    told: list[dict[str, Any]] = field(default_factory=list)  # a line of the cover for each case

    def dress(self, archive: Archive, case: PackedCase) -> None:
        with force_locale(LOCALES["zh"]):
            page, drawn = self.dossier(case)
        archive.add(f"{case.folder}/dossier.html", page)
        for number, picture in enumerate(drawn, 1):
            archive.add(f"{case.folder}/{picture_name(number)}", picture)

    def cover(self, archive: Archive, packed: Packed) -> None:
        with force_locale(LOCALES["zh"]):
            page = render_template(
                "audit/pack/cover.html",
                cases=self.told,
                reason=self.reason,
                by=self.by.directory.name(self.by.login),
                at=clock.now(),
                packed=packed,
            )
        archive.add("index.html", page)

    def dossier(self, case: PackedCase) -> tuple[str, list[str]]:
        row, told = case.row, Telling(str(case.row["version_hash"]), self.by.directory)
        recorded = list(fold(case.entries))
        drawn = drawings(told.version, recorded)
        steps = [told.whole(one) for one in recorded]
        line = {
            "number": case.number,
            "process": told.version.name,
            "state": state_of(row, told.version),
            "owner": self.by.directory.name(row["owner"]) if row["owner"] else "—",
            "started_at": row["started_at"],
            "ended_at": row["ended_at"],
            "entries": len(case.entries),
            "breaches": sum(1 for one in recorded if (one.step or EMPTY).fired and step_kind(one) == "breach"),
        }
        self.told.append(line)
        page = render_template(
            "audit/pack/dossier.html",
            case=case,
            line=line,
            steps=steps,
            tables=told.tables,
            unit=unit_name(row["unit"], self.by),
            files=attachments.of_case(row["id"]),
            path_of=path_of,
            pictures=[picture_name(number) for number, _ in enumerate(drawn, 1)],
            instant_of=datetime.fromisoformat,
            version=version_number(row),
        )
        return page, drawn


def step_kind(one: Recorded) -> str:
    fired = one.step.fired if one.step else None
    return fired.kind if fired else ""


def picture_name(number: int) -> str:
    return "diagram.svg" if number == 1 else f"diagram-{number}.svg"


def path_of(file: Attachment) -> str:
    return f"attachments/{file.digest}/{file.name}"


def unit_name(unit: str | None, by: Actor) -> str:
    found = by.directory.units.get(unit or "")
    return found.name if found else unit or "—"


def state_of(row: dict[str, Any], version: Version) -> str:
    if row["status"] == "cancelled":
        return gettext("cancelled")
    if row["status"] == "open":
        return gettext("open")
    end = version.elements.get(row["ended"] or "")
    return gettext("ended: %(end)s", end=end.name if end and end.name else row["ended"] or "")


def version_number(row: dict[str, Any]) -> int | None:
    known = (each.number for each in versions.of(row["process_id"]) if each.hash == row["version_hash"])
    return next(known, None)


def drawings(version: Version, recorded: list[Recorded]) -> list[str]:
    """The diagrams of the process and of those it calls, with the way that the case took."""
    steps = [one.step or EMPTY for one in recorded]
    visits = Counter(element for step in steps for element in step.trail)
    flows = {flow for step in steps for flow in step.flows}
    active = {task.element for task in recorded[-1].after.tasks.values()} if recorded else set()
    found: list[str] = []
    for process, data in version.diagrams.items():
        at = {key: place[1] for key, place in version.places.items() if place[0] == process}
        marks = Marks({at[key]: n for key, n in visits.items() if key in at}, flows, {at[k] for k in active if k in at})
        try:
            found += pictures(data, marks)
        except ShouwenError:
            continue  # somebody has changed the diagram: the pack says so, and has no picture of it
    return found
