"""The head of a table: small words in text2, the sort direction as a chevron beside its word."""

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHeaderView, QStyle, QWidget

from hipadmin.gui.delegates.ground import Ink
from hipadmin.gui.delegates.paint import Run, paint_runs
from hipadmin.gui.look.icons import Icon, paint_icon
from hipadmin.gui.theme import FontRole, Look


class Header(QHeaderView):
    """Column heads, painted."""

    def __init__(self, look: Look, parent: QWidget, *, in_card: bool) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self._look = look
        self._in_card = in_card
        self.setSectionsClickable(True)
        self.setHighlightSections(False)
        self.setSectionsMovable(True)
        self.setFirstSectionMovable(False)
        self.setStretchLastSection(False)
        self.setMinimumSectionSize(look.px(16))
        self.setFont(look.font(FontRole.HEAD))

    def sizeHint(self) -> QSize:
        """Give the height of a column head."""
        return QSize(super().sizeHint().width(), self._look.px(28 if self._in_card else 30))

    def word_width(self, section: int) -> int:
        """Give the width ``section`` wants, with the chevron where rows can be sorted, in px."""
        width = self._look.width(FontRole.HEAD, self._word(section))
        chevron = self._look.px(4 + 12) if self.isSortIndicatorShown() else 0
        return self._inset(section) + width + chevron + self._after(section) + 1

    def paintSection(self, painter: QPainter, rect: QRect, logical_index: int) -> None:
        """Paint word and chevron of one section and the line below it."""
        look, direction = self._look, self.layoutDirection()
        painter.save()
        box = self._content(rect, logical_index)
        run = Run.of(look, self._word(logical_index), FontRole.HEAD, look.color("text2"))
        sorted_here = self._is_sorted(logical_index)
        words = box.adjusted(0, 0, -look.px(16) if sorted_here else 0, 0)
        paint_runs(painter, rect, words, [run], 0, direction)
        if sorted_here:
            self._paint_chevron(painter, rect, box, min(run.width, words.width()))
        self._paint_lines(painter, rect)
        painter.restore()

    def _word(self, section: int) -> str:
        model = self.model()
        return str(model.headerData(section, self.orientation()) or "") if model else ""

    def _is_sorted(self, section: int) -> bool:
        return self.isSortIndicatorShown() and self.sortIndicatorSection() == section

    def _content(self, rect: QRect, section: int) -> QRect:
        return rect.adjusted(self._inset(section), 0, -self._after(section), 0)

    def _inset(self, section: int) -> int:
        return self._look.px(self._edge if section == self.edges[0] else 8)

    def _after(self, section: int) -> int:
        return self._look.px(self._edge if section == self.edges[1] else 4)

    @property
    def _edge(self) -> int:
        return 12 if self._in_card else 24

    @property
    def edges(self) -> tuple[int, int]:
        """The columns shown first and last."""
        places = range(self.count() - 1, 0, -1)
        shown = (at for at in places if not self.isSectionHidden(self.logicalIndex(at)))
        return self.logicalIndex(0), self.logicalIndex(next(shown, 0))

    def _paint_chevron(self, painter: QPainter, rect: QRect, box: QRect, after: int) -> None:
        look = self._look
        size = look.px(12)
        top = box.top() + (box.height() - size) // 2
        spot = QRect(box.left() + after + look.px(4), top, size, size)
        ascending = self.sortIndicatorOrder() == Qt.SortOrder.AscendingOrder
        icon = Icon.CHEVRON_UP if ascending else Icon.CHEVRON_DOWN
        shown = QRectF(QStyle.visualRect(self.layoutDirection(), rect, spot))
        paint_icon(painter, icon, shown, Ink(look)("text2"))

    def _paint_lines(self, painter: QPainter, rect: QRect) -> None:
        hair, color = self._look.hair, self._look.color("line")
        bottom = QRect(rect.left(), rect.bottom() + 1 - hair, rect.width(), hair)
        painter.fillRect(bottom, color)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Carry the line on where there are no sections."""
        super().paintEvent(event)
        rest = self.viewport().rect()
        if self.length() < rest.width():
            painter = QPainter(self.viewport())
            self._paint_lines(painter, rest)
            painter.end()
