"""Taking an evidence pack out of the audit room: of one case or of a whole search, with a reason that is on record."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from contextlib import ExitStack
from tempfile import SpooledTemporaryFile
from typing import IO, Any

from flask import render_template, request, send_file
from flask.typing import ResponseReturnValue

from app import clock
from app.casework import cases, export
from app.casework.cases import Case
from app.casework.pack import contents, exporting
from app.casework.pack.contents import Packed
from app.casework.people import Actor
from app.web import access
from app.web.audit import blueprint
from app.web.audit.dossier import Dossiers
from app.web.languages import ZONE_INFO

log = logging.getLogger("shouwen.audit")

IN_MEMORY = 8 << 20  # bytes: a larger pack is written to the disk


@blueprint.get("/pack")
def ask_pack() -> str:
    """What a pack holds, and the question why it is taken; `number` names each case."""
    chosen = wanted(access.actor())
    return render_template("audit/pack.html", chosen=chosen, most=exporting.MOST_CASES, longest=exporting.LONGEST)


@blueprint.post("/pack")
def take_pack() -> ResponseReturnValue:
    actor = access.actor()
    chosen = wanted(actor)
    with ExitStack() as opened:
        stream: Any = opened.enter_context(SpooledTemporaryFile(IN_MEMORY))
        write(stream, [case.id for case in chosen], actor, request.form.get("reason", ""))
        stream.seek(0)
        opened.pop_all()  # the answer closes it
    return send_file(stream, "application/zip", as_attachment=True, download_name=name_of(chosen))


def wanted(actor: Actor) -> tuple[Case, ...]:
    """The cases that the request names, which the person sees. Raises CaseNotFound."""
    numbers = list(dict.fromkeys(request.values.getlist("number")))[: exporting.MOST_CASES + 1]
    return tuple(cases.by_number(number, actor) for number in numbers)


def write(stream: IO[bytes], case_ids: Sequence[int], by: Actor, reason: str) -> Packed:
    dossiers = Dossiers(by, reason)
    return exporting.take_out(stream, case_ids, by=by, reason=reason, dress=dossiers.dress, cover=dossiers.cover)


def write_all(stream: IO[bytes], by: Actor, reason: str) -> Packed:
    """All cases there are: for whoever keeps the machine, from its command line. The log says so, not each journal."""
    log.warning("all cases are taken out by %s: %s", by.login, reason)
    dossiers, now = Dossiers(by, reason), clock.now()
    return contents.write(
        stream,
        export.all_cases(),
        by=by,
        reason=reason,
        at=now,
        everything=True,
        dress=dossiers.dress,
        cover=dossiers.cover,
    )


def name_of(chosen: Sequence[Case]) -> str:
    day = clock.now().astimezone(ZONE_INFO).strftime("%Y%m%d-%H%M")
    return f"证据包-{chosen[0].number if len(chosen) == 1 else f'{len(chosen)}案'}-{day}.zip"
