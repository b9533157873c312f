"""What an audit can find: each a sentence about what is not as it was written."""

from __future__ import annotations

from app.errors import ShouwenError


class Mismatch(ShouwenError):
    """Something is not as it was written."""


class EntryChanged(Mismatch):
    """Entry {seq} was changed: its content is not what was hashed."""


class EntryUnreadable(Mismatch):
    """Entry {seq} cannot be read: {why}."""


class KeyMissing(Mismatch):
    """Entry {seq} cannot be opened: the key of the case is gone, and no disposal is on its record."""


class NotDisposed(Mismatch):
    """The case was disposed of, but {what} is not as its disposal left it."""


class NotSigned(Mismatch):
    """Entry {seq} is not signed by this application."""


class EntryMissing(Mismatch):
    """Entry {seq} is missing."""


class ChainBroken(Mismatch):
    """Entry {seq} does not follow the entry before it."""


class TailCut(Mismatch):
    """The journal ends at entry {seq}, but the case had come to entry {expected}."""


class JournalEmpty(Mismatch):
    """The case has no journal."""


class CaseVanished(Mismatch):
    """A case is gone: {what}."""


class StateChanged(Mismatch):
    """The state of the case was changed: it is not what its last entry attests."""


class CaseChanged(Mismatch):
    """The case says {column} {found}, its journal says {recorded}."""


class RowChanged(Mismatch):
    """{table} {key} says {column} {found}, the journal says {recorded}."""


class RowMissing(Mismatch):
    """{table} {key} is missing."""


class RowAdded(Mismatch):
    """{table} {key} is there, but the journal does not know it."""


class FileMissing(Mismatch):
    """The file {name} is missing."""


class FileChanged(Mismatch):
    """The file {name} was changed."""


class VersionChanged(Mismatch):
    """Version {number} of process {process} was changed: its content is not what its name says."""


class CalendarChanged(Mismatch):
    """Version {version} of calendar {calendar} was changed."""


class DeedChanged(Mismatch):
    """The record of calendars was changed at entry {seq}, about calendar {calendar}."""


class CalendarNotPublished(Mismatch):
    """Version {version} of calendar {calendar} is in force, but the record says that another one is."""


class CalendarNotChosen(Mismatch):
    """Unit {unit} counts in calendar {calendar}, but the record says otherwise."""


class ParameterDeedChanged(Mismatch):
    """The record of parameters was changed at entry {seq}, about parameter {parameter}."""


class ParameterChanged(Mismatch):
    """Value {change} of parameter {parameter} in unit {unit} is not what the record says."""


class RecordCut(Mismatch):
    """Entry {seq} of the record of {record} is not what checkpoint {checkpoint} saw."""


class CheckpointChanged(Mismatch):
    """Checkpoint {checkpoint} was changed."""


class CheckpointMissing(Mismatch):
    """Checkpoint {checkpoint} is missing {where}."""


class HeadChanged(Mismatch):
    """Entry {seq} is not what checkpoint {checkpoint} saw."""


class DoesNotReplay(Mismatch):
    """{why}"""
