"""Carries out the rules, one after another, on a copy of the diagram."""

from __future__ import annotations

import base64
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from lxml import etree

from app.engine import xml
from app.engine.gate.finding import Finding, note
from app.engine.normalise.book import Book, Question
from app.engine.normalise.rules import RULES
from app.errors import Invalid

MOST_NOTES = 1_000
MORE_NOTES = note("more_notes", "另有 {count} 处改动未列出", "{count} more changes are not listed")
NO_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


class AnswerRefused(Invalid):
    """The answer to {key} holds characters that cannot stand in a diagram."""


@dataclass(frozen=True, kw_only=True)
class Normalised:
    bpmn: bytes
    process: str  # the id of the process that is executed; empty: there is none
    notes: tuple[Finding, ...]  # what was changed: where, what, why
    questions: tuple[Question, ...]  # what somebody has to decide

    def to_json(self) -> dict[str, Any]:
        return {
            "bpmn": base64.b64encode(self.bpmn).decode(),
            "process": self.process,
            "notes": [note.to_json() for note in self.notes],
            "questions": [question.to_json() for question in self.questions],
        }

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Normalised:
        return cls(
            bpmn=base64.b64decode(data["bpmn"]),
            process=data["process"],
            notes=tuple(map(Finding.from_json, data["notes"])),
            questions=tuple(map(Question.from_json, data["questions"])),
        )


def normalise(data: bytes, answers: Mapping[str, str] | None = None, *, process: str | None = None) -> Normalised:
    """What a diagram becomes. `answers` are by the keys of questions; `process` says which of several is meant.

    Raises XmlRefused for what is no XML that can be read, and AnswerRefused.
    """
    check_answers(answers or {})
    book = Book(xml.read(data), answers or {}, process)
    for rule in RULES:
        rule(book)
    text = etree.tostring(book.root, xml_declaration=True, encoding="UTF-8")
    questions = tuple(book.questions.values())[:MOST_NOTES]
    return Normalised(bpmn=text, process=book.process, notes=_bounded(book.notes), questions=questions)


def check_answers(answers: Mapping[str, str]) -> None:
    for key, text in answers.items():
        if NO_XML.search(text):
            raise AnswerRefused(key=key)


def _bounded(notes: list[Finding]) -> tuple[Finding, ...]:
    """No more notes than anybody could read."""
    if len(notes) <= MOST_NOTES:
        return tuple(notes)
    return (*notes[:MOST_NOTES], MORE_NOTES.at(None, count=len(notes) - MOST_NOTES))
