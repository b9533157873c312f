"""How Alembic reaches the database: through the application, whose metadata are the target."""

from __future__ import annotations

from alembic import context

from app.store import db, models  # noqa: F401 (the tables have to be known)


def run() -> None:
    with db.engine.connect() as connection:
        context.configure(
            connection=connection,
            target_metadata=db.metadata,
            render_as_batch=connection.dialect.name == "sqlite",
            compare_type=True,
        )
        with context.begin_transaction():
            context.run_migrations()


run()
