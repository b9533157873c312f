"""The audit room: find a case, read its journal, walk through it step by step, and prove that nothing was changed."""

from flask import Blueprint

blueprint = Blueprint("audit", __name__, url_prefix="/audit", template_folder="templates")

from app.web.audit import journals, packs, proofs, replays, search  # noqa: E402, F401  views put themselves on it
