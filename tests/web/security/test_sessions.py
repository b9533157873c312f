"""Who somebody is: known by a session of ours or a token of ours, by nothing that others could plant, guess or keep."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.routing import Rule

from app import create_app
from app.casework import people, people_admin, setup
from app.casework.organisation import Directory, Membership, Person
from app.config import Settings
from app.store import db, models
from app.web.access import ANYONE, TABLE
from tests.web.conftest import PASSWORD, SignedIn

CHANGES = ("POST", "PUT", "PATCH", "DELETE")
AWAY = ("https://evil.example/", "//evil.example", "///evil.example", "/\\evil.example", "\\\\evil.example", "/\t/evil")
AWAY += ("javascript:alert(1)", "http:evil.example", "/%0d%0aX: y", "\n//evil.example", "https:/evil.example", "@evil")


def page_changes(app: Flask) -> Iterator[tuple[str, str]]:
    """Every address of a page that changes something."""
    for rule in app.url_map.iter_rules():
        for method in CHANGES:
            if method in (rule.methods or set()) and not rule.endpoint.startswith("api."):
                yield method, address(rule)


def address(rule: Rule) -> str:
    return re.sub(r"<(?:(int):|\w+:)?\w+>", lambda found: "1" if found[1] else "nothing", rule.rule)


def test_no_page_changes_anything_for_a_forged_request(app: Flask, signed_in: SignedIn) -> None:
    app.config["WTF_CSRF_ENABLED"] = True
    administrator = signed_in("zhou")
    asked = list(page_changes(app))
    assert len(asked) > 30
    for method, path in asked:
        for sent in ({"data": {"csrf_token": "guessed"}}, {"json": {}}, {"data": "{}", "content_type": "text/plain"}):
            answer = administrator.open(path, method=method, headers={"X-CSRFToken": "guessed"}, **sent)
            assert answer.status_code == 400, f"{method} {path}"


def test_nothing_is_changed_by_following_a_link(app: Flask, signed_in: SignedIn) -> None:
    """Addresses that change something do not answer to GET, except those that show a form there."""
    showing = {"/login", "/password", "/organisation/new", "/new/nothing", "/audit/verify", "/verify", "/studio/feel"}
    showing |= {"/studio/import", "/audit/pack", "/admin/retention", "/notices/how", "/away"}
    asked = [path for _, path in page_changes(app) if path not in showing and not path.endswith("/diagram")]
    assert [path for path in asked if signed_in("zhou").get(path).status_code not in {404, 405}] == []


def test_a_token_for_the_page_of_one_session_is_worth_nothing_in_another(app: Flask, signed_in: SignedIn) -> None:
    app.config["WTF_CSRF_ENABLED"] = True
    one, other = signed_in("li"), signed_in("bo")
    token = csrf_of(one.get("/password").text)
    assert one.post("/language", data={"csrf_token": token, "language": "en"}).status_code == 302
    assert other.post("/language", data={"csrf_token": token, "language": "en"}).status_code == 400


def csrf_of(page: str) -> str:
    found = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page)
    assert found
    return found[1]


def test_signing_in_leaves_nothing_of_the_session_before(app: Flask, nobody: FlaskClient) -> None:
    """Whoever planted a session in a colleague's browser knows its tokens: they end with it."""
    app.config["WTF_CSRF_ENABLED"] = True
    planted = csrf_of(nobody.get("/login").text)
    with nobody.session_transaction() as session:
        session["planted"] = "by somebody"
    assert nobody.post("/login", data={"csrf_token": planted, "login": "li", "password": PASSWORD}).status_code == 302
    assert nobody.get("/desk").status_code == 200
    with nobody.session_transaction() as session:
        assert "planted" not in session
    assert nobody.post("/language", data={"csrf_token": planted, "language": "en"}).status_code == 400


@pytest.mark.parametrize("target", AWAY)
@pytest.mark.parametrize("path", ["/login", "/language"])
def test_no_page_sends_anybody_to_another_site(nobody: FlaskClient, path: str, target: str) -> None:
    sent = {"login": "wang", "password": PASSWORD, "language": "en", "next": target}
    answer = nobody.post(path, data=sent)
    assert answer.status_code == 302
    seen = answer.location.replace("\\", "/")  # as browsers read it
    assert urlsplit(urljoin("http://here.example/login", seen)).netloc == "here.example"
    assert urlsplit(seen).scheme == ""
    asked = nobody.get("/desk", query_string={"x": target})
    assert asked.status_code in {200, 302, 400}


def test_an_address_of_ours_never_repeats_the_host_that_was_asked_for(nobody: FlaskClient) -> None:
    headers = {"Host": "evil.example", "X-Forwarded-Host": "evil.example", "X-Forwarded-Proto": "https"}
    for path in ("/desk", "/login", "/nowhere", "/healthz"):
        answer = nobody.get(path, headers=headers)
        assert "evil.example" not in answer.text + str(answer.headers), path


def test_what_a_proxy_would_say_is_believed_from_nobody_else(app: Flask, nobody: FlaskClient) -> None:
    for number in range(4):
        headers = {"X-Forwarded-For": f"192.0.2.{number}", "X-Real-IP": f"192.0.2.{number}"}
        answer = nobody.post("/login", data={"login": "zheng", "password": "wrong"}, headers=headers)
    assert answer.status_code == 429
    with app.app_context():
        addresses = db.session.scalars(db.select(models.SignIn.address).filter_by(login="zheng")).all()
    assert addresses == ["127.0.0.1"]


