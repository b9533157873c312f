"""Chinese unless switched, English complete."""

from __future__ import annotations

import re

import pytest
from flask.testing import FlaskClient

from app.web import catalog

FACT = re.compile(r"%\((\w+)\)[sd]|\{(\w+)\}")


@pytest.mark.parametrize("place", catalog.places(), ids=lambda place: place.name)
def test_every_text_has_its_chinese(place: object) -> None:
    assert catalog.missing(place, catalog.places()[place]) == []


@pytest.mark.parametrize("place", catalog.places(), ids=lambda place: place.name)
def test_a_translation_names_no_fact_that_the_text_does_not_give(place: object) -> None:
    for message in catalog.read(place):
        texts = message.id if isinstance(message.id, tuple | list) else (message.id,)
        strings = message.string if isinstance(message.string, tuple | list) else (message.string,)
        known = {name for text in texts for pair in FACT.findall(text) for name in pair}
        used = {name for text in strings for pair in FACT.findall(text or "") for name in pair}
        if texts != ("",):
            assert used <= known, message.id


def test_a_text_is_translated_alike_everywhere_since_all_catalogs_become_one() -> None:
    found: dict[object, set[object]] = {}
    for place in catalog.places():
        for message in catalog.read(place):
            said = message.string if isinstance(message.string, str) else tuple(message.string)
            if message.id and any(said):
                found.setdefault(message.id if isinstance(message.id, str) else tuple(message.id), set()).add(said)
    assert {text: said for text, said in found.items() if len(said) > 1} == {}


def test_the_main_catalog_keeps_nothing_that_nobody_asks_for() -> None:
    known = {message.id if isinstance(message.id, str) else tuple(message.id) for message in catalog.read(catalog.WEB)}
    assert known - {""} - catalog.asked(catalog.WEB, catalog.places()[catalog.WEB]) == set()


def test_the_msgids_are_english() -> None:
    for place, without in catalog.places().items():
        for text in catalog.words_of(place, without):
            for part in (text,) if isinstance(text, str) else text:
                assert not re.search(r"[\u4e00-\u9fff]", part.replace("首问责任人", "")), part


def test_chinese_is_the_default_whatever_the_browser_says(nobody: FlaskClient) -> None:
    page = nobody.get("/login", headers={"Accept-Language": "en-US"}).text
    assert '<html lang="zh-Hans-CN">' in page
    assert "登录名" in page


def test_english_by_the_switch(nobody: FlaskClient) -> None:
    assert nobody.post("/language", data={"language": "en", "next": "/login"}).location == "/login"
    page = nobody.get("/login").text
    assert '<html lang="en">' in page
    assert ">Sign in<" in page


def test_a_language_we_do_not_have_changes_nothing(nobody: FlaskClient) -> None:
    nobody.post("/language", data={"language": "tlh"})
    assert "登录名" in nobody.get("/login").text


@pytest.mark.parametrize(
    "target", ["//evil.example", "https://evil.example", "/\\evil.example", "", "/\r\nSet-Cookie: a=b"]
)
def test_the_switch_never_leads_to_another_site(nobody: FlaskClient, target: str) -> None:
    assert nobody.post("/language", data={"language": "en", "next": target}).location == "/"
