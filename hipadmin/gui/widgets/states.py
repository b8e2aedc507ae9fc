"""Pages without rows: nothing there yet, nothing found, or still reading."""

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Qt, QTimer
from PySide6.QtGui import QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from hipadmin.gui.delegates.paint import rounded
from hipadmin.gui.look.icons import Icon, paint_icon
from hipadmin.gui.theme import FontRole, Look
from hipadmin.gui.widgets.labels import BalancedLabel, Label
from hipadmin.gui.widgets.turning import Turning

QUIET_MS = 200
"""How long reading may take before it is mentioned."""


class Drawing(QWidget):
    """Icons joined by a dashed line; one of them may be filled with the accent."""

    def __init__(
        self, look: Look, icons: Sequence[Icon], accent: int = -1, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.look = look
        self._icons = tuple(icons)
        self._accent = accent
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        look.changed.connect(self.update)

    def _sizes(self) -> list[int]:
        return [
            self.look.px(28 if place == self._accent else 50) for place in range(len(self._icons))
        ]

    def sizeHint(self) -> QSize:
        """Give the room of icons and lines."""
        gap = self.look.px(14) * (len(self._icons) - 1)
        return QSize(sum(self._sizes()) + gap, self.look.px(64))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the icons and what joins them."""
        painter = QPainter(self)
        look, left = self.look, 0
        middle = self.height() / 2
        for place, (icon, size) in enumerate(zip(self._icons, self._sizes(), strict=True)):
            if place:
                self._paint_join(painter, left, middle)
                left += look.px(14)
            box = QRectF(left, middle - size / 2, size, size)
            self._paint_icon(painter, icon, box, accent=place == self._accent)
            left += size
        painter.end()

    def _paint_join(self, painter: QPainter, left: int, middle: float) -> None:
        look = self.look
        pen = QPen(look.color("control"), look.hair)
        pen.setDashPattern([4 / look.hair, 3 / look.hair])
        painter.setPen(pen)
        painter.drawLine(left + look.px(1), round(middle), left + look.px(13), round(middle))

    def _paint_icon(self, painter: QPainter, icon: Icon, box: QRectF, *, accent: bool) -> None:
        look = self.look
        if accent:
            rounded(painter, box, box.width() / 2, fill=look.color("accent"))
        else:
            fill, edge = look.color("sunken"), look.color("line")
            rounded(painter, box, look.px(10), fill=fill, border=edge, width=look.hair)
        size = look.px(16 if accent else 24)
        inset = (box.width() - size) / 2
        color = look.color("on_accent" if accent else "text2")
        paint_icon(painter, icon, box.adjusted(inset, inset, -inset, -inset), color)


class EmptyState(QWidget):
    """A centred column: drawing, title, two lines, buttons, a remark.

    The drawing gives way where it would be cut.

    Attributes:
        below: layout under the remark, for cards of the first steps.
    """

    def __init__(
        self,
        look: Look,
        title: str,
        text: str = "",
        *,
        icons: Sequence[Icon] = (),
        accent: int = -1,
        buttons: Sequence[QWidget] = (),
        remark: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.look = look
        self.title = BalancedLabel(look, title, FontRole.EMPTY_TITLE)
        self.text = BalancedLabel(look, text, FontRole.BODY, "text2")
        self.remark = BalancedLabel(look, remark, FontRole.SMALL, "text2")
        self.below = QHBoxLayout()
        self._build(icons, accent, buttons)
        self.setAccessibleName(title)

    def _build(self, icons: Sequence[Icon], accent: int, buttons: Sequence[QWidget]) -> None:
        px, center = self.look.px, Qt.AlignmentFlag.AlignHCenter
        column = QVBoxLayout(self)
        column.setContentsMargins(px(24), px(12), px(24), px(12))
        column.setSpacing(0)
        column.addStretch(3)
        self.drawing = Drawing(self.look, icons, accent) if icons else None
        if self.drawing is not None:
            column.addWidget(self.drawing, 0, center)
            column.addSpacing(px(12))
        column.addWidget(self.title)
        column.addSpacing(px(4))
        column.addWidget(self.text)
        column.addSpacing(px(16))
        column.addWidget(self._row(buttons))
        column.addSpacing(px(12))
        column.addWidget(self.remark)
        self.remark.setVisible(bool(self.remark.text()))
        column.addSpacing(px(24))
        column.addLayout(self.below)
        column.addStretch(4)

    def _row(self, buttons: Sequence[QWidget]) -> Turning:
        line = Turning(self.look.px(8))
        line.row.addStretch(1)
        for button in buttons:
            line.row.addWidget(button, 0, Qt.AlignmentFlag.AlignHCenter)
        line.row.addStretch(1)
        return line

    def heightForWidth(self, width: int) -> int:
        """Give the height of the column; none while hidden: a stack asks hidden pages too."""
        return -1 if self.isHidden() else super().heightForWidth(width)

    def set_texts(self, title: str, text: str = "") -> None:
        """Change title and lines."""
        self.title.set_text(title)
        self.text.set_text(text)
        self.setAccessibleName(title)
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Show the drawing where there is room for it."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        column = self.layout()
        if self.drawing is None or column is None:
            return
        needed = column.totalHeightForWidth(self.width())
        if self.drawing.isHidden():
            needed += self.drawing.sizeHint().height()
        self.drawing.setVisible(needed <= self.height())


class LoadingState(QWidget):
    """Says "Reading …" after a moment; what is quick is not mentioned."""

    def __init__(
        self,
        look: Look,
        text: str = "",
        parent: QWidget | None = None,
        *,
        quiet_ms: int = QUIET_MS,
    ) -> None:
        super().__init__(parent)
        self.label = Label(look, text or self.tr("Reading …"), FontRole.BODY, "text2")
        self.label.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.label.hide()
        column = QVBoxLayout(self)
        column.addWidget(self.label)
        self._timer = QTimer(self, singleShot=True, interval=quiet_ms)
        self._timer.timeout.connect(self.label.show)

    def start(self) -> None:
        """Begin to count the moment."""
        self.label.hide()
        self._timer.start()

    def stop(self) -> None:
        """Say nothing any more."""
        self._timer.stop()
        self.label.hide()
