"""How transactions begin and end, how values come back, and what a database that is away looks like."""

from __future__ import annotations

import sqlite3
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select, text
from sqlalchemy.exc import StatementError

from app import store
from app.casework import cases, tasks
from app.errors import Unavailable
from app.store import db, models, snapshot, writing
from tests.support.house import house as open_house
from tests.support.house import make_app, passing_on, who

SHANGHAI = timezone(timedelta(hours=8))


def test_instants_go_in_aware_and_come_out_in_utc(house: Flask) -> None:
    at = datetime(2026, 9, 28, 9, 0, 0, 123456, tzinfo=SHANGHAI)
    started = cases.start(passing_on(), {}, who("li"), at=at)
    found = cases.get(started.case_id, who("li")).started_at
    assert (found, found.tzinfo) == (at, UTC)
    with pytest.raises(StatementError, match="has no time zone"):
        cases.find(who("li"), since=datetime(2026, 1, 1))  # noqa: DTZ001 (a naive one is the point)


def test_what_is_raised_in_a_transaction_undoes_all_of_it(house: Flask) -> None:
    with pytest.raises(KeyError), writing() as session:
        session.add(models.CaseNumber(year=1999, last=1))
        session.flush()
        raise KeyError
    assert db.session().get(models.CaseNumber, 1999) is None


def test_chinese_stays_readable_in_the_database(house: Flask) -> None:
    started = cases.start(passing_on(), {}, who("li"))
    tasks.complete(started.opened[0], {"channel": "电话"}, who("li"))
    shown = db.session().execute(text('SELECT CAST(shown AS TEXT) FROM "case"')).scalar_one()
    searched = db.session().execute(text("SELECT value FROM case_value WHERE name = 'channel'")).scalar_one()
    assert "电话" in shown
    assert searched == "电话"


def test_a_snapshot_sees_one_moment(house: Flask) -> None:
    started = cases.start(passing_on(), {}, who("li"))
    asked = select(models.Case.seq)
    with snapshot() as session:
        before = session.execute(asked).scalar_one()
        tasks.claim(started.opened[0], who("li"))
        assert session.execute(asked).scalar_one() == before == 1
    assert db.session().execute(asked).scalar_one() == 2


def test_sqlite_is_durable_and_holds_foreign_keys(tmp_path: Path) -> None:
    app = make_app(tmp_path)
    with app.app_context():
        tmp_path.mkdir(exist_ok=True)
        found = {
            name: db.session().execute(text(f"PRAGMA {name}")).scalar_one()
            for name in ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
        }
        db.session.remove()
        db.engine.dispose()
    assert found == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "busy_timeout": 15000}


def test_a_locked_database_is_away_for_now(tmp_path: Path) -> None:
    with open_house(tmp_path) as app:
        process = passing_on()
        db.session().execute(text("PRAGMA busy_timeout = 10"))
        other = sqlite3.connect(app.config["SQLALCHEMY_DATABASE_URI"].removeprefix("sqlite:///"))
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(store.DatabaseAway) as away:
            cases.start(process, {}, who("li"))
        assert isinstance(away.value, Unavailable)
        other.rollback()
        other.close()
        assert cases.start(process, {}, who("li")).seq == 1


def test_a_server_that_is_not_there_is_away(tmp_path: Path) -> None:
    app = make_app(tmp_path, "postgresql://nobody@127.0.0.1:1/none")
    with app.app_context():
        with pytest.raises(store.DatabaseAway), writing() as session:
            session.execute(text("SELECT 1"))
        db.session.remove()
