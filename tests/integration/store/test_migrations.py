"""The migrations make exactly the tables that the models describe, on both databases, and can be undone."""

from __future__ import annotations

import flask_migrate
import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import inspect

from app.store import db

pytestmark = pytest.mark.usefixtures("house")


def test_the_tables_are_those_of_the_models() -> None:
    with db.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, db.metadata) == []


def test_every_constraint_and_index_has_a_name_by_our_convention() -> None:
    for table in db.metadata.sorted_tables:
        named = [*table.constraints, *table.indexes]
        assert all(str(each.name).split("_")[0] in {"pk", "fk", "uq", "ix", "ck"} for each in named), table.name


def test_the_migrations_can_be_undone_and_done_again() -> None:
    db.session.remove()
    flask_migrate.downgrade(revision="base")
    assert set(inspect(db.engine).get_table_names()) <= {"alembic_version"}
    flask_migrate.upgrade()
    assert "case" in inspect(db.engine).get_table_names()
