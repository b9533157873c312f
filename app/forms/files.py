"""Files that were added to a form. A form keeps their ids; what they are is known outside."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

ID = re.compile(r"[\w-]{1,64}", re.ASCII)


@dataclass(frozen=True)
class FileFacts:
    name: str
    type: str = "application/octet-stream"
    size: int = 0


@dataclass(frozen=True)
class NotKept:
    """Stands among the ids of a field for a file that was sent and refused, so that the field can say why."""

    template: str
    facts: dict[str, Any]


Files = Callable[[str], FileFacts | None]  # the facts of an attachment that this person may add; None: there is none


def accepts(accept: str, file: FileFacts) -> bool:
    """Whether a file is of one of the kinds of an HTML accept attribute: `.pdf, image/*, text/plain`."""
    kinds = [kind.strip().lower() for kind in accept.split(",") if kind.strip()]
    return not kinds or any(_is(kind, file) for kind in kinds)


def _is(kind: str, file: FileFacts) -> bool:
    if kind.startswith("."):
        return file.name.lower().endswith(kind)
    if kind.endswith("/*"):
        return file.type.lower().startswith(kind[:-1])
    return file.type.lower() == kind
