"""Figures over cases: a service task of type `figures` asks for them, the worker counts them from the journals.

What was counted comes back as the values of a JobDone, so it is in the journal of the case that asked: replay reads it
there and counts nothing again. Each number carries the cases it was counted from.
"""

from app.casework.figures.count import BadQuestion, answer, count, recount
from app.casework.figures.sheet import Counted, Measure, Row, Table, counted_in

__all__ = ["BadQuestion", "Counted", "Measure", "Row", "Table", "answer", "count", "counted_in", "recount"]
