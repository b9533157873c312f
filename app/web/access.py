"""Who may ask for what: one row for every endpoint. What has no row is denied.

A row says which people may knock. Which case, task, file or unit they then may see or change is decided where it is
loaded, by casework's rights, so that no address and no parameter reaches further than a list would.
"""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING

from flask import g, redirect, request, url_for
from flask_login import current_user
from werkzeug.datastructures import WWWAuthenticate
from werkzeug.exceptions import Unauthorized

from app.casework import people, permissions
from app.errors import NotYourRoom
from app.web.accounts import bearer

if TYPE_CHECKING:
    from flask import Flask
    from werkzeug.wrappers import Response

    from app.casework.people import Actor
    from app.store.models import Person


class Who(Enum):
    """Kinds of people, told apart by what they hold in any unit; the rooms are those of casework's permissions."""

    ANYONE = "anyone, signed in or not"
    PERSON = "anyone who is signed in"
    STAFF = "desk"
    OWNER = "studio"
    AUDITOR = "audit"
    ADMINISTRATOR = "admin"
    READER_OF_CALENDARS = "calendars"


ANYONE, PERSON, STAFF, OWNER, AUDITOR, ADMINISTRATOR, READER_OF_CALENDARS = Who

TABLE: dict[str, Who] = {
    # the house
    "static": ANYONE,
    "pages.home": PERSON,
    "pages.switch_language": ANYONE,
    "health.alive": ANYONE,
    "health.ready": ANYONE,
    "security.static": ANYONE,
    "security.login": ANYONE,
    "security.logout": PERSON,
    "security.change_password": PERSON,
    # notices; everybody reads and changes their own
    "notices.inbox": PERSON,
    "notices.read": PERSON,
    "notices.follow": PERSON,
    "notices.amount": PERSON,
    "notices.stream": PERSON,
    "notices.wishes": PERSON,
    "notices.save_wishes": PERSON,
    "notices.log": ADMINISTRATOR,  # of the cases in their sight
    "notices.again": ADMINISTRATOR,
    "notices.words": ADMINISTRATOR,
    "notices.save_words": ADMINISTRATOR,  # of the whole house
    # the desk; which task or case is decided by casework's rights
    "desk.show_tasks": STAFF,
    "desk.show_task": STAFF,
    "desk.show_deadline": STAFF,
    "desk.next_task": STAFF,
    "desk.claim": STAFF,
    "desk.release": STAFF,
    "desk.assign": STAFF,
    "desk.take_over": STAFF,
    "desk.complete": STAFF,
    "actions.do": STAFF,
    "actions.do_in_bulk": STAFF,
    "actions.withdraw": STAFF,
    "actions.show_team": STAFF,
    "actions.show_member": STAFF,
    "actions.save_away": STAFF,
    "actions.hand_over": STAFF,
    "actions.show_absence": STAFF,
    "actions.save_absence": STAFF,
    "desk.choose": STAFF,
    "desk.fill_in": STAFF,
    "desk.start": STAFF,
    "desk.search": STAFF,
    "desk.show_case": STAFF,
    "desk.show_figures": STAFF,
    "desk.workbook_of_figures": STAFF,
    "desk.show_case_by_id": STAFF,
    "desk.diagram": STAFF,
    "desk.comment": STAFF,
    "desk.touch_clock": STAFF,
    "desk.enter_message": STAFF,
    "desk.cancel": STAFF,
    "desk.retry": STAFF,
    "desk.download": STAFF,
    # the organisation; an administrator reaches the units they administer and all below
    "admin.show_people": ADMINISTRATOR,
    "admin.add_person": ADMINISTRATOR,
    "admin.show_person": ADMINISTRATOR,
    "admin.save_facts": ADMINISTRATOR,
    "admin.save_roles": ADMINISTRATOR,
    "admin.save_absence": ADMINISTRATOR,
    "admin.save_active": ADMINISTRATOR,
    "admin.new_password": ADMINISTRATOR,
    "admin.new_token": ADMINISTRATOR,
    "admin.show_units": ADMINISTRATOR,
    # the machinery; which incidents are named is decided by casework's sight
    "operations.show": ADMINISTRATOR,
    "operations.show_retention": ADMINISTRATOR,
    "operations.propose_disposal": ADMINISTRATOR,
    "operations.decide_disposal": ADMINISTRATOR,
    "operations.metrics": ANYONE,  # it looks at the address or the token itself: whoever asks is a program
    # calendars; who may draft and publish which is decided by casework's rights
    "calendars.show_all": READER_OF_CALENDARS,
    "calendars.show_year": READER_OF_CALENDARS,
    "calendars.export": READER_OF_CALENDARS,
    "calendars.choose": ADMINISTRATOR,
    "calendars.begin_new": OWNER,
    "calendars.begin": OWNER,
    "calendars.show_draft": OWNER,
    "calendars.paint": OWNER,
    "calendars.fill": OWNER,
    "calendars.import_file": OWNER,
    "calendars.show_week": OWNER,
    "calendars.save_week": OWNER,
    "calendars.drop": OWNER,
    "calendars.bring_up_to_date": OWNER,
    "calendars.show_preview": OWNER,
    "calendars.propose": OWNER,
    "calendars.send_back": OWNER,
    "calendars.publish": OWNER,
    # parameters; whose units' values somebody proposes and publishes is decided by casework's rights
    "parameters.show_all": OWNER,
    "parameters.show": OWNER,
    "parameters.propose": OWNER,
    "parameters.preview": OWNER,
    "parameters.publish": OWNER,
    "parameters.refuse": OWNER,
    "parameters.withdraw": OWNER,
    # the API: the same rights as on the pages, whichever way they are asked for
    "api-docs.openapi_json": ANYONE,
    "api.start_case": STAFF,
    "api.find_cases": STAFF,
    "api.get_case": STAFF,
    "api.get_journal": STAFF,
    "api.replay_case": STAFF,
    "api.find_tasks": STAFF,
    "api.get_task": STAFF,
    "api.claim_task": STAFF,
    "api.release_task": STAFF,
    "api.assign_task": STAFF,
    "api.delegate_task": STAFF,
    "api.ask_signatures": STAFF,
    "api.drop_signature": STAFF,
    "api.sign_task": STAFF,
    "api.return_task": STAFF,
    "api.urge_task": STAFF,
    "api.recuse_from_task": STAFF,
    "api.tell_of_call": STAFF,
    "api.copy_task": STAFF,
    "api.withdraw_step": STAFF,
    "api.do_in_bulk": STAFF,
    "api.take_over_task": STAFF,
    "api.complete_task": STAFF,
    "api.touch_clock_of_task": STAFF,
    "api.list_clocks": STAFF,
    "api.touch_clock": STAFF,
    "api.deliver_message": STAFF,
    "api.list_processes": STAFF,
    "api.list_parameters": OWNER,
    "api.deploy_version": OWNER,
    # the studio; which process may be deployed is decided by casework's rights
    "studio.processes": OWNER,
    "studio.begin_process": OWNER,
    "studio.show_process": OWNER,
    "studio.diagram": OWNER,
    "studio.open_draft": OWNER,
    "studio.edit": OWNER,
    "studio.draft_data": OWNER,
    "studio.save_draft": OWNER,
    "studio.check_draft": OWNER,
    "studio.deploy_draft": OWNER,
    "studio.delete_draft": OWNER,
    "studio.hold_draft": OWNER,
    "studio.let_go_draft": OWNER,
    "studio.propose_draft": OWNER,
    "studio.add_part": OWNER,
    "studio.edit_part": OWNER,
    "studio.part_data": OWNER,
    "studio.save_part": OWNER,
    "studio.check_part": OWNER,
    "studio.preview_part": OWNER,
    "studio.show_review": OWNER,
    "studio.withdraw": OWNER,
    "studio.send_back": OWNER,
    "studio.approve": OWNER,
    "studio.roll_back": OWNER,
    "studio.retire": OWNER,
    "studio.bring_back": OWNER,
    "studio.compare": OWNER,
    "studio.compare_data": OWNER,
    "studio.compare_draft": OWNER,
    "studio.import_process": OWNER,
    "studio.bring_in": OWNER,
    "studio.show_import": OWNER,
    "studio.answer_import": OWNER,
    "studio.export_version": OWNER,
    "studio.export_draft": OWNER,
    "studio.print_version": OWNER,
    "studio.show_folder": OWNER,
    "studio.deploy_folder": OWNER,
    "studio.draft_of_folder": OWNER,
    "studio.show_feel": OWNER,  # on the values of a case: only of those that the person may see
    "studio.try_feel": OWNER,
    # rehearsals; each person's own, of what they may deploy
    "rehearsal.begin": OWNER,
    "rehearsal.show": OWNER,
    "rehearsal.diagram": OWNER,
    "rehearsal.start": OWNER,
    "rehearsal.complete": OWNER,
    "rehearsal.move": OWNER,
    "rehearsal.back": OWNER,
    "rehearsal.act": OWNER,
    "rehearsal.record": OWNER,
    "rehearsal.prove": OWNER,
    "rehearsal.coverage": OWNER,
    # running cases, for whoever deploys their process; what is done to one is decided by casework's rights
    "whatif.show": OWNER,
    "whatif.ask": OWNER,
    "whatif.watch": OWNER,
    "whatif.diagram": OWNER,
    "whatif.stop": OWNER,
    "running.show": OWNER,
    "running.diagram": OWNER,
    "running.show_case": OWNER,
    "running.case_diagram": OWNER,
    "running.act": OWNER,
    "running.choose": OWNER,
    "running.migration_diagram": OWNER,
    "running.move": OWNER,
    # the audit room; which case is decided by casework's rights
    "audit.search": AUDITOR,
    "audit.journal_of": AUDITOR,
    "audit.show_replay": AUDITOR,
    "audit.replay_data": AUDITOR,
    "audit.replay_outline": AUDITOR,
    "audit.replay_steps": AUDITOR,
    "audit.replay_again": AUDITOR,
    "audit.replay_comparison": AUDITOR,
    "audit.ask_pack": AUDITOR,
    "audit.take_pack": AUDITOR,
    "audit.verify_case": AUDITOR,
    "audit.verify_all": AUDITOR,
    "audit.verify_batch": AUDITOR,
}


