"""Diagnostics: everything a helper asks for, and nothing private."""

import getpass
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot

from hipadmin.gui.faults.diagnostics import folder_facts, show_diagnostics
from hipadmin.gui.jobs import Jobs
from hipadmin.gui.window import MainWindow
from hipadmin.recovery.places import Recovery
from tests.gui.find import action, click, dialog, texts, until

NAMES = (
    *("hipadmin", "Python", "Qt", "SQLite", "OpenSSL", "Schema", "System"),
    *("Display", "Screen", "Font", "Language", "Data folder", "Crash reports", "Vault", "Keyring"),
)


def test_it_tells_versions_places_and_the_vault_and_copies_them(
    qtbot: QtBot, window: MainWindow, jobs: Jobs, tmp_path: Path
) -> None:
    show_diagnostics(window, Recovery(tmp_path, 4), jobs)
    opened = dialog(qtbot, "Diagnostics")
    until(qtbot, lambda: all(name in texts(opened).splitlines() for name in NAMES))
    click(qtbot, opened, "Copy")
    lines = QGuiApplication.clipboard().text().splitlines()
    told = dict(line.split(": ", 1) for line in lines)
    assert set(told) == set(NAMES)
    assert told["Schema"] == "4"
    assert told["Display"] == "offscreen"
    assert told["Vault"].startswith("memory: There is no keyring in this test.")
    assert told["Crash reports"] == "0"
    assert "Copied." in texts(opened)
    opened.close()


def test_before_the_profile_is_open_it_tells_what_it_can(
    qtbot: QtBot, window: MainWindow, jobs: Jobs, tmp_path: Path
) -> None:
    assert window.context
    window.context.watch.stop()
    window.context = None
    show_diagnostics(window, Recovery(tmp_path, 4), jobs)
    opened = dialog(qtbot, "Diagnostics")
    until(qtbot, lambda: "SQLite" in texts(opened).splitlines())
    assert "Vault" not in texts(opened).splitlines()
    opened.close()


def test_the_folder_is_told_without_home_and_user(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = tmp_path / "home" / "alice"
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setenv("LOGNAME", "alice")
    assert getpass.getuser() == "alice"
    with ThreadPoolExecutor() as elsewhere:  # it waits for the disk
        told = dict(elsewhere.submit(folder_facts, Recovery(home / "data of alice", 4)).result())
    assert told["Data folder"] == "~/data of user"


def test_both_stand_in_the_menu_help_before_the_profile_is_open(window: MainWindow) -> None:
    window.actions_.set_open(False)
    assert action(window, "Help", "Diagnostics").isEnabled()
    assert action(window, "Help", "Log").isEnabled()
