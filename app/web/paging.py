"""Pages of a list, and addresses that differ from the present one in one thing."""

from __future__ import annotations

from typing import Any

from flask import request, url_for

PER_PAGE = 25
MOST_PER_PAGE = 100
FURTHEST_PAGE = 10_000


def page() -> int:
    """The page asked for; the first one for anything that is no page."""
    return min(max(request.args.get("page", 1, type=int), 1), FURTHEST_PAGE)


def here(**changes: Any) -> str:
    """The present address with some of its parameters changed; one that is None is left out."""
    kept = {**(request.view_args or {}), **request.args.to_dict(), **changes}
    return url_for(str(request.endpoint), **{name: value for name, value in kept.items() if value not in (None, "")})


def choice(name: str, allowed: tuple[str, ...], default: str | None = None) -> str | None:
    """A parameter that may only be one of a few words; anything else counts as not given."""
    given = request.args.get(name)
    return given if given in allowed else default
