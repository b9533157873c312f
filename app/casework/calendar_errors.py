"""Why somebody may not, or cannot, change a calendar."""

from __future__ import annotations

from app.errors import Conflict, Invalid, NotAllowed, NotThere


class DraftNotFound(NotThere):
    """There is no draft {draft} of a calendar."""


class DraftMoved(Conflict):
    """The draft has changed since you looked: look again."""


class NotADraft(Conflict):
    """The draft has been proposed, published or dropped: it is not changed any more."""


class NotProposed(Conflict):
    """This has not been proposed, or somebody was faster: look again."""


class BehindTheTimes(Conflict):
    """Calendar {calendar} has been published anew since the draft was begun: bring the draft up to date first."""


class ReasonMissing(Invalid):
    """Say why, in at most {most} characters."""


class NothingChanged(Invalid):
    """The draft says what the calendar says already: there is nothing to propose."""


class ZoneFixed(Invalid):
    """The time zone of a calendar that is in force cannot be changed: make another calendar."""


class TooMuch(Invalid):
    """A calendar has at most {days} days of its own, and {drafts} drafts at a time."""


class CalendarExists(Conflict):
    """There is a calendar {calendar} already."""


class InheritsItself(Invalid):
    """Calendar {calendar} would inherit from itself."""


class SecondPerson(NotAllowed):
    """A calendar is published by somebody who had no hand in the draft: ask a colleague."""


class FollowerBroken(Invalid):
    """Calendar {calendar} inherits from this one, and could not: {why}"""
