"""Draws a BPMN document: left to right, lanes as bands, flows at right angles. Pure: bytes in, bytes out."""

from __future__ import annotations

from app.engine import xml
from app.engine.layout.arrange import arrange
from app.engine.layout.graph import document
from app.engine.layout.interchange import put, write

__all__ = ["draw"]


def draw(data: bytes) -> bytes:
    """A BPMN document with diagram interchange of our making; all that is not drawing stays byte for byte.

    Raises XmlRefused where it cannot be read.
    """
    read = document(xml.read(data))
    return put(data, write(read, arrange(read)))
