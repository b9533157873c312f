"""Everybody within an administrator's reach, and adding somebody."""

from __future__ import annotations

import secrets
from typing import Any

import structlog
from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_security.utils import hash_password

from app.casework import people_admin
from app.casework.lists import Page
from app.casework.organisation import Directory, Membership, Person
from app.store import db, models
from app.web import access, paging
from app.web.admin import blueprint, reach
from app.web.admin.forms import NewPersonForm, roles_to_give

PER_PAGE = 50

log = structlog.get_logger()


@blueprint.get("/")
def show_people() -> str:
    actor, text = access.actor(), request.args.get("text", "").strip()
    everybody = db.session.scalars(db.select(models.Person).order_by(models.Person.login)).unique()
    found = [user for user in everybody if reach.has(actor, user)]
    if text:
        found = [user for user in found if text in user.name or text.lower() in user.login]
    page = Page(items=tuple(found), total=len(found), page=paging.page(), per_page=PER_PAGE)
    shown = found[(page.page - 1) * PER_PAGE : page.page * PER_PAGE]
    return render_template("admin/people.html", people=shown, found=page, here=paging.here, text=text)


@blueprint.route("/new", methods=["GET", "POST"])
def add_person() -> ResponseReturnValue:
    actor, form = access.actor(), NewPersonForm()
    if not form.validate_on_submit():
        page = render_template(
            "admin/new.html", form=form, units=reach.unit_choices(actor), roles=roles_to_give(actor.directory)
        )
        return page, 422 if form.is_submitted() else 200
    held = Membership(request.form.get("role", ""), request.form.get("unit", ""))
    reach.check(actor, [held])
    password = secrets.token_urlsafe(9)
    person = Person(login=form.login.data, memberships=(held,), **facts(form))
    people_admin.take_over(Directory({}, {person.login: person}), password=lambda _login: hash_password(password))
    log.info("person added", by=actor.login, login=person.login, role=held.group)
    tell_password(person.name, password)
    return redirect(url_for("admin.show_person", login=person.login), 303)


def facts(form: Any) -> dict[str, Any]:
    return {"name": form.name.data.strip(), "email": form.email.data or None, "phone": form.phone.data or None}


def tell_password(name: str, password: str) -> None:
    """Said once, to whoever made it; nobody can look it up afterwards."""
    flash(gettext("The password of %(name)s is %(password)s: it is shown this once.", name=name, password=password))
