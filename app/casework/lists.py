"""One page of a list."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from app.store.lists import MOST_PER_PAGE, Wanted

Item = TypeVar("Item")


@dataclass(frozen=True, kw_only=True)
class Page(Generic[Item]):
    items: tuple[Item, ...]
    total: int  # counted no further than 10,000
    page: int
    per_page: int

    @property
    def pages(self) -> int:
        return max(1, -(-self.total // self.per_page))

    def __iter__(self) -> Iterator[Item]:
        return iter(self.items)


def page_of(items: Sequence[Item], total: int, wanted: Wanted) -> Page[Item]:
    size = min(max(wanted.per_page, 1), MOST_PER_PAGE)
    return Page(items=tuple(items), total=total, page=max(wanted.page, 1), per_page=size)
