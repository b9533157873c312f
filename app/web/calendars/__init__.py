"""Calendars: looking at them, drafting a change day by day, and publishing what a colleague has proposed."""

from flask import Blueprint

blueprint = Blueprint("calendars", __name__, url_prefix="/calendars", template_folder="templates")

from app.web.calendars import (  # noqa: E402, F401  views put themselves on it
    alert,
    drafting,
    filling,
    listing,
    publishing,
    weeks,
    year,
)
