"""Draws a BPMN document: left to right, lanes as bands, flows at right angles. Pure: bytes in, bytes out."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from app.engine import xml
from app.engine.layout.arrange import arrange
from app.engine.layout.graph import document
from app.engine.layout.interchange import put, write

__all__ = ["draw"]


def draw(data: bytes, *, fold: Collection[str] = ()) -> bytes:
    """A BPMN document with diagram interchange of our making; all that is not drawing stays byte for byte.

    Sub-processes that had a plane of their own keep it, and those of `fold` get one: closed on the plane around them.
    Raises XmlRefused where it cannot be read.
    """
    read = document(xml.read(data))
    read = replace(read, folded=read.folded | {each for each in fold if each in read.index.elements})
    return put(data, write(read, arrange(read)))
