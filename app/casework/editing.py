"""One editor at a time: the window that holds a draft saves it, until another one takes over or it falls silent."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from app import clock
from app.casework import drafts
from app.casework.people import Actor
from app.errors import Invalid
from app.store import drafts as kept
from app.store import writing

SILENT = timedelta(minutes=2)  # an open editor is heard of more often than that
LONGEST = 64


class BadWindow(Invalid):
    """A window needs a name of up to 64 letters, digits and hyphens."""


@dataclass(frozen=True)
class Hold:
    """Whether a window may save; if not, since when another one was last heard of."""

    mine: bool
    heard_at: datetime | None


def hold(draft_id: int, window: str, by: Actor, *, take_over: bool = False) -> Hold:
    """A window asks for a draft, or says that it is still there. Raises DraftNotFound, BadWindow."""
    if not window or len(window) > LONGEST or not window.replace("-", "").isalnum():
        raise BadWindow
    draft, now = drafts.get(draft_id, by), clock.now()
    silent = draft.window_at is None or now - draft.window_at > SILENT
    if draft.window in {None, window} or silent or take_over:
        with writing() as session:
            mine = kept.set_window(session, draft_id, draft.window, {"held_in": window, "held_at": now})
        return Hold(mine, None if mine else now)
    return Hold(mine=False, heard_at=draft.window_at)


def let_go(draft_id: int, window: str, by: Actor) -> None:
    """The window was closed: the next one need not wait."""
    draft = drafts.get(draft_id, by)
    with writing() as session:
        kept.set_window(session, draft.id, window, {"held_in": None, "held_at": None})
