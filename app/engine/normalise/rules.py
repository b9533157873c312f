"""The table of rules, in the order in which they are carried out: each may rely on those before it."""

from __future__ import annotations

from collections.abc import Callable

from app.engine.normalise import choices, data, engines, events, shape, whole, work
from app.engine.normalise.book import Book

Rule = Callable[[Book], None]

RULES: tuple[Rule, ...] = (
    whole.one_process,
    whole.executable,
    whole.calls_of_global_tasks,
    engines.settings,
    engines.unknown_settings,
    data.what_carries_nothing,
    shape.empty_sub_processes,
    shape.missing_starts,
    shape.missing_ends,
    shape.implicit_splits,
    choices.useless_defaults,
    choices.conditions,
    choices.only_unconditioned_flow,
    choices.flows_without_condition,
    events.names,
    events.codes,
    events.conditions,
    events.times,
    work.resource_roles,
    work.forms,
    work.people,
    work.jobs,
    work.decisions,
    work.calls,
    work.scripts,
    work.collections,
)
