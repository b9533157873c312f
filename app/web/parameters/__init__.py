"""Parameters: what the texts leave open, looked up by unit; one person proposes a value, another publishes it."""

from flask import Blueprint

blueprint = Blueprint("parameters", __name__, url_prefix="/parameters", template_folder="templates")

from app.web.parameters import deciding, listing, one  # noqa: E402, F401  views put themselves on it
