"""The organisation's pages: people, what they hold, and how far an administrator reaches."""

from __future__ import annotations

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.casework import organisation, people, people_admin
from app.casework.organisation import Directory, Membership, Person
from tests.web.conftest import SignedIn


@pytest.fixture
def administrator(signed_in: SignedIn) -> FlaskClient:
    return signed_in("zhou")


@pytest.fixture
def of_the_association(app: Flask, signed_in: SignedIn) -> FlaskClient:
    """An administrator who reaches the association and its banks, and nothing else."""
    with app.app_context():
        feng = Person(login="feng", name="冯", memberships=(Membership("administrator", "association"),))
        people_admin.take_over(Directory({}, {"feng": feng}))
    return signed_in("feng")


def held(app: Flask, login: str) -> set[str]:
    with app.app_context():
        return {each.group for each in people.actor(login).memberships}


def test_somebody_new_gets_a_role_and_a_password_that_works(
    app: Flask, administrator: FlaskClient, nobody: FlaskClient
) -> None:
    sent = {"name": "孙小圣", "login": "sun.xs", "role": "clerk", "unit": "association", "email": "", "phone": ""}
    answer = administrator.post("/organisation/new", data=sent)
    assert answer.location == "/organisation/people/sun.xs"
    password = re.search(r"密码为 (\S+)，", administrator.get(answer.location).text)
    assert password
    assert held(app, "sun.xs") == {"clerk@association"}
    assert nobody.post("/login", data={"login": "sun.xs", "password": password[1]}).status_code == 302


@pytest.mark.parametrize("login", ["li", "Li Xiao", "", "a/b", "x" * 65])
def test_a_login_that_is_taken_or_no_login_is_refused(administrator: FlaskClient, login: str) -> None:
    sent = {"name": "某人", "login": login, "role": "clerk", "unit": "association"}
    answer = administrator.post("/organisation/new", data=sent)
    assert answer.status_code == 422
    assert "某人" in answer.text
    assert "invalid-feedback" in answer.text


def test_roles_are_given_and_taken(app: Flask, administrator: FlaskClient) -> None:
    administrator.post(
        "/organisation/people/wang/roles", data={"held": "clerk@association", "role": "head", "unit": "shop"}
    )
    assert held(app, "wang") == {"clerk@association", "head@shop"}
    administrator.post("/organisation/people/wang/roles", data={"held": "clerk@association"})
    assert held(app, "wang") == {"clerk@association"}


def test_an_absence_is_entered_and_ended(app: Flask, administrator: FlaskClient) -> None:
    path = "/organisation/people/an2/absence"
    assert administrator.post(path, data={"first": "2026-12-02", "last": "2026-12-01"}).status_code == 422
    assert administrator.post(path, data={"first": "2026-12-01", "last": "2026-12-05"}).status_code == 303
    assert "2026-12-01" in administrator.get("/organisation/").text
    administrator.post(path, data={"back": "yes"})
    with app.app_context():
        assert people.directory().people["an2"].absent is None


def test_a_new_password_ends_the_sessions_of_the_old_one(administrator: FlaskClient, signed_in: SignedIn) -> None:
    person = signed_in("bo")
    administrator.post("/organisation/people/bo/password")
    assert person.get("/desk").status_code == 302


def test_a_new_token_is_told_once_and_works(app: Flask, administrator: FlaskClient) -> None:
    administrator.post("/organisation/people/gao/token", data={"label": "report"})
    page = administrator.get("/organisation/people/gao").text
    token = re.search(r"令牌为 (\S+)，", page)
    assert token
    client = app.test_client()
    assert client.get("/api/v1/tasks", headers={"Authorization": f"Bearer {token[1]}"}).status_code == 200
    assert token[1] not in administrator.get("/organisation/people/gao").text


def test_an_administrator_reaches_no_further_than_their_units(app: Flask, of_the_association: FlaskClient) -> None:
    client = of_the_association
    listed = client.get("/organisation/").text
    assert "/organisation/people/an" in listed
    assert "/organisation/people/ning" not in listed
    assert "/organisation/people/zhou" not in listed
    assert "商店" not in client.get("/organisation/units").text
    for login in ("ning", "zhou", "nobody"):
        assert client.get(f"/organisation/people/{login}").status_code == 404
        for what in ("facts", "roles", "absence", "active", "password", "token"):
            assert client.post(f"/organisation/people/{login}/{what}").status_code == 404


def test_nobody_gives_out_roles_where_they_administer_nothing(app: Flask, of_the_association: FlaskClient) -> None:
    for sent in (
        {"role": "clerk", "unit": "shop"},
        {"role": "administrator", "unit": "house"},
        {"held": "auditor@house"},
    ):
        assert of_the_association.post("/organisation/people/feng/roles", data=sent).status_code == 403
        new = {"name": "某", "login": "mou", **sent}
        assert of_the_association.post("/organisation/new", data=new).status_code == 403
    assert held(app, "feng") == {"administrator@association"}


def test_a_role_that_is_no_role_is_refused(administrator: FlaskClient) -> None:
    answer = administrator.post("/organisation/people/li/roles", data={"held": "nonsense"})
    assert answer.status_code == 422
    assert organisation.membership("clerk@association").role == "clerk"
