"""Signing in, signing out and changing one's password, by Flask-Security; tokens for the API."""

from __future__ import annotations

import math
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import structlog
from flask import after_this_request, current_app, make_response, request, session
from flask_babel import gettext, lazy_gettext, ngettext
from flask_security import ChangePasswordForm, LoginForm, Security, SQLAlchemyUserDatastore
from flask_security.utils import validate_redirect_url
from flask_wtf.csrf import CSRFProtect
from wtforms import PasswordField, StringField
from wtforms.validators import InputRequired, Length

from app import clock
from app.casework import people
from app.store import db
from app.store.models import Person
from app.web import demo, throttle

if TYPE_CHECKING:
    from flask import Flask, Request

log = structlog.get_logger()

CONFIG = {
    "SECURITY_PASSWORD_HASH": "argon2",
    "SECURITY_PASSWORD_LENGTH_MIN": 10,
    "SECURITY_PASSWORD_SINGLE_HASH": {"argon2"},  # argon2 salts by itself
    "SECURITY_CHANGEABLE": True,
    "SECURITY_CHANGE_URL": "/password",
    "SECURITY_SEND_PASSWORD_CHANGE_EMAIL": False,
    "SECURITY_POST_LOGIN_VIEW": "/",
    "SECURITY_POST_LOGOUT_VIEW": "/login",
    "SECURITY_LOGIN_USER_TEMPLATE": "account/login.html",
    "SECURITY_CHANGE_PASSWORD_TEMPLATE": "account/password.html",
    "SECURITY_TRACKABLE": True,
    "SECURITY_DATETIME_FACTORY": clock.now,
    "SECURITY_CACHE_CONTROL": {"private": True, "no-store": True},
    "PERMANENT_SESSION_LIFETIME": timedelta(hours=12),
    "SESSION_COOKIE_NAME": "shouwen",
    "WTF_CSRF_TIME_LIMIT": None,  # a token lives as long as its session: a form left open over lunch still counts
}


def init_app(app: Flask) -> None:
    settings = app.extensions["shouwen.settings"]
    app.config.from_mapping(CONFIG, SECURITY_PASSWORD_SALT=settings.secret())
    app.extensions["shouwen.csrf"] = CSRFProtect(app)
    accounts = Accounts(db, Person, None)  # type: ignore[arg-type]  # roles are memberships, not Flask-Security's
    security = Security(app, accounts, login_form=SignInForm, change_password_form=NewPasswordForm)
    # Pages know a person by the session alone: Flask-Security's tokens never end, and may stand in an address.
    app.login_manager.request_loader(lambda _request: None)  # type: ignore[attr-defined]
    if settings.demo:
        security.login_context_processor(demo.shown)


class Accounts(SQLAlchemyUserDatastore):
    """Finds people for Flask-Security; a session's person comes with the memberships, by one SELECT."""

    def find_user(self, case_insensitive: bool = False, **by: Any) -> Person | None:
        return db.session.scalars(db.select(Person).filter_by(**by)).unique().one_or_none()


class SignInForm(LoginForm):
    """Login and password. It never says which of the two was wrong, and slows down who tries."""

    email = None
    remember = None
    login = StringField(lazy_gettext("Login"), validators=[InputRequired(), Length(max=64)])
    password = PasswordField(lazy_gettext("Password"), validators=[InputRequired(), Length(max=256)])

    def validate(self, **kwargs: Any) -> bool:
        name, address, now = (self.login.data or "").strip().lower(), request.remote_addr or "", clock.now()
        if left := throttle.wait(name, address, now):
            return self._refuse(429, wait_sentence(left))
        self.ifield = self.login
        self.user = current_app.extensions["security"].datastore.find_user(login=name)
        right = bool(super().validate(**kwargs))
        log.info("sign-in", login=name, address=address, right=right)
        if right:
            throttle.succeeded(name, address)
            session.clear()  # what somebody else may have put there, or knows, is worth nothing from now on
            return True
        throttle.failed(name, address, now)
        return self._refuse(401, gettext("Login or password is wrong."))

    def validate_next(self, field: StringField) -> None:
        """An address of another site is passed over, and not held against whoever followed a link with it."""
        if field.data and not validate_redirect_url(field.data):
            field.data = ""

    def _refuse(self, status: int, why: str) -> bool:
        self.login.errors, self.password.errors, self.form_errors = [], [], [why]
        after_this_request(lambda answer: make_response(answer, status))
        return False


class NewPasswordForm(ChangePasswordForm):
    """The old password once, the new one twice."""

    password = PasswordField(lazy_gettext("Password now"), render_kw={"autocomplete": "current-password"})


def wait_sentence(left: timedelta) -> str:
    seconds = math.ceil(left.total_seconds())
    return ngettext(
        "Too many wrong attempts: wait %(num)d second.", "Too many wrong attempts: wait %(num)d seconds.", seconds
    )


def bearer(asked: Request) -> Person | None:
    """The person whose token the request carries."""
    kind, _, token = asked.headers.get("Authorization", "").partition(" ")
    return people.by_token(token.strip()) if kind.lower() == "bearer" and token.strip() else None
