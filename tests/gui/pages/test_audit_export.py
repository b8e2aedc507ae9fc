import csv
from pathlib import Path
from threading import Event

import pytest
from PySide6.QtCore import QLocale, Qt
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

from hipadmin.gui.context import Context
from hipadmin.gui.jobs import Jobs, Lane
from hipadmin.gui.pages.audit_log import AuditLogPage
from hipadmin.services.bundle import Services
from tests.gui import find
from tests.gui.fill import add_subscription
from tests.gui.wishes import Wishes


@pytest.fixture
def page(qtbot: QtBot, context: Context, services: Services) -> AuditLogPage:
    for name in ("web", "shop", "shop 2"):
        add_subscription(services, name)
    page = AuditLogPage(context)
    qtbot.addWidget(page)
    page.resize(context.look.px(1100), context.look.px(640))
    page.show()
    page.activate()
    qtbot.waitUntil(lambda: page.table.model().rowCount() == 3)
    return page


def names_in(path: Path) -> list[str]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return [row[4] for row in csv.reader(file)]


def test_what_the_filter_shows_is_written(
    qtbot: QtBot, page: AuditLogPage, tmp_path: Path, navigator: Wishes
) -> None:
    qtbot.keyClicks(find.field(page, "Filter changes"), "shop")
    qtbot.waitUntil(lambda: page.table.model().rowCount() == 2)
    find.click(qtbot, page, "Export…")
    chooser = find.dialog(qtbot, "Export audit log")
    assert isinstance(chooser, QFileDialog)
    path = tmp_path / "shop"

    chooser.selectFile(str(path))
    chooser.accept()

    qtbot.waitUntil(lambda: bool(navigator.notes))
    assert names_in(tmp_path / "shop.csv") == ["Name", "shop 2", "shop"]
    assert navigator.notes == [f"Exported 2 changes to {tmp_path / 'shop.csv'}."]
    assert page.work_bar.isHidden()


def test_a_file_that_cannot_be_written_is_said(
    qtbot: QtBot, page: AuditLogPage, tmp_path: Path, navigator: Wishes
) -> None:
    page.export.write(tmp_path / "missing" / "x.csv", page.filter.wanted(""))

    qtbot.waitUntil(lambda: bool(navigator.explained))
    assert "could not be written" in str(navigator.explained[0])
    assert page.work_bar.isHidden()
    assert find.button(page, "Export…").isEnabled()


def test_progress_shows_and_cancel_ends_it(
    qtbot: QtBot, page: AuditLogPage, tmp_path: Path, navigator: Wishes, jobs: Jobs
) -> None:
    path, gate, bar = tmp_path / "x.csv", Event(), page.work_bar
    for _worker in range(2):  # none is free yet, so nothing is written before the click
        jobs.run(lambda _job: gate.wait(5), lane=Lane.READ)
    page.export.write(path, page.filter.wanted(""))
    assert bar.isVisible()
    assert not find.button(page, "Export…").isEnabled()
    bar.show_step(42_000, 100_000)
    say = QLocale().toString
    assert bar.label.text() == f"Exporting the audit log: {say(42_000)} of {say(100_000)}"
    assert bar.progress.value() == 42_000

    qtbot.mouseClick(bar.cancel_button, Qt.MouseButton.LeftButton)

    gate.set()
    assert navigator.notes == ["The export was cancelled; no file was written."]
    qtbot.waitUntil(lambda: not jobs.busy)
    assert bar.isHidden()
    assert not path.exists()
