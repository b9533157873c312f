"""Rehearsals: process owners play a case through on the diagram, record it, and run the worked examples."""

from flask import Blueprint

blueprint = Blueprint("rehearsal", __name__, url_prefix="/studio/rehearsals", template_folder="templates")

from app.web.rehearsal import acting, proving, stage  # noqa: E402, F401  views put themselves on it
