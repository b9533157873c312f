"""Column types that mean the same on SQLite and PostgreSQL."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import orjson
from sqlalchemy import BigInteger, DateTime, Dialect, Integer, Text
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.types import TypeDecorator, TypeEngine

from app.errors import NaiveTime

# SQLite numbers rows by itself only in a column that is declared INTEGER.
Id = BigInteger().with_variant(Integer, "sqlite")


class Instant(TypeDecorator[datetime]):
    """An instant: goes in aware, is kept in UTC, comes out aware."""

    impl = DateTime
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        return dialect.type_descriptor(sqlite.DATETIME() if dialect.name == "sqlite" else DateTime(timezone=True))

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise NaiveTime(text=value.isoformat())
        utc = value.astimezone(UTC)
        return utc.replace(tzinfo=None) if dialect.name == "sqlite" else utc

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if dialect.name == "sqlite" else value.astimezone(UTC)


class Json(TypeDecorator[Any]):
    """JSON data as text that people can read and search: Chinese stays Chinese.

    On PostgreSQL it is JSONB, so that it can be searched by an index; on SQLite `json_extract` reads the text.
    """

    impl = Text
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        # TEXT, not the dialect's JSON type: its serialiser would escape what is not ASCII.
        return dialect.type_descriptor(Text() if dialect.name == "sqlite" else postgresql.JSONB(none_as_null=True))

    def process_bind_param(self, value: Any, dialect: Dialect) -> Any:
        if value is None or dialect.name != "sqlite":
            return value
        return dumps(value)

    def process_result_value(self, value: Any, dialect: Dialect) -> Any:
        return orjson.loads(value) if isinstance(value, str) and dialect.name == "sqlite" else value


def dumps(value: Any) -> str:
    """JSON text in one canonical form: keys in order, no spaces, nothing escaped that need not be."""
    return orjson.dumps(value, option=orjson.OPT_SORT_KEYS).decode()


# A list of whole numbers: an array on PostgreSQL, which an index can look into; JSON on SQLite.
Numbers = postgresql.ARRAY(BigInteger).with_variant(Json(), "sqlite")
