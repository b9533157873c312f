"""Putting remarks on the record of a case: comments, and looks at personal data in full."""

from __future__ import annotations

from datetime import datetime

from app.casework import cases, journal
from app.casework.commands import Outcome, carry_out
from app.casework.journal import Entry
from app.casework.people import Actor
from app.casework.remarks import Comment, Look
from app.errors import Invalid

LONGEST = 5000


class CommentEmpty(Invalid):
    """A comment needs a text."""


class CommentTooLong(Invalid):
    """A comment may have at most {limit} characters."""


def comment(case_id: int, text: str, by: Actor, *, key: str | None = None, at: datetime | None = None) -> Outcome:
    text = text.strip()
    if not text:
        raise CommentEmpty
    if len(text) > LONGEST:
        raise CommentTooLong(limit=LONGEST)
    cases.get(case_id, by)
    return carry_out(case_id, Comment(by=by.login, text=text), by=by, key=key, at=at)


def look(case_id: int, what: str, by: Actor, *, at: datetime | None = None) -> Outcome:
    """Put it on the record that somebody looked at personal data in full."""
    cases.get(case_id, by)
    return carry_out(case_id, Look(by=by.login, what=what), by=by, at=at)


def of(case_id: int, by: Actor) -> tuple[Entry, ...]:
    """The comments on a case, the oldest first."""
    return tuple(entry for entry in journal.of(case_id, by) if entry.kind == Comment.__name__)
