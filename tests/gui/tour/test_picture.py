"""One picture of the tour: the window and all that lies over it, with nothing cut off."""

from collections.abc import Iterator
from pathlib import Path

from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import QDialog, QLabel, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from hipadmin.gui.jobs import Jobs
from hipadmin.gui.tour.director import Begin, Director, Picture, Scene, picture

RED = QColor("#c00000")


def test_a_dialog_taller_than_its_window_is_shown_to_its_end(qtbot: QtBot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    window.resize(400, 200)
    dialog = QDialog(window)
    dialog.resize(200, 300)
    dialog.setStyleSheet(f"background: {RED.name()}")
    window.show()
    dialog.show()

    shown = picture(window).toImage()

    ratio = window.devicePixelRatio()
    assert shown.height() > 300 * ratio, "with a title above it"
    assert shown.pixelColor(round(200 * ratio), shown.height() - round(4 * ratio)) == RED


def test_a_window_alone_is_as_large_as_it_is(qtbot: QtBot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    window.resize(400, 200)
    window.show()

    assert picture(window).deviceIndependentSize().toSize() == window.size()


def test_what_has_just_come_is_laid_out_in_its_picture(qtbot: QtBot, tmp_path: Path) -> None:
    window, late = QWidget(), QLabel("Room token “Builds alerts”")
    qtbot.addWidget(window)
    column = QVBoxLayout(window)
    window.show()

    def scenes() -> Iterator[Scene]:
        yield Begin("tested")
        column.addWidget(late)  # shown by the layout, after this
        yield Picture("tested")

    jobs = Jobs()
    director = Director(scenes(), window, jobs, tmp_path, "light")
    with qtbot.waitSignal(director.finished):
        director.start()

    jobs.shutdown(5.0)
    assert late.height() == late.sizeHint().height()
    shown = QImage(str(tmp_path / "01-tested.png"))
    assert shown.height() == window.height()
    assert any(
        shown.pixel(x, late.y() + late.height() // 2) != shown.pixel(0, 0)
        for x in range(late.x(), late.geometry().right())
    )
