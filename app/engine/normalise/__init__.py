"""The normaliser: diagrams that other tools made, turned into what runs here.

What can be repaired safely is repaired, and each repair is a note; what needs a decision is a question on its shape.
The gate still has the last word on the result. The original is never changed: the result is another file.

`normalise` works in this process, `normalise_safely` in one that is ended when it takes too long or too much memory;
what comes from outside goes through `normalise_safely`.
"""

from app.engine.normalise.book import Question
from app.engine.normalise.normalise import AnswerRefused, Normalised, normalise
from app.engine.normalise.safely import CannotNormalise, normalise_safely

__all__ = ["AnswerRefused", "CannotNormalise", "Normalised", "Question", "normalise", "normalise_safely"]
