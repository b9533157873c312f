"""A draft on its way to a version: shown to a second person, who deploys it or sends it back; or deployed right away.

Where the house wants two people for every version (SHOUWEN_REVIEW), nobody deploys what they drew themselves.
"""

from __future__ import annotations

from collections.abc import Mapping

from app import clock
from app.casework import deploy as deploying
from app.casework import drafts, permissions, process_record, proving, schedules, subjects, versions
from app.casework.deploy import Deployed
from app.casework.drafts import PROPOSED, Draft, DraftMoved, DraftNotFound
from app.casework.kept import settings
from app.casework.people import Actor
from app.casework.process_record import DRAWN_BY
from app.casework.proving import Proof
from app.casework.subjects import Subject
from app.errors import Conflict, DiagramRefused, Invalid, NotAllowed, VersionNotFound
from app.store import db, queries, writing
from app.store import drafts as kept
from app.store import schedules as store_of_schedules

LONGEST = 500


class ReasonMissing(Invalid):
    """Say what changed and why, in up to {most} characters."""


class SecondPerson(NotAllowed):
    """Here a version takes two people: propose the draft, and another process owner deploys it."""


class OwnDraft(NotAllowed):
    """Who drew a draft does not decide on it: another process owner does."""


class NotProposed(Conflict):
    """The draft does not wait for a second person any more."""


class VersionMoved(Conflict):
    """Version {number} of {by} came into force after this draft was begun: deploying would take its changes back."""


class ExamplesFail(Conflict):
    """{failed} of {all} worked examples fail: mend the draft, or propose it to a second person."""


class OverrideReason(Invalid):
    """{failed} of {all} worked examples fail: deploying all the same needs a reason of yours."""


class AlreadyRetired(Conflict):
    """{process} is retired already."""


class NotRetired(Conflict):
    """{process} is not retired."""


def reason_of(text: str) -> str:
    said = " ".join(text.split())
    if not said or len(said) > LONGEST:
        raise ReasonMissing(most=LONGEST)
    return said


# -- a second person


def propose(draft_id: int, by: Actor, reason: str) -> None:
    """Ask another process owner to look at the draft. Raises DraftNotFound, DraftProposed, ReasonMissing."""
    said, draft = reason_of(reason), drafts.get(draft_id, by)
    if draft.is_proposed:
        raise drafts.DraftProposed
    values = {"status": PROPOSED, "reason": said, "proposed_at": clock.now(), "returned": "", "held_in": None}
    with writing() as session:
        if not kept.change(session, draft.id, draft.changed_at, values):
            raise DraftMoved
        process_record.write(session, draft.process, "proposed", by, reason=said, facts={"draft": draft.id})


def withdraw(draft_id: int, by: Actor) -> None:
    """Who proposed it goes on drawing."""
    _give_back(_waiting(drafts.get(draft_id, by)), by, "withdrawn", "")


def send_back(draft_id: int, by: Actor, reason: str) -> None:
    """The second person found something to be mended."""
    said, draft = reason_of(reason), to_decide(draft_id, by)
    _give_back(draft, by, "returned", said)


def _give_back(draft: Draft, by: Actor, deed: str, said: str) -> None:
    with writing() as session:
        if not kept.change(session, draft.id, draft.changed_at, {"status": drafts.DRAFT, "returned": said}):
            raise DraftMoved
        process_record.write(session, draft.process, deed, by, reason=said, facts={"draft": draft.id})


def _waiting(draft: Draft) -> Draft:
    if not draft.is_proposed:
        raise NotProposed
    return draft


def waiting_for(by: Actor) -> tuple[Draft, ...]:
    """The drafts that others propose and this person may deploy."""
    found = (drafts.read(row) for row in kept.proposed(db.session()))
    return tuple(draft for draft in found if draft.by != by.login and _may_decide(draft, by))


def proposed(draft_id: int, by: Actor) -> Draft:
    """One that waits: for this person, or proposed by them. Raises DraftNotFound."""
    row = kept.proposed_by_id(db.session(), draft_id)
    draft = drafts.read(row) if row is not None else None
    if draft is None or not (draft.by == by.login or _may_decide(draft, by)):
        raise DraftNotFound(draft=draft_id)
    return draft


def to_decide(draft_id: int, by: Actor) -> Draft:
    """One that this person decides on. Raises DraftNotFound, OwnDraft."""
    draft = proposed(draft_id, by)
    if draft.by == by.login:
        raise OwnDraft
    return draft


def _may_decide(draft: Draft, by: Actor) -> bool:
    return permissions.may_deploy(by, deploying.unit_of_process(draft.process, by))


