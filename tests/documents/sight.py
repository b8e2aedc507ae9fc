"""What can be seen and read, and where links lead."""

from PySide6.QtCore import QObject, Qt, QUrl, Slot
from PySide6.QtWidgets import QListView, QScrollArea, QTableView, QWidget

from tests.gui.find import row_of


class Browser(QObject):
    """Notes the addresses a browser would have shown."""

    def __init__(self) -> None:
        super().__init__()
        self.visited: list[str] = []

    @Slot(QUrl)
    def open(self, url: QUrl) -> None:
        """Note an address."""
        self.visited.append(url.toString())


def spoken(view: QListView) -> list[str]:
    """What a screen reader says of each row of a list."""
    model = view.model()
    indexes = [model.index(row, 0) for row in range(model.rowCount())]
    return [str(index.data(Qt.ItemDataRole.AccessibleTextRole)) for index in indexes]


def has_row(view: QTableView, row: str) -> bool:
    """Whether one of the cells of a row shows exactly this."""
    try:
        return row_of(view, row) >= 0
    except AssertionError:
        return False


def seen(view: QWidget) -> bool:
    """Whether any of it is in sight."""
    return view.isVisible() and not view.visibleRegion().isEmpty()


def reveal(widget: QWidget) -> None:
    """Scroll it into sight."""
    above = widget.parentWidget()
    while above is not None:
        if isinstance(above, QScrollArea):
            above.ensureWidgetVisible(widget)
        above = above.parentWidget()
