"""Cases: begin one, find them, read one with its journal and its replay."""

from __future__ import annotations

from typing import Any

from flask import url_for
from marshmallow import RAISE

from app.casework import cases, journal, replay, words
from app.web import access
from app.web.api import blueprint, schemas


@blueprint.post("/cases")
@blueprint.arguments(schemas.Headers, location="headers")
@blueprint.arguments(schemas.NewCase)
@blueprint.response(201, schemas.Outcome)
def start_case(headers: dict[str, Any], asked: dict[str, Any]) -> Any:
    """Begin a case."""
    key = headers.get("key", asked.pop("key", None))
    outcome = cases.start(asked.pop("process"), asked.pop("values"), access.actor(), key=key, **asked)
    return outcome, {"Location": url_for("api.get_case", case_id=outcome.case_id)}


@blueprint.get("/cases")
@blueprint.arguments(schemas.CaseListing, location="query", unknown=RAISE)
@blueprint.response(200, schemas.Cases)
def find_cases(asked: dict[str, Any]) -> Any:
    """The cases that whoever asks may see."""
    return cases.find(access.actor(), words=words.wanted(asked.get("text", "")), **asked)


@blueprint.get("/cases/<int:case_id>")
@blueprint.response(200, schemas.CaseWhole)
def get_case(case_id: int) -> Any:
    """One case, with its values and what is open."""
    actor = access.actor()
    case, view = cases.get(case_id, actor), cases.view(case_id, actor)
    return {
        **{name: getattr(case, name) for name in schemas.Case._declared_fields},
        "values": view.values,
        "tasks": [f"{case_id}-{task.no}" for task in view.tasks],
        "active": view.active,
        "incidents": [
            {"key": incident.key, "element": incident.element, "message": incident.message}
            for incident in view.incidents
        ],
    }


@blueprint.get("/cases/<int:case_id>/journal")
@blueprint.response(200, schemas.Journal)
def get_journal(case_id: int) -> Any:
    """Every command of the case and what came of it, chained and signed."""
    return {"items": journal.of(case_id, access.actor())}


@blueprint.get("/cases/<int:case_id>/replay")
@blueprint.response(200, schemas.Replay)
def replay_case(case_id: int) -> Any:
    """The case carried out again from its journal, and the first difference, if there is one."""
    cases.get(case_id, access.actor())
    return replay.replay(case_id)
