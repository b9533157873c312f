"""What if: owners simulate some weeks of a procedure, and compare two versions of it."""

from flask import Blueprint

blueprint = Blueprint("whatif", __name__, url_prefix="/studio/what-if", template_folder="templates")

from app.web.whatif import pages  # noqa: E402, F401  views put themselves on it
