"""加签 and 会签: others sign a task before whoever has it goes on, or after, before the case does.

Each signature is asked for in a task of its own, which belongs to the token of the task that is signed, so whatever
takes that away takes the signatures with it. Who was asked together is a round. A round before the task only advises:
whoever has the task decides. A round after it decides: is it not passed, the task comes back.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from app.engine import human
from app.engine.case import Held
from app.engine.step import Notice, OpenTask, Signature
from app.errors import Conflict, Invalid

if TYPE_CHECKING:
    from app.engine.run import Run
    from app.engine.task_commands import AskSignatures, DropSignature, Sign

PLACES = ("before", "after")
RULES = ("all", "any", "sequence")
MOST_SIGNATURES = 30
LEFT = ("waits", "open")
COUNTED = (*LEFT, "agreed", "objected")


class OnlySigned(Conflict):
    """{task} only asks for a signature: agree or object."""


class NotForSigning(Conflict):
    """{task} does not ask for a signature."""


class SignaturesOpen(Conflict):
    """{task} waits for the signatures of {who}."""


class WaitsForSignatures(Conflict):
    """{task} is done already, and waits for the signatures of {who}."""


class BadRule(Invalid):
    """{rule} does not say when enough have signed: it is all, any, sequence, or a share such as 60%."""


class BadPlace(Invalid):
    """Signatures are asked for before or after a task, not {place}."""


class NobodyToSign(Invalid):
    """Name those who are to sign, at most {limit} in all."""


class AskedToSign(Conflict):
    """{login} was asked to sign already."""


class NotAsked(Conflict):
    """{login} is not asked to sign any more."""


class ObjectionUnexplained(Invalid):
    """Say what you object to."""


# -- asking


def ask(run: Run, command: AskSignatures) -> None:
    held = human.find(run, command.task)
    check_ordinary(held)
    _check_asked(held.task, command)
    known = held.task.signatures
    number = 1 + max((each.round for each in known), default=0)
    facts: dict[str, Any] = {"place": command.place, "round": number, "rule": command.rule, "state": "waits"}
    asked = tuple(Signature(login=login, asked_by=command.by, **facts) for login in command.to)
    held = _keep(run, held, (*known, *asked))
    if command.place == "before":
        _open_next(run, held, number)


def _check_asked(task: OpenTask, command: AskSignatures) -> None:
    if command.place not in PLACES:
        raise BadPlace(place=command.place)
    if command.rule not in RULES and not 1 <= share_of(command.rule) <= 100:
        raise BadRule(rule=command.rule)
    if not command.to or len(task.signatures) + len(command.to) > MOST_SIGNATURES:
        raise NobodyToSign(limit=MOST_SIGNATURES)
    taken = {each.login for each in task.signatures if each.state in LEFT}
    for login in command.to:
        if login in taken:
            raise AskedToSign(login=login)
        taken.add(login)


def share_of(rule: str) -> int:
    """The share that has to agree; 0 for what is no share."""
    number = rule.removesuffix("%")
    return int(number) if rule.endswith("%") and number.isascii() and number.isdecimal() and len(number) < 4 else 0


def drop(run: Run, command: DropSignature) -> None:
    held = human.find(run, command.task)
    found = [each for each in held.task.signatures if each.login == command.login and each.state in LEFT]
    if not found:
        raise NotAsked(login=command.login)
    held = _settle(run, held, found[0], state="removed")
    go_on(run, held, found[0].round)


# -- signing


def sign(run: Run, command: Sign) -> None:
    asking = human.find(run, command.task)
    if asking.task.signs_for is None:
        raise NotForSigning(task=asking.task.name)
    if not command.agrees and not command.reason.strip():
        raise ObjectionUnexplained
    held = run.case.tasks[asking.task.signs_for]
    mine = next(each for each in held.task.signatures if each.task == asking.task.no)
    human.close_task(run, asking, "completed")
    state = "agreed" if command.agrees else "objected"
    held = _settle(run, held, mine, state=state, by=command.by, opinion=command.reason)
    go_on(run, held, mine.round)


def go_on(run: Run, held: Held, number: int) -> None:
    """After a signature was given or dropped: the next of the round, the next round, or the task itself."""
    asked = _of_round(held.task, number)
    if any(each.state in LEFT for each in asked) and not is_over(asked):
        _open_next(run, held, number)
        return
    for each in [each for each in asked if each.state in LEFT]:
        held = _settle(run, held, each, state="needless")
    if asked[0].place == "before":
        if not any(each.state in LEFT and each.place == "before" for each in held.task.signatures):
            _tell(run, "signed", held.task)
    elif held.task.signing:
        _after_round(run, held, asked)


def _after_round(run: Run, held: Held, asked: list[Signature]) -> None:
    if not is_passed(_of_round(held.task, asked[0].round)):
        _come_back(run, held)
        return
    following = next((each.round for each in held.task.signatures if each.state in LEFT), None)
    if following is None:
        finish(run, held)
    elif not any(each.state == "open" for each in held.task.signatures):
        _open_next(run, held, following)


def is_over(asked: Iterable[Signature]) -> bool:
    """Whether nothing that is still open can change what comes of a round."""
    counted = [each for each in asked if each.state in COUNTED]
    agreed, objected = (sum(each.state == state for each in counted) for state in ("agreed", "objected"))
    rule, total = (counted[0].rule, len(counted)) if counted else ("all", 0)
    if agreed + objected == total:
        return True
    if rule == "any":
        return agreed > 0
    if share := share_of(rule):
        return agreed * 100 >= share * total or (total - objected) * 100 < share * total
    return objected > 0 and counted[0].place == "after"


def is_passed(asked: Iterable[Signature]) -> bool:
    counted = [each for each in asked if each.state in (*COUNTED, "needless")]
    agreed, objected = (sum(each.state == state for each in counted) for state in ("agreed", "objected"))
    if not agreed + objected:
        return True  # nobody is asked any more
    if counted[0].rule == "any":
        return agreed > 0
    share = share_of(counted[0].rule)
    return agreed * 100 >= share * len(counted) if share else objected == 0


# -- what whoever has the task does meanwhile


def check_ordinary(held: Held) -> None:
    """A task that only asks for a signature, or waits for some, is not worked on. Raises OnlySigned and others."""
    if held.task.signs_for is not None:
        raise OnlySigned(task=held.task.name)
    check_undone(held)


def check_undone(held: Held) -> None:
    """Raises WaitsForSignatures for what is done, but for signatures."""
    if held.task.signing:
        raise WaitsForSignatures(task=held.task.name, who=_waited_for(held.task))


def check_signed(held: Held) -> None:
    """Whether everybody who is to sign before has. Raises SignaturesOpen and others."""
    check_ordinary(held)
    if any(each.state in LEFT and each.place == "before" for each in held.task.signatures):
        raise SignaturesOpen(task=held.task.name, who=_waited_for(held.task))


def begin_after(run: Run, held: Held, values: dict[str, Any], by: str) -> bool:
    """The task is done: those who sign after it are asked now. False where there is nobody."""
    following = next((each.round for each in held.task.signatures if each.state == "waits"), None)
    if following is None:
        return False
    held = replace(held.with_task(signing=True, assignee=held.task.assignee or by), filled=values, filled_by=by)
    run.case.tasks[held.task.no] = held
    _open_next(run, held, following)
    return True


def finish(run: Run, held: Held) -> None:
    """All have signed: the task is done as it was filled in."""
    values = dict(held.filled or {})
    human.close_task(run, held, "completed")
    run.resume(run.token(held.token), values)


def _come_back(run: Run, held: Held) -> None:
    """Somebody objected: the task is open again for whoever had done it, as they had filled it in."""
    for each in [each for each in held.task.signatures if each.state in LEFT]:
        held = _settle(run, held, each, state="needless")
    held = held.with_task(signing=False, assignee=held.filled_by)
    run.case.tasks[held.task.no] = held
    _tell(run, "objected", held.task)


# -- inside


def _of_round(task: OpenTask, number: int) -> list[Signature]:
    return [each for each in task.signatures if each.round == number]


def _waited_for(task: OpenTask) -> str:
    return ", ".join(each.login for each in task.signatures if each.state in LEFT)


def _tell(run: Run, kind: str, task: OpenTask) -> None:
    users = (task.assignee,) if task.assignee else task.users
    groups = () if task.assignee else task.groups
    run.notices.append(Notice(kind=kind, task=task.no, element=task.element, users=users, groups=groups))


def _keep(run: Run, held: Held, signatures: tuple[Signature, ...]) -> Held:
    held = held.with_task(signatures=signatures)
    run.case.tasks[held.task.no] = held
    return held


def _settle(run: Run, held: Held, one: Signature, **facts: Any) -> Held:
    """One signature is no longer asked for; its task, if it is open, is closed."""
    asking = run.case.tasks.get(one.task or 0)
    if asking is not None:
        human.close_task(run, asking, "cancelled")
    signatures = tuple(replace(each, **facts) if each == one else each for each in held.task.signatures)
    return _keep(run, held, signatures)


def _open_next(run: Run, held: Held, number: int) -> None:
    """Ask those of a round whose turn it is."""
    asked = _of_round(held.task, number)
    waiting = [each for each in asked if each.state == "waits"]
    if asked[0].rule == "sequence":
        waiting = [] if any(each.state == "open" for each in asked) else waiting[:1]
    signatures = list(held.task.signatures)
    for each in waiting:
        place = signatures.index(each)
        signatures[place] = replace(each, state="open", task=_open(run, held, each, place + 1))
    _keep(run, held, tuple(signatures))


def _open(run: Run, held: Held, one: Signature, place: int) -> int:
    task = replace(
        held.task,
        no=run.case.opened + 1,
        key=f"{held.task.key}+{place}",
        form=None,
        groups=(),
        users=(one.login,),
        deputies=(),
        assignee=one.login,
        opened_at=run.now,
        urged=0,
        breached=False,
        paused_at=None,
        counts_from=None,
        delegated_by=None,
        stands_in_for=None,
        urged_at=None,
        recused=(),
        signatures=(),
        signs_for=held.task.no,
        signing=False,
    )
    run.case.opened += 1
    run.case.tasks[task.no] = Held(task=task, token=held.token, ladder="none")
    run.opened[task.no] = task
    run.notices.append(Notice(kind="sign", task=task.no, element=task.element, users=(one.login,)))
    return task.no
