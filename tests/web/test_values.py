"""Values of a case in words: amounts in yuan, rows under the names of their fields."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask, g

from app.casework import people
from app.web.desk.values import Vocabulary

WORDS = Vocabulary({"gift": "礼品金额", "name": "客户"}, {}, frozenset({"gift"}))


@pytest.mark.parametrize(
    ("name", "value", "text"),
    [
        ("gift", 5000, "50.00 元"),
        ("gift", 5, "0.05 元"),
        ("gift", None, "—"),
        ("score", 5000, "5000"),
        ("thanked", [{"name": "张三", "gift": 5000}], "客户: 张三; 礼品金额: 50.00 元"),
    ],
)
def test_a_value_reads_as_people_write_it(app: Flask, name: str, value: Any, text: str) -> None:
    with app.test_request_context(headers={"Accept-Language": "zh"}):
        g.actor = people.actor("li")
        assert WORDS.text(name, value) == text
