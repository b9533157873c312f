"""Texts of owners as HTML. Raw HTML in them stays text, pictures are left out, and links cannot run scripts."""

from __future__ import annotations

import re
from functools import cache

from markdown_it import MarkdownIt
from markupsafe import Markup

MARKS = re.compile(r"([!-/:-@\[-`{-~])")


def to_html(text: str) -> Markup:
    return Markup(_renderer().render(text))  # noqa: S704  made by the renderer, with HTML turned off


def quoted(value: str) -> str:
    """A value inside such a text, shown as it is: nothing in it is taken for markdown."""
    lines = (MARKS.sub(r"\\\1", line.strip()) for line in value.splitlines())
    return "\\\n".join(line for line in lines if line)


@cache
def _renderer() -> MarkdownIt:
    renderer = MarkdownIt("commonmark", {"html": False, "breaks": True})
    return renderer.enable(["table", "strikethrough"]).disable("image")
