"""The whole application over a small house of people, and clients that are signed in."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from flask_security.utils import hash_password

from app import create_app
from app.casework import organisation, people_admin, setup
from app.config import Settings
from app.store import db, models
from tests.support.house import PEOPLE, deployed
from tests.web.procedures import FORMS, complaint

PASSWORD = "a long enough sentence"

SignedIn = Callable[[str], FlaskClient]


@pytest.fixture(scope="session")
def house_app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    data: Path = tmp_path_factory.mktemp("data")
    url = os.environ.get("SHOUWEN_TEST_DATABASE", "")  # an empty database other than SQLite to run these tests on
    app = create_app(Settings(data=data, database_url=url, rate="1000000 per minute", log_level="CRITICAL"))
    with app.app_context():
        setup.set_up()
        secret = hash_password(PASSWORD)
        people_admin.take_over(
            organisation.parse(PEOPLE), password=lambda _login: secret, token=lambda login: f"token-{login}"
        )
        deployed(complaint(), FORMS)
    yield app
    with app.app_context():
        for engine in db.engines.values():
            engine.dispose()


@pytest.fixture
def app(house_app: Flask) -> Iterator[Flask]:
    """The application; forged requests are looked at in their own test, and let through in the others."""
    house_app.config["WTF_CSRF_ENABLED"] = False
    yield house_app
    house_app.config["WTF_CSRF_ENABLED"] = True


@pytest.fixture
def signed_in(app: Flask) -> SignedIn:
    """A client in whose session a person is signed in, without the cost of checking a password."""

    def sign_in(login: str) -> FlaskClient:
        client = app.test_client()
        with app.app_context():
            unique = db.session.scalar(db.select(models.Person.fs_uniquifier).filter_by(login=login))
        with client.session_transaction() as session:
            session.update(_user_id=unique, _fresh=True, fs_paa=time.time(), fs_cc="set")
        return client

    return sign_in


@pytest.fixture
def nobody(app: Flask) -> FlaskClient:
    return app.test_client()


@pytest.fixture
def api(app: Flask) -> Callable[[str], FlaskClient]:
    """A client that sends a person's token with everything."""

    def client(login: str) -> FlaskClient:
        made = app.test_client()
        made.environ_base["HTTP_AUTHORIZATION"] = f"Bearer token-{login}"
        made.environ_base["HTTP_ACCEPT_LANGUAGE"] = "en"
        return made

    return client
