"""The scrolling body of a dialog: whatever gets the focus comes into sight."""

from PySide6.QtCore import QPoint, QRect, Qt, QTimer
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QApplication, QFrame, QScrollArea, QWidget

from hipadmin.gui.theme import Look

_ABOVE = 48
"""Design px kept around the focused widget: its label above, its problem below."""


class ScrollBody(QScrollArea):
    """Scrolls ``body`` vertically.

    Qt scrolls only when Tab moves the focus; here it counts wherever it was put.
    """

    def __init__(self, look: Look, body: QWidget, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.look = look
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setWidget(body)
        self.viewport().setAutoFillBackground(False)
        body.setAutoFillBackground(False)
        # after the layout has placed what has just been shown
        self._soon = QTimer(self, singleShot=True, interval=0)
        self._soon.timeout.connect(self.follow)
        app = QApplication.instance()
        if isinstance(app, QApplication):
            app.focusChanged.connect(self._on_focus_changed)

    def follow_soon(self) -> None:
        """Do so as soon as what is changing now is laid out."""
        self._soon.start()

    def follow(self) -> None:
        """Bring the widget with the focus into sight, if it lies in the body."""
        body, focused = self.widget(), QApplication.focusWidget()
        if body is not None and focused is not None and body.isAncestorOf(focused):
            self.ensureWidgetVisible(focused, 0, self.look.px(_ABOVE))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the focused widget in sight when something takes room from the body."""
        before = QRect(QPoint(0, 0), event.oldSize())
        super().resizeEvent(event)
        body, focused = self.widget(), QApplication.focusWidget()
        if body is None or focused is None or not body.isAncestorOf(focused):
            return
        if before.contains(QRect(focused.mapTo(self.viewport(), QPoint(0, 0)), focused.size())):
            self._soon.start()

    def _on_focus_changed(self, _before: QWidget | None, now: QWidget | None) -> None:
        if now is not None:
            self._soon.start()


class PageScroll(ScrollBody):
    """Scrolls a page in a window that is too small for it, in both directions."""

    def __init__(self, look: Look, page: QWidget, parent: QWidget | None = None) -> None:
        super().__init__(look, page, parent)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)


def scroll_of(page: QWidget) -> PageScroll:
    """Give what scrolls ``page``."""
    found = page.parentWidget()
    found = found.parentWidget() if found is not None else None
    assert isinstance(found, PageScroll), page  # noqa: S101 - whoever asks has put it there
    return found
