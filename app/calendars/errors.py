"""What can be wrong with a calendar itself or with what it is asked."""

from __future__ import annotations

from app.errors import Invalid


class BadCalendar(Invalid):
    """Calendar {calendar} cannot be used: {why}."""


class BadInstant(Invalid):
    """{text} is not a date and time: write 2026-09-29T10:00."""
