"""How a group is written on a diagram: `role` or `role@unit`, several with commas between."""

from __future__ import annotations

import re

GROUP = re.compile(r"[^\s@,;，；]+(?:@[^\s@,;，；]+)?")


def split(text: str) -> tuple[str, ...]:
    """The groups of a literal text, in order, without those that are empty."""
    return tuple(part for part in (piece.strip() for piece in text.replace("，", ",").split(",")) if part)


def is_group(text: str) -> bool:
    """Whether the text is one group."""
    return GROUP.fullmatch(text) is not None


def role(group: str) -> str:
    """The role of a group: what stands before the `@`."""
    return group.partition("@")[0]
