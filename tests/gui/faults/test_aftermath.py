"""What a fault leaves for a person to see."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import QUrl
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QDialog, QPlainTextEdit
from pytestqt.qtbot import QtBot

from hipadmin.gui.dialogs.crash_report import CrashReportDialog
from hipadmin.gui.faults.aftermath import Aftermath
from hipadmin.gui.faults.fault_desk import FaultDesk
from hipadmin.gui.jobs import Jobs
from hipadmin.gui.starting import safe_again
from hipadmin.gui.theme import Look
from hipadmin.gui.window import MainWindow
from hipadmin.recovery.places import Recovery
from tests.gui.find import action, click, combo, dialog, named, texts, until

TOKEN = "AbCdEfGhIjKlMnOpQrStUvWxYz0123456789abcd"

FAULT = r"^hipadmin\.gui\.faults\.fault_desk: a fault of ours in a job"


@pytest.fixture
def recovery(tmp_path: Path) -> Recovery:
    return Recovery(tmp_path, 2)


@pytest.fixture
def desk(recovery: Recovery, jobs: Jobs) -> FaultDesk:
    return FaultDesk(recovery, jobs)


@pytest.fixture
def aftermath(
    desk: FaultDesk, recovery: Recovery, window: MainWindow, jobs: Jobs
) -> Iterator[Aftermath]:
    yield Aftermath(desk, recovery, window, jobs)
    window.close()


def now() -> datetime:
    # asked in the test: a run of all tests takes longer than reports count as recent
    return datetime.now(UTC).replace(microsecond=0)


def fault(text: str = TOKEN) -> ValueError:
    try:
        raise ValueError(text)
    except ValueError as error:
        return error


def bar(window: MainWindow) -> str:
    return window.messages.bars[0].text if window.messages.bars else ""


def shown(opened: QDialog) -> str:
    return named(opened, "Crash report", QPlainTextEdit).toPlainText()


@pytest.mark.logs(FAULT)
def test_a_fault_in_this_run_is_said_and_its_report_can_be_copied(
    qtbot: QtBot,
    window: MainWindow,
    desk: FaultDesk,
    recovery: Recovery,
    aftermath: Aftermath,
    caplog: pytest.LogCaptureFixture,
) -> None:
    desk.take(fault(), "a job")
    until(qtbot, lambda: "hipadmin made a mistake." in bar(window))
    click(qtbot, window.messages, "Show report")
    opened = dialog(qtbot, "Crash report")
    assert "ValueError" in shown(opened)
    assert "test_aftermath.py" in shown(opened)
    click(qtbot, opened, "Copy report")
    assert QGuiApplication.clipboard().text() == shown(opened)
    assert TOKEN not in shown(opened)
    assert "Copied." in texts(opened)
    click(qtbot, opened, "Close")
    assert bar(window) == ""
    until(qtbot, lambda: not recovery.reports.new())
    assert len(recovery.reports.all()) == 1
    assert TOKEN not in caplog.text


@pytest.mark.logs(FAULT, "a fault of ours in Qt")
def test_the_same_fault_is_said_once_another_one_joins_it(
    qtbot: QtBot,
    window: MainWindow,
    jobs: Jobs,
    desk: FaultDesk,
    recovery: Recovery,
    aftermath: Aftermath,
) -> None:
    for _ in range(3):
        desk.take(fault(), "a job")
    desk.take_text("Qt is not amused", "Qt")
    until(qtbot, lambda: len(recovery.reports.all()) == 2 and not jobs.busy)
    click(qtbot, window.messages, "Show report")
    opened = dialog(qtbot, "Crash report")
    choice = combo(opened, "Report")
    assert choice.count() == 2
    assert "Qt is not amused" in shown(opened)
    choice.setCurrentIndex(1)
    assert "ValueError" in shown(opened)
    opened.close()


@pytest.mark.logs(FAULT, "a crash report could not be written")
def test_where_no_report_can_be_written_it_is_shown_all_the_same(
    qtbot: QtBot,
    window: MainWindow,
    desk: FaultDesk,
    recovery: Recovery,
    aftermath: Aftermath,
    caplog: pytest.LogCaptureFixture,
) -> None:
    recovery.reports.folder.write_text("in the way")
    desk.take(fault(), "a job")
    until(qtbot, lambda: bool(bar(window)))
    click(qtbot, window.messages, "Show report")
    assert "ValueError" in shown(dialog(qtbot, "Crash report"))
    dialog(qtbot, "Crash report").close()
    assert "could not be written" in caplog.text


def test_after_a_bad_end_the_next_start_says_so_once(
    qtbot: QtBot, window: MainWindow, recovery: Recovery, aftermath: Aftermath
) -> None:
    recovery.reports.add("the last words", now(), ended=True)
    aftermath.look()
    until(qtbot, lambda: "hipadmin ended unexpectedly. What was saved" in bar(window))
    click(qtbot, window.messages, "Show report")
    assert shown(dialog(qtbot, "Crash report")) == "the last words"
    dialog(qtbot, "Crash report").close()
    until(qtbot, lambda: not recovery.reports.new())
    aftermath.look()
    qtbot.waitUntil(lambda: not window.context or not window.context.jobs.busy)
    assert bar(window) == ""


def test_closing_the_bar_is_enough_to_be_told(
    qtbot: QtBot, window: MainWindow, recovery: Recovery, aftermath: Aftermath
) -> None:
    recovery.reports.add("a fault", now(), ended=False)
    aftermath.look()
    until(qtbot, lambda: "made a mistake in its last run" in bar(window))
    click(qtbot, window.messages, "Close")
    until(qtbot, lambda: not recovery.reports.new())


def test_two_bad_ends_in_five_minutes_offer_the_safe_mode(
    qtbot: QtBot, window: MainWindow, recovery: Recovery, aftermath: Aftermath
) -> None:
    recovery.reports.add("one", now() - timedelta(minutes=2), ended=True, pid=11)
    recovery.reports.add("two", now() - timedelta(minutes=1), ended=True, pid=12)
    aftermath.look()
    until(qtbot, lambda: "ended unexpectedly, again" in bar(window))
    with qtbot.waitSignal(aftermath.restart_asked):
        click(qtbot, window.messages, "Restart in safe mode")


def test_nothing_is_said_when_nothing_happened(
    qtbot: QtBot, window: MainWindow, jobs: Jobs, aftermath: Aftermath
) -> None:
    aftermath.look()
    until(qtbot, lambda: not jobs.busy)
    assert bar(window) == ""


def test_a_restart_repeats_the_start_in_safe_mode() -> None:
    again = safe_again(["--data-dir", "/d", "--safe-mode"])
    assert again[1:] == ["-m", "hipadmin", "--data-dir", "/d", "--safe-mode"]


def test_the_dialog_opens_the_folder_where_there_is_one(qtbot: QtBot, look: Look) -> None:
    asked: list[QUrl] = []
    opened = CrashReportDialog(look, [("now", "text")], Path("/d/crashes"), opener=asked.append)
    qtbot.addWidget(opened)
    opened.show()
    click(qtbot, opened, "Open folder")
    assert [url.toLocalFile() for url in asked] == ["/d/crashes"]
    assert not opened.choice.isVisible()


@pytest.mark.logs(FAULT)
def test_the_menu_still_works_beside_the_bar(
    qtbot: QtBot, window: MainWindow, desk: FaultDesk, aftermath: Aftermath
) -> None:
    desk.take(fault(), "a job")
    until(qtbot, lambda: bool(bar(window)))
    action(window, "File", "Add Integration").trigger()
    dialog(qtbot, "Add integration").close()
