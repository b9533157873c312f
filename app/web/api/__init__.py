"""The programs' entrance, /api/v1: the same use cases as the pages, as JSON, with a token instead of a session."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask_smorest import Api, Blueprint
from marshmallow import INCLUDE, Schema, fields

if TYPE_CHECKING:
    from flask import Flask

PREFIX = "/api/v1"

CONFIG = {
    "API_TITLE": "Shouwen",
    "API_VERSION": "v1",
    "OPENAPI_VERSION": "3.1.0",
    "OPENAPI_URL_PREFIX": PREFIX,
    "OPENAPI_JSON_PATH": "openapi.json",
    "API_SPEC_OPTIONS": {
        "info": {"description": "Complaint-handling procedures that run. Errors are RFC 9457 problem documents."},
        "components": {"securitySchemes": {"token": {"type": "http", "scheme": "bearer"}}},
        "security": [{"token": []}],
    },
}

blueprint = Blueprint("api", __name__, url_prefix=PREFIX, description="Cases, tasks, messages and processes")

from app.web.api import cases, clocks, desk, messages, parameters, processes, tasks  # noqa: E402, F401  views put themselves on it


class Problem(Schema):
    """RFC 9457; further members are facts of the error, such as `errors` by field or `findings` by element."""

    class Meta:
        unknown = INCLUDE

    type = fields.String()
    title = fields.String()
    status = fields.Integer()
    detail = fields.String()
    instance = fields.String()


class ProblemApi(Api):
    """An API whose errors are answered where all errors are: in app/web/errors.py."""

    ERROR_SCHEMA = Problem
    DEFAULT_RESPONSE_CONTENT_TYPE: str = "application/json"

    def _register_responses(self) -> None:
        """Errors are documented as what they are; the other answers keep the usual type."""
        usual = self.DEFAULT_RESPONSE_CONTENT_TYPE
        self.DEFAULT_RESPONSE_CONTENT_TYPE = "application/problem+json"
        super()._register_responses()
        self.DEFAULT_RESPONSE_CONTENT_TYPE = usual

    def _register_error_handlers(self) -> None:
        """None: flask-smorest would answer in a format of its own."""


def init_app(app: Flask) -> None:
    app.config.from_mapping(CONFIG)
    app.json.ensure_ascii = False  # type: ignore[attr-defined]  # people read it, and search in it
    ProblemApi(app).register_blueprint(blueprint)
    app.extensions["shouwen.csrf"].exempt(blueprint)  # no cookie counts here, so no other site can use one
