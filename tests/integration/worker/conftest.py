"""An application on each database, for workers that run in threads of the test's own process."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from tests.support import house as houses


@pytest.fixture(params=["sqlite", "postgresql"])
def house(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Flask]:
    if request.param == "sqlite":
        with houses.house(tmp_path) as app:
            yield app
        return
    server = houses.postgresql()
    if server is None:
        pytest.skip("there is no PostgreSQL")
    with houses.database(server) as url, houses.house(tmp_path, url) as app:
        yield app
