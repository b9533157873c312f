"""What pages say of a process before anybody starts it: who takes part, how long things may take, what happens then."""

from __future__ import annotations

from dataclasses import dataclass

from flask_babel import gettext

from app.calendars import CALL
from app.casework import outline, versions
from app.casework.outline import Amount, Limit, Outline
from app.casework.versions import ProcessRow
from app.web import due


@dataclass(frozen=True)
class Procedure:
    row: ProcessRow
    outline: Outline

    def mentions(self, text: str) -> bool:
        """Whether each word of a search stands in its name, its id, its summary or its lanes."""
        known = " ".join((self.row.name, self.row.id, self.outline.summary, *self.outline.lanes)).casefold()
        return all(word in known for word in text.casefold().split())


def procedures(rows: tuple[ProcessRow, ...], text: str = "") -> list[Procedure]:
    """The processes that a search asks for, with what their versions say."""
    found = (Procedure(row, outline.of(versions.load(row.hash))) for row in rows)
    return [each for each in found if each.mentions(text)]


def how_long(limit: Limit) -> str:
    """A limit in words: two working days; or what the diagram says instead."""
    said = [amount(each) for each in limit.amounts]
    said += [gettext("the parameter %(name)s", name=name) for name in limit.parameters]
    long = " / ".join(said) or limit.expression
    if not limit.within_call:
        return long
    within = due.limit(CALL)
    return gettext("%(within)s, at the latest %(long)s", within=within, long=long) if long else within


def amount(each: Amount) -> str:
    if each.clock in ("WD", "WH", "ND", "H"):
        return due.limit(f"{each.number}{each.clock}")
    if each.clock == "D":
        return gettext("%(n)s days", n=each.number)
    return gettext("%(n)s minutes", n=each.number)


def on_expiry(limit: Limit) -> str:
    """What happens at the end of a limit."""
    if not limit.is_timer:
        return gettext("The ladder of this task") if limit.ladder else gettext("The usual ladder")
    after = "、".join(limit.leads_to)
    if limit.interrupts:
        return gettext("The task ends; on to %(after)s", after=after)
    return gettext("On to %(after)s", after=after) if after else ""
