"""Forms on pages: a form with its values as HTML, to fill in or as it was filled in, and what was sent as values.

The server alone decides what is shown. A page works without scripts; with them it asks the server again whenever
something changes that a condition looks at.
"""

from flask import Blueprint

from app.web.forms.rendering import problems, render
from app.web.forms.submission import reshaped, submitted
from app.web.forms.words import translate

__all__ = ["blueprint", "problems", "render", "reshaped", "submitted", "translate"]

blueprint = Blueprint("forms", __name__, template_folder="templates")
