"""Robots of WeCom, DingTalk and Feishu answer 200 whatever happens, and say in the body that nothing was sent.

Apprise looks at the status alone, so a revoked robot would lose every message in silence. Here its plugins for these
services are given a `requests` whose `post` fails where the body says so; Apprise takes that for any other failure.
"""

from __future__ import annotations

import importlib
from functools import cache
from typing import Any

import requests

PLUGINS = ("wecombot", "dingtalk", "feishu")
CODES = ("errcode", "code")  # 0 means that it was sent


class Strict:
    """`requests`, for a plugin."""

    def __getattr__(self, name: str) -> Any:
        return getattr(requests, name)

    def post(self, *arguments: Any, **named: Any) -> requests.Response:
        answer = requests.post(*arguments, **named)  # noqa: S113  the plugin gives its time limit
        if refused := refusal(answer):
            raise requests.RequestException(refused)
        return answer


def refusal(answer: requests.Response) -> str:
    """What the body says against it; empty where it says nothing."""
    try:
        said = answer.json()
    except ValueError:
        return ""
    code = next((said[name] for name in CODES if name in said), 0) if isinstance(said, dict) else 0
    return "" if code == 0 else f"the service refused it with code {code}"


@cache
def heed() -> None:
    """Make the plugins look at the body, once in a process."""
    for name in PLUGINS:
        vars(importlib.import_module(f"apprise.plugins.{name}"))["requests"] = Strict()
