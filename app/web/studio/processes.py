"""The processes there are, and one of them: its versions, diagram, forms and decisions."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from flask import jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import format_date, lazy_gettext

from app.casework import drafts, outline, permissions, process_record, reviews, schedules, versions
from app.casework.versions import ProcessRow, VersionRow
from app.engine import Version
from app.errors import ProcessNotFound, VersionNotFound
from app.web import access, words
from app.web.languages import ZONE_INFO
from app.web.procedures import how_long, on_expiry, procedures
from app.web.studio import blueprint


@dataclass(frozen=True)
class DecisionFile:
    name: str
    decisions: tuple[str, ...]


@blueprint.get("/", endpoint="processes")
def show_processes() -> str:
    actor = access.actor()
    text = request.args.get("q", "").strip()
    rows = tuple(owned())
    found = procedures(rows, text)
    return render_template(
        "studio/processes.html",
        processes=found,
        any=bool(rows),
        text=text,
        drafts=drafts.of(actor),
        unit_name=unit_name,
        waiting=reviews.waiting_for(actor),
    )


def owned() -> Iterator[ProcessRow]:
    """The processes that belong to units which the person who asks owns the processes of."""
    return (row for row in versions.processes() if permissions.may_deploy(access.actor(), row.unit))


def check_owned(process: str) -> None:
    """Raises ProcessNotFound for what is not there, NotYourDiagram for what belongs to others."""
    found = next((row for row in versions.processes() if row.id == process), None)
    if found is None:
        raise ProcessNotFound(process=process)
    permissions.check_deploy(access.actor(), process, found.unit)


@blueprint.post("/new")
def begin_process() -> ResponseReturnValue:
    """A new process, as a draft with a start and an end."""
    draft = drafts.create(request.form.get("id", "").strip(), request.form.get("name", "").strip(), access.actor())
    return redirect(url_for("studio.edit", draft_id=draft.id), 303)


@blueprint.get("/processes/<process>")
def show_process(process: str) -> str:
    check_owned(process)
    rows = versions.of(process)
    chosen = row_of(rows, request.args.get("version", type=int))
    version = versions.load(chosen.hash)
    return render_template(
        "studio/process.html",
        rows=rows,
        chosen=chosen,
        version=version,
        forms=sorted(version.forms.values(), key=lambda form: form.title),
        decisions=list(decisions(version)),
        used_by=used_by(version),
        plans=list(schedules.plans(version)),
        when=when,
        unit_name=unit_name,
        outline=outline.of(version),
        how_long=how_long,
        on_expiry=on_expiry,
        deeds=process_record.of(process),
        deed_words=deed_words,
        retired=versions.in_use(process).retired,
        draft=next((draft for draft in drafts.of(access.actor()) if draft.process == process), None),
    )


@blueprint.get("/processes/<process>/versions/<int:number>/diagram.json")
def diagram(process: str, number: int) -> ResponseReturnValue:
    check_owned(process)
    version = versions.load(row_of(versions.of(process), number).hash)
    return jsonify(bpmn=version.bpmn.decode())


def row_of(rows: tuple[VersionRow, ...], number: int | None) -> VersionRow:
    """The version of that number; the one in force where none is asked for."""
    for row in rows:
        if row.number == number or (number is None and row.current):
            return row
    raise VersionNotFound(version=number, process=rows[0].process)


def when(at: datetime) -> str:
    """A start by the clock, with its weekday: whether it is a working day is what one looks for."""
    return f"{words.instant(at)} {format_date(at.astimezone(ZONE_INFO), 'EEE')}"


def unit_name(unit: str) -> str:
    found = access.actor().directory.units.get(unit)
    return found.name if found else unit


def decisions(version: Version) -> Iterator[DecisionFile]:
    """The decision tables of each process in the version: its own and those it calls."""
    for process, known in version.decisions.items():
        if known:
            yield DecisionFile(process, tuple(known))


def used_by(version: Version) -> dict[str, list[str]]:
    """Form id -> names of the elements that use it."""
    found: dict[str, list[str]] = {}
    for element in version.elements.values():
        if element.form:
            found.setdefault(element.form, []).append(element.name or element.id)
    return found


DEEDS = {
    "proposed": lazy_gettext("proposed a draft"),
    "withdrawn": lazy_gettext("took the proposal back"),
    "returned": lazy_gettext("sent the draft back"),
    "deployed": lazy_gettext("deployed version %(number)d"),
    "rolled_back": lazy_gettext("rolled back to version %(number)d"),
    "in_force": lazy_gettext("put version %(number)d into force again"),
    "retired": lazy_gettext("retired the process"),
    "revived": lazy_gettext("brought the process back"),
}


def deed_words(deed: process_record.Deed) -> str:
    said = str(DEEDS[deed.deed])
    return said % {"number": deed.number} if "%(number)d" in said else said
