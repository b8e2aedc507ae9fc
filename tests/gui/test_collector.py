import gc
import threading
import weakref

import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from hipadmin.gui.collector import Collector


class Knot:
    """A widget in a cycle; notes on which thread it was collected."""

    def __init__(self, ends: list[int]) -> None:
        self.widget = QWidget()
        self.itself = self
        weakref.finalize(self, lambda: ends.append(threading.get_ident()))


@pytest.fixture
def collector(qtbot: QtBot):
    collector = Collector()
    collector.start()
    yield collector
    collector.stop()
    gc.disable()
    gc.unfreeze()


def test_garbage_is_collected_here_and_nowhere_else(qtbot: QtBot, collector: Collector) -> None:
    assert not gc.isenabled()
    collector._on_timeout()
    ends: list[int] = []
    Knot(ends)

    worker = threading.Thread(target=lambda: [[] for _ in range(100_000)])
    worker.start()
    worker.join()
    assert ends == []

    kept = [[] for _ in range(2000)]
    qtbot.waitUntil(lambda: ends != [])
    assert ends == [threading.get_ident()]
    assert len(kept) == 2000


def test_it_gives_collecting_back(qtbot: QtBot) -> None:
    collector = Collector()
    collector.start()
    collector.stop()
    assert gc.isenabled()
    gc.disable()
