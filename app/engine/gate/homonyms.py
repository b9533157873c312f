"""Values that are called like a function of FEEL: as long as there is no such value, its name means the function."""

from __future__ import annotations

from collections.abc import Iterator

from app.engine.gate.expressions import FUNCTIONS, parsed
from app.engine.gate.finding import Finding, warning
from app.engine.gate.names import Provided, around
from app.engine.gate.places import WHAT, places
from app.engine.gate.submission import Submission

LIKE_A_FUNCTION = warning(
    "named_like_function",
    "「{name}」的{what}用到值 {value},它与 FEEL 函数同名:还没有这个值时,读到的是函数,不是空",
    "The {what_en} of {name} uses the value {value}, which is called like a FEEL function: while there is no such "
    "value, it reads as the function, not as null",
    "给这个值换一个名字,例如 {value}_1",
    "Give the value another name, such as {value}_1",
)


def check(handed: Submission) -> Iterator[Finding]:
    provided = Provided(handed).by
    likely = provided.keys() & FUNCTIONS
    seen = set()
    for place in places(handed) if likely else ():
        expression = parsed(place) if place.is_feel else None
        read = expression.references & likely if expression is not None else frozenset()
        for value in sorted(read - place.local - around(handed, place)):
            if (place.shape, value) not in seen:
                seen.add((place.shape, value))
                what, what_en = WHAT[place.what]
                yield LIKE_A_FUNCTION.at(place.shape, place.name, value=value, what=what, what_en=what_en)
