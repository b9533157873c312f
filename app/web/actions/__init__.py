"""The action bar of a task: everything that people do with it beside filling in its form."""

from flask import Blueprint

blueprint = Blueprint("actions", __name__, template_folder="templates")

from app.casework import handovers  # noqa: E402
from app.web import access  # noqa: E402
from app.web.actions import words  # noqa: E402


@blueprint.app_context_processor
def said() -> dict[str, object]:
    return {"signature_places": words.PLACES, "signature_rules": words.RULES, "leads_people": leads_people}


def leads_people() -> bool:
    """Whether somebody leads or administers a unit: only they have a page of their people."""
    return handovers.leads_people(access.actor())


from app.web.actions import absence, bulk, deeds, team  # noqa: E402, F401  views put themselves on it
