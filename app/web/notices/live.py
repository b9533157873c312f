"""The count on the bell, live: server-sent events while there is room for them, else asked for now and then.

A live connection holds a thread, so a process holds only so many of them; who comes late is told to ask instead. Each
looks every other second, by one count that an index answers, and ends by itself, so that nothing is held for long.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator

from flask import Flask, Response, current_app, jsonify
from flask.typing import ResponseReturnValue

from app.casework import notices
from app.web import access, serving
from app.web.notices import blueprint

SECONDS = 50  # that one connection lasts; the browser comes back by itself
LOOK_SECONDS = 2
RETRY_MS = 3_000


class Room:
    """How many connections this process holds, and whether there is room for one more."""

    def __init__(self) -> None:
        self.held = 0
        self.lock = threading.Lock()

    def take(self, most: int) -> bool:
        with self.lock:
            if self.held >= most:
                return False
            self.held += 1
            return True

    def give_back(self) -> None:
        with self.lock:
            self.held -= 1


room = Room()


@blueprint.get("/count")
def amount() -> ResponseReturnValue:
    return jsonify(unread=notices.unread(access.actor().login))


@blueprint.get("/stream")
def stream() -> ResponseReturnValue:
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]
    if not room.take(app.extensions["shouwen.settings"].streams):
        return Response(status=204)  # tells an EventSource to come back no more: the page asks from now on
    answer = Response(counts(app, access.actor().login), mimetype="text/event-stream")
    answer.headers["X-Accel-Buffering"] = "no"
    answer.call_on_close(room.give_back)
    return answer


def counts(app: Flask, login: str, seconds: float = SECONDS) -> Iterator[str]:
    """The count whenever it changes; in between a line that says nothing, by which a closed browser is noticed."""
    yield f"retry: {RETRY_MS}\n\n"
    until, said = time.monotonic() + seconds, -1
    while not serving.stopping():
        with app.app_context():  # one look has a connection to the database, the pause between two has none
            now = notices.unread(login)
        yield f"data: {now}\n\n" if now != said else ": \n\n"
        said = now
        if time.monotonic() >= until:
            return
        time.sleep(LOOK_SECONDS)
