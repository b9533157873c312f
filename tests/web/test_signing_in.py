"""Signing in: what is asked, what is refused, and what is never told."""

from __future__ import annotations

import re
from datetime import timedelta
from urllib.parse import urljoin, urlsplit

import pytest
from flask import Flask
from flask.testing import FlaskClient
from flask_security.utils import hash_password
from werkzeug.test import TestResponse

from app import clock
from app.casework import people_admin
from app.store import db, models, writing
from app.web import throttle
from tests.web.conftest import PASSWORD, SignedIn


@pytest.fixture(autouse=True)
def no_failures_yet(app: Flask) -> None:
    with app.app_context(), writing():
        db.session.execute(db.delete(models.SignIn))


def sign_in(client: FlaskClient, login: str, password: str = PASSWORD, **more: str) -> TestResponse:
    return client.post("/login", data={"login": login, "password": password, **more})


def test_the_right_password_leads_to_the_first_room(nobody: FlaskClient) -> None:
    assert sign_in(nobody, "li").location == "/"
    assert nobody.get("/").location == "/desk"


def test_a_login_is_read_whatever_its_case_and_spaces(nobody: FlaskClient) -> None:
    assert sign_in(nobody, " LI ").status_code == 302


def test_nobody_learns_which_logins_there_are(nobody: FlaskClient) -> None:
    wrong, unknown = sign_in(nobody, "li", "wrong"), sign_in(nobody, "nobody-at-all", "wrong")
    assert wrong.status_code == unknown.status_code == 401
    assert "登录名或密码不正确" in wrong.text
    assert "登录名或密码不正确" in unknown.text


def test_the_fourth_attempt_has_to_wait_even_with_the_right_password(nobody: FlaskClient) -> None:
    for _ in range(3):
        assert sign_in(nobody, "wang", "wrong").status_code == 401
    refused = sign_in(nobody, "wang")
    assert refused.status_code == 429
    assert re.search(r"请等待 [123] 秒", refused.text)


def test_another_address_is_not_made_to_wait(nobody: FlaskClient, app: Flask) -> None:
    for _ in range(3):
        sign_in(nobody, "wang", "wrong")
    elsewhere = app.test_client()
    elsewhere.environ_base["REMOTE_ADDR"] = "192.0.2.7"
    assert sign_in(elsewhere, "wang").status_code == 302


def test_the_right_password_makes_wrong_ones_forgotten(nobody: FlaskClient, app: Flask) -> None:
    sign_in(nobody, "wang", "wrong")
    sign_in(nobody, "wang")
    with app.app_context():
        assert db.session.get(models.SignIn, ("wang", "127.0.0.1")) is None


def test_the_wait_doubles_up_to_a_minute() -> None:
    waits = [throttle.pause(failures).total_seconds() for failures in range(12)]
    assert waits == [0, 0, 0, 3, 6, 12, 24, 48, 60, 60, 60, 60]


def test_failures_of_long_ago_are_forgotten(app: Flask) -> None:
    now = clock.now()
    with app.app_context():
        for _ in range(5):
            throttle.failed("wang", "192.0.2.9", now - timedelta(hours=2))
        throttle.failed("wang", "192.0.2.9", now)
        assert throttle.wait("wang", "192.0.2.9", now) == timedelta(0)


@pytest.mark.parametrize(
    "target", ["https://evil.example/", "//evil.example", "\\\\evil.example", "javascript:alert(1)"]
)
def test_signing_in_never_leads_to_another_site(nobody: FlaskClient, target: str) -> None:
    location = sign_in(nobody, "li", next=target).headers.get("Location", "/")
    assert urlsplit(urljoin("http://here.example/login", location)).netloc == "here.example"
    assert not location.startswith("javascript")


def test_signing_in_leads_to_where_one_wanted_to_be(nobody: FlaskClient) -> None:
    asked = nobody.get("/desk?list=groups")
    assert asked.location == "/login?next=/desk?list%3Dgroups"
    assert sign_in(nobody, "li", next="/desk?list=groups").location == "/desk?list=groups"


def test_the_session_cookie_is_kept_from_scripts_and_other_sites(nobody: FlaskClient) -> None:
    cookie = sign_in(nobody, "li").headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie


def test_signing_out_ends_the_session(nobody: FlaskClient) -> None:
    sign_in(nobody, "li")
    answer = nobody.post("/logout")
    assert answer.status_code == 302
    assert answer.headers["Clear-Site-Data"] == '"cache"'
    assert nobody.get("/desk").location.startswith("/login")


def test_a_link_cannot_sign_anybody_out(signed_in: SignedIn) -> None:
    assert signed_in("li").get("/logout").status_code == 405


def test_a_disabled_person_is_out_at_once(app: Flask, signed_in: SignedIn, nobody: FlaskClient) -> None:
    client = signed_in("ning")
    assert client.get("/desk").status_code == 200
    with app.app_context():
        people_admin.set_active("ning", False)
    try:
        assert client.get("/desk").status_code == 302
        assert sign_in(nobody, "ning").status_code == 401
    finally:
        with app.app_context():
            people_admin.set_active("ning", True)


def test_a_new_password_ends_the_other_sessions(app: Flask, signed_in: SignedIn) -> None:
    here, elsewhere = signed_in("an2"), signed_in("an2")
    fresh = "another long sentence"
    sent = {"password": PASSWORD, "new_password": fresh, "new_password_confirm": fresh}
    try:
        assert here.post("/password", data=sent).status_code == 302
        assert here.get("/desk").status_code == 200
        assert elsewhere.get("/desk").status_code == 302
    finally:
        with app.app_context(), writing():
            user = db.session.scalars(db.select(models.Person).filter_by(login="an2")).unique().one()
            user.password = hash_password(PASSWORD)


def test_a_short_password_is_refused(signed_in: SignedIn) -> None:
    page = signed_in("an2").post(
        "/password", data={"password": PASSWORD, "new_password": "short", "new_password_confirm": "short"}
    )
    assert "invalid-feedback" in page.text


def test_there_is_no_registration(nobody: FlaskClient) -> None:
    assert nobody.get("/register").status_code == 404


def test_passwords_are_kept_as_argon2(app: Flask) -> None:
    with app.app_context():
        kept = db.session.scalar(db.select(models.Person.password).filter_by(login="li"))
    assert kept is not None
    assert kept.startswith("$argon2id$")


def test_the_login_page_does_not_list_anybody_outside_the_demo(nobody: FlaskClient) -> None:
    assert "李" not in nobody.get("/login").text
