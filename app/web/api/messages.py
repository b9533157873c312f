"""Messages from outside: to the case that waits for one, else to the process that begins with one."""

from __future__ import annotations

from typing import Any

from app.casework import messages
from app.web import access
from app.web.api import blueprint, schemas


@blueprint.post("/messages")
@blueprint.arguments(schemas.Headers, location="headers")
@blueprint.arguments(schemas.Message)
@blueprint.response(200, schemas.Outcome)
def deliver_message(headers: dict[str, Any], asked: dict[str, Any]) -> Any:
    """Deliver a message."""
    key = headers.get("key")
    return messages.deliver(asked["name"], asked["key"], asked["values"], access.actor(), idempotency_key=key)
