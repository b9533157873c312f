"""The desk: where staff start cases, work through tasks and see where a case stands."""

from flask import Blueprint

blueprint = Blueprint("desk", __name__, template_folder="templates")

from app.web.desk import cases, clocks, deadline, figures, files, messages, search, start, tasks, work  # noqa: E402, F401  views put themselves on it
