"""The places of the web, each a package with its own blueprint, templates and words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.web import (
    actions,
    admin,
    api,
    audit,
    calendars,
    desk,
    forms,
    health,
    notices,
    operations,
    pages,
    parameters,
    rehearsal,
    running,
    studio,
    whatif,
)

if TYPE_CHECKING:
    from flask import Flask


PLACES = (
    pages,
    health,
    forms,
    desk,
    actions,
    studio,
    rehearsal,
    running,
    whatif,
    audit,
    admin,
    operations,
    calendars,
    parameters,
    notices,
)


def init_app(app: Flask) -> None:
    for place in PLACES:
        app.register_blueprint(place.blueprint)
    api.init_app(app)
