"""The operations view of a process: its running cases as badges on the diagram, what is stuck, and a list of them."""

from __future__ import annotations

from typing import Any

from flask import jsonify, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, ngettext

from app import clock
from app.casework import running, versions
from app.casework.running import Standing
from app.casework.versions import VersionRow
from app.engine import Version
from app.errors import VersionNotFound
from app.web import access, paging
from app.web.running import blueprint


@blueprint.get("/<process>")
def show(process: str) -> str:
    actor = access.actor()
    counts = running.by_version(process, actor)
    rows = versions.of(process)
    chosen = chosen_of(rows, counts)
    version = versions.load(chosen.hash)
    page = paging.page()
    return render_template(
        "running/overview.html",
        process=process,
        rows=rows,
        counts=counts,
        chosen=chosen,
        version=version,
        cases=running.page(process, chosen.hash, actor, page),
        page=page,
        more=counts.get(chosen.hash, 0) > page * running.PER_PAGE,
        stuck=[
            (each, name_of(versions.load(each.version_hash), each.element)) for each in running.stuck(process, actor)
        ],
        standing=running.standing(process, chosen.hash, actor),
        name_of=lambda element: name_of(version, element),
        now=clock.now(),
    )


def chosen_of(rows: tuple[VersionRow, ...], counts: dict[str, int]) -> VersionRow:
    """The version that is asked for; else the one in force, or the newest that has cases."""
    number = request.args.get("version", type=int)
    for row in rows:
        if row.number == number:
            return row
    if number is not None:
        raise VersionNotFound(version=number, process=rows[0].process)
    current = next(row for row in rows if row.current)
    return current if counts.get(current.hash) else next((row for row in rows if counts.get(row.hash)), current)


@blueprint.get("/<process>/diagram.json")
def diagram(process: str) -> ResponseReturnValue:
    actor = access.actor()
    rows = versions.of(process)
    counts = running.by_version(process, actor)
    chosen = chosen_of(rows, counts)
    found = running.standing(process, chosen.hash, actor)
    return jsonify(bpmn=versions.load(chosen.hash).bpmn.decode(), marks={"badges": list(badges(found))})


def badges(found: dict[str, Standing]) -> list[dict[str, Any]]:
    """A count on each element where cases stand: red where some are late, a flag where some are stuck."""
    made = []
    for element, one in found.items():
        if one.tasks:
            said = ngettext("%(num)d open task", "%(num)d open tasks", one.tasks)
            if one.late:
                said += gettext(", %(late)d of them late", late=one.late)
            state = "overdue" if one.late else "open"
            made.append({"element": element, "text": str(one.tasks), "state": state, "title": said, "at": "left"})
        if one.incidents:
            said = ngettext("%(num)d incident", "%(num)d incidents", one.incidents)
            stuck = {"text": str(one.incidents), "state": "incident", "href": "#stuck"}
            made.append({"element": element, "title": said, "at": "right", **stuck})
    return made


def name_of(version: Version, element: str) -> str:
    found = version.elements.get(element)
    return (found.name if found else "") or element


def back_to(process: str) -> str:
    return url_for("running.show", process=process)
