"""The clocks of a case: which there are, and what people do with them."""

from __future__ import annotations

from typing import Any

from app.casework import cases, clocks, limits
from app.web import access
from app.web.api import blueprint, clock_schemas, schemas


@blueprint.post("/tasks/<string:task_id>/clock")
@blueprint.arguments(schemas.Headers, location="headers")
@blueprint.arguments(clock_schemas.ClockDeed)
@blueprint.response(200, schemas.Outcome)
def touch_clock_of_task(headers: dict[str, Any], asked: dict[str, Any], task_id: str) -> Any:
    """Stop the clock of a task, let it go on, ask for more time, decide it, begin anew, promise another time."""
    actor = access.actor()
    case_id, name = limits.of_task(task_id, actor)
    return clocks.do(case_id, name, asked.pop("do"), actor, **asked, **headers)


@blueprint.get("/cases/<int:case_id>/clocks")
@blueprint.response(200, clock_schemas.Clocks)
def list_clocks(case_id: int) -> Any:
    """The open limits of a case: of tasks, and of timers on its diagram, with what whoever asks may do."""
    actor = access.actor()
    case = cases.get(case_id, actor)
    found = limits.of_view(cases.view(case_id, actor), cases.version_of(case), case)
    return {"items": [{**vars(one), "may": sorted(limits.may(one, actor, case))} for one in found]}


@blueprint.post("/cases/<int:case_id>/clocks")
@blueprint.arguments(schemas.Headers, location="headers")
@blueprint.arguments(clock_schemas.ClockDeedOf)
@blueprint.response(200, schemas.Outcome)
def touch_clock(headers: dict[str, Any], asked: dict[str, Any], case_id: int) -> Any:
    """The same as with the clock of a task, with any clock of a case by its name."""
    return clocks.do(case_id, asked.pop("clock"), asked.pop("do"), access.actor(), **asked, **headers)
