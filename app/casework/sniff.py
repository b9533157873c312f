"""What a file is, by its first bytes: a name can say anything."""

from __future__ import annotations

UNKNOWN = "application/octet-stream"
MAGIC = (
    (b"%PDF-", "application/pdf"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
    (b"BM", "image/bmp"),
    (b"II*\x00", "image/tiff"),
    (b"MM\x00*", "image/tiff"),
    (b"ID3", "audio/mpeg"),
    (b"\xff\xfb", "audio/mpeg"),
    (b"OggS", "audio/ogg"),
    (b"#!AMR", "audio/amr"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "application/x-ole-storage"),
    (b"Rar!\x1a\x07", "application/vnd.rar"),
    (b"7z\xbc\xaf\x27\x1c", "application/x-7z-compressed"),
    (b"MZ", "application/x-msdownload"),
    (b"\x7fELF", "application/x-elf"),
)
# What lies inside a ZIP container is told apart by the name: the container itself says little.
ZIPPED = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "ofd": "application/ofd",
}
OLE = {"doc": "application/msword", "xls": "application/vnd.ms-excel", "ppt": "application/vnd.ms-powerpoint"}
RIFF = {b"WEBP": "image/webp", b"WAVE": "audio/wav", b"AVI ": "video/x-msvideo"}


def kind_of(head: bytes, name: str) -> str:
    """The media type of a file; plain text only where it is text and no markup that a browser would run."""
    ending = name.rpartition(".")[2].lower()
    if head.startswith(b"PK\x03\x04"):
        return ZIPPED.get(ending, "application/zip")
    if head[:4] == b"RIFF":
        return RIFF.get(head[8:12], UNKNOWN)
    if head[4:8] == b"ftyp":
        return "audio/mp4" if ending == "m4a" else "video/mp4"
    found = next((kind for magic, kind in MAGIC if head.startswith(magic)), None)
    if found == "application/x-ole-storage":
        return OLE.get(ending, found)
    return found or (_text_kind(head, ending))


def _text_kind(head: bytes, ending: str) -> str:
    try:
        text = head.decode("utf-8", errors="strict" if len(head) < 1 << 16 else "ignore")
    except UnicodeDecodeError:
        return UNKNOWN
    if "\0" in text or text.lstrip("\ufeff \t\r\n").startswith("<"):
        return UNKNOWN
    return "text/csv" if ending == "csv" else "text/plain"
