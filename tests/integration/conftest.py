"""An application on each database; set up once, and copied for each test."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from tests.support import house as houses
from tests.support.house import Templates


@pytest.fixture(scope="session")
def templates(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Templates]:
    made = Templates(tmp_path_factory.mktemp("templates"))
    yield made
    made.close()


@pytest.fixture(params=["sqlite", "postgresql"])
def house(request: pytest.FixtureRequest, tmp_path: Path, templates: Templates) -> Iterator[Flask]:
    if request.param == "postgresql" and houses.postgresql() is None:
        pytest.skip("there is no PostgreSQL")
    with getattr(templates, request.param)(tmp_path / "data") as app:
        yield app
