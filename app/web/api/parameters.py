"""Parameters: what holds in a unit, for programs to read."""

from __future__ import annotations

from typing import Any

from app.casework import parameters, permissions
from app.engine.values import plain
from app.web import access
from app.web.api import blueprint, schemas
from app.web.parameters import listing


@blueprint.get("/parameters")
@blueprint.arguments(schemas.OfUnit, location="query")
@blueprint.response(200, schemas.Parameters)
def list_parameters(asked: dict[str, Any]) -> Any:
    """What holds in a unit that the person looks after; money is in whole 分, a percentage a fraction."""
    actor = access.actor()
    if asked["unit"]:
        permissions.check_parameter(actor, asked["unit"])
    unit = listing.chosen(actor, asked["unit"])
    rows = listing.rows_of(parameters.book(), unit, actor)
    return {"unit": unit.id, "items": [item(row) for row in rows]}


def item(row: listing.Row) -> dict[str, Any]:
    one, change = row.parameter, row.change
    said = {"id": one.id, "name": one.name, "type": one.type, "purpose": one.purpose, "source": one.source}
    origin = row.origin.id if row.origin else None
    return said | {"value": plain(row.value), "origin": origin, "example": bool(change and change.example)}
