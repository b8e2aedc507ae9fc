"""Whether the text field that has the focus can take back typing of its own."""

from PySide6.QtCore import QMetaObject, QObject, Signal, Slot
from PySide6.QtWidgets import QApplication, QLineEdit, QPlainTextEdit, QTextEdit, QWidget

_Long = QPlainTextEdit | QTextEdit


class TextFocus(QObject):
    """Follows the focus of the application.

    Signals:
        changed: `can_undo` or `can_redo` may have changed.
    """

    changed = Signal()

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._typing: QMetaObject.Connection | None = None
        application = QApplication.instance()
        if isinstance(application, QApplication):
            application.focusChanged.connect(self._on_focus_changed)

    @property
    def can_undo(self) -> bool:
        """Whether Undo belongs to the field."""
        field = QApplication.focusWidget()
        if isinstance(field, QLineEdit):
            return field.isUndoAvailable()
        return isinstance(field, _Long) and field.document().isUndoAvailable()

    @property
    def can_redo(self) -> bool:
        """Whether Redo belongs to the field."""
        field = QApplication.focusWidget()
        if isinstance(field, QLineEdit):
            return field.isRedoAvailable()
        return isinstance(field, _Long) and field.document().isRedoAvailable()

    @Slot(QWidget, QWidget)
    def _on_focus_changed(self, _old: QWidget | None, new: QWidget | None) -> None:
        if self._typing is not None:
            QObject.disconnect(self._typing)
            self._typing = None
        if isinstance(new, QLineEdit | _Long):
            self._typing = new.textChanged.connect(self.changed)
        self.changed.emit()
