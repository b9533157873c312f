"""How inputs are named, so that a page's own fields never meet those of a form."""

from __future__ import annotations

PREFIX = "f."
RESHAPE = "f:reshape"  # the button that shows the form anew instead of sending it: look, add PATH, remove PATH


def input_name(path: str) -> str:
    return PREFIX + path


def input_id(path: str) -> str:
    return "f-" + path.replace(".", "-")
