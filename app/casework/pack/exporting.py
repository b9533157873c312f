"""Taking cases out of the house: who may, and that it stands in the journal of each case who did it, and why."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import IO

from app import clock
from app.casework import cases
from app.casework.commands import carry_out
from app.casework.pack import contents
from app.casework.pack.contents import Cover, Dress, Packed
from app.casework.people import Actor
from app.casework.permissions import check_export
from app.casework.remarks import Export
from app.errors import Invalid

SHORTEST, LONGEST = 2, 500
MOST_CASES = 200  # that a person takes out at once: each gets an entry in its journal


class ReasonMissing(Invalid):
    """Say why the cases are taken out of the house: it is put on record."""


class TooManyCases(Invalid):
    """At most {most} cases go into one pack, and these are {count}: narrow the search."""


def take_out(
    stream: IO[bytes],
    case_ids: Sequence[int],
    *,
    by: Actor,
    reason: str,
    at: datetime | None = None,
    dress: Dress | None = None,
    cover: Cover | None = None,
) -> Packed:
    """Write the pack of these cases, which the person sees. Raises NotYourRoom, CaseNotFound, ReasonMissing."""
    check_export(by)
    reason = " ".join(reason.split())[:LONGEST]
    if len(reason) < SHORTEST:
        raise ReasonMissing
    if len(case_ids) > MOST_CASES:
        raise TooManyCases(most=MOST_CASES, count=len(case_ids))
    for case_id in case_ids:
        cases.get(case_id, by)
    for case_id in case_ids:
        carry_out(case_id, Export(by=by.login, reason=reason), by=by)
    return contents.write(stream, case_ids, by=by, reason=reason, at=at or clock.now(), dress=dress, cover=cover)
