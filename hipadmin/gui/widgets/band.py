"""The sandbox band: violet, faintly striped, always there while nothing is real."""

from PySide6.QtCore import QPointF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPixmap, QPolygonF
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from hipadmin.gui.look.icons import Icon
from hipadmin.gui.theme import FontRole, Look
from hipadmin.gui.widgets.button import Button, Edge, link
from hipadmin.gui.widgets.icon_view import IconView
from hipadmin.gui.widgets.labels import ElidedLabel, Label

_FAINT = 0.07
_PERIODS = 4
"""Stripes of one tile: with so many its width is whole on screens of any quarter of a scale."""


class SandboxBand(QWidget):
    """Says that the sandbox answers and that nothing real is touched."""

    def __init__(self, look: Look, text: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.look = look
        self.text = ElidedLabel(look, text)
        self._links = QHBoxLayout()
        self._tile = QPixmap()
        self._drawn_for: tuple[int, int, float, int] | None = None
        self.setAccessibleName(self.tr("Sandbox"))
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.setFixedHeight(look.px(32))
        self._build()
        look.changed.connect(self.update)

    def _build(self) -> None:
        px = self.look.px
        row = QHBoxLayout(self)
        row.setContentsMargins(px(24), 0, px(12), 0)
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
        button = link(self.look, text, leans=Edge.END)
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
        key = (self.look.px(6), self.height(), self.devicePixelRatioF(), stripe.rgba())
        if key != self._drawn_for:
            self._drawn_for = key
            self._tile = _striped(*key[:3], stripe)
        painter.drawTiledPixmap(self.rect(), self._tile)


def _striped(wide: int, height: int, ratio: float, color: QColor) -> QPixmap:
    """Draw what repeats from left to right: a whole band would take as long as a page."""
    size = QSize(2 * wide * _PERIODS, height)
    drawn = QPixmap(size * ratio)
    drawn.setDevicePixelRatio(ratio)
    drawn.fill(Qt.GlobalColor.transparent)
    painter = QPainter(drawn)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(color)
    before = -(-height // (2 * wide)) * 2 * wide  # where a stripe begins that ends in the tile
    for left in range(-before, size.width(), 2 * wide):
        corners = ((left, height), (left + height, 0), (left + height + wide, 0))
        points = [QPointF(x, y) for x, y in (*corners, (left + wide, height))]
        painter.drawPolygon(QPolygonF(points))
    painter.end()
    return drawn
