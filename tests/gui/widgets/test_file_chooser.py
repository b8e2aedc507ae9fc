from pathlib import Path

import shiboken6
from PySide6.QtCore import Qt
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QApplication, QFileDialog, QWidget
from pytestqt.qtbot import QtBot

from hipadmin.gui.theme import Look
from hipadmin.gui.widgets.file_chooser import FileChooser


def test_files_are_chosen_time_after_time(qtbot: QtBot, look: Look, tmp_path: Path) -> None:
    # a part of the dialog that something else keeps a name of ends the program here
    window = QWidget()
    qtbot.addWidget(window)
    window.show()
    chosen: list[str] = []
    for number in range(6):
        file = tmp_path / f"{number}.txt"
        file.touch()
        chooser = FileChooser(look, window, "Import", str(tmp_path))
        chooser.setFileMode(QFileDialog.FileMode.ExistingFile)
        chooser.fileSelected.connect(chosen.append)
        chooser.open()
        qtbot.waitUntil(lambda: QApplication.focusWidget() is not None)
        qtbot.keyClicks(QApplication.focusWidget(), str(file))
        qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return)
        qtbot.waitUntil(lambda dialog=chooser: not shiboken6.isValid(dialog))
    assert chosen == [str(tmp_path / f"{number}.txt") for number in range(6)]


def test_it_wears_the_theme_in_force(
    qtbot: QtBot, qapp: QApplication, look: Look, tmp_path: Path
) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    chooser = FileChooser(look, window, "Import", str(tmp_path))
    qtbot.addWidget(chooser)
    look.apply(qapp, "dark")
    assert chooser.palette().color(QPalette.ColorRole.Window) == look.color("base")
    assert look.theme.name == "dark"
    assert look.theme.colors["control"] in chooser.styleSheet()
