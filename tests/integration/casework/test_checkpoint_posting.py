"""Checkpoints are handed to an address that others keep: in order, and again where one was not accepted."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest

from app.casework import cases, checkpoints
from tests.support.house import Templates, passing_on, who


class Keeper(HTTPServer):
    """Somebody who keeps what is handed over."""

    answer = 201

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.got: list[tuple[str | None, dict[str, Any]]] = []


class Handler(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        keeper: Keeper = self.server  # type: ignore[assignment]
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        keeper.got.append((self.headers["Authorization"], body))
        self.send_response(keeper.answer)
        self.send_header("Location", "/elsewhere")
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Says nothing."""


@pytest.fixture
def keeper() -> Iterator[Keeper]:
    with Keeper() as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield server
        server.shutdown()


def test_what_is_not_accepted_is_handed_over_again_in_order(
    keeper: Keeper, templates: Templates, tmp_path: Path
) -> None:
    with templates.sqlite(tmp_path / "data") as app:
        here = app.extensions["shouwen.settings"]
        url = f"http://127.0.0.1:{keeper.server_port}/checkpoints"
        app.extensions["shouwen.settings"] = replace(here, checkpoint_url=url, checkpoint_token="secret")
        process = passing_on()
        for answer in (503, 302, 201, 201):
            keeper.answer = answer
            cases.start(process, {}, who("li"))
            checkpoints.write()
    assert {token for token, _ in keeper.got} == {"Bearer secret"}
    assert [body["id"] for _, body in keeper.got] == [1, 1, 1, 2, 3, 4]
    assert keeper.got[-1][1]["signature"]
