"""What the footer of a dialog says while the keyring takes its time."""

from PySide6.QtCore import QCoreApplication, QTimer

from hipadmin.gui.widgets.dialog_frame import DialogFrame

translate = QCoreApplication.translate

SLOW_MS = 2000
"""What takes so long is probably waiting for a person to answer the keyring."""


class SlowNote(QTimer):
    """Started with the work and stopped with it; until then it may say ``text`` in ``dialog``."""

    def __init__(self, dialog: DialogFrame, text: str = "") -> None:
        super().__init__(dialog, singleShot=True, interval=SLOW_MS)
        waiting = translate("Dialog", "Still waiting. The keyring may be asking on this screen.")
        text = text or waiting
        self.timeout.connect(lambda: dialog.set_note(text))
