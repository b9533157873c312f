"""The forms and decision tables of a draft: each is edited by itself, and lives and is deployed with its draft."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime

from app import forms
from app.casework import blanks, drafts, wording
from app.casework.drafts import Draft, NoSuchPart
from app.casework.people import Actor
from app.engine import decisions
from app.engine.gate import Finding
from app.errors import Conflict, Invalid

PLAIN = re.compile(r"[A-Za-z][A-Za-z0-9_-]{0,59}")
MOST_TITLE = 100
FORMS, DECISIONS = "forms", "decisions"


class BadPartId(Invalid):
    """{name} cannot be an id here: write letters, digits, hyphens and underscores, beginning with a letter."""


class PartThere(Conflict):
    """There is a {name} already."""


@dataclass(frozen=True)
class Part:
    draft: Draft
    kind: str  # "forms" | "decisions"
    name: str  # as its editor's address has it
    data: bytes

    @property
    def file(self) -> str:
        return file_of(self.kind, self.name)


def file_of(kind: str, name: str) -> str:
    if not PLAIN.fullmatch(name) or kind not in {FORMS, DECISIONS}:
        raise BadPartId(name=name[:60])
    return f"forms/{name}.form" if kind == FORMS else f"{name}.dmn"


def get(draft_id: int, kind: str, name: str, by: Actor) -> Part:
    """A part as it stands in the draft, or as the versions in force have it. Raises DraftNotFound, NoSuchPart."""
    draft = drafts.get(draft_id, by)
    file = file_of(kind, name)
    data = drafts.completed(draft.sources).get(file) or draft.sources.get(file)
    if data is None:
        raise NoSuchPart(name=name)
    return Part(draft, kind, name, data)


def create(draft_id: int, kind: str, name: str, title: str, by: Actor) -> Part:
    """A new form or decision table, empty. Raises BadPartId, PartThere."""
    draft, file = drafts.get(draft_id, by), file_of(kind, name)
    if file in draft.sources:
        raise PartThere(name=name)
    make = blanks.form if kind == FORMS else blanks.decision
    data = make(name, title[:MOST_TITLE] or name)
    drafts.save_part(draft_id, file, data, by, seen=draft.changed_at, window=draft.window)
    return get(draft_id, kind, name, by)


def save(part: Part, data: bytes, by: Actor, *, seen: datetime, window: str | None) -> Draft:
    return drafts.save_part(part.draft.id, part.file, data, by, seen=seen, window=window)


def check(part: Part, data: bytes) -> list[Finding]:
    """What keeps the form or table from being read; whether it fits the diagram is for the diagram's own check."""
    try:
        forms.parse(data) if part.kind == FORMS else decisions.parse(data)
    except Invalid as problem:
        english, chinese = wording.both(problem)
        element = problem.facts.get("element")
        return [
            Finding(
                severity="error",
                element=element if isinstance(element, str) else None,
                name=part.name,
                code="unreadable",
                message=chinese,
                message_en=english,
            )
        ]
    return []
