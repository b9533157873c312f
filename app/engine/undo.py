"""Compensation: what was done is undone by its handlers, in reverse order, one after another (BPMN 2.0.2, 13.5.5).

A scope keeps an entry for each activity that was completed and has a handler: `[activity, handler, None]`, and for each
sub-process that was completed and holds such entries: `[sub-process, None, entries]`. Whoever throws compensation waits
until all of it is undone.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from app.engine.run import Run
    from app.engine.spiff.scopes import Scope, Token

Entry = list[Any]


def remember(scope: Scope, activity: str, handler: str | None, inner: list[Entry] | None = None) -> None:
    """An activity is completed and can be undone."""
    if handler is not None:
        scope.undo.append([activity, handler, None])
    elif inner:
        scope.undo.append([activity, None, inner])


def begin(run: Run, token: Token, activity: str | None) -> bool:
    """Undo one activity, or all of the token's scope; False when there is nothing to undo."""
    scope = token.workflow
    chosen = [entry for entry in scope.undo if activity in (None, entry[0])]
    scope.undo = [entry for entry in scope.undo if entry not in chosen]
    token.internal_data["undoing"] = chosen
    return next_one(run, token, scope)


def next_one(run: Run, token: Token, scope: Scope) -> bool:
    """Begin the handler of what was done last and is still to be undone; False when all is undone."""
    left = token.internal_data["undoing"]
    if not left:
        return False
    activity, handler, inner = left.pop()
    facts = {"undoes": token.id} | ({"undoing": inner} if handler is None else {})
    run.spawn(scope, handler or activity, **facts)
    return True


def done(run: Run, handler: Token) -> None:
    """A handler is done: whoever waits for it goes on."""
    waiting = run.token(handler.internal_data["undoes"])
    if not next_one(run, waiting, handler.workflow) and waiting.workflow is handler.workflow:
        run.resume(waiting)
