"""The log inside the program."""

import logging
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QUrl
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QPlainTextEdit
from pytestqt.qtbot import QtBot

from hipadmin.gui.dialogs.log_view import LogView
from hipadmin.gui.jobs import Jobs
from hipadmin.gui.theme import Look
from hipadmin.recovery.log_file import LogFile
from hipadmin.recovery.log_writer import NAME
from tests.gui.find import click, combo, field, named, texts, until

SAID = (
    "2026-03-01T10:00:00.000Z INFO hipadmin.app: opened Ops\n"
    "2026-03-01T10:00:01.000Z WARNING hipadmin.qt: Ops is gone\n"
    "2026-03-01T10:00:02.000Z ERROR hipadmin.gui: a fault\n\tTraceback\n"
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / NAME).write_text(SAID)
    return tmp_path


@pytest.fixture
def asked() -> list[QUrl]:
    return []


@pytest.fixture
def view(
    qtbot: QtBot, look: Look, jobs: Jobs, folder: Path, asked: list[QUrl]
) -> Iterator[LogView]:
    view = LogView(look, jobs, folder, None, opener=asked.append)
    view.open()
    until(qtbot, lambda: "3 records" in texts(view))
    yield view
    view.close()


def shown(view: LogView) -> str:
    return named(view, "Log", QPlainTextEdit).toPlainText()


def test_it_shows_everything_the_newest_last(view: LogView) -> None:
    assert shown(view).splitlines() == SAID.replace("\t", "    ").splitlines()


def test_a_level_and_words_narrow_it(qtbot: QtBot, view: LogView) -> None:
    levels = combo(view, "Level")
    levels.setCurrentIndex(levels.findText("Warnings and errors"))
    until(qtbot, lambda: "2 records" in texts(view))
    qtbot.keyClicks(field(view, "Search the log"), "gone ops")
    until(qtbot, lambda: "1 record" in texts(view).splitlines())
    assert shown(view).endswith("Ops is gone")
    qtbot.keyClicks(field(view, "Search the log"), " nowhere")
    until(qtbot, lambda: "0 records" in texts(view))
    assert shown(view) == ""


def test_it_is_copied_and_its_folder_opened(
    qtbot: QtBot, view: LogView, asked: list[QUrl], folder: Path
) -> None:
    click(qtbot, view, "Copy")
    assert QGuiApplication.clipboard().text() == shown(view)
    assert "Copied." in texts(view)
    click(qtbot, view, "Open folder")
    assert [Path(url.toLocalFile()) for url in asked] == [folder]


def test_reload_shows_what_was_said_just_now(
    qtbot: QtBot, look: Look, jobs: Jobs, tmp_path: Path
) -> None:
    log = LogFile(tmp_path / "logs")
    log.start()
    log.open()
    view = LogView(look, jobs, tmp_path / "logs", log)
    view.open()
    until(qtbot, lambda: "0 records" in texts(view))
    for word in (*("before" for _ in range(1500)), "just now"):
        logging.getLogger("hipadmin.test").info(word)
    click(qtbot, view, "Reload")
    until(qtbot, lambda: shown(view).endswith("just now"))
    view.close()
    log.stop(5)


def test_a_log_that_cannot_be_read_says_so(
    qtbot: QtBot, look: Look, jobs: Jobs, tmp_path: Path
) -> None:
    (tmp_path / NAME).mkdir()
    view = LogView(look, jobs, tmp_path, None)
    view.open()
    until(qtbot, lambda: "The log could not be read." in view.strip.text)
    view.close()
