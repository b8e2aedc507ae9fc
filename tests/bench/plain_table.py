"""A bare table of Qt in the same process: what a long list costs by itself on this machine."""

from collections.abc import Callable, Iterator
from functools import partial

from PySide6.QtCore import QSortFilterProxyModel, Qt, QTimer
from PySide6.QtGui import QStandardItem, QStandardItemModel
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMainWindow, QTableView

from tests.crowd import integrations
from tests.watchdog import Watchdog

COLUMNS = 8
REST_MS = 60
IDLE = 20


class PlainTable:
    """A window with a `QTableView` over ``count`` rows, sorted and filtered by Qt's own proxy."""

    def __init__(self, count: int) -> None:
        self._model = QStandardItemModel(0, COLUMNS)
        for one in integrations(count):
            texts = [one.name, one.endpoint, *(room.room for room in one.rooms), "On", "—", "OK"]
            self._model.appendRow([QStandardItem(text) for text in texts[:COLUMNS]])
        self._proxy = QSortFilterProxyModel()
        self._proxy.setFilterKeyColumn(-1)
        self._proxy.setFilterCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        self._proxy.setSourceModel(self._model)
        self._window = QMainWindow()
        self._view = QTableView()
        self._view.setModel(self._proxy)
        self._window.setCentralWidget(self._view)
        self._window.resize(1200, 760)
        self._window.show()
        QTest.qWait(REST_MS)

    def close(self) -> None:
        """End it."""
        self._window.close()
        self._window.deleteLater()

    def acts(self) -> dict[str, Iterator[Callable[[], object]]]:
        """What is measured, by the name of the flow that does the same in the real window."""
        bar = self._view.verticalScrollBar()
        texts = ("m", "mo", "monitoring 1", "0", "", "nothing is called that", "")
        return {
            "idle": ((lambda: None) for _ in range(IDLE)),
            "scroll": (partial(bar.setValue, bar.maximum() * n // 10) for n in range(11)),
            "filter": (partial(self._proxy.setFilterFixedString, text) for text in texts),
            "sort": (partial(self._proxy.sort, column) for column in range(COLUMNS)),
        }


def watch(watchdog: Watchdog, acts: Iterator[Callable[[], object]]) -> Watchdog:
    """Let each act happen from the event loop, and what follows from it."""
    with watchdog.watching():
        for act in acts:
            QTimer.singleShot(0, act)
            QTest.qWait(REST_MS)
    return watchdog