def test_pages_take_no_token_in_place_of_a_session(app: Flask, nobody: FlaskClient, api: SignedIn) -> None:
    """Flask-Security would give out tokens that never end, and take them from an address."""
    given = nobody.post("/login?include_auth_token", json={"login": "li", "password": PASSWORD}).json or {}
    token = given["response"]["user"].get("authentication_token", "x")
    stranger = app.test_client()
    for path in ("/desk", f"/desk?auth_token={token}", "/password", f"/password?auth_token={token}"):
        answer = stranger.get(path, headers={"Authentication-Token": token, "Authorization": f"Bearer {token}"})
        assert answer.location.startswith("/login"), path
    assert stranger.get("/api/v1/cases", headers={"Authorization": f"Bearer {token}"}).status_code == 401
    assert stranger.get("/api/v1/cases?auth_token=token-li&token=token-li").status_code == 401
    assert api("li").get("/desk").status_code == 302


def test_a_session_that_somebody_made_up_or_changed_is_none(app: Flask, signed_in: SignedIn) -> None:
    client = signed_in("li")
    cookie = client.get_cookie("shouwen")
    assert cookie
    body, _, rest = cookie.value.partition(".")
    for value in (body, f"{body}.{rest[:-2]}xx", "eyJfdXNlcl9pZCI6IjEifQ.x.y", "", "x" * 4000):
        stranger = app.test_client()
        stranger.set_cookie("shouwen", value)
        assert stranger.get("/desk").status_code == 302


def test_a_session_ends_by_itself(app: Flask, signed_in: SignedIn, monkeypatch: pytest.MonkeyPatch) -> None:
    client = signed_in("li")
    assert client.get("/desk").status_code == 200
    later = time.time() + app.permanent_session_lifetime.total_seconds() + 60
    monkeypatch.setattr("itsdangerous.timed.time.time", lambda: later)
    assert client.get("/desk").status_code == 302


def test_cookies_are_kept_from_scripts_and_other_sites_and_over_tls_from_the_open_net(tmp_path: Path) -> None:
    app = create_app(Settings(data=tmp_path, https=True, log_level="CRITICAL"))
    client = app.test_client()
    page = client.get("/login", base_url="https://localhost")
    sent = {"csrf_token": csrf_of(page.text), "language": "en"}
    headers = {"Referer": "https://localhost/login"}
    language = client.post("/language", data=sent, base_url="https://localhost", headers=headers)
    cookies = page.headers.getlist("Set-Cookie") + language.headers.getlist("Set-Cookie")
    assert {cookie.partition("=")[0] for cookie in cookies} == {"shouwen", "language"}
    for cookie in cookies:
        assert {"Secure", "HttpOnly", "SameSite=Lax"} <= set(cookie.split("; ")), cookie
        assert "Domain=" not in cookie


def test_tokens_are_kept_as_hashes_alone(app: Flask) -> None:
    with app.app_context():
        kept = db.session.scalars(db.select(models.ApiToken.hash)).all()
    assert people.hash_of("token-li") in kept
    assert all(re.fullmatch(r"[0-9a-f]{64}", each) for each in kept)
    assert not [each for each in kept if "token" in each]


def test_a_token_that_was_replaced_opens_nothing(app: Flask, nobody: FlaskClient) -> None:
    with app.app_context():
        known = Person(login="tau", name="涛", memberships=(Membership("clerk", "association"),))
        people_admin.take_over(Directory({}, {"tau": known}), token=lambda _login: "first-token")
        assert nobody.get("/api/v1/cases", headers={"Authorization": "Bearer first-token"}).status_code == 200
        people_admin.set_active("tau", False)
    assert nobody.get("/api/v1/cases", headers={"Authorization": "Bearer first-token"}).status_code == 401


def test_a_fresh_set_up_lets_nobody_in(tmp_path: Path) -> None:
    app = create_app(Settings(data=tmp_path, log_level="CRITICAL"))
    app.config["WTF_CSRF_ENABLED"] = False
    with app.app_context():
        setup.set_up()
        assert db.session.scalars(db.select(models.Person)).unique().all() == []
    client = app.test_client()
    for login, password in (("admin", "admin"), ("zhou", "shouwen-2026"), ("demo", "demo"), ("rest-admin", "test")):
        assert client.post("/login", data={"login": login, "password": password}).status_code == 401
    assert "shouwen-2026" not in client.get("/login").text
    with app.app_context():
        db.session.remove()
        db.engine.dispose()


def test_each_person_is_counted_by_themselves(tmp_path: Path) -> None:
    app = create_app(Settings(data=tmp_path, rate="3 per minute", log_level="CRITICAL"))
    app.config["WTF_CSRF_ENABLED"] = False
    here, there = app.test_client(), app.test_client()
    there.environ_base["REMOTE_ADDR"] = "192.0.2.7"
    assert [here.get("/login").status_code for _ in range(4)] == [200, 200, 200, 429]
    assert here.get("/api/v1/openapi.json", headers={"X-Forwarded-For": "192.0.2.9"}).status_code in {200, 429}
    assert there.get("/login").status_code == 200


def test_every_door_that_stands_open_is_known() -> None:
    open_to_all = {endpoint for endpoint, who in TABLE.items() if who is ANYONE}
    assert open_to_all == {
        "static",
        "pages.switch_language",
        "health.alive",
        "health.ready",
        "security.static",
        "security.login",
        "operations.metrics",
        "api-docs.openapi_json",
    }
