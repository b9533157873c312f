"""The action bar of a task: everything that people do with it beside filling in its form."""

from flask import Blueprint

blueprint = Blueprint("actions", __name__, template_folder="templates")

from app.web.actions import words  # noqa: E402


@blueprint.app_context_processor
def said() -> dict[str, dict[str, object]]:
    return {"signature_places": dict(words.PLACES), "signature_rules": dict(words.RULES)}


from app.web.actions import bulk, deeds  # noqa: E402, F401  views put themselves on it
