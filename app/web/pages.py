"""What every page shares: the rooms that this person may enter, the language switch, and words for times."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, redirect, request, url_for
from flask_wtf.csrf import generate_csrf
from markupsafe import Markup

from app.web import access, languages

if TYPE_CHECKING:
    from flask import Flask
    from werkzeug.wrappers import Response

blueprint = Blueprint("pages", __name__)

A_YEAR = 365 * 24 * 3600


# The first page of each room, in the order in which they are offered.
ROOMS = ("desk.show_tasks", "studio.processes", "audit.search", "admin.show_people")


def init_app(app: Flask) -> None:
    app.jinja_env.globals.update(csrf_field=csrf_field, csrf_token=generate_csrf, person=access.identify)


def csrf_field() -> Markup:
    return Markup('<input type="hidden" name="csrf_token" value="{}">').format(generate_csrf())


@blueprint.get("/")
def home() -> Response:
    """Straight to the first room of this person; the account page for somebody who may enter none."""
    return redirect(url_for(next(filter(access.may_enter, ROOMS), "security.change_password")))


@blueprint.post("/language")
def switch_language() -> Response:
    answered = redirect(own_path(request.form.get("next", "")))
    chosen = request.form.get("language", "")
    if chosen in languages.LOCALES:
        answered.set_cookie(
            languages.COOKIE, chosen, max_age=A_YEAR, samesite="Lax", httponly=True, secure=request.is_secure
        )
    return answered


def own_path(path: str) -> str:
    """A path of ours to go back to; anything that could lead to another site leads home."""
    stays = path.startswith("/") and not path.startswith("//") and "\\" not in path and path.isprintable()
    return path if stays else "/"
