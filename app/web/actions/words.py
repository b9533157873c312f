"""How the journal's entries of the desk's actions are told, and how their notices are called."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask_babel import gettext, lazy_gettext

from app.casework.journal import Entry

# The kind of an entry -> icon, state, sentence.
SENTENCES: dict[str, tuple[str, str, Any]] = {
    "Delegate": ("user-share", "waiting", lazy_gettext("%(who)s delegated “%(task)s” to %(to)s")),
    "HandBack": ("corner-up-left", "open", lazy_gettext("%(who)s did what was delegated of “%(task)s”: it goes back")),
    "AskSignatures": ("users-plus", "waiting", lazy_gettext("%(who)s asked %(to)s to sign “%(task)s” (%(rule)s)")),
    "DropSignature": ("user-minus", "waiting", lazy_gettext("%(who)s let %(login)s off signing “%(task)s”")),
    "Return": ("arrow-back-up", "soon", lazy_gettext("%(who)s sent “%(task)s” back to “%(target)s”")),
    "Withdraw": ("arrow-back", "soon", lazy_gettext("%(who)s took step %(step)s back")),
    "Urge": ("bell-ringing", "soon", lazy_gettext("%(who)s urged “%(task)s”")),
    "Recuse": ("user-off", "soon", lazy_gettext("%(who)s stood back from “%(task)s”")),
    "EndCall": ("phone-off", "waiting", lazy_gettext("%(who)s told at “%(task)s” that the call is over")),
    "BeginCall": (
        "phone-call",
        "open",
        lazy_gettext("%(who)s told at “%(task)s” that the customer is on the telephone again"),
    ),
    "Copy": ("send", "waiting", lazy_gettext("%(who)s sent a copy to %(to)s")),
}
AGREED = ("circle-check", "done", lazy_gettext("%(who)s signed “%(task)s”: agrees"))
OBJECTED = ("circle-x", "overdue", lazy_gettext("%(who)s signed “%(task)s”: objects"))
STANDS_IN = ("users", "soon", lazy_gettext("“%(task)s” goes to %(to)s in place of %(away)s"))

NOTICES = {
    "given": lazy_gettext("handed over"),
    "stands_in": lazy_gettext("as deputy"),
    "delegated": lazy_gettext("delegated"),
    "handed_back": lazy_gettext("delegated work is done"),
    "sign": lazy_gettext("signature asked for"),
    "signed": lazy_gettext("signed by all"),
    "objected": lazy_gettext("objection"),
    "returned": lazy_gettext("sent back"),
    "withdrawn": lazy_gettext("taken back"),
    "copied": lazy_gettext("copy"),
}

NOTICE_LOOKS = {  # of those, in an inbox: icon, state
    "stands_in": ("users", "soon"),
    "delegated": ("user-down", "open"),
    "handed_back": ("corner-up-left", "open"),
    "sign": ("writing-sign", "open"),
    "signed": ("circle-check", "done"),
    "objected": ("circle-x", "overdue"),
    "returned": ("arrow-back-up", "soon"),
    "withdrawn": ("arrow-back", "waiting"),
    "copied": ("send", "open"),
}

RULES = {
    "all": lazy_gettext("all have to agree"),
    "any": lazy_gettext("one has to agree"),
    "sequence": lazy_gettext("all, one after another"),
    "51%": lazy_gettext("more than half have to agree"),
    "66%": lazy_gettext("two thirds have to agree"),
}
PLACES = {
    "before": lazy_gettext("before I go on: I decide, having heard them"),
    "after": lazy_gettext("after I am done: the case goes on when they agree"),
}
STATES = {  # of a signature -> icon, state, word
    "waits": ("hourglass", "waiting", lazy_gettext("has its turn later")),
    "open": ("clock", "open", lazy_gettext("not signed yet")),
    "agreed": ("circle-check", "done", lazy_gettext("agrees")),
    "objected": ("circle-x", "overdue", lazy_gettext("objects")),
    "removed": ("user-minus", "waiting", lazy_gettext("let off")),
    "needless": ("circle-minus", "waiting", lazy_gettext("signature no longer needed")),
}


def rule(text: str) -> str:
    """When enough have signed, in words."""
    return str(RULES[text]) if text in RULES else gettext("%(share)s have to agree", share=text)


def of_entry(entry: Entry) -> tuple[str, str, Any] | None:
    """How to tell an entry of the desk's actions; None for others."""
    if entry.kind == "Sign":
        return AGREED if entry.asked.get("agrees") else OBJECTED
    if entry.kind == "Assign" and entry.asked.get("instead_of"):
        return STANDS_IN
    return SENTENCES.get(entry.kind)


def facts(entry: Entry, person: Callable[[str], str], element: Callable[[str | None], str]) -> dict[str, str]:
    """What the sentences say beside who and which task."""
    asked = entry.asked
    to = asked.get("to") or ""
    logins = to if isinstance(to, list) else [str(to)]
    return {
        "to": gettext(", ").join(person(login) for login in logins if login),
        "target": element(to) if isinstance(to, str) else "",
        "rule": rule(str(asked.get("rule", "all"))),
        "login": person(str(asked.get("login", ""))),
        "away": person(str(asked.get("instead_of") or "")),
        "step": str(asked.get("step", "")),
    }
