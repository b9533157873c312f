"""From what was sent (texts of a page, JSON of a program) to typed values, by the type of the field.

A reader returns the value, None for nothing, or what is wrong with what was sent.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import Any

from app.forms import messages
from app.forms.field import FEN, Field
from app.forms.files import ID, NotKept
from app.forms.messages import say
from app.forms.moment import Moment

LONGEST_TEXT = 100_000
NUMBER = re.compile(
    r"[+-]?(\d{1,24}(\.\d{0,10})?|\.\d{1,10})", re.ASCII
)  # more digits than money needs, and no exponent
YEARS = range(1900, 2201)  # outside of it a date is a slip of the finger
TICKED = {"true": True, "on": True, "false": False}
EMPTY = {"checkbox": False, "filepicker": []}  # what a field of a type holds when nothing was entered

Reader = Callable[[Field, Any, Moment], Any]


def read(field: Field, sent: Any, moment: Moment) -> Any:
    """The typed value of what was sent, or a Said. Choices are read later, when their options are known."""
    if sent is None or sent == "":
        return EMPTY.get(field.type)
    return READERS[field.type](field, sent, moment)


def read_text(field: Field, sent: Any, _moment: Moment) -> Any:
    if not isinstance(sent, str):
        return say(messages.NOT_TEXT)
    text = unicodedata.normalize("NFC", sent.replace("\r\n", "\n").replace("\r", "\n")).strip()
    if field.type == "textfield":
        text = text.replace("\n", " ")
    if not _kept(text):
        return say(messages.NOT_KEPT)
    if len(text) > LONGEST_TEXT:
        return say(messages.TOO_LONG, limit=LONGEST_TEXT, length=len(text))
    return text or None


def read_number(field: Field, sent: Any, _moment: Moment) -> Any:
    """Of an amount of money a text is what a person typed, in yuan; a number comes from a program or an example and is
    fen already."""
    if isinstance(sent, bool):
        return say(messages.NOT_NUMBER)
    typed = isinstance(sent, str)
    if isinstance(sent, int | float | Decimal):
        sent = repr(sent) if isinstance(sent, float) else f"{sent:f}" if isinstance(sent, Decimal) else str(sent)
    text = unicodedata.normalize("NFKC", sent).strip() if isinstance(sent, str) else "?"
    if not text:
        return None
    if not NUMBER.fullmatch(text):
        return say(messages.NOT_NUMBER)
    number = Decimal(text) * (FEN if field.money and typed else 1)
    if field.money and number != number.to_integral_value():
        return say(messages.NOT_MONEY)
    return int(number) if number == number.to_integral_value() else number


def read_tick(_field: Field, sent: Any, _moment: Moment) -> Any:
    if isinstance(sent, bool):
        return sent
    return TICKED.get(sent, say(messages.NOT_A_CHOICE)) if isinstance(sent, str) else say(messages.NOT_A_CHOICE)


def read_datetime(field: Field, sent: Any, moment: Moment) -> Any:
    return TIMES[field.subtype](field, sent.strip() if isinstance(sent, str) else sent, moment)


def read_files(_field: Field, sent: Any, _moment: Moment) -> Any:
    ids = sent if isinstance(sent, list) else [sent]
    for refused in ids:
        if isinstance(refused, NotKept):
            return say(refused.template, **refused.facts)
    if not all(isinstance(one, str) and ID.fullmatch(one) for one in ids):
        return say(messages.FILE_GONE)
    return list(dict.fromkeys(ids))


def _date(_field: Field, sent: Any, _moment: Moment) -> Any:
    try:
        day = sent if type(sent) is date else date.fromisoformat(sent)
    except (TypeError, ValueError):
        return say(messages.NOT_DATE)
    return day.isoformat() if day.year in YEARS else say(messages.NOT_DATE)


def _time(_field: Field, sent: Any, _moment: Moment) -> Any:
    """A time of day: without a date an offset would mean nothing, so it is always local."""
    try:
        at = sent if isinstance(sent, time) else time.fromisoformat(sent)
    except (TypeError, ValueError):
        return say(messages.NOT_TIME)
    return _clock_text(at) if at.tzinfo is None else say(messages.NOT_TIME)


def _datetime(field: Field, sent: Any, moment: Moment) -> Any:
    try:
        at = sent if isinstance(sent, datetime) else datetime.fromisoformat(sent)
    except (TypeError, ValueError):
        return say(messages.NOT_DATETIME)
    if at.year not in YEARS or (isinstance(sent, str) and len(sent) < len("2026-09-29T17")):
        return say(messages.NOT_DATETIME)
    return written(field, at, moment)


def written(field: Field, at: datetime, moment: Moment) -> str:
    """A date and time as the form wants it kept: local, with the offset, or in UTC."""
    local = at.replace(tzinfo=moment.zone) if at.tzinfo is None else at.astimezone(moment.zone)
    if field.zoned == "utc_offset":
        return _clock_text(local)
    if field.zoned == "utc_normalized":
        return _clock_text(local.astimezone(UTC)).replace("+00:00", "Z")
    return _clock_text(local.replace(tzinfo=None))


def _clock_text(at: datetime | time) -> str:
    return at.isoformat(timespec="seconds" if at.second else "minutes")


def _kept(text: str) -> bool:
    """Whether the text has no control characters besides line feed and tab, and no halves of characters."""
    return not any(unicodedata.category(char) in ("Cc", "Cs") and char not in "\n\t" for char in text)


TIMES: Mapping[str, Reader] = {"date": _date, "time": _time, "datetime": _datetime}
READERS: Mapping[str, Reader] = {
    "textfield": read_text,
    "textarea": read_text,
    "number": read_number,
    "checkbox": read_tick,
    "datetime": read_datetime,
    "filepicker": read_files,
}
