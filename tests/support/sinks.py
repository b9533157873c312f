"""Servers that take what is sent and keep it: mail over SMTP, and robots over HTTP."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from tests.support.server import free_port


@dataclass
class Mailbox:
    """What a mail server was handed; `refusing` makes it refuse everybody."""

    address: str = ""
    letters: list[EmailMessage] = field(default_factory=list)
    refusing: bool = False

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:
        if self.refusing:
            return "451 not now"
        letter = message_from_bytes(bytes(envelope.content or b""), policy=policy.default)
        assert isinstance(letter, EmailMessage)
        self.letters.append(letter)
        return "250 taken"

    def texts(self) -> list[str]:
        return [body.get_content() for letter in self.letters if (body := letter.get_body(("plain",)))]


@contextmanager
def mailbox() -> Iterator[Mailbox]:
    """A mail server on this machine; its address as an Apprise channel."""
    kept = Mailbox()
    server = Controller(kept, hostname="127.0.0.1", port=free_port())
    server.start()
    kept.address = f"mailto://127.0.0.1:{server.port}?from=desk@house.example&to={{email}}&mode=insecure"
    try:
        yield kept
    finally:
        server.stop()


@dataclass
class Robots:
    """What services with robots were sent: path and body; `answer` is what they say."""

    port: int = 0
    status: int = 200
    answer: dict[str, Any] = field(default_factory=lambda: {"errcode": 0})
    received: list[tuple[str, dict[str, Any]]] = field(default_factory=list)


@contextmanager
def robots() -> Iterator[Robots]:
    kept = Robots()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            sent = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            kept.received.append((self.path, sent))
            body = json.dumps(kept.answer).encode()
            self.send_response(kept.status)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    kept.port = server.server_port
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield kept
    finally:
        server.shutdown()
        server.server_close()
