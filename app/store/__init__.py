"""What is kept: tables, the questions asked of them, and how they change from release to release. Nothing else."""

from app.store.database import DatabaseAway, db, init_app, is_away, snapshot, upgrade, writing

__all__ = ["DatabaseAway", "db", "init_app", "is_away", "snapshot", "upgrade", "writing"]
