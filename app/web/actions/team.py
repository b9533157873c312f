"""The people that a head leads, or an administrator looks after: who is away, who stands in, what each has to do."""

from __future__ import annotations

from datetime import date
from uuid import uuid4

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from app.casework import handovers, people_admin, versions
from app.casework.organisation import StandIn
from app.errors import Invalid
from app.web import access, errors, roles
from app.web.actions import blueprint

ROWS = 3  # of deputies that the page offers; more are kept as they are


class DaysUnclear(Invalid):
    """Say the first and the last day away, the first not after the last."""


@blueprint.get("/team")
def show_team() -> str:
    return render_template("actions/team.html", team=handovers.team(access.actor()))


@blueprint.get("/team/<login>")
def show_member(login: str) -> str:
    actor = access.actor()
    member, found = handovers.member(login, actor), handovers.of(login, actor)[1]
    directory = actor.directory
    units = {unit for unit in member.units if unit in directory.units}
    colleagues = [each for each in directory.people.values() if each.login != login and units & set(each.units)]
    return render_template(
        "actions/member.html",
        member=member,
        tasks=found,
        colleagues=sorted(((each.login, each.name) for each in colleagues), key=lambda pair: pair[1]),
        everybody=sorted((each.name, each.login) for each in directory.people.values() if each.login != login),
        processes=versions.visible(actor),
        held=[(role, roles.role_name(role)) for role in dict.fromkeys(each.role for each in member.memberships)],
        stand_ins=[*member.stand_ins, *[None] * ROWS][: max(ROWS, len(member.stand_ins))],
        once=uuid4().hex,
    )


@blueprint.post("/team/<login>/away")
def save_away(login: str) -> ResponseReturnValue:
    """The days away and who stands in; what is left empty is taken away."""
    handovers.check(login, access.actor())
    sent = request.form
    rows = zip(sent.getlist("deputy"), sent.getlist("process"), sent.getlist("role"), strict=False)
    stand_ins = [StandIn(deputy=who, process=process or None, role=role or None) for who, process, role in rows if who]
    people_admin.set_stand_ins(login, stand_ins)
    people_admin.set_absence(login, None if sent.get("back") else days(sent.get("first", ""), sent.get("last", "")))
    handovers.sweep()
    flash(gettext("Saved."))
    return redirect(url_for("actions.show_member", login=login), 303)


def days(first: str, last: str) -> tuple[date, date] | None:
    """Raises DaysUnclear."""
    if not first and not last:
        return None
    try:
        away = date.fromisoformat(first), date.fromisoformat(last)
    except ValueError:
        raise DaysUnclear from None
    if away[0] > away[1]:
        raise DaysUnclear
    return away


@blueprint.post("/team/<login>/hand-over")
def hand_over(login: str) -> str:
    actor, sent = access.actor(), request.form
    done = handovers.hand_over(
        login, sent.get("to", ""), actor, reason=sent.get("reason", ""), key=sent.get("once") or None
    )
    named = {task.id: task for task in handovers.of(login, actor)[1]}
    rows = [(one, named.get(one.task), errors.sentence(one.refused) if one.refused else "") for one in done]
    refused = sum(one.refused is not None for one in done)
    return render_template("actions/bulk.html", title=gettext("Handed over together"), rows=rows, refused=refused)
