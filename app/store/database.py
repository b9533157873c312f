"""The database, how a transaction begins on it, and which of its errors mean that it is away.

On SQLite, reading needs no transaction, and writing begins with BEGIN IMMEDIATE: a transaction that began as a reader
and wants to write later can be refused at once, whatever the time-out. What is committed is on the disk (FULL).
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from flask import Flask
from flask_migrate import Migrate
from flask_migrate import upgrade as migrate_upgrade
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import Engine, MetaData, event
from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.orm import DeclarativeBase, Session

from app.errors import Unavailable

MIGRATIONS = Path(__file__).parent / "migrations"
NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}
PRAGMAS = (
    "journal_mode = WAL",
    "synchronous = FULL",
    "foreign_keys = ON",
    "busy_timeout = 15000",
    "cache_size = -32000",
)
POSTGRESQL = {
    "pool_pre_ping": True,  # a connection that died while it lay in the pool is replaced before it is used
    "pool_size": 10,
    "max_overflow": 20,
    "connect_args": {"options": "-c jit=off"},  # compiling our short statements takes longer than running them
}
WRITES = frozenset({"INSERT", "UPDATE", "DELETE", "REPLACE", "CREATE", "ALTER", "DROP"})


class DatabaseAway(Unavailable):
    """The database does not answer: try again in a moment."""


class Base(DeclarativeBase):
    metadata = MetaData(naming_convention=NAMING)


# What was loaded stays loaded after a commit: the person who asks is read once in a request.
db = SQLAlchemy(model_class=Base, disable_autonaming=True, session_options={"expire_on_commit": False})
if TYPE_CHECKING:
    Model = Base
else:
    Model = db.Model  # the same to a reader; a type checker cannot follow how it is made
migrate = Migrate(db=db, directory=str(MIGRATIONS), render_as_batch=True)


def init_app(app: Flask) -> None:
    if not app.config["SQLALCHEMY_DATABASE_URI"].startswith("sqlite"):
        app.config.setdefault("SQLALCHEMY_ENGINE_OPTIONS", POSTGRESQL)
    db.init_app(app)
    migrate.init_app(app)
    with app.app_context():
        for engine in db.engines.values():
            if engine.dialect.name == "sqlite":
                _prepare_sqlite(engine)


def upgrade() -> None:
    """Create the tables, or bring them up to this release."""
    migrate_upgrade()


@contextmanager
def writing() -> Iterator[Session]:
    """One transaction that writes, with one commit at its end; whatever is raised inside undoes it all."""
    session = db.session()
    try:
        _begin_immediate(session)
        yield session
        session.commit()
    except BaseException as problem:
        session.rollback()
        if is_away(problem):
            raise DatabaseAway from problem
        raise


@contextmanager
def snapshot() -> Iterator[Session]:
    """Reads that all see the database at one moment, whatever is written meanwhile."""
    with db.engine.connect() as connection:
        if connection.dialect.name == "sqlite":
            connection.exec_driver_sql("BEGIN")
        else:
            connection = connection.execution_options(isolation_level="REPEATABLE READ")
        with Session(connection) as session:
            yield session


def is_away(problem: BaseException) -> bool:
    """Whether the database, and not what was asked of it, is the reason."""
    if isinstance(problem, DBAPIError) and problem.connection_invalidated:
        return True
    return isinstance(problem, OperationalError | InterfaceError | PoolTimeout)


def _prepare_sqlite(engine: Engine) -> None:
    @event.listens_for(engine, "connect")
    def set_up(connection: sqlite3.Connection, _record: Any) -> None:
        connection.isolation_level = None  # the driver begins nothing by itself
        for pragma in PRAGMAS:
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "before_cursor_execute")
    def begin_before_writing(_c: Any, cursor: sqlite3.Cursor, statement: str, *_rest: Any) -> None:
        if not cursor.connection.in_transaction and statement.lstrip()[:8].split(None, 1)[0].upper() in WRITES:
            cursor.connection.execute("BEGIN IMMEDIATE")


def _begin_immediate(session: Session) -> None:
    if session.get_bind().dialect.name != "sqlite":
        return
    connection = session.connection().connection.dbapi_connection
    if isinstance(connection, sqlite3.Connection) and not connection.in_transaction:
        try:
            connection.execute("BEGIN IMMEDIATE")
        except sqlite3.OperationalError as problem:
            raise OperationalError("BEGIN IMMEDIATE", None, problem) from problem
