"""The normaliser in a process of its own, as the gate is."""

from __future__ import annotations

from collections.abc import Mapping

from app.engine import apart, xml
from app.engine.normalise.normalise import Normalised, check_answers
from app.errors import Invalid

FILE = "diagram"


class CannotNormalise(Invalid):
    """The diagram cannot be repaired: it is too large or too intricate."""


class NormalisedTooLong(CannotNormalise):
    """The repair of the diagram was ended after {seconds} seconds: it is too large or too intricate."""


def normalise_safely(
    data: bytes, answers: Mapping[str, str] | None = None, *, process: str | None = None, seconds: float = 10
) -> Normalised:
    """What `normalise` makes of a diagram, within the time given and bounded memory, whatever the diagram holds.

    Raises XmlRefused for what is no XML that can be read, AnswerRefused, and CannotNormalise.
    """
    check_answers(answers or {})
    facts = {"answers": dict(answers or {}), "process": process}
    try:
        answer = apart.ask("app.engine.normalise", {FILE: data}, facts, seconds=seconds)
    except apart.TooLarge:
        raise xml.XmlRefused("too_big", limit=xml.MAX_BYTES) from None
    except apart.TooLong:
        raise NormalisedTooLong(seconds=f"{seconds:g}") from None
    except apart.Died:
        raise CannotNormalise from None
    if "refused" in answer:
        raise xml.XmlRefused(answer["refused"], **answer["numbers"])
    return Normalised.from_json(answer)
