"""Import: the steps first, the change only after a yes, and trouble in words."""

from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from hipadmin.gui.importing import Importer
from hipadmin.gui.window import MainWindow
from hipadmin.services.bundle import Services
from tests.gui.find import button, click, dialog, no_dialog, shown, table, texts, until

FILE = """
version: 1
integrations:
  - name: Ops rooms
    endpoint: https://hipchat.example.com/v2
    token_env: HIPADMIN_TEST_MISSING
    rooms: [{room: Ops}]
subscriptions:
  - name: web
    kind: ci
    notifications: [{name: failures, integration: Ops rooms}]
"""


@pytest.fixture
def importer(window: MainWindow) -> Importer:
    assert window.context is not None
    return Importer(window.context, window)


def test_the_steps_are_shown_and_nothing_has_changed(
    importer: Importer, window: MainWindow, services: Services, tmp_path: Path, qtbot: QtBot
) -> None:
    file = tmp_path / "hipadmin.yaml"
    file.write_text(FILE, encoding="utf-8")
    importer.preview(str(file))
    opened = dialog(qtbot, "Import")
    steps = table(opened, "Steps")
    assert steps.model().rowCount() == 3
    assert shown(steps, "add", "Change") == "add"
    assert "HIPADMIN_TEST_MISSING is not set" in texts(opened)
    click(qtbot, opened, "Cancel")
    until(qtbot, lambda: no_dialog("Import"))
    assert services.views.integrations() == ()


def test_import_applies_the_file(
    importer: Importer, window: MainWindow, services: Services, tmp_path: Path, qtbot: QtBot
) -> None:
    file = tmp_path / "hipadmin.yaml"
    file.write_text(FILE, encoding="utf-8")
    importer.preview(str(file))
    click(qtbot, dialog(qtbot, "Import"), "Import")
    until(qtbot, lambda: len(services.views.integrations()) == 1)
    until(qtbot, lambda: [b.text for b in window.messages.bars] == ["Imported 3 changes."])
    until(qtbot, lambda: "Ops rooms" in texts(window))
    importer.preview(str(file))
    opened = dialog(qtbot, "Import")
    assert "Nothing to change" in texts(opened)
    assert not button(opened, "Import").isEnabled()
    opened.reject()


@pytest.mark.parametrize(
    ("content", "says"),
    [("version: 2\n", "version 2"), ("version: 1\nintegrations: 7\n", "integrations")],
)
def test_a_file_that_cannot_be_used_is_explained(
    importer: Importer,
    window: MainWindow,
    tmp_path: Path,
    qtbot: QtBot,
    content: str,
    says: str,
) -> None:
    file = tmp_path / "bad.yaml"
    file.write_text(content, encoding="utf-8")
    importer.preview(str(file))
    until(qtbot, lambda: bool(window.messages.bars))
    assert says in window.messages.bars[0].text


def test_a_missing_file_is_explained(
    importer: Importer, window: MainWindow, tmp_path: Path, qtbot: QtBot
) -> None:
    importer.preview(str(tmp_path / "nowhere.yaml"))
    until(qtbot, lambda: bool(window.messages.bars))
    assert "nowhere.yaml: No such file or directory." in window.messages.bars[0].text
