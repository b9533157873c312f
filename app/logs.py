"""Structured logs: one event a line, for people or, where asked, as JSON. Personal data stays out of them."""

from __future__ import annotations

import logging
import sys
from typing import TYPE_CHECKING, Any

import structlog

if TYPE_CHECKING:
    from flask import Flask

OURS = "shouwen"


def init_app(app: Flask) -> None:
    settings = app.extensions["shouwen.settings"]
    configure(settings.log_level, as_json=settings.log_json)


def configure(level: str, *, as_json: bool) -> None:
    """Send our events and the libraries' own through one formatter to standard error."""
    before: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    # Tracebacks without the values of variables: those may be personal data, or a password.
    for_programs = structlog.processors.JSONRenderer(ensure_ascii=False)
    for_people = structlog.dev.ConsoleRenderer(colors=False, exception_formatter=structlog.dev.plain_traceback)
    structlog.configure(
        processors=[*before, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.name = OURS
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=before,
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                *([structlog.processors.format_exc_info, for_programs] if as_json else [for_people]),
            ],
        )
    )
    root = logging.getLogger()
    root.handlers = [*(other for other in root.handlers if other.name != OURS), handler]
    root.setLevel(level)
