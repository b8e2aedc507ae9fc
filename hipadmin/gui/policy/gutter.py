"""The line numbers beside a text."""

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPaintEvent, QTextBlock
from PySide6.QtWidgets import QPlainTextEdit, QWidget

from hipadmin.gui.theme import FontRole, Look


class Gutter(QWidget):
    """The numbers of ``view``; nothing for assistive technology, which counts by itself."""

    def __init__(self, look: Look, view: QPlainTextEdit) -> None:
        super().__init__(view)
        self.look = look
        self._view = view

    def room(self) -> int:
        """Width of the numbers, in px."""
        digits = max(2, len(str(self._view.blockCount())))
        digit = self.look.metrics(FontRole.SMALL).horizontalAdvance("0")
        return self.look.px(10) + digit * digits

    def sizeHint(self) -> QSize:
        """Give the width of the numbers."""
        return QSize(self.room(), 0)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the numbers of the lines in sight, the caret's darker."""
        painter = QPainter(self)
        look, view, rect = self.look, self._view, event.rect()
        line = QRect(self.width() - look.hair, rect.top(), look.hair, rect.height())
        painter.fillRect(line, look.color("row"))
        painter.setFont(look.font(FontRole.SMALL))
        current, block = view.textCursor().blockNumber(), view.firstVisibleBlock()
        shift = view.viewport().y() - self.y()
        while block.isValid():
            box = view.blockBoundingGeometry(block).translated(view.contentOffset())
            top = round(box.top()) + shift
            if top > rect.bottom():
                break
            self._paint_number(painter, block, top, current)
            block = block.next()
        painter.end()

    def _paint_number(self, painter: QPainter, block: QTextBlock, top: int, current: int) -> None:
        number, look = block.blockNumber(), self.look
        painter.setPen(QColor(look.color("text" if number == current else "text2")))
        # the last block is higher than its line
        height = self._view.fontMetrics().height()
        box = QRect(0, top, self.width() - look.px(6), height)
        flags = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        painter.drawText(box, flags | Qt.AlignmentFlag.AlignAbsolute, str(number + 1))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Put the caret into the line of a number."""
        view = self._view
        y = event.position().toPoint().y()
        view.setTextCursor(view.cursorForPosition(QPoint(0, y)))
        view.setFocus()
