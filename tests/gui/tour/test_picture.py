"""One picture of the tour: the window and all that lies over it, with nothing cut off."""

from PySide6.QtGui import QColor
from PySide6.QtWidgets import QDialog, QWidget
from pytestqt.qtbot import QtBot

from hipadmin.gui.tour.director import picture

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
