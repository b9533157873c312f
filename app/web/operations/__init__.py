"""What administrators look after: whether the machinery keeps time, on pages and as numbers."""

from flask import Blueprint

blueprint = Blueprint("operations", __name__, template_folder="templates")

from app.web.operations import metrics, overview, retention  # noqa: E402, F401  views put themselves on it
