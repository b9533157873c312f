"""What the dialogs of the action bar send: each is one call into casework, and back to where the person can go on."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext

from app.casework import calls, cases, desk, tasks, withdrawals
from app.casework.commands import Outcome
from app.casework.people import Actor
from app.errors import NotThere
from app.web import access
from app.web.actions import blueprint


class NoSuchDeed(NotThere):
    """Nothing of the kind is done with a task: {what}."""


Sent = Callable[[str, Actor], Outcome]


def text(name: str) -> str:
    return request.form.get(name, "")


def chosen(name: str) -> list[str]:
    return [value for value in request.form.getlist(name) if value]


DEEDS: dict[str, tuple[Sent, Any]] = {
    "delegate": (
        lambda task, by: desk.delegate(task, text("to"), by, reason=text("reason")),
        lazy_gettext("Delegated: it comes back to you when it is done."),
    ),
    "ask-signatures": (
        lambda task, by: desk.ask_signatures(
            task, chosen("to"), by, place=text("place"), rule=text("rule"), reason=text("reason")
        ),
        lazy_gettext("They are asked to sign."),
    ),
    "drop-signature": (
        lambda task, by: desk.drop_signature(task, text("login"), by, reason=text("reason")),
        lazy_gettext("They need not sign any more."),
    ),
    "sign": (
        lambda task, by: desk.sign(task, text("agrees") == "yes", by, reason=text("reason")),
        lazy_gettext("Signed."),
    ),
    "return": (
        lambda task, by: desk.send_back(task, text("to"), by, reason=text("reason")),
        lazy_gettext("The case went back."),
    ),
    "urge": (
        lambda task, by: desk.urge(task, by, reason=text("reason")),
        lazy_gettext("Urged: whoever has it is told."),
    ),
    "recuse": (
        lambda task, by: desk.recuse(task, by, reason=text("reason")),
        lazy_gettext("You stood back: others do it."),
    ),
    "call-ends": (
        lambda task, by: calls.ends(task, by, reason=text("reason")),
        lazy_gettext("It is on record when the call ended."),
    ),
    "call-begins": (
        lambda task, by: calls.begins(task, by, reason=text("reason")),
        lazy_gettext("It is on record that another call has begun."),
    ),
    "copy": (
        lambda task, by: desk.copy(task, chosen("to"), by, reason=text("reason")),
        lazy_gettext("The copy was sent."),
    ),
}


@blueprint.post("/tasks/<task_id>/do/<what>")
def do(task_id: str, what: str) -> ResponseReturnValue:
    """The person stays at the task while they may see it in their hands, else they go on with the next."""
    actor = access.actor()
    if what not in DEEDS:
        raise NoSuchDeed(what=what)
    sent, said = DEEDS[what]
    sent(task_id, actor)
    flash(str(said))
    still = {"complete", "sign"} & tasks.may(tasks.get(task_id, actor), actor)
    if still or what in ("urge", "copy", "drop-signature", "call-ends", "call-begins"):
        return redirect(url_for("desk.show_task", task_id=task_id), 303)
    return redirect(url_for("desk.show_tasks"), 303)


@blueprint.post("/cases/<number>/withdraw")
def withdraw(number: str) -> ResponseReturnValue:
    actor = access.actor()
    case = cases.by_number(number, actor)
    outcome = withdrawals.withdraw(case.id, actor, reason=text("reason"))
    flash(str(lazy_gettext("Taken back: the case stands as it did before your step.")))
    if outcome.mine:
        return redirect(url_for("desk.show_task", task_id=outcome.mine[0]), 303)
    return redirect(url_for("desk.show_case", number=number), 303)
