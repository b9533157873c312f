"""A file is what its bytes say; what a browser could run is never called text."""

from __future__ import annotations

import pytest

from app.casework.sniff import UNKNOWN, kind_of

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@pytest.mark.parametrize(
    ("head", "name", "kind"),
    [
        (b"%PDF-1.7", "a.pdf", "application/pdf"),
        (b"%PDF-1.7", "a.exe", "application/pdf"),
        (b"\x89PNG\r\n\x1a\n\0", "a.jpg", "image/png"),
        (b"\xff\xd8\xff\xe0", "a.jpg", "image/jpeg"),
        (b"RIFF\0\0\0\0WEBPVP8", "a.webp", "image/webp"),
        (b"RIFF\0\0\0\0NONE", "a.webp", UNKNOWN),
        (b"\0\0\0\x18ftypmp42", "a.mp4", "video/mp4"),
        (b"\0\0\0\x18ftypM4A ", "a.m4a", "audio/mp4"),
        (b"PK\x03\x04", "a.docx", DOCX),
        (b"PK\x03\x04", "a.zip", "application/zip"),
        (b"PK\x03\x04", "a.pdf", "application/zip"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "a.doc", "application/msword"),
        (b"MZ\x90\0", "信.pdf", "application/x-msdownload"),
        ("你好,世界".encode(), "a.txt", "text/plain"),
        ("你好,世界".encode(), "a.csv", "text/csv"),
        ("你好".encode("gbk"), "a.txt", UNKNOWN),
        (b"<html><script>alert(1)</script>", "a.txt", UNKNOWN),
        (b"\xef\xbb\xbf  <svg onload=x>", "a.png", UNKNOWN),
        (b"a\0b", "a.txt", UNKNOWN),
    ],
)
def test_kinds(head: bytes, name: str, kind: str) -> None:
    assert kind_of(head, name) == kind
