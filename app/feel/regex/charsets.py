"""Which characters a part of a pattern takes in."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

from app.feel import names


class BadPattern(Exception):
    """The pattern is no regular expression."""


Charset = Callable[[str], bool]

CATEGORIES = frozenset(
    "L Lu Ll Lt Lm Lo M Mn Mc Me N Nd Nl No P Pc Pd Ps Pe Pi Pf Po Z Zs Zl Zp S Sm Sc Sk So C Cc Cf Co Cn".split()  # noqa: SIM905
)
BLOCKS = {
    "BasicLatin": (0x0000, 0x007F),
    "Latin-1Supplement": (0x0080, 0x00FF),
    "LatinExtended-A": (0x0100, 0x017F),
    "LatinExtended-B": (0x0180, 0x024F),
    "Greek": (0x0370, 0x03FF),
    "GreekandCoptic": (0x0370, 0x03FF),
    "Cyrillic": (0x0400, 0x04FF),
    "Hebrew": (0x0590, 0x05FF),
    "Arabic": (0x0600, 0x06FF),
    "Thai": (0x0E00, 0x0E7F),
    "Tibetan": (0x0F00, 0x0FFF),
    "Mongolian": (0x1800, 0x18AF),
    "GeneralPunctuation": (0x2000, 0x206F),
    "CurrencySymbols": (0x20A0, 0x20CF),
    "NumberForms": (0x2150, 0x218F),
    "Arrows": (0x2190, 0x21FF),
    "MathematicalOperators": (0x2200, 0x22FF),
    "EnclosedAlphanumerics": (0x2460, 0x24FF),
    "GeometricShapes": (0x25A0, 0x25FF),
    "CJKRadicalsSupplement": (0x2E80, 0x2EFF),
    "KangxiRadicals": (0x2F00, 0x2FDF),
    "CJKSymbolsandPunctuation": (0x3000, 0x303F),
    "Hiragana": (0x3040, 0x309F),
    "Katakana": (0x30A0, 0x30FF),
    "Bopomofo": (0x3100, 0x312F),
    "EnclosedCJKLettersandMonths": (0x3200, 0x32FF),
    "CJKCompatibility": (0x3300, 0x33FF),
    "CJKUnifiedIdeographsExtensionA": (0x3400, 0x4DBF),
    "CJKUnifiedIdeographs": (0x4E00, 0x9FFF),
    "HangulSyllables": (0xAC00, 0xD7AF),
    "CJKCompatibilityIdeographs": (0xF900, 0xFAFF),
    "CJKCompatibilityForms": (0xFE30, 0xFE4F),
    "HalfwidthandFullwidthForms": (0xFF00, 0xFFEF),
}


@dataclass(frozen=True, slots=True)
class Ranges:
    """What stands between [ and ]: ranges and classes, perhaps negated, less what is taken away from them."""

    ranges: tuple[tuple[str, str], ...]
    classes: tuple[Charset, ...] = ()
    negated: bool = False
    less: Charset | None = None
    any_case: bool = False

    def __call__(self, char: str) -> bool:
        inside = any(self._within(one) for one in (variants(char) if self.any_case else (char,)))
        return inside is not self.negated and not (self.less is not None and self.less(char))

    def _within(self, char: str) -> bool:
        return any(low <= char <= high for low, high in self.ranges) or any(one(char) for one in self.classes)


@lru_cache(maxsize=4096)
def variants(char: str) -> tuple[str, ...]:
    """The character in its other cases."""
    found = {char, char.lower(), char.upper(), char.lower().upper(), char.upper().lower()}
    return tuple(one for one in found if len(one) == 1)


def single(char: str, any_case: bool) -> Charset:
    if not any_case or len(variants(char)) == 1:
        return lambda other: other == char
    alike = frozenset(variants(char))
    return lambda other: not alike.isdisjoint(variants(other))


def any_character(_char: str) -> bool:
    return True


def not_line_end(char: str) -> bool:
    return char not in "\n\r"


def opposite(charset: Charset) -> Charset:
    return lambda char: not charset(char)


def category(name: str) -> Charset:
    """What \\p{…} takes in: a general category of Unicode, or a block."""
    if name.startswith("Is") and name[2:] in BLOCKS:
        low, high = BLOCKS[name[2:]]
        return lambda char: low <= ord(char) <= high
    if name not in CATEGORIES:
        raise BadPattern(f"there is no category {name}")
    return lambda char: unicodedata.category(char).startswith(name)


def _is_word(char: str) -> bool:
    return unicodedata.category(char)[0] not in "PZC"


def _starts_name(char: str) -> bool:
    return char == ":" or names.WORD_START.fullmatch(char) is not None


def _continues_name(char: str) -> bool:
    return char in ".-:" or names.WORD.fullmatch(char) is not None


def _is_digit(char: str) -> bool:
    return unicodedata.category(char) == "Nd"


def _is_space(char: str) -> bool:
    return char in " \t\n\r"


CLASSES: dict[str, Charset] = {
    "s": _is_space,
    "d": _is_digit,
    "w": _is_word,
    "i": _starts_name,
    "c": _continues_name,
}
CLASSES |= {letter.upper(): opposite(charset) for letter, charset in list(CLASSES.items())}
