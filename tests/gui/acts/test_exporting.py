"""Export from the window: versioned, without tokens, and read again as the same."""

import json
from pathlib import Path

import pytest
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

from hipadmin.gui.acts.exporting import Exporter
from hipadmin.gui.window import MainWindow
from hipadmin.services.bundle import Services
from hipadmin.services.files.config_file import read_config
from tests.gui.fill import add_integration, add_notification, add_subscription
from tests.gui.find import action, click, dialog, no_dialog, shown, table, texts, until

TOKEN = "SeCrEtSeCrEtSeCrEtSeCrEtSeCrEtSeCrEt1234"


@pytest.fixture
def exporter(window: MainWindow) -> Exporter:
    assert window.context is not None
    return Exporter(window.context, window)


@pytest.fixture
def filled(services: Services) -> Services:
    own = {"Builds": TOKEN}
    ci = add_integration(services, "CI", "Builds", "17", token=TOKEN, room_tokens=own)
    add_notification(services, add_subscription(services), ci, "all")
    return services


def test_the_menu_writes_a_file_and_says_which_tokens_are_missing(
    filled: Services, window: MainWindow, tmp_path: Path, qtbot: QtBot
) -> None:
    action(window, "File", "Export").trigger()
    chooser = dialog(qtbot, "Export")
    assert isinstance(chooser, QFileDialog)
    chooser.selectFile(str(tmp_path / "mine"))
    chooser.accept()

    until(qtbot, lambda: (tmp_path / "mine.yaml").exists() and not no_dialog("Export"))
    opened = dialog(qtbot, "Export")
    until(qtbot, lambda: "Exported 1 integration and 1 subscription" in texts(opened))
    tokens = table(opened, "Tokens to enter again")
    assert tokens.model().rowCount() == 2
    assert shown(tokens, "CI_TOKEN", "Room") == "Access token"
    assert shown(tokens, "CI_BUILDS_TOKEN", "Room") == "Builds"
    click(qtbot, opened, "Copy variables")
    assert QGuiApplication.clipboard().text() == "CI_TOKEN=\nCI_BUILDS_TOKEN="
    click(qtbot, opened, "Close")

    data = (tmp_path / "mine.yaml").read_bytes()
    assert data.startswith(b"version: 1\n")
    assert TOKEN.encode() not in data
    assert filled.apply.apply(read_config(data), dry_run=True).changes == ()


def test_a_json_name_gives_json(filled: Services, exporter: Exporter, tmp_path: Path) -> None:
    path = tmp_path / "mine.JSON"

    exported = filled.export.save(path)

    assert json.loads(path.read_text(encoding="utf-8")) == exported.plain
    assert [(t.integration, t.room, t.variable) for t in exported.tokens] == [
        ("CI", "", "CI_TOKEN"),
        ("CI", "Builds", "CI_BUILDS_TOKEN"),
    ]


def test_without_tokens_a_note_is_enough(
    exporter: Exporter, window: MainWindow, services: Services, tmp_path: Path, qtbot: QtBot
) -> None:
    add_integration(services, "CI", "Builds", token="")
    path = tmp_path / "mine.yaml"

    exporter.write(path)

    said = f"Exported 1 integration and 0 subscriptions to {path}."
    until(qtbot, lambda: window.status.note_label.text() == said)
    assert no_dialog("Export")


def test_a_place_that_cannot_be_written_is_said(
    exporter: Exporter, window: MainWindow, tmp_path: Path, qtbot: QtBot
) -> None:
    exporter.write(tmp_path / "missing" / "mine.yaml")

    until(qtbot, lambda: bool(window.messages.bars))
    assert (
        "could not be written: the file or its folder does not exist"
        in window.messages.bars[0].text
    )
