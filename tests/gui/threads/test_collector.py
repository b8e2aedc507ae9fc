import gc
import threading
import weakref

import pytest
from PySide6.QtWidgets import QDialog, QWidget
from pytestqt.qtbot import QtBot

from hipadmin.gui.threads.collector import BULK, PATIENCE, Collector


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


@pytest.fixture
def looks(collector: Collector):
    """Notes each look for garbage; what was there before is left out."""
    gc.collect()
    collector.leave_out()
    looks: list[str] = []

    def note(phase: str, _info: object) -> None:
        looks.append(phase)

    gc.callbacks.append(note)
    yield looks
    gc.callbacks.remove(note)


def test_it_leaves_rows_alone_while_they_are_read(collector: Collector, looks: list[str]) -> None:
    rows = [[] for _ in range(2 * BULK)]
    for _ in range(PATIENCE):
        collector._on_timeout()
    assert looks == []
    collector._on_timeout()
    assert looks == ["start", "stop"], "it does not wait for ever"

    rows = [[] for _ in range(2 * BULK)]
    collector._on_timeout()
    rows.clear()
    kept = [[] for _ in range(2000)]
    collector._on_timeout()
    assert looks == ["start", "stop"] * 2, "they are gone"
    assert len(kept) == 2000


def test_what_it_leaves_out_is_not_looked_through(collector: Collector) -> None:
    rows = [[] for _ in range(100)]
    collector.leave_out()
    assert not any(row is rows[0] for row in gc.get_objects())


def test_rows_that_stay_are_looked_through_once(
    qtbot: QtBot, collector: Collector, looks: list[str]
) -> None:
    rows = [[] for _ in range(2 * BULK)]
    for _ in range(PATIENCE + 1):
        collector._on_timeout()
    assert looks == ["start", "stop"]
    assert len(gc.get_objects()) < BULK
    assert len(rows) == 2 * BULK


@pytest.mark.parametrize("shown", [False, True], ids=["being built", "open"])
def test_what_a_dialog_knows_is_never_left_out(
    qtbot: QtBot, collector: Collector, looks: list[str], shown: bool
) -> None:
    dialog = QDialog()
    qtbot.addWidget(dialog)
    dialog.setVisible(shown)
    knot: list[object] = [dialog]
    knot.append(knot)

    rows = [[] for _ in range(2 * BULK)]
    for _ in range(PATIENCE + 1):
        collector._on_timeout()

    assert looks == ["start", "stop"]
    assert any(one is knot for one in gc.get_objects())
    assert len(rows) == 2 * BULK
