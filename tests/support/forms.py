"""Small forms for tests, and what they make of what is sent."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from app import forms
from app.errors import FormInvalid
from app.forms import Form

NOW = datetime(2026, 9, 28, 22, 30, tzinfo=UTC)  # in Shanghai it is 06:30 of the 29th


def form_of(*components: dict[str, Any]) -> Form:
    return forms.parse({"id": "complaint", "type": "default", "schemaVersion": 19, "components": list(components)})


def field(type: str, key: str = "x", **more: Any) -> dict[str, Any]:
    return {"type": type, "key": key, "label": key, **more}


def taken(form: Form, sent: dict[str, Any], values: dict[str, Any] | None = None, **more: Any) -> dict[str, Any]:
    return form.accept(sent, values or {}, now=NOW, **more)


def refused(
    form: Form, sent: dict[str, Any], values: dict[str, Any] | None = None, **more: Any
) -> dict[str, list[str]]:
    with pytest.raises(FormInvalid) as caught:
        taken(form, sent, values, **more)
    return caught.value.errors
