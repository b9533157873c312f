"""One person: how to reach them, what they hold, when they are away, whether and how they sign in."""

from __future__ import annotations

import secrets
from dataclasses import replace
from uuid import uuid4

import structlog
from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_security.utils import hash_password

from app.casework import people_admin
from app.casework.organisation import Directory, Membership, Person, membership
from app.store import models, writing
from app.web import access
from app.web.admin import blueprint, reach
from app.web.admin.forms import AbsenceForm, FactsForm, roles_to_give
from app.web.admin.people import facts, tell_password

log = structlog.get_logger()


@blueprint.get("/people/<login>")
def show_person(login: str) -> str:
    return page(reach.user(access.actor(), login))


def page(user: models.Person, facts_form: FactsForm | None = None, absence_form: AbsenceForm | None = None) -> str:
    actor = access.actor()
    return render_template(
        "admin/person.html",
        user=user,
        facts=facts_form or FactsForm(formdata=None, obj=user),
        absence=absence_form or AbsenceForm(formdata=None, first=user.absent_from, last=user.absent_to),
        units=reach.unit_choices(actor),
        roles=roles_to_give(actor.directory),
    )


def done(user: models.Person, what: str) -> ResponseReturnValue:
    """Say that it is saved, and write down who changed whom."""
    log.info("person changed", by=access.actor().login, login=user.login, what=what)
    flash(gettext("Saved."))
    return redirect(url_for("admin.show_person", login=user.login), 303)


@blueprint.post("/people/<login>/facts")
def save_facts(login: str) -> ResponseReturnValue:
    user, form = reach.user(access.actor(), login), FactsForm()
    if not form.validate():
        return page(user, facts_form=form), 422
    people_admin.take_over(Directory({}, {login: replace(as_person(user), **facts(form))}))
    return done(user, "facts")


@blueprint.post("/people/<login>/roles")
def save_roles(login: str) -> ResponseReturnValue:
    """What stays ticked is kept; a role and a unit that were chosen are added."""
    actor = access.actor()
    user = reach.user(actor, login)
    kept = [membership(text) for text in request.form.getlist("held")]
    if request.form.get("role") and request.form.get("unit"):
        kept.append(Membership(request.form["role"], request.form["unit"]))
    reach.check(actor, kept)
    people_admin.set_memberships(login, kept)
    return done(user, "roles")


@blueprint.post("/people/<login>/absence")
def save_absence(login: str) -> ResponseReturnValue:
    user, form = reach.user(access.actor(), login), AbsenceForm()
    if request.form.get("back"):
        people_admin.set_absence(login, None)
    elif form.validate():
        people_admin.set_absence(login, (form.first.data, form.last.data))
    else:
        return page(user, absence_form=form), 422
    return done(user, "absence")


@blueprint.post("/people/<login>/active")
def save_active(login: str) -> ResponseReturnValue:
    user = reach.user(access.actor(), login)
    people_admin.set_active(login, request.form.get("active") == "yes")
    return done(user, "active")


@blueprint.post("/people/<login>/password")
def new_password(login: str) -> ResponseReturnValue:
    """A fresh password, told once; whoever was signed in with the old one no longer is."""
    user, password = reach.user(access.actor(), login), secrets.token_urlsafe(9)
    with writing():
        user.password, user.fs_uniquifier = hash_password(password), uuid4().hex
    tell_password(user.name, password)
    return done(user, "password")


@blueprint.post("/people/<login>/token")
def new_token(login: str) -> ResponseReturnValue:
    """A token for this person's programs, told once: only its hash is kept."""
    user, token = reach.user(access.actor(), login), secrets.token_urlsafe(32)
    people_admin.set_token(login, token, request.form.get("label", "")[:100])
    flash(gettext("The token is %(token)s: it is shown this once.", token=token))
    return done(user, "token")


def as_person(user: models.Person) -> Person:
    away = (user.absent_from, user.absent_to) if user.absent_from and user.absent_to else None
    return Person(
        login=user.login,
        name=user.name,
        memberships=tuple(Membership(held.role, held.unit_id) for held in user.memberships),
        email=user.email,
        phone=user.phone,
        absent=away,
    )
