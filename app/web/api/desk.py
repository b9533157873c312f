"""What else is done with tasks: delegate, sign, send back, urge, stand back, copy, tell of calls; and many at once."""

from __future__ import annotations

from typing import Any

from app.casework import bulk, calls, desk, withdrawals
from app.web import access
from app.web.api import blueprint, desk_schemas, schemas


@blueprint.post("/tasks/<string:task_id>/delegate")
@blueprint.arguments(schemas.Headers, location="headers")
@blueprint.arguments(desk_schemas.Delegated)
@blueprint.response(200, schemas.Outcome)
def delegate_task(headers: dict[str, Any], asked: dict[str, Any], task_id: str) -> Any:
    """Have somebody else do it: completed by them, it comes back to whoever delegated it."""
    return desk.delegate(task_id, asked["to"], access.actor(), reason=asked["reason"], **headers)


@blueprint.post("/tasks/<string:task_id>/ask-signatures")
@blueprint.arguments(schemas.Headers, location="headers")
@blueprint.arguments(desk_schemas.Signers)
@blueprint.response(200, schemas.Outcome)
def ask_signatures(headers: dict[str, Any], asked: dict[str, Any], task_id: str) -> Any:
    """Have others sign, before the task can be completed or after, before the case goes on."""
    return desk.ask_signatures(task_id, asked.pop("to"), access.actor(), **asked, **headers)


@blueprint.post("/tasks/<string:task_id>/drop-signature")
@blueprint.arguments(schemas.Headers, location="headers")
@blueprint.arguments(desk_schemas.Dropped)
@blueprint.response(200, schemas.Outcome)
def drop_signature(headers: dict[str, Any], asked: dict[str, Any], task_id: str) -> Any:
    """Somebody who was asked to sign need not."""
    return desk.drop_signature(task_id, asked["login"], access.actor(), reason=asked["reason"], **headers)


@blueprint.post("/tasks/<string:task_id>/sign")
@blueprint.arguments(schemas.Headers, location="headers")
@blueprint.arguments(desk_schemas.Signed)
@blueprint.response(200, schemas.Outcome)
def sign_task(headers: dict[str, Any], asked: dict[str, Any], task_id: str) -> Any:
    """Agree, or object with a reason, where a task asks for one's signature."""
    return desk.sign(task_id, asked["agrees"], access.actor(), reason=asked["reason"], **headers)


@blueprint.post("/tasks/<string:task_id>/return")
@blueprint.arguments(schemas.Headers, location="headers")
@blueprint.arguments(desk_schemas.Returned)
@blueprint.response(200, schemas.Outcome)
def return_task(headers: dict[str, Any], asked: dict[str, Any], task_id: str) -> Any:
    """Send the case back to an earlier task, along a path that its diagram draws."""
    return desk.send_back(task_id, asked["to"], access.actor(), reason=asked["reason"], **headers)


@blueprint.post("/tasks/<string:task_id>/urge")
@blueprint.arguments(schemas.Headers, location="headers")
@blueprint.arguments(schemas.Reason)
@blueprint.response(200, schemas.Outcome)
def urge_task(headers: dict[str, Any], asked: dict[str, Any], task_id: str) -> Any:
    """Ask whoever has the task to hurry, at most once in two hours."""
    return desk.urge(task_id, access.actor(), reason=asked["reason"], **headers)


@blueprint.post("/tasks/<string:task_id>/recuse")
@blueprint.arguments(schemas.Headers, location="headers")
@blueprint.arguments(desk_schemas.Why)
@blueprint.response(200, schemas.Outcome)
def recuse_from_task(headers: dict[str, Any], asked: dict[str, Any], task_id: str) -> Any:
    """Stand back from a task, for good."""
    return desk.recuse(task_id, access.actor(), reason=asked["reason"], **headers)


@blueprint.post("/tasks/<string:task_id>/call")
@blueprint.arguments(schemas.Headers, location="headers")
@blueprint.arguments(desk_schemas.Call)
@blueprint.response(200, schemas.Outcome)
def tell_of_call(headers: dict[str, Any], asked: dict[str, Any], task_id: str) -> Any:
    """Tell that the call is over, which limits of the clock CALL end with, or that the customer calls again."""
    tell = calls.ends if asked["do"] == "end" else calls.begins
    return tell(task_id, access.actor(), reason=asked["reason"], **headers)


@blueprint.post("/tasks/<string:task_id>/copy")
@blueprint.arguments(schemas.Headers, location="headers")
@blueprint.arguments(desk_schemas.Copied)
@blueprint.response(200, schemas.Outcome)
def copy_task(headers: dict[str, Any], asked: dict[str, Any], task_id: str) -> Any:
    """Let people know of the case: they see it from now on."""
    return desk.copy(task_id, asked["to"], access.actor(), reason=asked["reason"], **headers)


@blueprint.post("/cases/<int:case_id>/withdraw")
@blueprint.arguments(schemas.Headers, location="headers")
@blueprint.arguments(desk_schemas.Why)
@blueprint.response(200, schemas.Outcome)
def withdraw_step(headers: dict[str, Any], asked: dict[str, Any], case_id: int) -> Any:
    """Take back what one did last, while nobody has acted on it."""
    return withdrawals.withdraw(case_id, access.actor(), reason=asked["reason"], **headers)


@blueprint.post("/tasks/bulk")
@blueprint.arguments(schemas.Headers, location="headers")
@blueprint.arguments(desk_schemas.Bulk)
@blueprint.response(200, desk_schemas.BulkDone)
def do_in_bulk(headers: dict[str, Any], asked: dict[str, Any]) -> Any:
    """Claim, hand over or urge many tasks: each for itself, with an answer for each."""
    return {"items": bulk.do(asked.pop("do"), asked.pop("tasks"), access.actor(), **asked, **headers)}
