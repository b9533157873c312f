"""Notices: the inbox behind the bell, how people want to be told, and for administrators the log and the words."""

from flask import Blueprint

blueprint = Blueprint("notices", __name__, url_prefix="/notices", template_folder="templates")

from app.web.notices import inbox, live, log, wishes, wording  # noqa: E402, F401  views put themselves on it
