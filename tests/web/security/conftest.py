"""A house of its own for attacks: what is deployed and entered here reaches no other test."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask_security.utils import hash_password

from app import create_app
from app.casework import organisation, people_admin, setup
from app.casework.organisation import Directory, Membership, Person
from app.config import Settings
from app.store import db
from tests.support.house import PEOPLE, deployed, postgresql
from tests.support.house import database as fresh_database
from tests.web.conftest import PASSWORD
from tests.web.procedures import FORMS, complaint
from tests.web.security.evil import EVIL, FIELDS, hostile


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """A module says on which databases its attacks are tried: what one passes over, the other stumbles upon."""
    if "house_app" in metafunc.fixturenames:
        databases = getattr(metafunc.module, "DATABASES", ("sqlite",))
        metafunc.parametrize("house_app", databases, indirect=True, scope="module")


@pytest.fixture(scope="module")
def house_app(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    if request.param == "sqlite":
        yield from opened(tmp_path_factory.mktemp("data"), "")
        return
    server = postgresql()
    if server is None:
        pytest.skip("no PostgreSQL here")
    with fresh_database(server) as url:
        yield from opened(tmp_path_factory.mktemp("data"), url)


def opened(data: Path, url: str) -> Iterator[Flask]:

    app = create_app(Settings(data=data, database_url=url, rate="1000000 per minute", log_level="CRITICAL"))
    with app.app_context():
        setup.set_up()
        secret = hash_password(PASSWORD)
        evil = Person(login="evil", name=EVIL[:90], memberships=(Membership("clerk", "association"),))
        for known in (organisation.parse(PEOPLE), Directory({}, {"evil": evil})):
            people_admin.take_over(known, password=lambda _login: secret, token=lambda login: f"token-{login}")
        deployed(complaint(), FORMS)
        deployed(hostile(), {"evil": FIELDS})
    yield app
    with app.app_context():
        db.session.remove()
        for engine in db.engines.values():
            engine.dispose()
