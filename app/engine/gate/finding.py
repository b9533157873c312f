"""What the gate has to say about a diagram: where, how bad, why, and what can be done about it, in two languages."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any, Literal

from app.engine.elements import Element

FILE = "process.bpmn"  # the name of what is no element
Severity = Literal["error", "warning", "note"]


@dataclass(frozen=True, kw_only=True)
class Finding:
    severity: Severity
    element: str | None  # id on the diagram; None: the whole file
    name: str  # the element's name, or its id, or the file's name
    code: str  # stable, for programs and for tests
    message: str
    message_en: str
    hint: str = ""  # what the owner can do
    hint_en: str = ""
    process: str | None = None  # the called process it was found in; None: the process itself

    def __str__(self) -> str:
        where = f"{self.element}: " if self.element else ""
        inside = f"{self.process}/" if self.process else ""
        return f"{self.severity} {inside}{where}{self.message_en} [{self.code}]"

    def to_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Finding:
        return cls(**data)


@dataclass(frozen=True)
class Kind:
    """One kind of finding: its texts have `{facts}` in them; `name` is always the element's name."""

    severity: Severity
    code: str
    zh: str
    en: str
    hint_zh: str = ""
    hint_en: str = ""

    def at(self, element: Element | str | None, name: str = "", **facts: Any) -> Finding:
        """The finding on an element, or on an id, or on the file as a whole."""
        if isinstance(element, Element):
            name, element = name or element.name, element.id
        said = {key: _short(value) for key, value in facts.items()} | {"name": _short(name or element or FILE)}
        return Finding(
            severity=self.severity,
            element=element,
            name=said["name"],
            code=self.code,
            message=self.zh.format(**said),
            message_en=self.en.format(**said),
            hint=self.hint_zh.format(**said),
            hint_en=self.hint_en.format(**said),
        )


def error(code: str, zh: str, en: str, hint_zh: str = "", hint_en: str = "") -> Kind:
    return Kind("error", code, zh, en, hint_zh, hint_en)


def warning(code: str, zh: str, en: str, hint_zh: str = "", hint_en: str = "") -> Kind:
    return Kind("warning", code, zh, en, hint_zh, hint_en)


def note(code: str, zh: str, en: str, hint_zh: str = "", hint_en: str = "") -> Kind:
    return Kind("note", code, zh, en, hint_zh, hint_en)


def _short(value: Any) -> str:
    """A text that came with the diagram, on one line and no longer than a sentence can bear."""
    text = " ".join(str(value).split())
    return text if len(text) <= 160 else f"{text[:157]}…"
