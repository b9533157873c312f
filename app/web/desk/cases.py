"""The page of a case: what it is and whose, how long it may take, where it stands, what happened, what to do now."""

from __future__ import annotations

from uuid import uuid4

from flask import jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.casework import attachments, cases, figures, journal, notes, permissions, tasks, withdrawals
from app.web import access
from app.web.desk import blueprint, clocks, marks, messages, timeline, values

DEEDS = ("Cancel", "Retry")  # what the page offers where casework's permissions allow it


@blueprint.get("/cases/<number>")
def show_case(number: str) -> str:
    actor = access.actor()
    case = cases.by_number(number, actor)
    view, version = cases.view(case.id, actor), cases.version_of(case)
    entries = journal.of(case.id, actor)
    found = (task for task in tasks.of_case(case.id) if task.status == "open")
    open_tasks = sorted(((task, tasks.may(task, actor)) for task in found), key=due_first)
    words_of = values.vocabulary(version)
    teller = timeline.Teller(version, actor.directory, words_of)
    workable = [task for task, may in open_tasks if may & {"complete", "claim", "sign"}]
    last = withdrawals.may_withdraw(entries, actor)
    return render_template(
        "desk/case.html",
        case=case,
        matter=values.matter(case),
        view=view,
        open_tasks=open_tasks,
        mine=next(iter(workable), None),
        next_due=next((task for task, _ in open_tasks if task.due_at), None),
        clocks=clocks.panel(view, version, case, actor),
        waiting=sorted((timer for timer in view.timers if timer.kind == "bpmn"), key=lambda timer: timer.due),
        messages=list(messages.expected(view, version)) if permissions.may_enter_message(actor, case) else (),
        once=uuid4().hex,
        moments=timeline.tell(entries, teller),
        known=values.known(view.values, words_of),
        computed=values.computed(view.values, words_of),
        files=attachments.of_case(case.id),
        counted=figures.counted_in(entries),
        may={what: permissions.may_by_hand(actor, what, case) for what in DEEDS},
        element_name=teller.element,
        may_withdraw=timeline.moment(last, teller).sentence if last else "",
    )


def due_first(pair: tuple[tasks.Task, frozenset[str]]) -> tuple[bool, float]:
    due_at = pair[0].due_at
    return due_at is None, due_at.timestamp() if due_at else 0


@blueprint.get("/cases/<number>/diagram.json")
def diagram(number: str) -> ResponseReturnValue:
    actor = access.actor()
    case = cases.by_number(number, actor)
    view, version = cases.view(case.id, actor), cases.version_of(case)
    return jsonify(bpmn=version.bpmn.decode(), marks=marks.of(case, view, journal.of(case.id, actor)))


@blueprint.get("/case/<int:case_id>")
def show_case_by_id(case_id: int) -> ResponseReturnValue:
    """Where an error's link leads: it knows the case, not the number that people call it by."""
    return redirect(url_for("desk.show_case", number=cases.get(case_id, access.actor()).number))


@blueprint.post("/cases/<number>/comments")
def comment(number: str) -> ResponseReturnValue:
    actor = access.actor()
    case = cases.by_number(number, actor)
    notes.comment(case.id, request.form.get("text", ""), actor)
    return redirect(url_for("desk.show_case", number=number, _anchor="timeline"), 303)


@blueprint.post("/cases/<number>/cancel")
def cancel(number: str) -> ResponseReturnValue:
    actor = access.actor()
    case = cases.by_number(number, actor)
    cases.cancel(case.id, request.form.get("reason", ""), actor)
    return redirect(url_for("desk.show_case", number=number), 303)


@blueprint.post("/cases/<number>/incidents/<path:key>/retry")
def retry(number: str, key: str) -> ResponseReturnValue:
    actor = access.actor()
    case = cases.by_number(number, actor)
    cases.retry(case.id, key, actor)
    return redirect(url_for("desk.show_case", number=number), 303)
