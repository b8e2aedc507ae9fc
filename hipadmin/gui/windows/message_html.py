"""A message's markup as a document that loads nothing, in colours that can be read."""

from collections.abc import Iterator
from dataclasses import dataclass

from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import (
    QColor,
    QFont,
    QImage,
    QTextBlock,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
    QTextFragment,
    QTextOption,
)

_READABLE = 4.5


@dataclass(frozen=True, slots=True)
class Paper:
    """What a message is written with and on."""

    font: QFont
    text: QColor
    link: QColor
    ground: QColor
    mirrored: bool = False


class MessageDocument(QTextDocument):
    """Shows markup and never reads a file or an address named in it."""

    def loadResource(self, kind: int, name: QUrl | str) -> object:
        """Answer every question for a picture or a sheet with one clear dot.

        An empty answer would make Qt try the name as a file.
        """
        dot = QImage(1, 1, QImage.Format.Format_ARGB32)
        dot.fill(Qt.GlobalColor.transparent)
        return dot


def document_of(html: str, paper: Paper) -> MessageDocument:
    """Lay out ``html`` on ``paper``; the caller sets the width."""
    document = MessageDocument()
    document.setUndoRedoEnabled(False)
    document.setDocumentMargin(0)
    document.setDefaultFont(paper.font)
    document.setDefaultTextOption(_option(paper.mirrored))
    document.setHtml(html)
    _make_readable(document, paper)
    return document


def plain_of(html: str) -> str:
    """Give the words of ``html``."""
    document = MessageDocument()
    document.setHtml(html)
    return document.toPlainText().replace("\ufffc", "").strip()


def links_in(html: str) -> list[str]:
    """Give the web addresses ``html`` links to, each once, in order."""
    document = MessageDocument()
    document.setHtml(html)
    found = [f.charFormat().anchorHref() for f in _fragments(document)]
    return list(dict.fromkeys(href for href in found if is_web(href)))


def is_web(address: str) -> bool:
    """Say whether a browser may be sent to ``address``."""
    url = QUrl(address)
    return url.isValid() and url.scheme().lower() in ("http", "https") and bool(url.host())


def contrast(one: QColor, other: QColor) -> float:
    """Give the contrast of two colours, 1 to 21, as WCAG computes it."""
    darker, lighter = sorted((_luminance(one), _luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(color: QColor) -> float:
    parts = (color.redF(), color.greenF(), color.blueF())
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _option(mirrored: bool) -> QTextOption:
    side = Qt.AlignmentFlag.AlignRight if mirrored else Qt.AlignmentFlag.AlignLeft
    option = QTextOption(side | Qt.AlignmentFlag.AlignAbsolute)
    # each paragraph reads in its own direction; Qt would take the program's
    option.setTextDirection(Qt.LayoutDirection.LayoutDirectionAuto)
    option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    return option


def _make_readable(document: QTextDocument, paper: Paper) -> None:
    """Keep a sender's colour only where it can be read; links look like ours."""
    # read first: writing joins fragments that have become alike
    runs = [(f.position(), f.length(), f.charFormat()) for f in _fragments(document)]
    for start, length, was in runs:
        cursor = QTextCursor(document)
        cursor.setPosition(start)
        cursor.setPosition(start + length, QTextCursor.MoveMode.KeepAnchor)
        cursor.mergeCharFormat(_ink(was, paper))


def _ink(was: QTextCharFormat, paper: Paper) -> QTextCharFormat:
    ink = QTextCharFormat()
    ink.clearBackground()
    if was.isAnchor():
        shown = is_web(was.anchorHref())
        ink.setForeground(paper.link if shown else paper.text)
        ink.setFontUnderline(shown)
        return ink
    wanted = was.foreground()
    chosen = wanted.style() != Qt.BrushStyle.NoBrush
    kept = chosen and contrast(wanted.color(), paper.ground) >= _READABLE
    ink.setForeground(wanted.color() if kept else paper.text)
    return ink


def _fragments(document: QTextDocument) -> Iterator[QTextFragment]:
    block = document.begin()
    while block.isValid():
        yield from _fragments_of(block)
        block = block.next()


def _fragments_of(block: QTextBlock) -> Iterator[QTextFragment]:
    run = block.begin()
    while not run.atEnd():
        yield run.fragment()
        run += 1
