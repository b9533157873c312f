"""Texts that would like to be more than texts, and a process that is full of them."""

from __future__ import annotations

from typing import Any

from tests.support.bpmn import Bpmn

MARKUP = "\"'><script>alert(1)</script><img src=x onerror=alert(1)><b id=pwned>"
TEMPLATE = "{{ 191*193 }}{% raise %}${191*193}#{191*193}<%= 191*193 %>{0.__class__}{login.__class__}%(x)s%s"
EVIL = MARKUP + TEMPLATE
COMPUTED = "36863"  # what a template language would make of it
LINKS = "[a](javascript:alert(1)) [b](data:text/html,<script>alert(1)</script>) [c](vbscript:x) <javascript:alert(1)>"

FIELDS: dict[str, Any] = {
    "id": "evil",
    "title": EVIL,
    "components": [
        {"type": "text", "id": "note", "text": f"{MARKUP}\n\n{LINKS}\n\n![x](https://evil.example/x.png)"},
        {"type": "textfield", "key": "said", "label": EVIL.replace("{{", ""), "description": MARKUP},
        {"type": "select", "key": "kind", "label": MARKUP, "values": [{"value": EVIL, "label": EVIL}]},
        {"type": "checklist", "key": "many", "label": MARKUP, "values": [{"value": "a", "label": EVIL}]},
        {"type": "filepicker", "key": "files", "label": MARKUP, "multiple": True},
        {"type": "group", "label": MARKUP, "components": [{"type": "textarea", "key": "more", "label": MARKUP}]},
    ],
    "schemaVersion": 16,
    "type": "default",
}


def hostile() -> Bpmn:
    return (
        Bpmn("hostile", name=EVIL)
        .start(form="evil", name=EVIL)
        .user("work", name=EVIL, groups="clerk@association", form="evil", due="=workdays(2)")
        .document(EVIL + LINKS)
        .properties(shown="said, kind")
        .user("again", name=EVIL, groups="clerk@association")
        .end("over", name=EVIL)
        .lane(EVIL, "start", "work", "again", "over")
    )
