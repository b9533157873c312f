"""The normaliser: diagrams that other tools made, turned into what runs here.

What can be repaired safely is repaired, and each repair is a note; what needs a decision is a question on its shape.
The gate still has the last word on the result. The original is never changed: the result is another file.
"""

from app.engine.normalise.book import Question
from app.engine.normalise.normalise import Normalised, normalise

__all__ = ["Normalised", "Question", "normalise"]
