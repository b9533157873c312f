"""Running cases in the studio: where they stand, what is stuck, and their way to another version."""

from flask import Blueprint

blueprint = Blueprint("running", __name__, url_prefix="/studio/running", template_folder="templates")

from app.web.running import migrating, one, overview  # noqa: E402, F401  views put themselves on it
