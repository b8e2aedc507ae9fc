"""The sandbox band: violet, faintly striped, always there while nothing is real."""

from PySide6.QtCore import QPointF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPixmap, QPolygonF
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from hipadmin.gui.look.icons import Icon
from hipadmin.gui.theme import FontRole, Look
from hipadmin.gui.widgets.button import Button, link
from hipadmin.gui.widgets.form import IconView
from hipadmin.gui.widgets.labels import ElidedLabel, Label

_FAINT = 0.07
_STEP = 512
"""Stripes are drawn for widths in such steps, and kept: a band is painted with all around it."""


class SandboxBand(QWidget):
    """Says that the sandbox answers and that nothing real is touched."""

    def __init__(self, look: Look, text: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.look = look
        self.text = ElidedLabel(look, text)
        self._links = QHBoxLayout()
        self._stripes = QPixmap()
        self._drawn_for: tuple[int, int, float, int] | None = None
        self.setAccessibleName(self.tr("Sandbox"))
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.setFixedHeight(look.px(32))
        self._build()
        look.changed.connect(self.update)

    def _build(self) -> None:
        px = self.look.px
        row = QHBoxLayout(self)
        row.setContentsMargins(px(24), 0, px(8), 0)
        row.setSpacing(px(8))
        row.addWidget(IconView(self.look, Icon.FLASK, "violet"))
        row.addWidget(Label(self.look, self.tr("Sandbox"), FontRole.SECTION, "violet"))
        row.addWidget(self.text)
        row.addStretch(1)
        row.addLayout(self._links)

    def set_text(self, text: str) -> None:
        """Change the sentence."""
        self.text.set_text(text)

    def add_link(self, text: str) -> Button:
        """Add a link at the end and give it back for its clicks."""
        button = link(self.look, text)
        self._links.addWidget(button)
        return button

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint ground, stripes and line."""
        look, rect = self.look, self.rect()
        painter = QPainter(self)
        painter.fillRect(rect, look.color("violet_bg"))
        if not look.theme.high_contrast:
            self._paint_stripes(painter)
        painter.fillRect(0, rect.height() - look.hair, rect.width(), look.hair, look.color("line"))
        painter.end()

    def _paint_stripes(self, painter: QPainter) -> None:
        stripe = QColor(self.look.color("violet"))
        stripe.setAlphaF(_FAINT)
        width = -(-self.width() // _STEP) * _STEP
        key = (width, self.height(), self.devicePixelRatioF(), stripe.rgba())
        if key != self._drawn_for:
            self._drawn_for = key
            self._stripes = _striped(QSize(width, self.height()), key[2], self.look.px(6), stripe)
        painter.drawPixmap(0, 0, self._stripes)


def _striped(size: QSize, ratio: float, wide: int, color: QColor) -> QPixmap:
    drawn = QPixmap(size * ratio)
    drawn.setDevicePixelRatio(ratio)
    drawn.fill(Qt.GlobalColor.transparent)
    painter = QPainter(drawn)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(color)
    height = size.height()
    for left in range(-height, size.width(), 2 * wide):
        corners = ((left, height), (left + height, 0), (left + height + wide, 0))
        points = [QPointF(x, y) for x, y in (*corners, (left + wide, height))]
        painter.drawPolygon(QPolygonF(points))
    painter.end()
    return drawn
