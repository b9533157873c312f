"""Calendars drafted, proposed and published in the tests' house: zhou proposes, lu publishes."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from app.calendars import Day, Layer
from app.casework import calendar_drafts as drafts
from app.casework import calendar_publishing
from app.casework.calendar_drafts import Draft
from tests.support.house import who


def published_2027(said: Layer) -> Layer:
    return said.with_year(
        2027, "published", {date(2027, 1, 1): Day(False, "元旦"), date(2027, 1, 4): Day(False, "元旦")}
    )


def proposed(calendar: str, make: Callable[[Layer], Layer], by: str = "zhou") -> Draft:
    draft = drafts.begin(calendar, who(by))
    draft = drafts.change(draft.id, who(by), make)
    drafts.propose(draft.id, who(by), draft.revision, "2027 年放假通知")
    return drafts.get(draft.id, who(by))


def publish(draft: Draft, by: str = "lu") -> tuple[calendar_publishing.Turn, ...]:
    return calendar_publishing.publish(draft.id, who(by), draft.revision, "核对无误")


def branch(parent: str = "cn", **said: Any) -> Layer:
    plain: dict[str, Any] = {"zone": None, "week": None, "days": {}, "years": {}}
    return Layer(**{"id": "bank-a", "title": "甲银行", "parent": parent, **plain, **said})


def new_branch(said: Layer, unit: str | None = "bank-a") -> Draft:
    draft = drafts.begin_new(said, unit, who("zhou"))
    drafts.propose(draft.id, who("zhou"), draft.revision, "甲银行自定")
    publish(drafts.get(draft.id, who("zhou")))
    return draft
