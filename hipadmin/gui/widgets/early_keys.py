"""Keys typed after a dialog was asked for and before it opens."""

from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent, QWindow
from PySide6.QtWidgets import QDialog, QWidget

_KEYS = (QEvent.Type.ShortcutOverride, QEvent.Type.KeyPress)
_PLAIN = Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.KeypadModifier
_CONFIRM = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class EarlyKeys(QObject):
    """Keeps them from the window below, where they would act, and gives them to ``dialog``.

    What would confirm the dialog or is held down goes nowhere: nobody has seen what it would do.
    Key combinations go nowhere either.
    """

    def __init__(self, dialog: QDialog) -> None:
        super().__init__(dialog)
        self._dialog = dialog
        self._typed: list[tuple[int, Qt.KeyboardModifier, str]] = []
        self._app = QCoreApplication.instance()
        if self._app is not None:
            self._app.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Take what is typed over the window below."""
        if event.type() not in _KEYS or not isinstance(event, QKeyEvent):
            return False
        if not self._is_below(watched):
            return False
        if event.type() == QEvent.Type.KeyPress:
            self._keep(event)
        event.accept()  # or it would be looked for among the shortcuts
        return True

    def _is_below(self, watched: QObject) -> bool:
        parent = self._dialog.parentWidget()
        if parent is None:
            return False
        below = parent.window()
        if isinstance(watched, QWindow):
            return watched is below.windowHandle()
        return isinstance(watched, QWidget) and watched.window() is below

    def _keep(self, event: QKeyEvent) -> None:
        combined = event.modifiers() & ~_PLAIN
        if not (combined or event.isAutoRepeat() or event.key() in _CONFIRM):
            self._typed.append((event.key(), event.modifiers(), event.text()))

    def stop(self) -> None:
        """Let keys go where they belong."""
        if self._app is not None:
            self._app.removeEventFilter(self)
        self.deleteLater()

    def give(self) -> None:
        """The dialog is open: what was typed is typed into it."""
        self.stop()
        for typed in self._typed:
            for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
                target = self._dialog.focusWidget() or self._dialog
                QCoreApplication.sendEvent(target, QKeyEvent(kind, *typed))