READING = frozenset({"GET", "HEAD", "OPTIONS"})
THEIRS_TO_CHANGE = {ANYONE, PERSON, AUDITOR}  # by somebody who only watches: what is their own, and proofs and packs
BEGINNING = frozenset({"desk.choose", "desk.fill_in"})  # pages that are there for acting alone


def init_app(app: Flask) -> None:
    app.before_request(admit)
    app.jinja_env.globals["may_act"] = may_act
    app.jinja_env.globals["may_enter"] = may_enter


def admit() -> Response | None:
    """Let the request in, or say why not. The person is loaded here, once, by one SELECT."""
    if request.endpoint is None:  # no such address: the router answers 404
        return None
    who = TABLE.get(request.endpoint)
    if who is ANYONE:
        return None
    if identify() is None:
        if request.path.startswith("/api/"):
            raise Unauthorized(www_authenticate=WWWAuthenticate("bearer", {"realm": "shouwen"}))
        return redirect(url_for("security.login", next=request.full_path.rstrip("?")))
    if who is None or not may_knock(who):
        raise NotYourRoom
    acts = request.method not in READING or request.endpoint in BEGINNING
    if acts and who not in THEIRS_TO_CHANGE:
        permissions.check_acts(actor())
    return None


def identify() -> Person | None:
    """Who is asking: by token in the API and by session on pages, never the other way round."""
    if "person" not in g:
        through_session = current_user._get_current_object() if current_user.is_authenticated else None
        g.person = bearer(request) if request.path.startswith("/api/") else through_session
    found: Person | None = g.person
    return found


def person() -> Person:
    """The person who asks, on an endpoint that only people who are signed in reach."""
    someone = identify()
    if someone is None:
        raise Unauthorized
    return someone


def actor() -> Actor:
    """The person who asks, as casework knows them."""
    if "actor" not in g:
        g.actor = people.actor_of(person())
    found: Actor = g.actor
    return found


def may_knock(who: Who) -> bool:
    """Whether the person who asks is of that kind."""
    if who in {ANYONE, PERSON}:
        return who is ANYONE or identify() is not None
    return identify() is not None and who.value in permissions.rooms(actor())


def may_enter(endpoint: str) -> bool:
    """Whether the person who asks would be let in there: pages offer nothing that would be refused."""
    who = TABLE.get(endpoint)
    return who is not None and may_knock(who) and (endpoint not in BEGINNING or may_act())


def may_act() -> bool:
    """Whether the person who asks does anything to cases; whoever is an auditor alone does not."""
    return identify() is not None and not actor().only_watches
