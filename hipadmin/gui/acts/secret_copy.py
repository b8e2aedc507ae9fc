"""Secrets on the clipboard: for some seconds, not to be recorded, and taken away again."""

from math import ceil
from time import monotonic

from PySide6.QtCore import QCoreApplication, QMimeData, QObject, QTimer, Signal, Slot
from PySide6.QtGui import QClipboard, QGuiApplication

from hipadmin.domain.token import Secret

STAYS_S = 20.0
"""Seconds a copied secret stays."""
TICK_MS = 250

_WINDOWS = 'application/x-qt-windows-mime;value="{}"'
_HINTS = (
    ("x-kde-passwordManagerHint", b"secret"),
    (_WINDOWS.format("ExcludeClipboardContentFromMonitorProcessing"), b"1"),
    (_WINDOWS.format("CanIncludeInClipboardHistory"), bytes(4)),
    (_WINDOWS.format("CanUploadToCloudClipboard"), bytes(4)),
    ("application/x-nspasteboard-concealed-type", b"1"),
)
"""What clipboard histories of each system look for, so as not to record (KDE's Klipper and those
that follow it; Windows' "Cloud Clipboard and Clipboard History Formats"; nspasteboard.org)."""


class SecretCopy(QObject):
    """One secret on the clipboard. It belongs to the clipboard and ends with what it put there.

    Signals:
        ticked: whole seconds left.
        ended: the secret has left the clipboard, taken away or replaced.
    """

    ticked = Signal(int)
    ended = Signal()

    def __init__(self, clipboard: QClipboard, secret: Secret, what: str, stays_s: float) -> None:
        super().__init__(clipboard)
        self.what = what
        self._clipboard = clipboard
        self._secret = secret
        self._end = monotonic() + stays_s
        self._timer = QTimer(self, interval=TICK_MS)
        self._timer.timeout.connect(self._on_timeout)

    @classmethod
    def put(cls, secret: Secret, what: str, stays_s: float = STAYS_S) -> "SecretCopy":
        """Copy ``secret``, called ``what`` where people are told of it."""
        clipboard = QGuiApplication.clipboard()
        earlier = cls.current()
        if earlier is not None:
            earlier.let_go()
        copy = cls(clipboard, secret, what, stays_s)
        data = QMimeData()
        data.setText(secret.reveal())
        for kind, value in _HINTS:
            data.setData(kind, value)
        clipboard.setMimeData(data)
        copy.begin()
        return copy

    @classmethod
    def current(cls) -> "SecretCopy | None":
        """The secret that is on the clipboard now, if it came from here."""
        found = QGuiApplication.clipboard().findChildren(cls)
        return found[-1] if found else None

    def begin(self) -> None:
        """Count down, and follow what happens to the clipboard."""
        self._clipboard.dataChanged.connect(self._on_data_changed)
        app = QCoreApplication.instance()
        if app is not None:
            app.aboutToQuit.connect(self.take_away)
        self._timer.start()

    @property
    def seconds_left(self) -> int:
        """Whole seconds it stays."""
        return max(0, ceil(self._end - monotonic()))

    @Slot()
    def take_away(self) -> None:
        """Clear the clipboard, unless somebody else has filled it since."""
        if self._secret:
            self._clipboard.clear()
            self.let_go()

    @Slot()
    def _on_timeout(self) -> None:
        if monotonic() >= self._end:
            self.take_away()
        else:
            self.ticked.emit(self.seconds_left)

    @Slot()
    def _on_data_changed(self) -> None:
        # asking another program what it has copied could wait for it: what is ours needs no asking
        if self._clipboard.ownsClipboard() and self._clipboard.text() == self._secret.reveal():
            return
        self.let_go()

    def let_go(self) -> None:
        """Count no more; what is on the clipboard is left alone."""
        if not self._secret:
            return
        self._secret = Secret("")
        self._timer.stop()
        self._clipboard.dataChanged.disconnect(self._on_data_changed)
        self.setParent(None)
        self.ended.emit()
        self.deleteLater()
