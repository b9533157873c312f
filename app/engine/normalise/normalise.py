"""Carries out the rules, one after another, on a copy of the diagram."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from lxml import etree

from app.engine import xml
from app.engine.gate.finding import Finding
from app.engine.normalise.book import Book, Question
from app.engine.normalise.rules import RULES


@dataclass(frozen=True, kw_only=True)
class Normalised:
    bpmn: bytes
    process: str  # the id of the process that is executed; empty: there is none
    notes: tuple[Finding, ...]  # what was changed: where, what, why
    questions: tuple[Question, ...]  # what somebody has to decide


def normalise(data: bytes, answers: Mapping[str, str] | None = None, *, process: str | None = None) -> Normalised:
    """What a diagram becomes. `answers` are by the keys of questions; `process` says which of several is meant.

    Raises XmlRefused for what is no XML that can be read.
    """
    book = Book(xml.read(data), answers or {}, process)
    for rule in RULES:
        rule(book)
    text = etree.tostring(book.root, xml_declaration=True, encoding="UTF-8")
    return Normalised(
        bpmn=text, process=book.process, notes=tuple(book.notes), questions=tuple(book.questions.values())
    )
