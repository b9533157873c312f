"""Two questions of whoever runs us: is this process alive, and can it do its work?"""

from __future__ import annotations

from flask import Blueprint, jsonify
from flask.typing import ResponseReturnValue

from app.store import db

blueprint = Blueprint("health", __name__)


@blueprint.get("/healthz")
def alive() -> ResponseReturnValue:
    return jsonify(status="alive")


@blueprint.get("/readyz")
def ready() -> ResponseReturnValue:
    """Ready when the database answers; when it is away, the error handler says 503."""
    db.session.execute(db.text("select 1"))
    return jsonify(status="ready")
