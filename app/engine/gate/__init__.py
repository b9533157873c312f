"""The gate: nothing runs that has not passed it. It says what is wrong with a process, where, and what to do about it.

`check` judges in this process, `check_safely` in one that is ended when it takes too long or too much memory; what
comes from outside goes through `check_safely`.
"""

from app.engine.gate.check import check
from app.engine.gate.finding import Finding
from app.engine.gate.safely import check_safely

__all__ = ["Finding", "check", "check_safely"]
