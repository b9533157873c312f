"""The task lists: mine, my groups', done; what is due first stands first."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask import render_template, request
from flask_babel import lazy_gettext

from app import clock
from app.casework import absences, health, tasks, versions
from app.web import access, paging
from app.web.desk import blueprint, clocks, values


@dataclass(frozen=True)
class Shelf:
    """One of the lists."""

    key: str
    title: Any
    icon: str
    ask: Callable[..., Any]
    sorts: dict[str, Any]
    empty: Any  # what to do when there is nothing


SORTS = {
    "due": lazy_gettext("due first"),
    "-priority": lazy_gettext("priority"),
    "opened_at": lazy_gettext("waiting longest"),
    "-opened_at": lazy_gettext("newest"),
}

SHELVES = {
    shelf.key: shelf
    for shelf in (
        Shelf(
            "mine",
            lazy_gettext("My tasks"),
            "user",
            tasks.mine,
            SORTS,
            lazy_gettext("Nothing waits for you. Claim a task of your groups, or begin a new case."),
        ),
        Shelf(
            "groups",
            lazy_gettext("My groups"),
            "users",
            tasks.of_my_groups,
            SORTS,
            lazy_gettext("Nobody’s task waits in your groups: everything is in somebody’s hands."),
        ),
        Shelf(
            "done",
            lazy_gettext("Done"),
            "circle-check",
            tasks.done_by,
            {"-closed_at": lazy_gettext("done last")},
            lazy_gettext("What you complete is listed here."),
        ),
    )
}


@blueprint.get("/desk")
def show_tasks() -> str:
    actor = access.actor()
    shelf = SHELVES[paging.choice("list", tuple(SHELVES)) or "mine"]
    sort = paging.choice("sort", tuple(shelf.sorts), next(iter(shelf.sorts)))
    overdue = bool(request.args.get("overdue"))
    found = shelf.ask(
        actor,
        process=request.args.get("process") or None,
        text=request.args.get("text") or None,
        due_before=clock.now() if overdue else None,
        sort=sort,
        page=paging.page(),
        per_page=paging.PER_PAGE,
    )
    return render_template(
        "desk/tasks.html",
        shelf=shelf,
        shelves=SHELVES.values(),
        sort=sort,
        overdue=overdue,
        found=found,
        here=paging.here,
        matter=values.matter,
        counts=tasks.counts(actor),
        processes=versions.visible(actor),
        requests=clocks.requests(actor),
        absence=absences.mine(actor, clock.now()),
        colleagues=absences.colleagues(actor),
        worker_silent=health.is_silent(clock.now()),
    )
