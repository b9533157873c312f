"""What no request may hold: characters that cannot be kept, numbers that no row has, nesting without end.

Refused at the door, so that nothing behind it has to think of them; a database would say it in its own words, later.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from flask import request
from werkzeug.exceptions import BadRequest
from werkzeug.routing import IntegerConverter, Map

from app.web.forms.naming import PREFIX

if TYPE_CHECKING:
    from flask import Flask

LARGEST = 2**63 - 1  # a database's largest whole number


class RowNumber(IntegerConverter):
    """A number that a row may have; with any other there is nothing at the address."""

    def __init__(self, map: Map) -> None:
        super().__init__(map, max=LARGEST)


def bound_numbers(app: Flask) -> None:
    """Before any address is added: an address keeps the converters that it was added with."""
    app.url_map.converters["int"] = RowNumber


def init_app(app: Flask) -> None:
    app.before_request(look)


def look() -> None:
    """Raises BadRequest. What stands in the fields of a form of ours, the form refuses at the field."""
    if not all(map(is_readable, texts())):
        raise BadRequest
    if request.is_json and request.content_length:
        look_into(request.get_data())


def texts() -> Iterator[str]:
    yield request.path
    for name, value in request.args.items(multi=True):
        yield from (name, value)
    for name, value in request.form.items(multi=True):
        if not name.startswith(PREFIX):
            yield from (name, value)


def look_into(body: bytes) -> None:
    try:
        found = json.loads(body)
    except (ValueError, RecursionError):
        raise BadRequest from None
    if b"\\u" in body and not all(map(is_readable, inside(found))):  # only an escape can hide what is not readable
        raise BadRequest


def inside(found: Any) -> Iterator[str]:
    """The texts in a JSON document, names and values."""
    waiting = [found]
    while waiting:
        one = waiting.pop()
        if isinstance(one, dict):
            waiting += [*one.keys(), *one.values()]
        elif isinstance(one, list):
            waiting += one
        elif isinstance(one, str):
            yield one


def is_readable(text: str) -> bool:
    """Whether a text can be kept: no zero character, no half of a surrogate pair."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return "\0" not in text
