"""Why a clock is not touched: what each operation on clocks refuses, in one sentence."""

from __future__ import annotations

from app.errors import Conflict, Invalid, NotAllowed


class ReasonMissing(Invalid):
    """Say why: a clock is not touched without a reason of at most {limit} characters."""


class PauseKindUnknown(Invalid):
    """{kind} is no kind of reason to stop a clock: it is one of {kinds}."""


class LimitMissed(Conflict):
    """The limit of {element} is over: what was missed is neither stopped nor put off."""


class StandsStill(Conflict):
    """The clock of {element} stands still: let it go on first."""


class NotStopped(Conflict):
    """The clock of {element} is running: there is nothing to let go on."""


class AskedAlready(Conflict):
    """More time for {element} was asked for already: it has to be decided first."""


class NothingAsked(Conflict):
    """There is no open request {request} for more time for {element}: look at how it stands now."""


class OwnRequest(NotAllowed):
    """Whoever asks for more time does not decide it: somebody else has to."""


class OtherUnit(Invalid):
    """The clock of {element} counts {unit}: ask for more of the same, such as {example}."""


class StillOver(Invalid):
    """So much more time would be over by now: {element} needs a limit that ends later."""


class NothingToBegin(Invalid):
    """The limit of {element} would not end later than now if it began anew: it is an instant that is fixed."""


class PromiseOver(Invalid):
    """{until} is not a later instant than now: promise one that is still to come."""


class NotAnInstant(Invalid):
    """{text} is no instant with a zone: write 2026-03-20T10:00+08:00."""


class AlreadyPromised(Conflict):
    """{element} ends at that very instant already."""
