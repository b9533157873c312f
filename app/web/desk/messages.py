"""A message from outside, such as a customer who withdraws: whoever receives it enters it in the case that waits."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue

from app.casework import cases, messages
from app.engine import Version, View
from app.engine.elements import Element
from app.web import access
from app.web.desk import blueprint

SAID = "reason"


@dataclass(frozen=True)
class Expected:
    """A message that a case waits for."""

    message: str
    key: str | None
    title: str  # what the diagram calls the event that waits
    about: str


def expected(view: View, version: Version) -> Iterator[Expected]:
    for wait in (each for each in view.waits if each.kind == "message"):
        element = receiver(version, wait.message) or version.elements[wait.element]
        yield Expected(wait.message, wait.correlation, element.name or wait.message, element.documentation)


def receiver(version: Version, message: str) -> Element | None:
    """The element that receives messages of this name."""
    elements = version.elements.values()
    return next((one for one in elements if message in (event.name for event in one.events)), None)


@blueprint.post("/cases/<number>/messages")
def enter_message(number: str) -> ResponseReturnValue:
    """What was said goes into the case as `reason`, or under the name that the event's property `said` gives it."""
    actor, message = access.actor(), request.form.get("message", "")
    element = receiver(cases.version_of(cases.by_number(number, actor)), message)
    name = element.properties.get("said", SAID) if element else SAID
    said = request.form.get("reason", "").strip()
    messages.deliver(
        message,
        request.form.get("key") or None,
        {name: said} if said else {},
        actor,
        idempotency_key=request.form.get("once"),
    )
    return redirect(url_for("desk.show_case", number=number), 303)
