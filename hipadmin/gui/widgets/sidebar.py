"""The sidebar: a short list of places, with icons, the current one on the selection's ground."""

from collections.abc import Sequence
from typing import NamedTuple

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import (
    QFrame,
    QListWidget,
    QListWidgetItem,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from hipadmin.gui.delegates.ground import Ink
from hipadmin.gui.delegates.paint import Run, paint_runs, rounded
from hipadmin.gui.look.icons import Icon, paint_icon
from hipadmin.gui.theme import FontRole, Look
from hipadmin.gui.widgets.labels import Label
from hipadmin.gui.widgets.surface import Surface

WIDTHS = ((208, 1100), (184, 760), (148, 0))
"""Design px of the sidebar, and the width of a window from which on it takes them."""

_KEY = Qt.ItemDataRole.UserRole
_ICON = Qt.ItemDataRole.UserRole + 1


class Place(NamedTuple):
    """One entry of a sidebar."""

    key: str
    text: str
    icon: Icon


class Sidebar(Surface):
    """A titled list of places.

    Signals:
        chosen: key of the place a person went to; `set_current` does not emit it.
    """

    chosen = Signal(str)

    def __init__(
        self, look: Look, title: str, places: Sequence[Place], parent: QWidget | None = None
    ) -> None:
        super().__init__(look, "window", "right", parent)
        self.title = Label(look, title, FontRole.SMALL, "text2")
        self.list = _Places(look)
        self.list.setAccessibleName(title)
        for place in places:
            self.list.addItem(_item(place))
        self._build()
        self.list.itemSelectionChanged.connect(self._on_selected)
        look.changed.connect(self.list.viewport().update)

    def _build(self) -> None:
        px = self.look.px
        column = QVBoxLayout(self)
        column.setContentsMargins(px(8), px(16), px(8) + self.look.hair, px(8))
        column.setSpacing(px(4))
        self.title.setContentsMargins(px(10), 0, 0, px(2))
        column.addWidget(self.title)
        column.addWidget(self.list, 1)
        self.setFixedWidth(px(WIDTHS[0][0]))

    def fit(self, window_width: int) -> None:
        """Take the width from the window's, both in px."""
        fitting = (width for width, from_ in WIDTHS if window_width >= self.look.px(from_))
        self.setFixedWidth(self.look.px(next(fitting)))

    @property
    def keys(self) -> tuple[str, ...]:
        """The keys of all places, in their order."""
        return tuple(str(self.list.item(row).data(_KEY)) for row in range(self.list.count()))

    def current(self) -> str:
        """Give the key of the current place, or an empty text."""
        item = self.list.currentItem()
        return str(item.data(_KEY)) if item else ""

    def set_current(self, key: str) -> None:
        """Mark a place as current without announcing it."""
        blocked = self.list.blockSignals(True)
        for row in range(self.list.count()):
            if self.list.item(row).data(_KEY) == key:
                self.list.setCurrentRow(row)
        self.list.blockSignals(blocked)

    def _on_selected(self) -> None:
        # assistive technology selects without making current; keys and mouse do both
        selected = self.list.selectedItems()
        if selected:
            self.list.setCurrentItem(selected[0])
            self.chosen.emit(str(selected[0].data(_KEY)))


class _Places(QListWidget):
    def __init__(self, look: Look) -> None:
        super().__init__()
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setMouseTracking(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setItemDelegate(_PlaceDelegate(look, self))
        self.viewport().setAutoFillBackground(False)


class _PlaceDelegate(QStyledItemDelegate):
    def __init__(self, look: Look, parent: QListWidget) -> None:
        super().__init__(parent)
        self._look = look

    def sizeHint(
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> QSize:
        return QSize(self._look.px(100), self._look.px(34))

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        look, state = self._look, option.state
        current = bool(state & QStyle.StateFlag.State_Selected)
        ink = Ink(look, on_yellow=current and look.theme.high_contrast)
        painter.save()
        self._paint_ground(painter, option, ink, current)
        self._paint_icon(painter, option, index, ink, current)
        role = FontRole.SECTION if current else FontRole.BODY
        run = Run.of(look, str(index.data()), role, ink("text"))
        words = option.rect.adjusted(look.px(33), 0, -look.px(8), -look.px(2))
        paint_runs(painter, option.rect, words, [run], 0, option.direction)
        painter.restore()

    def _paint_ground(
        self, painter: QPainter, option: QStyleOptionViewItem, ink: Ink, current: bool
    ) -> None:
        look = self._look
        box = QRectF(option.rect).adjusted(0, 0, 0, -look.px(2))
        hovered = bool(option.state & QStyle.StateFlag.State_MouseOver)
        if current or hovered:
            fill = look.color("selected" if current else "pressed")
            rounded(painter, box, look.px(6), fill=fill)
        if option.state & QStyle.StateFlag.State_HasFocus:
            rounded(painter, box, look.px(6), border=ink("focus"), width=look.ring)

    def _paint_icon(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
        ink: Ink,
        current: bool,
    ) -> None:
        size, box = self._look.px(16), option.rect
        spot = QRect(box.left() + self._look.px(11), 0, size, size)
        spot.moveTop(box.top() + (box.height() - self._look.px(2) - size) // 2)
        shown = QRectF(QStyle.visualRect(option.direction, box, spot))
        color = ink("accent" if current else "text2")
        paint_icon(painter, Icon(index.data(_ICON)), shown, color)


def _item(place: Place) -> QListWidgetItem:
    item = QListWidgetItem(place.text)
    item.setData(_KEY, place.key)
    item.setData(_ICON, str(place.icon))
    return item
