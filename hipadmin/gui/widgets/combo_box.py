"""The combo box, and the entries of its list."""

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import (
    QAccessible,
    QAccessibleEvent,
    QPainter,
    QPaintEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QComboBox, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from hipadmin.gui.announce import let_speak
from hipadmin.gui.look.icons import Icon
from hipadmin.gui.theme import FontRole, Look
from hipadmin.gui.widgets.accessible_combo import NamedCombo
from hipadmin.gui.widgets.icon_view import icon_in_field

Index = QModelIndex | QPersistentModelIndex


class _ListDelegate(QStyledItemDelegate):
    """The entries of an unfolded list; a separator is a line, as in a menu."""

    def __init__(self, look: Look, parent: QWidget) -> None:
        super().__init__(parent)
        self.look = look

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """Give a separator the room of one in a menu."""
        whole = super().sizeHint(option, index)
        return QSize(whole.width(), self.look.px(9)) if _separates(index) else whole

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Paint one entry."""
        if not _separates(index):
            super().paint(painter, option, index)
            return
        rect: QRect = option.rect
        hair = self.look.hair
        line = QRect(rect.left(), rect.center().y(), rect.width(), hair)
        painter.fillRect(line, self.look.color("line"))


def _separates(index: Index) -> bool:
    """Say whether it is what `QComboBox.insertSeparator` made: Qt marks it so."""
    return bool(index.data(Qt.ItemDataRole.AccessibleDescriptionRole) == "separator")


class ComboBox(QComboBox):
    """A combo box with our chevron; the wheel changes it only when it has the focus."""

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.look = look
        let_speak(ComboBox, NamedCombo)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        # Fusion's own delegate draws the list past the style sheet
        self.setItemDelegate(_ListDelegate(look, self))
        size = QSize(look.px(16), look.px(16))
        self.setIconSize(size)
        self.view().setIconSize(size)
        look.dress(self, FontRole.BODY)
        self.currentTextChanged.connect(self._tell)

    def _tell(self) -> None:
        event = QAccessibleEvent(self, QAccessible.Event.DescriptionChanged)
        QAccessible.updateAccessibility(event)

    def showPopup(self) -> None:
        """Unfold; the list is called as its box is."""
        view = self.view()
        view.setAccessibleName(self.accessibleName())
        self.look.dress_bars(view)
        super().showPopup()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Leave the wheel to the page unless the field has the focus."""
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the box and its chevron."""
        super().paintEvent(event)
        painter = QPainter(self)
        left = self.width() - self.look.px(8 + 14)
        icon_in_field(painter, self, self.look, Icon.CHEVRON_DOWN, left, 14)
        painter.end()
