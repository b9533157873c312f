"""What every answer tells the browser, and requests that another site forged."""

from __future__ import annotations

import re
from pathlib import Path

from flask import Flask
from flask.testing import FlaskClient

from app import create_app
from app.config import Settings
from tests.web.conftest import SignedIn


def test_only_our_own_scripts_run_and_no_inline_ones(nobody: FlaskClient) -> None:
    policy = dict(part.split(" ", 1) for part in nobody.get("/login").headers["Content-Security-Policy"].split("; "))
    assert policy["default-src"] == "'none'"
    assert policy["script-src"] == "'self'"
    assert policy["frame-ancestors"] == "'none'"
    assert policy["base-uri"] == "'none'"
    assert policy["form-action"] == "'self'"


def test_types_are_not_guessed_pages_not_framed_addresses_not_told(nobody: FlaskClient) -> None:
    headers = nobody.get("/login").headers
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["Referrer-Policy"] == "same-origin"


def test_pages_are_not_kept_and_what_the_build_names_is(signed_in: SignedIn) -> None:
    client = signed_in("li")
    assert client.get("/desk").headers["Cache-Control"] == "private, no-cache"
    with client.get("/static/icon.svg") as kept:
        assert "max-age=31536000" in kept.headers["Cache-Control"]


def test_no_template_has_an_inline_script_or_handler() -> None:
    web = Path(__file__).parents[2] / "app" / "web"
    for template in web.glob("**/templates/**/*.html"):
        text = template.read_text()
        assert not re.search(r"<script(?![^>]*\ssrc=)", text), template
        assert not re.search(r"<[^>{]*\son[a-z]+\s*=", text), template
        assert "javascript:" not in text, template


def test_over_tls_cookies_stay_there_and_browsers_too(tmp_path: Path) -> None:
    app = create_app(Settings(data=tmp_path, https=True, log_level="CRITICAL"))
    answer = app.test_client().get("/login", base_url="https://localhost")
    assert "Secure" in answer.headers["Set-Cookie"]
    assert "max-age=" in answer.headers["Strict-Transport-Security"]
    assert app.test_client().get("/login").status_code == 302


def test_a_forged_request_is_refused(house_app: Flask) -> None:
    client = house_app.test_client()
    assert client.post("/login", data={"login": "li", "password": "x"}).status_code == 400
    assert client.post("/language", data={"language": "en"}).status_code == 400


def test_every_form_that_is_posted_carries_the_token() -> None:
    web = Path(__file__).parents[2] / "app" / "web"
    for template in web.glob("**/templates/**/*.html"):
        for form in re.findall(r"<form[^>]*method=\"post\".*?</form>", template.read_text(), re.S):
            assert "csrf_field()" in form, f"{template}: {form[:200]}"


def test_a_request_that_is_too_large_is_refused(tmp_path: Path) -> None:
    app = create_app(Settings(data=tmp_path, max_upload=1000, log_level="CRITICAL"))
    app.config["WTF_CSRF_ENABLED"] = False
    assert app.test_client().post("/login", data={"login": "x" * 2000}).status_code == 413


def test_who_asks_too_often_is_told_when_to_come_back(tmp_path: Path) -> None:
    app = create_app(Settings(data=tmp_path, rate="3 per minute", log_level="CRITICAL"))
    answers = [app.test_client().get("/login") for _ in range(5)]
    assert [answer.status_code for answer in answers] == [200, 200, 200, 429, 429]
    assert int(answers[-1].headers["Retry-After"]) > 0
    assert app.test_client().get("/healthz").status_code == 200
