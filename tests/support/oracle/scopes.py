"""Regions and scopes while a case runs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from tests.support.oracle.meaning import Block

Then = Callable[[], None]
Fail = Callable[[str], None]  # the code of the error
Values = dict[str, bool]


class Region:
    """A part of the case that can be taken away as a whole."""

    def __init__(self, around: Region | None) -> None:
        self.around, self.gone = around, False

    @property
    def alive(self) -> bool:
        return not self.gone and (self.around is None or self.around.alive)


@dataclass(eq=False)
class Scope:
    """A process, a called process or a sub-process while it runs."""

    block: Block
    values: Values
    region: Region
    then: Then
    fail: Fail  # where an error that nothing inside catches leads
    tokens: int = 1
