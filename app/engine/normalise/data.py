"""What is said about data and carries nothing here: the values of a case are one scope."""

from __future__ import annotations

from app.engine.diagram import local
from app.engine.gate.finding import note
from app.engine.normalise.book import Book, remove

TAKEN_OUT = note(
    "taken_out",
    "「{name}」的 {tag} 在这里不起作用,已移除(原文件保留)",
    "{tag} of {name} means nothing here and was taken out (the original is kept)",
)
MEANINGLESS = (
    *("transformation", "assignment", "ioBinding", "loopDataInputRef", "loopDataOutputRef", "inputDataItem"),
    *("outputDataItem", "correlationSubscription", "auditing", "monitoring"),
)


def what_carries_nothing(book: Book) -> None:
    for part in book.all(*MEANINGLESS):
        book.note(TAKEN_OUT, part, tag=local(part))
        remove(part)
