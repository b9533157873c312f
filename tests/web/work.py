"""What people do on the pages, as requests: so that each test says only what it is about."""

from __future__ import annotations

import re
from typing import Any

from flask.testing import FlaskClient
from werkzeug.test import TestResponse


def begin(client: FlaskClient, bank: str = "bank-a", complainant: str = "张三") -> str:
    """Begin a case; its number."""
    page = client.get("/new/complaint").text
    sent = hidden(page) | {"f.complainant": complainant, "f.bank": bank}
    answer = client.post("/new/complaint", data=sent)
    assert answer.status_code == 303, answer.text
    return answer.location.rpartition("/")[2]


def open_task(client: FlaskClient, number: str) -> str:
    """The id of the first open task of a case, from its page."""
    found = re.search(r"/tasks/(\d+-\d+)", client.get(f"/cases/{number}").text)
    assert found
    return found[1]


def complete(client: FlaskClient, task: str, **fields: Any) -> TestResponse:
    """Fill in the form of a task as its page shows it, and send it."""
    sent = hidden(client.get(f"/tasks/{task}").text) | {f"f.{name}": value for name, value in fields.items()}
    return client.post(f"/tasks/{task}/complete", data=sent)


def hidden(page: str) -> dict[str, str]:
    """The hidden fields that a page of ours sends along."""
    found = re.findall(r'<input type="hidden" name="(version|form|once|csrf_token)" value="([^"]*)"', page)
    return dict(found)
