"""Reads XML that anybody may have made: no DTD, no entities, no network, and bounded in size, depth and elements.

A DTD is refused before a parser sees it, so there is nothing to expand; the limits hold whatever the parser's own are.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import etree

from app.errors import Invalid

MAX_BYTES = 4_000_000
MAX_ELEMENTS = 50_000
MAX_DEPTH = 80

# What diagrams and tables are really saved in; a codec is never chosen by name from the file alone.
ENCODINGS = {
    "utf-8": "utf-8",
    "utf8": "utf-8",
    "us-ascii": "ascii",
    "ascii": "ascii",
    "iso-8859-1": "latin-1",
    "windows-1252": "cp1252",
    "utf-16": "utf-16",
    "gbk": "gb18030",
    "gb2312": "gb18030",
    "gb18030": "gb18030",
}
BYTE_ORDER_MARKS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
DECLARATION = re.compile(r"\s*<\?xml\s[^>]*?\?>")
DECLARED_ENCODING = re.compile(rb"""\s*<\?xml\s[^>]*?encoding\s*=\s*["']([A-Za-z0-9._-]{1,40})["']""")
PROLOGUE = re.compile(r"(?:\s|<\?.*?\?>|<!--.*?-->)*", re.DOTALL)

REASONS = {
    "not_bytes": "it is not a file",
    "empty": "it is empty",
    "too_big": "it is larger than {limit} bytes",
    "encoding": "it is not written in an encoding that can be read; save it as UTF-8",
    "doctype": "it has a document type declaration (DOCTYPE), which could hide harmful entities",
    "too_many": "it has more than {limit} elements",
    "too_deep": "its elements are nested deeper than {limit} levels",
    "malformed": "it is not well-formed XML (line {line}, column {column})",
}


class XmlRefused(Invalid):
    """The XML cannot be read: {why}."""

    def __init__(self, reason: str, **facts: int) -> None:
        self.reason = reason  # a key of REASONS, for those who say it in another language
        self.numbers = facts
        super().__init__(why=REASONS[reason].format(**facts))


def read(data: bytes) -> etree._Element:
    """The root element of a document. Raises XmlRefused, and nothing else, for whatever bytes it is given."""
    text = _text(data)
    _forbid_doctype(text)
    if text.count("<") > 2 * MAX_ELEMENTS:
        raise XmlRefused("too_many", limit=MAX_ELEMENTS)
    root = _parse(text)
    _measure(root)
    return root


def in_utf8(data: bytes) -> str:
    """A document as text whose declaration says UTF-8, whatever it was written in. Raises XmlRefused."""
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{_text(data).lstrip()}'


def says_utf8(data: bytes) -> bool:
    """Whether a document says that it is written in UTF-8, or says nothing."""
    declared = DECLARED_ENCODING.match(data.removeprefix(b"\xef\xbb\xbf")[:300])
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return False
    return declared is None or declared[1].lower() in (b"utf-8", b"utf8")


def elements(root: etree._Element) -> Iterator[etree._Element]:
    """All elements from the root down in document order, without comments and processing instructions."""
    return (node for node in root.iter() if isinstance(node.tag, str))


def _text(data: bytes) -> str:
    if not isinstance(data, bytes):
        raise XmlRefused("not_bytes")
    if not data.strip():
        raise XmlRefused("empty")
    if len(data) > MAX_BYTES:
        raise XmlRefused("too_big", limit=MAX_BYTES)
    try:
        text = data.decode(_encoding(data))
    except (UnicodeDecodeError, LookupError):
        raise XmlRefused("encoding") from None
    return DECLARATION.sub("", text, count=1) if DECLARATION.match(text) else text


def _encoding(data: bytes) -> str:
    for mark, name in BYTE_ORDER_MARKS:
        if data.startswith(mark):
            return name
    declared = DECLARED_ENCODING.match(data[:300])
    return ENCODINGS[declared[1].decode().lower()] if declared else "utf-8"


def _forbid_doctype(text: str) -> None:
    """A DOCTYPE can stand only before the root element; anywhere else the parser finds it malformed."""
    prologue = PROLOGUE.match(text)
    if prologue and text.startswith("<!DOCTYPE", prologue.end()):
        raise XmlRefused("doctype")


def _parse(text: str) -> etree._Element:
    # A parser is made for each document: lxml's parsers are not to be shared between threads.
    parser = etree.XMLParser(
        encoding="utf-8",
        resolve_entities=False,
        load_dtd=False,
        no_network=True,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        root = etree.fromstring(text.encode(), parser)
    except etree.XMLSyntaxError as error:
        line, column = error.position
        raise XmlRefused("malformed", line=line or 0, column=column or 0) from None
    except (etree.LxmlError, ValueError):  # a lone surrogate, a document of comments alone …
        raise XmlRefused("malformed", line=1, column=1) from None
    if root.getroottree().docinfo.internalDTD is not None:
        raise XmlRefused("doctype")
    return root


def _measure(root: etree._Element) -> None:
    depth = count = 0
    for event, _ in etree.iterwalk(root, events=("start", "end")):
        if event == "end":
            depth -= 1
            continue
        depth += 1
        count += 1
        if depth > MAX_DEPTH:
            raise XmlRefused("too_deep", limit=MAX_DEPTH)
        if count > MAX_ELEMENTS:
            raise XmlRefused("too_many", limit=MAX_ELEMENTS)
