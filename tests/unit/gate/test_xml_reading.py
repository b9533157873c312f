"""XML that anybody may have made: what is read, what is refused, and that nothing else can happen."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.engine import xml
from app.engine.xml import XmlRefused

BOMB = b"""<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">
<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;"><!ENTITY d "&c;&c;&c;&c;&c;&c;&c;&c;&c;&c;">]><a n="&d;">&d;</a>"""

REFUSED = {
    "an external entity": (b'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>', "doctype"),
    "an external DTD": (b'<!DOCTYPE a SYSTEM "http://127.0.0.1:9/x.dtd"><a/>', "doctype"),
    "a parameter entity": (b'<!DOCTYPE a [<!ENTITY % x SYSTEM "http://127.0.0.1:9/"> %x;]><a/>', "doctype"),
    "a billion laughs": (BOMB, "doctype"),
    "a DOCTYPE behind comments": (b"<!-- a --><?b c?>\n <!DOCTYPE a><a/>", "doctype"),
    "a DOCTYPE in UTF-16": ('<?xml version="1.0" encoding="utf-16"?><!DOCTYPE a><a/>'.encode("utf-16"), "doctype"),
    "an entity nobody declared": (b"<a>&x;</a>", "malformed"),
    "UTF-7": (b'<?xml version="1.0" encoding="UTF-7"?>+ADw-a/+AD4-', "encoding"),
    "an encoding nobody knows": (b'<?xml version="1.0" encoding="rot13"?><n/>', "encoding"),
    "bytes that are no text": (b"<a>\xff\xfe</a>", "encoding"),
    "nothing": (b"", "empty"),
    "blanks": (b" \n ", "empty"),
    "text": (b"hello", "malformed"),
    "a text, not bytes": ("<a/>", "not_bytes"),
    "a zero byte": (b"<a>\0</a>", "malformed"),
    "two roots": (b"<a/><b/>", "malformed"),
    "too many bytes": (b"<a>" + b" " * xml.MAX_BYTES + b"</a>", "too_big"),
    "too many elements": (b"<a>" + b"<b/>" * (2 * xml.MAX_ELEMENTS) + b"</a>", "too_many"),
    "rather many elements": (b"<a>" + b"<b/>" * xml.MAX_ELEMENTS + b"</a>", "too_many"),
    "too deep": (b"<a>" * 100 + b"</a>" * 100, "too_deep"),
    "far too deep": (b"<a>" * 20_000 + b"</a>" * 20_000, "malformed"),
}


@pytest.mark.parametrize(("data", "reason"), REFUSED.values(), ids=REFUSED)
def test_what_is_harmful_or_broken_is_refused_with_the_reason(data, reason):
    with pytest.raises(XmlRefused) as refused:
        xml.read(data)
    assert refused.value.reason == reason
    assert str(refused.value).startswith("The XML cannot be read: ")


READ = {
    "UTF-8": '<a n="投诉"/>'.encode(),
    "UTF-8 with a mark": '\ufeff<a n="投诉"/>'.encode(),
    "UTF-8, declared": '<?xml version="1.0" encoding="UTF-8"?>\n<a n="投诉"/>'.encode(),
    "UTF-16": '<?xml version="1.0" encoding="UTF-16"?><a n="投诉"/>'.encode("utf-16"),
    "GBK": '<?xml version="1.0" encoding="GBK"?><a n="投诉"/>'.encode("gbk"),
    "blanks before": '\n\n<a n="投诉"/>'.encode(),
}


@pytest.mark.parametrize("data", READ.values(), ids=READ)
def test_files_are_read_in_the_encodings_they_are_saved_in(data):
    assert xml.read(data).get("n") == "投诉"


def test_comments_and_instructions_are_left_out():
    root = xml.read(b"<a><!-- x --><?p q?><b/>c</a>")
    assert [node.tag for node in xml.elements(root)] == ["a", "b"]


def test_a_doctype_in_a_text_is_only_a_text():
    assert xml.read(b"<a><![CDATA[<!DOCTYPE html>]]></a>").text == "<!DOCTYPE html>"


@given(st.binary(max_size=400) | st.text(alphabet="<>/!?[]&;ab =\"'-%#x", max_size=200).map(str.encode))
def test_no_bytes_do_anything_but_be_read_or_be_refused(data):
    with suppress(XmlRefused):
        xml.read(data)


@pytest.mark.parametrize("name", ["GBK", "UTF-16", "ISO-8859-1", "us-ascii", "utf-8"])
def test_a_document_becomes_utf8_whatever_it_was_written_in(name: str) -> None:
    said = "plain" if name == "us-ascii" else "é" if name == "ISO-8859-1" else "投诉"
    data = f'<?xml version="1.0" encoding="{name}"?>\n<a n="{said}"/>'.encode(name)

    text = xml.in_utf8(data)

    assert xml.says_utf8(data) == (name == "utf-8")
    assert xml.says_utf8(text.encode())
    assert xml.read(text.encode()).get("n") == said
