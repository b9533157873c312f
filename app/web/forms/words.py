"""What a form says, in the language of the page: hand `translate` to whoever asks a form to accept something."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext


def translate(template: str, **facts: Any) -> str:
    return gettext(template).format(**facts)
