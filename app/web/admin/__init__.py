"""The organisation: units, the people in them and what they may do. For administrators, within the units they reach."""

from flask import Blueprint

blueprint = Blueprint("admin", __name__, url_prefix="/organisation", template_folder="templates")

from app.web.admin import people, person, units  # noqa: E402, F401  views put themselves on it
