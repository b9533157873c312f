"""How much one person or address may ask for, so that nobody can keep the others from their work."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import request
from flask_limiter import Limiter

from app.web import access

if TYPE_CHECKING:
    from flask import Flask


def init_app(app: Flask) -> None:
    settings = app.extensions["shouwen.settings"]
    limiter = Limiter(
        key_func=asker,
        default_limits=[settings.rate],
        default_limits_exempt_when=lambda: request.endpoint in UNCOUNTED,
        storage_uri="memory://",  # each web process counts for itself: enough against floods, and no call elsewhere
    )
    limiter.init_app(app)


UNCOUNTED = frozenset({"static", "security.static", "health.alive", "health.ready", "operations.metrics"})


def asker() -> str:
    """The person, where known, else the address."""
    someone = access.identify()
    return f"person {someone.id}" if someone else f"address {request.remote_addr}"
