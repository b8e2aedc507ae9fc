"""Languages that do not exist.

One is English with accents, 40 % longer, in brackets: what is cut loses its closing bracket, what
has no brackets was never offered for translation. The other is English that runs from right to
left: each text begins with a mark that says so.
"""

import re

from PySide6.QtCore import QTranslator

OPEN, CLOSE = "⟦", "⟧"
LONGER = 0.4
RIGHT_TO_LEFT = "\u200f"
_KEPT = re.compile(r"(\{[^}]*\}|%n|%\d|<[^>]*>|&|\n)")
_PUT_IN = re.compile(r"(\{[^}]*\})")
_ACCENTS = str.maketrans("aceilnorsuyACEINOSUZ", "áçéíłñóřšúýÁÇÉÍÑÓŠÚŽ")
_QT_OWN = re.compile(r"Q[A-Z]")


class Pseudo(QTranslator):
    """Answers every text of ours; Qt's own names of keys stay."""

    def isEmpty(self) -> bool:
        """It has an answer to everything."""
        return False

    def translate(
        self, context: str, source: str, disambiguation: str | None = None, n: int = -1
    ) -> str | None:
        """Lengthen ``source``; placeholders, marks of letters and markup stay."""
        return None if _QT_OWN.match(context) or not source.strip() else lengthened(source)


class Mirrored(QTranslator):
    """Answers every text of ours with itself, from right to left."""

    def isEmpty(self) -> bool:
        """It has an answer to everything."""
        return False

    def translate(
        self, context: str, source: str, disambiguation: str | None = None, n: int = -1
    ) -> str | None:
        """Mark ``source``."""
        return None if _QT_OWN.match(context) or not source.strip() else mirrored(source)


def mirrored(text: str) -> str:
    """Let ``text`` run from right to left, and each part of it between what is put in."""
    parts = _PUT_IN.sub(rf"{RIGHT_TO_LEFT}\1{RIGHT_TO_LEFT}", text)
    return f"{RIGHT_TO_LEFT}{parts}"


def lengthened(text: str) -> str:
    """Make ``text`` 40 % longer, at least by a letter, and bracket it."""
    parts = _KEPT.split(text)
    said = "".join(p if _KEPT.fullmatch(p) else p.translate(_ACCENTS) for p in parts)
    letters = sum(len(p) for p in parts if not _KEPT.fullmatch(p))
    more = max(1, round(letters * LONGER) - 2)
    return f"{OPEN}{said}{_tail(more)}{CLOSE}"


def _tail(count: int) -> str:
    """Words of ``count`` letters in all: they can wrap as a translation's would."""
    return (" ópqřš ťúvwx yžáb" * (count // 16 + 1))[:count].rstrip()
