"""A layout that fills lines from the start and goes on below, as words do."""

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QLayout, QLayoutItem, QStyle, QWidget


class FlowLayout(QLayout):
    """Lays out items of their own sizes; what is wider than the line gets the whole line.

    Attributes:
        between_lines: px between two lines, None: as between two items.
        even: whether lines are of much the same length, so that none holds what was left over.
    """

    def __init__(self, parent: QWidget | None, gap: int) -> None:
        super().__init__(parent)
        self._items: list[QLayoutItem] = []
        self.between_lines: int | None = None
        self.even = False
        self.setSpacing(gap)
        self.setContentsMargins(0, 0, 0, 0)

    def addItem(self, item: QLayoutItem) -> None:
        """Add an item at the end."""
        self._items.append(item)

    def count(self) -> int:
        """Count the items."""
        return len(self._items)

    def itemAt(self, index: int) -> QLayoutItem | None:
        """Give an item, None where there is none."""
        return self._items[index] if 0 <= index < len(self._items) else None

    def takeAt(self, index: int) -> QLayoutItem | None:
        """Take an item out."""
        return self._items.pop(index) if 0 <= index < len(self._items) else None

    def insert(self, index: int, widget: QWidget) -> None:
        """Put a widget before the item at ``index``."""
        self.addWidget(widget)
        self._items.insert(index, self._items.pop())
        self.invalidate()

    def expandingDirections(self) -> Qt.Orientation:
        """Take no more than is needed."""
        return Qt.Orientation(0)

    def hasHeightForWidth(self) -> bool:
        """Narrow means high."""
        return True

    def heightForWidth(self, width: int) -> int:
        """Give the height of all lines."""
        return self._lay_out(QRect(0, 0, width, 0), move=False)

    def setGeometry(self, rect: QRect) -> None:
        """Place the items."""
        super().setGeometry(rect)
        self._lay_out(rect, move=True)

    def sizeHint(self) -> QSize:
        """Give the least size: how wide it gets is for others to say."""
        return self.minimumSize()

    def minimumSize(self) -> QSize:
        """Give the size of the highest item; wide ones are cut."""
        heights = [item.sizeHint().height() for item in self._shown()]
        return QSize(0, max(heights, default=0))

    def _shown(self) -> list[QLayoutItem]:
        return [item for item in self._items if not item.isEmpty()]

    def _lay_out(self, rect: QRect, *, move: bool) -> int:
        y, gap = rect.y(), self.spacing() if self.between_lines is None else self.between_lines
        room = rect.width()
        for line in self._lines(self._least_room(room) if self.even else room):
            height = max(item.sizeHint().height() for item in line)
            if move:
                self._place(line, rect, y, height)
            y += height + gap
        return max(0, y - gap - rect.y())

    def _lines(self, room: int) -> list[list[QLayoutItem]]:
        lines: list[list[QLayoutItem]] = []
        left = 0
        for item in self._shown():
            width = item.sizeHint().width()
            if not lines or width > left:
                lines.append([])
                left = room
            lines[-1].append(item)
            left -= width + self.spacing()
        return lines

    def _least_room(self, room: int) -> int:
        """The least px that need no more lines than ``room`` does."""
        least, most, count = 0, room, len(self._lines(room))
        while most - least > 1:
            middle = (least + most) // 2
            fits = len(self._lines(middle)) <= count
            least, most = (least, middle) if fits else (middle, most)
        return most

    def _place(self, line: list[QLayoutItem], rect: QRect, y: int, height: int) -> None:
        parent, x = self.parentWidget(), rect.x()
        direction = parent.layoutDirection() if parent else Qt.LayoutDirection.LeftToRight
        for item in line:
            size = item.sizeHint()
            size.setWidth(min(size.width(), rect.width()))
            box = QRect(QPoint(x, y + (height - size.height()) // 2), size)
            item.setGeometry(QStyle.visualRect(direction, rect, box))
            x += size.width() + self.spacing()


class Wrapping(QWidget):
    """Holds widgets beside each other, and goes on below with those that do not fit any more.

    It asks for the height of its lines as they stand now, so that what is around it needs not
    know the width before.
    """

    def __init__(self, gap: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.flow = FlowLayout(self, gap)
        self._height = 0

    def add(self, *widgets: QWidget) -> None:
        """Add widgets at the end."""
        for widget in widgets:
            self.flow.addWidget(widget)

    def hasHeightForWidth(self) -> bool:
        """Say no: a page that heard of it would ask for all the height it might like."""
        return False

    def sizeHint(self) -> QSize:
        """Give the width of one line."""
        widths = self._widths()
        gaps = self.flow.spacing() * max(0, len(widths) - 1)
        return QSize(sum(widths) + gaps, self.flow.heightForWidth(self.width()))

    def minimumSizeHint(self) -> QSize:
        """Give the width of the widest, and the height as it stands now."""
        widest = max(self._widths(), default=0)
        return QSize(widest, self.flow.heightForWidth(self.width()))

    def _widths(self) -> list[int]:
        items = (self.flow.itemAt(place) for place in range(self.flow.count()))
        return [item.sizeHint().width() for item in items if item and not item.isEmpty()]

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Ask for another height where the lines have become more or fewer."""
        super().resizeEvent(event)
        height = self.flow.heightForWidth(self.width())
        if height != self._height:
            self._height = height
            self.updateGeometry()
