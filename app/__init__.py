"""Shouwen (首问): runs the procedures an organisation has written down for handling complaints."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flask import Flask

    from app.config import Settings


def create_app(settings: Settings | None = None) -> Flask:
    """The whole application, for the web, the worker and the command line; what is needed is put in, step by step."""
    # Imported here, so that the pure layers load without Flask and without a database driver.
    from flask import Flask

    from app import logs, store
    from app.config import Settings
    from app.web import STEPS

    settings = settings or Settings.from_environment()
    app = Flask(__name__, static_folder="web/static", template_folder="web/templates")
    app.config.from_mapping(
        SECRET_KEY=settings.secret(),
        SQLALCHEMY_DATABASE_URI=settings.database,
        MAX_CONTENT_LENGTH=settings.max_upload,
    )
    app.extensions["shouwen.settings"] = settings
    for step in (logs.init_app, store.init_app, *STEPS):
        step(app)
    return app
