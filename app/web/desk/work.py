"""One task: claim it, fill in its form, complete it, go on to the next."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from app import clock
from app.casework import calls, cases, conflicts, desk_rights, tasks
from app.errors import FormInvalid, NotYours, TaskTaken
from app.web import access
from app.web.actions import bar
from app.web.desk import blueprint, clocks, filling, values
from app.web.errors import sentence
from app.web.forms import problems, reshaped


@blueprint.get("/tasks/<task_id>")
def show_task(task_id: str) -> str:
    return page(tasks.get(task_id, access.actor()))


def page(task: tasks.Task, typed: Mapping[str, Any] | None = None, errors: filling.Errors | None = None) -> str:
    """The page of a task; `typed` is what somebody has filled in and has to put right."""
    actor = access.actor()
    case, view = cases.get(task.case_id, actor), cases.view(task.case_id, actor)
    version, may = cases.version_of(case), tasks.may(task, actor)
    conflict = conflicts.refusal(actor, task, version, view) if task.status == "open" else None
    may = may - desk_rights.WORK if conflict else may
    host = bar.host_of(task, view)
    form_id = host.form if host else task.form
    form = version.forms[form_id] if form_id else None
    readonly = "complete" not in may
    filled = view.filled.get(host.no if host else task.no, {})  # by whoever had it before, or has done it
    return render_template(
        "desk/task.html",
        task=task,
        case=case,
        version=version,
        element=version.elements[task.element],
        may=may,
        form=form,
        fields=filling.shown(
            form,
            view.names_at(task.no) | filled,
            case_id=case.id,
            calendar_id=case.calendar,
            typed=typed,
            errors=errors,
            readonly=readonly,
        ),
        problems=problems(form, errors) if form and errors else (),
        known=values.known(view.inner.get(task.no, view.values), values.vocabulary(version)),
        stands_in_for=desk_rights.acting_for(actor, task, clock.now()) if not readonly else None,
        clocks=[each for each in clocks.panel(view, version, case, actor) if each.one.name == task.key],
        bar=bar.of(task, version, actor, may | calls.may(task, view, version, actor)),
        signatures=bar.signatures((host or task).signatures, actor),
        host=host,
        conflict=sentence(conflict) if conflict else "",
    )


@blueprint.post("/tasks/<task_id>/complete")
def complete(task_id: str) -> ResponseReturnValue:
    """One call and a redirect: what comes next is looked for by the next request."""
    actor, typed = access.actor(), filling.sent()
    if reshaped(request.form):
        return page(tasks.get(task_id, actor), typed)
    try:
        outcome = tasks.complete(task_id, typed, actor, translate=filling.translate)
    except FormInvalid as invalid:
        return page(tasks.get(task_id, actor), typed, invalid.errors), 422
    return redirect(url_for("desk.next_task", mine=",".join(outcome.mine) or None), 303)


@blueprint.get("/tasks/next")
def next_task() -> ResponseReturnValue:
    """After a task is done, the next thing is already there: the case's own next task, else the most urgent one."""
    actor = access.actor()
    flash(gettext("Done."))
    following = request.args.get("mine", "").split(",")[0]
    if following:
        return redirect(url_for("desk.show_task", task_id=following))
    waiting = tasks.mine(actor, sort="due", per_page=1).items
    if waiting:
        return redirect(url_for("desk.show_task", task_id=waiting[0].id))
    return redirect(url_for("desk.show_tasks"))


@blueprint.post("/tasks/<task_id>/claim")
def claim(task_id: str) -> ResponseReturnValue:
    """Take the task; a second click finds it taken by oneself, which is what was wanted."""
    actor = access.actor()
    try:
        tasks.claim(task_id, actor)
    except (NotYours, TaskTaken):
        if tasks.get(task_id, actor).assignee != actor.login:
            raise
    return redirect(url_for("desk.show_task", task_id=task_id), 303)


@blueprint.post("/tasks/<task_id>/release")
def release(task_id: str) -> ResponseReturnValue:
    tasks.release(task_id, access.actor())
    flash(gettext("The task is back with its group."))
    return redirect(url_for("desk.show_tasks"), 303)


@blueprint.post("/tasks/<task_id>/assign")
def assign(task_id: str) -> ResponseReturnValue:
    to, actor = request.form.get("to", ""), access.actor()
    tasks.assign(task_id, to, actor, reason=request.form.get("reason", ""))
    flash(gettext("The task is now with %(name)s.", name=actor.directory.name(to)))
    return redirect(url_for("desk.show_tasks"), 303)


@blueprint.post("/tasks/<task_id>/take-over")
def take_over(task_id: str) -> ResponseReturnValue:
    tasks.take_over(task_id, access.actor(), reason=request.form.get("reason", ""))
    return redirect(url_for("desk.show_task", task_id=task_id), 303)