def approve(draft_id: int, by: Actor, note: str = "", *, over: str | None = None) -> Deployed:
    """The second person deploys what they looked at; over examples that fail only with a reason.

    Raises OverrideReason, VersionMoved, and what `deploy` raises.
    """
    draft = to_decide(draft_id, by)
    proof = proving.prove_draft(draft, by)
    if proof.failed and not note.strip():
        raise OverrideReason(failed=proof.failed, all=len(proof.examples))
    said = "; ".join(filter(None, (draft.reason, " ".join(note.split())[:LONGEST])))
    return _deployed(draft, by, said, over, proof.failed)


# -- deploying


def needs_two() -> bool:
    return settings().review


def publish(draft_id: int, by: Actor, note: str, *, over: str | None = None) -> Deployed:
    """Deploy one's own draft, where its worked examples pass.

    Raises SecondPerson, ReasonMissing, ExamplesFail, VersionMoved, and what `deploy` raises.
    """
    draft = drafts.get(draft_id, by)
    if draft.is_proposed:
        raise drafts.DraftProposed
    if needs_two():
        raise SecondPerson
    said = reason_of(note)
    check_examples(proving.prove_draft(draft, by))
    return _deployed(draft, by, said, over)


def _deployed(draft: Draft, by: Actor, note: str, over: str | None, failing: int = 0) -> Deployed:
    """`over`: the version in force that somebody knows to deploy over, though the draft does not stem from it.
    `failing`: worked examples that two people pass over, for the history."""
    check_behind(draft.process, draft.based_on, over)
    facts = {DRAWN_BY: draft.by, "based_on": draft.based_on}
    facts |= {"failing_examples": str(failing)} if failing else {}
    done = deploying.deploy(drafts.completed(draft.sources), draft.process, by, note=note, facts=facts)
    with writing() as session:
        kept.remove(session, draft.id)
    return done


def publish_files(
    process: str, files: Mapping[str, bytes], by: Actor, note: str, *, based_on: str | None, over: str | None = None
) -> Deployed:
    """Deploy what was drawn elsewhere, under the rules for one's own draft. `based_on`: the version it stems from.

    Raises SecondPerson, ReasonMissing, ExamplesFail, VersionMoved, and what `deploy` raises.
    """
    if needs_two():
        raise SecondPerson
    said = reason_of(note)
    check_behind(process, based_on, over)
    unit = deploying.unit_of_process(process, by)
    permissions.check_deploy(by, process, unit)
    [(_, judged)] = deploying.judge_all({process: files}, by)
    if any(finding.severity == "error" for finding in judged):
        raise DiagramRefused(judged)
    subject = Subject(process=process, name=process, files=files, unit=unit)
    check_examples(proving.prove(subject, subjects.setting_of(subject, by)))
    return deploying.deploy(files, process, by, note=said, judged=judged, facts={"based_on": based_on})


def check_examples(proof: Proof) -> None:
    """Raises ExamplesFail."""
    if proof.failed:
        raise ExamplesFail(failed=proof.failed, all=len(proof.examples))


def check_behind(process: str, based_on: str | None, over: str | None = None) -> None:
    """Raises VersionMoved where another version came into force since."""
    row = next((each for each in versions.of(process) if each.current), None)
    if row is not None and row.hash not in {based_on, over}:
        raise VersionMoved(number=row.number, by=row.deployed_by, hash=row.hash)


# -- a process as a whole


def roll_back(process: str, number: int, by: Actor, reason: str) -> Deployed:
    """Put an earlier version into force again: new cases use it. Raises VersionNotFound, ReasonMissing."""
    said = reason_of(reason)
    row = next((each for each in versions.of(process) if each.number == number), None)
    if row is None:
        raise VersionNotFound(version=number, process=process)
    return deploying.deploy(versions.sources(row.hash), process, by, note=said)


def retire(process: str, by: Actor, reason: str) -> None:
    """No case of it begins any more; those that run go on. Raises ProcessNotFound, AlreadyRetired."""
    said, found = reason_of(reason), versions.in_use(process)
    permissions.check_deploy(by, process, found.unit)
    if found.retired:
        raise AlreadyRetired(process=versions.load(found.hash).name)
    with writing() as session:
        kept.set_retired(session, process, clock.now())
        store_of_schedules.supersede(session, process, "")
        process_record.write(session, process, "retired", by, reason=said, number=_number(process))


def bring_back(process: str, by: Actor, reason: str) -> None:
    """Cases of it begin again, by the version that was in force."""
    said, found = reason_of(reason), versions.in_use(process)
    permissions.check_deploy(by, process, found.unit)
    version = versions.load(found.hash)
    if not found.retired:
        raise NotRetired(process=version.name)
    with writing() as session:
        kept.set_retired(session, process, None)
        schedules.arm(session, version, clock.now())
        process_record.write(session, process, "revived", by, reason=said, number=_number(process))


def _number(process: str) -> int | None:
    found = queries.process(db.session(), process)
    return found.current if found else None
