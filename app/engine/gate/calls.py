"""Processes that call each other in a circle: does any of them come to an end without calling on?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from app.engine.elements import Element
from app.engine.gate.finding import Finding, error
from app.engine.gate.submission import PARTS, Submission

NEVER_COMES_BACK = error(
    "call_never_returns",
    "「{name}」调用的流程 {process} 总会再调用下去,案件永远到不了结束",
    "{name} calls the process {process}, which calls on in every case: it could never end",
    "让被调用的流程有一条不再调用的出路",
    "Give the called process a way to an end without that call",
)


def check(handed: Submission) -> Iterator[Finding]:
    """Of the process that was handed in; what is wrong among those it calls shows in its own calls."""
    if handed.is_called:
        return
    called = {each.process: each for each in handed.called() if each.is_readable}
    if not called and not any(node.called_process == handed.process for node in handed.elements):
        return
    known = {**called, handed.process: handed}
    ending = _ending(known)
    for node in handed.elements:
        if node.called_process in known.keys() - ending and not node.loop:
            yield NEVER_COMES_BACK.at(node, process=node.called_process)


def _ending(known: Mapping[str, Submission]) -> set[str]:
    """The processes that can come to an end: at first those that need call nobody, then those that call only them."""
    ending: set[str] = set()
    while True:
        more = {
            process
            for process, handed in known.items()
            if process not in ending and (handed.top is None or _ends(handed, handed.top, known.keys() - ending))
        }
        if not more:
            return ending
        ending |= more


def _ends(handed: Submission, scope: str, endless: set[str]) -> bool:
    """Whether a token can get from the start of a scope to an end without a call that never comes back."""
    todo = list(handed.starts(scope))
    seen = {node.id for node in todo}
    while todo:
        node = todo.pop()
        passes = _passes(handed, node, endless)
        if passes and (handed.ends_here(node) or handed.is_ad_hoc(scope)):
            return True
        after = handed.after(node) if passes else handed.diagram.boundary_events(node.id)
        fresh = [each for each in after if each.id not in seen]
        seen |= {each.id for each in fresh}
        todo += fresh
    return not seen


def _passes(handed: Submission, node: Element, endless: set[str]) -> bool:
    if node.loop:
        return True  # it may run over nothing
    if node.kind in PARTS:
        return _ends(handed, node.id, endless)
    return node.called_process not in endless
