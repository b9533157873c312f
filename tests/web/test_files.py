"""Files handed in with a form: kept, shown on the case, handed out as downloads to those who see the case."""

from __future__ import annotations

import re
from io import BytesIO

from flask.testing import FlaskClient

from tests.web.conftest import SignedIn
from tests.web.work import hidden

PAGE = b"<html><script>alert(1)</script></html>"


def begin_with_file(client: FlaskClient, name: str, content: bytes = PAGE) -> str:
    """Begin a case with a file; its number."""
    sent = hidden(client.get("/new/complaint").text) | {"f.complainant": "张三", "f.bank": "bank-a"}
    answer = client.post("/new/complaint", data={**sent, "f.evidence": (BytesIO(content), name)})
    assert answer.status_code == 303, answer.text
    return answer.location.rpartition("/")[2]


def file_link(page: str) -> str:
    found = re.search(r'href="(/files/[^"]+)"', page)
    assert found
    return found[1]


def test_a_file_is_handed_out_as_it_came_in_and_never_runs_on_our_pages(signed_in: SignedIn) -> None:
    clerk = signed_in("li")
    link = file_link(clerk.get(f"/cases/{begin_with_file(clerk, '账单.html')}").text)
    with clerk.get(link) as answer:
        assert answer.data == PAGE
        assert answer.mimetype == "application/octet-stream"
        assert answer.headers["Content-Disposition"].startswith("attachment")
        assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_the_name_of_a_file_is_never_markup(signed_in: SignedIn) -> None:
    clerk = signed_in("li")
    page = clerk.get(f"/cases/{begin_with_file(clerk, '<img src=x onerror=alert(1)>.txt')}").text
    assert "<img src=x" not in page


def test_a_strangers_unit_does_not_get_the_file(signed_in: SignedIn) -> None:
    clerk = signed_in("li")
    link = file_link(clerk.get(f"/cases/{begin_with_file(clerk, 'a.txt')}").text)
    for login in ("bo", "ning"):
        assert signed_in(login).get(link).status_code == 404, login


def test_a_file_is_not_lost_when_something_else_has_to_be_put_right(signed_in: SignedIn) -> None:
    clerk = signed_in("li")
    sent = hidden(clerk.get("/new/complaint").text) | {"f.complainant": "", "f.bank": "bank-a"}
    refused = clerk.post("/new/complaint", data={**sent, "f.evidence": (BytesIO(b"recorded"), "录音.txt")})
    assert refused.status_code == 422
    assert "录音.txt" in refused.text
    kept = re.search(r'name="f.evidence" value="([^"]+)"', refused.text)
    assert kept
    again = hidden(refused.text) | {"f.complainant": "张三", "f.bank": "bank-a", "f.evidence": kept[1]}
    answer = clerk.post("/new/complaint", data=again)
    assert answer.status_code == 303
    assert "录音.txt" in clerk.get(answer.location).text


def test_an_empty_file_is_refused_in_a_sentence_and_the_form_comes_back(signed_in: SignedIn) -> None:
    clerk = signed_in("li")
    sent = hidden(clerk.get("/new/complaint").text) | {"f.complainant": "张三", "f.bank": "bank-a"}
    refused = clerk.post("/new/complaint", data={**sent, "f.evidence": (BytesIO(b""), "空.txt")})
    assert refused.status_code == 422
    assert "文件 空.txt 是空的" in refused.text
    assert "张三" in refused.text
