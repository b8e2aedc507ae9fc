"""Names of one direction of writing in a sentence of the other."""

from unicodedata import bidirectional

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication

_ISOLATE, _END = "\u2068", "\u2069"
_RIGHT_TO_LEFT = ("R", "AL")


def isolated(text: str) -> str:
    """``text`` so that its direction moves nothing of the sentence around it.

    Without the marks two English names with a comma between them are one run, which a sentence
    from right to left would show in the wrong order; so would a Hebrew pair in an English one.
    """
    mirrored = QGuiApplication.layoutDirection() == Qt.LayoutDirection.RightToLeft
    foreign = mirrored or (
        not text.isascii() and any(bidirectional(sign) in _RIGHT_TO_LEFT for sign in text)
    )
    return f"{_ISOLATE}{text}{_END}" if foreign and text else text
