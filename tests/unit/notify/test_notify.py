"""What people read, and over which channel it reaches them."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from app.notify import Message, Occasion, SendFailed, compose, send
from app.notify.compose import CHINESE, ENGLISH, TEXTS
from app.notify.send import addressed

ZHANG = {"login": "zhang.san", "email": "zhang+san@demo.example", "phone": None}


def occasion(kind: str = "urge") -> Occasion:
    return Occasion(
        kind=kind,
        case="2026-00007",
        process="银行业协会传递链",
        task="核实情况",
        due=datetime(2026, 10, 8, 9, 30, tzinfo=UTC),
        clock="2WD",
        provisional=True,
    )


def test_a_message_says_what_where_and_until_when_in_local_time() -> None:
    assert compose(occasion()) == Message(
        title="催办:核实情况",
        body="案件 2026-00007(银行业协会传递链)的任务“核实情况”即将到期,请立即处理。\n"
        "时限:2026-10-08 17:30 (2 个工作日),暂定。",
    )


def test_each_kind_is_said_in_both_languages() -> None:
    assert TEXTS[CHINESE].keys() == TEXTS[ENGLISH].keys()
    for kind in TEXTS[CHINESE]:
        for language in (CHINESE, ENGLISH):
            assert "2026-00007" in compose(occasion(kind), language).body


def test_a_language_without_texts_reads_chinese() -> None:
    assert compose(occasion(), "fr") == compose(occasion(), CHINESE)


@pytest.mark.parametrize(
    ("channel", "address"),
    [
        ("mailtos://u:p@mail.example?to={email}", "mailtos://u:p@mail.example?to=zhang%2Bsan%40demo.example"),
        ("json://host/{login}", "json://host/zhang.san"),
        ("sms://key?to={phone}", None),
        ("dingtalk://token", "dingtalk://token"),
    ],
)
def test_a_channel_is_addressed_to_the_person_or_passed_over(channel: str, address: str | None) -> None:
    assert addressed(channel, ZHANG) == address


@pytest.mark.filterwarnings("ignore:'imghdr' is deprecated:DeprecationWarning")  # one of Apprise's channels imports it
def test_a_channel_that_cannot_send_is_named_without_its_secrets() -> None:
    with pytest.raises(SendFailed, match="over json") as refused:
        send(Message(title="x", body="y"), ["json://user:secret@127.0.0.1:9/x"], ZHANG)

    assert "secret" not in str(refused.value)
