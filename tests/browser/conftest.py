"""The demo organisation and the three procedures, served to a browser."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Browser

from app import create_app
from app.casework import demo, setup
from app.config import Settings
from app.store import db
from tests.support.browser import chromium
from tests.support.clerk import House
from tests.support.server import started

ROOT = Path(__file__).parents[2]
TAKEN = ("bank-association", "retail-seven-steps", "si-dispatch")  # what these tests take through the browser


def some_of_them(folder: Path) -> Path:
    """A folder of processes with those the tests take: each that is deployed costs every run a check by the gate."""
    shared = (file for file in (ROOT / "processes").iterdir() if file.is_file() or file.name == "decisions")
    (folder / "processes").mkdir()
    (folder / "forms").symlink_to(ROOT / "forms")
    for one in (*shared, *(ROOT / "processes" / name for name in TAKEN)):
        (folder / "processes" / one.name).symlink_to(one)
    return folder / "processes"


@pytest.fixture(scope="session")
def demo_app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """The demo organisation with its procedures, without a case."""
    data, no_cases = tmp_path_factory.mktemp("demo"), tmp_path_factory.mktemp("cases")
    app = create_app(Settings(data=data, log_level="CRITICAL"))
    with app.app_context():
        setup.set_up()
        list(demo.set_up(some_of_them(tmp_path_factory.mktemp("some")), no_cases))
    yield app
    with app.app_context():
        for engine in db.engines.values():
            engine.dispose()


@pytest.fixture(scope="session")
def demo_address(demo_app: Flask) -> Iterator[str]:
    with started(demo_app.extensions["shouwen.settings"].data) as address:
        yield address


@pytest.fixture(scope="module")
def chromium_browser() -> Iterator[Browser]:
    with chromium() as browser:
        yield browser


@pytest.fixture(scope="module")
def people(chromium_browser: Browser, demo_address: str, demo_app: Flask) -> Iterator[House]:
    """The house with everybody who has signed in during the tests of a file."""
    house = House(chromium_browser, demo_address, demo_app)
    yield house
    house.close()


@pytest.fixture
def house(people: House) -> Iterator[House]:
    """The house for one test; at its end no browser may have complained of anything."""
    people.complaints.clear()
    yield people
    assert people.complaints == []
