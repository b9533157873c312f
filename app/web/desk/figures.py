"""The document of figures of a case: on paper and as a workbook, with the cases behind each number."""

from __future__ import annotations

from io import BytesIO

from flask import render_template, request, send_file
from flask.typing import ResponseReturnValue

from app.casework import cases, figures, journal
from app.casework.cases import Case
from app.casework.figures import Counted
from app.engine.groups import split
from app.errors import NotThere
from app.web import access
from app.web.desk import blueprint, values, workbook

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class NoFigures(NotThere):
    """Nothing was counted for case {case}."""


@blueprint.get("/cases/<number>/figures")
def show_figures(number: str) -> str:
    case, counted = _of(number)
    compared = request.args.get("compare") == "1"
    return render_template(
        "desk/figures.html",
        case=case,
        said=_said(case),
        counted=counted,
        agrees=all(figures.recount(each.raw, case.calendar) for each in counted) if compared else None,
    )


@blueprint.get("/cases/<number>/figures.xlsx")
def workbook_of_figures(number: str) -> ResponseReturnValue:
    case, counted = _of(number)
    file = BytesIO()
    workbook.of(case, _said(case), counted).save(file)
    file.seek(0)
    return send_file(file, mimetype=XLSX, as_attachment=True, download_name=f"{case.number}.xlsx", max_age=0)


def _of(number: str) -> tuple[Case, list[Counted]]:
    actor = access.actor()
    case = cases.by_number(number, actor)
    counted = figures.counted_in(journal.of(case.id, actor))
    if not counted:
        raise NoFigures(case=number)
    return case, counted


def _said(case: Case) -> list[values.Known]:
    """What people wrote for the document: the values that the process names in its property `document`."""
    version = cases.version_of(case)
    words, known = values.vocabulary(version), cases.view(case.id, access.actor()).values
    names = split(version.properties.get("document", ""))
    return [
        values.Known(words.label(name), words.text(name, known[name]))
        for name in names
        if known.get(name) not in values.NOTHING
    ]
