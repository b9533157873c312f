"""What people read, and over which channel it reaches them."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from app.notify import Channel, Message, Occasion, SendFailed, channels, compose, digest, send, texts
from app.notify.texts import CHINESE, ENGLISH, TEXTS

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
    assert Channel("x", channel).addressed(ZHANG) == address


@pytest.mark.filterwarnings("ignore:'imghdr' is deprecated:DeprecationWarning")  # one of Apprise's channels imports it
def test_a_channel_that_cannot_send_is_named_without_its_secrets() -> None:
    with pytest.raises(SendFailed, match="over json") as refused:
        send(Message(title="x", body="y"), Channel("json", "json://user:secret@127.0.0.1:9/x"), ZHANG)

    assert "secret" not in str(refused.value)


def test_channels_are_called_by_their_name_or_by_their_service() -> None:
    found = channels(("mailtos://u:p@mail.example?to={email}", "wecombot://{wecom}", "sms=json://gateway/{phone}"))
    assert [channel.name for channel in found] == ["mail", "wecom", "sms"]
    assert found[2].address == "json://gateway/{phone}"
    assert [channel.name for channel in channels(("json://a", "json://b"))] == ["json", "json+"]
    assert "u:p" not in repr(found)


def test_the_house_s_own_words_take_the_place_of_ours() -> None:
    own = {("urge", CHINESE): ("快办:{task}", "请看 {case}。{text}{{case}}{0}{task.__class__}")}
    said = compose(occasion(), CHINESE, own)
    assert said.title == "快办:核实情况"
    assert said.body.startswith("请看 2026-00007。{2026-00007}{0}{task.__class__}\n")
    assert compose(occasion(), ENGLISH, own) == compose(occasion(), ENGLISH)


@pytest.mark.parametrize(
    "text", ["{task.__class__}", "{0}", "{customer}", "{case!r}", "{case:>99999999}", "{}", "{ case }"]
)
def test_a_text_that_names_anything_else_is_refused(text: str) -> None:
    with pytest.raises(texts.TextUnknownName):
        texts.check("标题", f"请看 {text}")


@pytest.mark.parametrize(("title", "body"), [("", "x"), ("x", " "), ("x" * 121, "x"), ("x", "x" * 2001)])
def test_a_text_is_neither_empty_nor_endless(title: str, body: str) -> None:
    with pytest.raises(texts.TextTooLong):
        texts.check(title, body)


def test_several_messages_are_one_that_says_how_many() -> None:
    one = compose(occasion())
    assert digest([one]) is one
    both = digest([one, compose(occasion("breach"))], CHINESE)
    assert both.title == "首问:2 条通知"
    assert "催办:核实情况" in both.body
    assert "超时:核实情况" in both.body
