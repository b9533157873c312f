"""The studio: where process owners look at processes and their versions, draw, check and deploy."""

from flask import Blueprint

blueprint = Blueprint("studio", __name__, url_prefix="/studio", template_folder="templates")

from app.web.studio import (  # noqa: E402, F401  views put themselves on it
    compare,
    editor,
    exchange,
    feel,
    folder,
    parts,
    processes,
    reviewing,
)
