"""What can go wrong, in domain words: the docstring of each error is its message.

The base class says which HTTP meaning the web gives it; nothing below the web knows of HTTP.
"""

from __future__ import annotations

from inspect import cleandoc
from typing import Any


class ShouwenError(Exception):
    """Something went wrong."""

    def __init__(self, **facts: Any) -> None:
        self.facts = facts
        super().__init__(self.template().format(**facts))

    @classmethod
    def template(cls) -> str:
        """The message before its facts are filled in: the key for translation."""
        return cleandoc(cls.__doc__ or "")


# -- what a caller can answer: one base class for each answer -------------------------------------------------


class NotThere(ShouwenError):
    """There is no such thing."""


class NotAllowed(ShouwenError):
    """You may not do this."""


class Conflict(ShouwenError):
    """The case has moved on since you looked."""


class Invalid(ShouwenError):
    """What was sent is not valid."""


class Unavailable(ShouwenError):
    """This is not available right now: try again in a moment."""


# -- not there ------------------------------------------------------------------------------------------------


class CaseNotFound(NotThere):
    """There is no case {case}."""


class TaskNotFound(NotThere):
    """There is no task {task}."""


class ProcessNotFound(NotThere):
    """There is no process {process}."""


class VersionNotFound(NotThere):
    """There is no version {version} of process {process}."""


class IncidentNotFound(NotThere):
    """There is no open incident {incident}."""


class PersonNotFound(NotThere):
    """There is no person {login}."""


# -- not allowed ----------------------------------------------------------------------------------------------


class NotYours(NotAllowed):
    """Task {task} is not yours: it is for {who}."""


class NotYourRoom(NotAllowed):
    """Your roles do not let you do this."""


# -- conflict -------------------------------------------------------------------------------------------------


class TaskClosed(Conflict):
    """Task {task} is already done."""


class TaskTaken(Conflict):
    """Task {task} was claimed by {assignee}."""


class TaskUnclaimed(Conflict):
    """Task {task} has to be claimed first."""


class CaseSuspended(Conflict):
    """Case {case} is suspended: nothing can be done in it until it is taken up again."""


class CaseEnded(Conflict):
    """Case {case} has ended."""


class ProcessRetired(Conflict):
    """{process} was retired: no case of it begins any more."""


class CaseDisposed(Conflict):
    """What case {case} held was disposed of on {at:%Y-%m-%d}: nobody can read or change it any more."""


class TimerGone(Conflict):
    """Timer {timer} is no longer set."""


class NobodyWaits(Conflict):
    """Nobody is waiting for message {message}."""


class JobGone(Conflict):
    """Job {job} is no longer open."""


# -- invalid --------------------------------------------------------------------------------------------------


class FormInvalid(Invalid):
    """The form is not valid: {summary}."""

    def __init__(self, errors: dict[str, list[str]]) -> None:
        self.errors = errors
        super().__init__(summary="; ".join(f"{field}: {' '.join(said)}" for field, said in errors.items()))


class FieldNotDeclared(Invalid):
    """The form does not have a field {field}."""


class BadValue(Invalid):
    """The value of {name} cannot be kept: {why}."""


class DiagramRefused(Invalid):
    """The diagram cannot be deployed: {summary}."""

    def __init__(self, findings: list[Any]) -> None:
        self.findings = findings
        summary = "; ".join(str(finding) for finding in findings if getattr(finding, "severity", "error") == "error")
        super().__init__(summary=summary)


class CalendarYearMissing(Invalid):
    """Calendar {calendar} has no data for {year}: no deadline can be counted into it."""


class CalendarNotFound(Invalid):
    """There is no calendar {calendar}."""


class BadDuration(Invalid):
    """{text} is not a time limit: write 2WD, 4WH, 24H or 15ND."""


class NaiveTime(Invalid):
    """{text} has no time zone: an instant needs one."""
