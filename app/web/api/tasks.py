"""Tasks: list them, read one, claim it, give it back, hand it over, complete it."""

from __future__ import annotations

from typing import Any

from marshmallow import RAISE

from app.casework import calls, cases, tasks
from app.web import access
from app.web.api import blueprint, schemas

LISTS = {"mine": tasks.mine, "groups": tasks.of_my_groups, "done": tasks.done_by, "all": tasks.find}


@blueprint.get("/tasks")
@blueprint.arguments(schemas.TaskListing, location="query", unknown=RAISE)
@blueprint.response(200, schemas.Tasks)
def find_tasks(asked: dict[str, Any]) -> Any:
    """Tasks: mine, free ones of my groups, done by me, or all open ones that I may see."""
    return LISTS[asked.pop("list")](access.actor(), **asked)


@blueprint.get("/tasks/<string:task_id>")
@blueprint.response(200, schemas.TaskWhole)
def get_task(task_id: str) -> Any:
    """One task, with what whoever asks may do with it."""
    actor = access.actor()
    task = tasks.get(task_id, actor)
    view, version = cases.view(task.case_id, actor), cases.version_of(cases.get(task.case_id, actor))
    return {
        **{name: getattr(task, name) for name in schemas.Task._declared_fields},
        "may": sorted(tasks.may(task, actor) | calls.may(task, view, version, actor)),
        "values": view.values,
    }


@blueprint.post("/tasks/<string:task_id>/claim")
@blueprint.arguments(schemas.Headers, location="headers")
@blueprint.arguments(schemas.Nothing)
@blueprint.response(200, schemas.Outcome)
def claim_task(headers: dict[str, Any], _body: dict[str, Any], task_id: str) -> Any:
    """Take a task."""
    return tasks.claim(task_id, access.actor(), **headers)


@blueprint.post("/tasks/<string:task_id>/release")
@blueprint.arguments(schemas.Headers, location="headers")
@blueprint.arguments(schemas.Nothing)
@blueprint.response(200, schemas.Outcome)
def release_task(headers: dict[str, Any], _body: dict[str, Any], task_id: str) -> Any:
    """Give a task back to its groups."""
    return tasks.release(task_id, access.actor(), **headers)


@blueprint.post("/tasks/<string:task_id>/assign")
@blueprint.arguments(schemas.Headers, location="headers")
@blueprint.arguments(schemas.Handed)
@blueprint.response(200, schemas.Outcome)
def assign_task(headers: dict[str, Any], asked: dict[str, Any], task_id: str) -> Any:
    """Hand a task to a person."""
    return tasks.assign(task_id, asked["to"], access.actor(), reason=asked["reason"], **headers)


@blueprint.post("/tasks/<string:task_id>/take-over")
@blueprint.arguments(schemas.Headers, location="headers")
@blueprint.arguments(schemas.Reason)
@blueprint.response(200, schemas.Outcome)
def take_over_task(headers: dict[str, Any], asked: dict[str, Any], task_id: str) -> Any:
    """Call in the deputy at once: the person in charge is away."""
    return tasks.take_over(task_id, access.actor(), reason=asked["reason"], **headers)


@blueprint.post("/tasks/<string:task_id>/complete")
@blueprint.arguments(schemas.Headers, location="headers")
@blueprint.arguments(schemas.Filled)
@blueprint.response(200, schemas.Outcome)
def complete_task(headers: dict[str, Any], asked: dict[str, Any], task_id: str) -> Any:
    """Complete a task with the values its form asks for."""
    return tasks.complete(task_id, asked["values"], access.actor(), **headers)
