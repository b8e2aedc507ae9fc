"""Dropping a file: an export is shown for import, anything else is refused in words."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDragMoveEvent, QDropEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from hipadmin.gui.window import MainWindow
from tests.gui.find import click, dialog, no_dialog, texts, until

COPY, LEFT = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton
NO_KEY = Qt.KeyboardModifier.NoModifier


def urls(*paths: Path | str) -> QMimeData:
    data = QMimeData()
    data.setUrls([QUrl(p) if isinstance(p, str) else QUrl.fromLocalFile(str(p)) for p in paths])
    return data


def text(words: str) -> QMimeData:
    data = QMimeData()
    data.setText(words)
    return data


def hover(window: MainWindow, data: QMimeData) -> bool:
    enter = QDragEnterEvent(QPoint(20, 20), COPY, data, LEFT, NO_KEY)
    move = QDragMoveEvent(QPoint(40, 40), COPY, data, LEFT, NO_KEY)
    QApplication.sendEvent(window, enter)
    QApplication.sendEvent(window, move)
    return enter.isAccepted() and move.isAccepted()


def drop(window: MainWindow, data: QMimeData) -> None:
    QApplication.sendEvent(window, QDropEvent(QPointF(40, 40), COPY, data, LEFT, NO_KEY))


def bars(window: MainWindow) -> list[str]:
    return [bar.text for bar in window.messages.bars]


def test_an_export_is_announced_and_imported(
    window: MainWindow, tmp_path: Path, qtbot: QtBot
) -> None:
    file = tmp_path / "hipadmin.YAML"
    file.write_text("version: 1\nsubscriptions: [{name: web}]\n", encoding="utf-8")
    assert hover(window, urls(file))
    assert bars(window) == ["Import: Drop hipadmin.YAML to see what it would change."]

    drop(window, urls(file))

    assert bars(window) == []
    opened = dialog(qtbot, "Import")
    until(qtbot, lambda: "1 change" in texts(opened))
    opened.reject()


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (lambda folder: urls(folder / "photo.png"), "“photo.png” is no configuration file"),
        (lambda folder: urls(folder), "is no configuration file (.yaml, .yml, .json)"),
        (lambda folder: urls(folder / "a.yaml", folder / "b.yaml"), "these are 2 files; drop one"),
        (lambda folder: urls("https://example.com/a.yaml"), "it is no file of this computer"),
        (lambda folder: text("version: 1"), "it is no file of this computer"),
    ],
)
def test_anything_else_is_refused_in_words(
    window: MainWindow,
    tmp_path: Path,
    qtbot: QtBot,
    data: Callable[[Path], QMimeData],
    says: str,
) -> None:
    dropped = data(tmp_path)
    assert hover(window, dropped)
    assert says in bars(window)[0]

    drop(window, dropped)

    assert bars(window)[0].startswith("Nothing was imported: ")
    assert says in bars(window)[0]
    assert no_dialog("Import")
    click(qtbot, window.messages, "Close")
    assert bars(window) == []


def test_a_drag_that_goes_away_leaves_nothing(window: MainWindow, tmp_path: Path) -> None:
    hover(window, urls(tmp_path / "a.yaml"))
    assert len(bars(window)) == 1

    QApplication.sendEvent(window, QDragLeaveEvent())

    assert bars(window) == []
