"""A message's markup as a document that loads nothing, in colours that can be read."""

import re
from dataclasses import dataclass
from html import unescape

from PySide6.QtCore import QCoreApplication, QPointF, Qt, QUrl
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontMetrics,
    QImage,
    QTextCursor,
    QTextDocument,
    QTextOption,
)

from hipadmin.domain.hypertext import MENTION
from hipadmin.hipchat.markup import PICTURE_END, PICTURE_START, links_in, plain_of

translate = QCoreApplication.translate

_READABLE = 4.5
_PICTURE = re.compile(f"{PICTURE_START}(.*?){PICTURE_END}", re.DOTALL)
_BLOCKS = re.compile("<(?:pre|code|ul|ol|table)")
_STYLED = re.compile(r"((?:style=\"|; )color: )([^;\"]+)")
_LINKED = re.compile(r"<a\b[^>]*?\shref=\"([^\"]*)\"[^>]*>")


@dataclass(frozen=True, slots=True)
class Paper:
    """What a message is written with and on; ``mention`` is the ground of an @mention."""

    font: QFont
    text: QColor
    link: QColor
    ground: QColor
    mention: QColor
    mono: str = ""
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
    if _BLOCKS.search(html):  # most messages need no sheet, and reading it takes its time
        document.setIndentWidth(2 * QFontMetrics(paper.font).averageCharWidth())
        document.setDefaultStyleSheet(_sheet(paper))
    document.setHtml(_inked(labelled(html), paper))
    return document


def _sheet(paper: Paper) -> str:
    """Code in the program's own fixed font; cells that do not touch."""
    mono = f"pre, code {{ font-family: '{paper.mono}'; }}" if paper.mono else ""
    pre, lists = "pre { white-space: pre-wrap; margin: 0; }", "ul, ol { margin: 0; }"
    return f"{mono} {pre} {lists} td, th {{ padding: 0 8px 2px 0; }}"


def labelled(html: str) -> str:
    """Put words where pictures were left out: what they show, if their author said so."""
    return _PICTURE.sub(lambda found: _label(found[1].strip()), html)


def _label(words: str) -> str:
    if not words:
        return translate("Transcript", "[picture]")
    return translate("Transcript", "[picture: {words}]").format(words=words)


def limit_lines(document: MessageDocument, most: int) -> bool:
    """Cut a laid-out document after ``most`` lines, with “…” at its end; say whether it was."""
    end = _end_of_line(document, most)
    if end is None:
        return False
    for less in (0, 2, 4, 8, 16):
        _cut(document, end - less)
        if _end_of_line(document, most) is None:
            break
    return True


def _end_of_line(document: MessageDocument, number: int) -> int | None:
    """Where line ``number`` ends; None if it is the last one or there are fewer."""
    document.documentLayout().documentSize()  # lays out what is counted
    block, lines = document.begin(), 0
    while block.isValid():
        layout = block.layout()
        if lines < number < lines + layout.lineCount():
            line = layout.lineAt(number - lines - 1)
            return block.position() + line.textStart() + line.textLength()
        lines += layout.lineCount()
        if lines == number and block.next().isValid():
            return block.position() + block.length() - 1
        block = block.next()
    return None


def _cut(document: MessageDocument, end: int) -> None:
    cursor = QTextCursor(document)
    cursor.setPosition(max(0, end))
    cursor.movePosition(QTextCursor.MoveOperation.End, QTextCursor.MoveMode.KeepAnchor)
    cursor.insertText("…")


def anchor_at(document: QTextDocument, spot: QPointF) -> str:
    """Give the web address under ``spot``, or an empty text."""
    address = document.documentLayout().anchorAt(spot)
    return address if is_web(address) else ""


def words_of(html: str) -> str:
    """Give the words of cleaned markup, those in place of its pictures included."""
    return labelled(plain_of(html))


def web_links(html: str) -> list[str]:
    """Give the web addresses ``html`` links to, each once, in order."""
    return [address for address in links_in(html) if is_web(address)]


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


def _inked(html: str, paper: Paper) -> str:
    """Keep a sender's colour only where it can be read; links look like ours, others like text.

    This is done to the markup, which has been cleaned: a document of many colours would take
    seconds to be painted over piece by piece.
    """
    found = _STYLED.sub(lambda style: _styled(style, paper), html)
    return _LINKED.sub(lambda link: _linked(link, paper), found)


def _styled(style: re.Match[str], paper: Paper) -> str:
    color = QColor(style[2].strip())
    kept = color.isValid() and contrast(color, paper.ground) >= _READABLE
    return style[0] if kept else f"{style[1]}{paper.text.name()}"


def _linked(link: re.Match[str], paper: Paper) -> str:
    address = unescape(link[1])
    if address.startswith(MENTION):
        ground = f"background-color: {paper.mention.name()}; font-weight: 600"
        look = f"color: {paper.link.name()}; {ground}; text-decoration: none"
    elif is_web(address):
        look = f"color: {paper.link.name()}; text-decoration: underline"
    else:
        look = f"color: {paper.text.name()}; text-decoration: none"
    return f'<a href="{link[1]}" style="{look}">'
