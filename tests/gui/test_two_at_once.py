"""Two programs on one data directory: each shows the other's changes within two seconds."""

import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QTableView, QWidget
from pytestqt.qtbot import QtBot

from hipadmin.domain.subscription import SubscriptionDraft
from hipadmin.gui.jobs import Jobs
from hipadmin.gui.settings import Settings
from hipadmin.gui.theme import Look
from hipadmin.gui.window import MainWindow
from hipadmin.services.bundle import Services
from hipadmin.services.session import Session
from tests.gui.conftest import STOP_S
from tests.gui.fill import add_integration, add_notification, add_subscription
from tests.gui.find import (
    all_named,
    cell,
    click,
    combo,
    dialog,
    field,
    shown,
    table,
    texts,
    until,
)
from tests.gui.listing import select, stored, wait_for_rows
from tests.stopwatch import within

SEEN_S = 2.0


def seen(qtbot: QtBot, condition: Callable[[], bool]) -> None:
    """Wait as long as a change by somebody else may take to be seen."""
    within(qtbot, SEEN_S, condition)


def rows(root: QWidget, name: str, column: int = 1) -> list[str]:
    """Give a column of a table; nothing while it does not show."""
    return [
        str(view.model().index(row, column).data())
        for view in all_named(root, name, QTableView)
        for row in range(view.model().rowCount())
    ]


def test_every_page_follows(
    window: MainWindow, services: Services, other: Services, qtbot: QtBot
) -> None:
    ops = add_integration(services, "Ops", "Builds")
    web = add_subscription(services, "web")
    wait_for_rows(window, qtbot, "Ops")

    # the list, and the details of what is selected
    add_integration(other, "Theirs", "1")
    seen(qtbot, lambda: rows(window, "Integrations") == ["Ops", "Theirs"])
    other.integrations.set_enabled(ops.id, 1, False)
    seen(qtbot, lambda: shown(table(window, "Integrations"), "Ops", "Status") == "Off")
    select(window, "Ops")
    until(qtbot, lambda: "Builds" in rows(window, "Rooms"))
    other.integrations.set_room_enabled(ops.id, ops.rooms[0].id, 2, False)
    off = Qt.CheckState.Unchecked
    seen(qtbot, lambda: _check(window, "Rooms", "Builds") == off)
    made = add_notification(other, web, ops, "failures")
    seen(qtbot, lambda: rows(window, "Room notifications") == ["failures"])
    seen(qtbot, lambda: shown(table(window, "Integrations"), "Ops", "Used by") == "1 subscription")

    # the top bar, the subscriptions, and what is known of the selected one
    other.subscriptions.edit(web.id, 1, SubscriptionDraft("site"))
    seen(qtbot, lambda: combo(window, "Subscription").findText("site") >= 0)
    window.navigator.show_subscriptions(web.id)
    until(qtbot, lambda: "site" in rows(window, "Subscriptions", 0))
    add_subscription(other, "images")
    seen(qtbot, lambda: rows(window, "Subscriptions", 0) == ["images", "site"])

    # the dashboard
    window.navigator.show_subscription_integrations(web.id)
    until(qtbot, lambda: rows(window, "Room notifications") == ["failures"])
    other.notifications.set_enabled(made.id, 1, False)
    seen(qtbot, lambda: _check(window, "Room notifications", "failures") == off)
    other.notifications.delete(made.id, 2)
    seen(qtbot, lambda: "No integrations in site yet" in texts(window))

    # the audit log
    window.places.show_account("audit")
    until(qtbot, lambda: bool(rows(window, "Audit log")))
    other.subscriptions.delete(web.id, 2)
    seen(qtbot, lambda: "site" in rows(window, "Audit log", 3)[0])


def _check(window: MainWindow, view: str, row: str) -> Qt.CheckState:
    index = cell(table(window, view), row, "On")
    return Qt.CheckState(index.data(Qt.ItemDataRole.CheckStateRole))


FILE = """
version: 1
integrations:
  - {name: Ops, endpoint: "https://hipchat.example.com/v2", enabled: false, rooms: [{room: Attic}]}
  - {name: Fresh, endpoint: "https://hipchat.example.com/v2", rooms: [{room: 1}]}
subscriptions:
  - {name: web, kind: ci, notifications: [{name: all, integration: Fresh}]}
"""


def test_apply_in_another_process_is_seen_and_its_change_is_not_undone_over(
    window: MainWindow, services: Services, tmp_path: Path, qtbot: QtBot
) -> None:
    ops = add_integration(services, "Ops", "Builds")
    wait_for_rows(window, qtbot, "Ops")
    click(qtbot, window, "Edit")
    opened = dialog(qtbot, "Edit integration")
    until(qtbot, lambda: field(opened, "Name").text() == "Ops")
    file = tmp_path / "hipadmin.yaml"
    file.write_text(FILE, encoding="utf-8")
    command = [sys.executable, "-m", "hipadmin", "--data-dir", str(tmp_path), "apply", str(file)]
    child = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    until(qtbot, lambda: child.poll() is not None, timeout=30_000)
    assert (child.returncode, child.communicate()[0].splitlines()) == (
        0,
        [
            "change: integration Ops",
            "add: integration Fresh",
            "add: subscription web",
            "add: room notification all of web",
        ],
    )
    seen(qtbot, lambda: "What is stored now is shown." in texts(opened))
    assert rows(opened, "Rooms", 0) == ["Attic"]
    opened.reject()
    seen(qtbot, lambda: rows(window, "Integrations") == ["Fresh", "Ops"])
    assert shown(table(window, "Integrations"), "Ops", "Status") == "Off"
    seen(qtbot, lambda: combo(window, "Subscription").findText("web") >= 0)
    window.actions_.undo.trigger()  # the add, whose row apply has changed
    until(qtbot, lambda: bool(window.messages.bars))
    assert window.messages.bars[0].text.startswith("Not undone: Add Ops. “Ops” was changed by ")
    assert stored(services, ops).rooms[0].room == "Attic"


@pytest.fixture
def second(qtbot: QtBot, other: Services, look: Look, tmp_path: Path) -> Iterator[MainWindow]:
    """Another window on the same data, with jobs and a database connection of its own."""
    jobs = Jobs()
    main = MainWindow(look, jobs, Settings(tmp_path / "second.ini"))
    qtbot.addWidget(main)
    main.show()
    with qtbot.waitSignal(main.furnished, timeout=20_000):
        main.show_session(Session(other, tmp_path, None, lambda: None))
    yield main
    main.close()
    assert jobs.shutdown(STOP_S)


def test_two_windows_see_one_another_and_never_overwrite(
    window: MainWindow, second: MainWindow, services: Services, qtbot: QtBot
) -> None:
    ops = add_integration(services, "Ops", "Builds")
    wait_for_rows(window, qtbot, "Ops")
    seen(qtbot, lambda: second.page is not None and second.page.table.isVisible())
    select(second, "Ops")
    assert second.page is not None
    mine = second.page.frame.selected()

    # one window acts, the other shows it
    click(qtbot, second, "Delete")
    click(qtbot, dialog(qtbot, "Delete integration"), "Yes")
    seen(qtbot, lambda: "No integrations yet" in texts(window))
    click(qtbot, second.messages, "Undo")
    seen(qtbot, lambda: rows(window, "Integrations") == ["Ops"])

    # a switch that does not know yet what the other window did is told, and offers to go on
    assert window.context is not None
    services.integrations.set_enabled(ops.id, 3, False)
    services.integrations.set_enabled(ops.id, 4, True)
    second.page.switches.integrations(mine, False)
    until(qtbot, lambda: any("Not turned off." in b.text for b in second.messages.bars))
    told = next(b for b in second.messages.bars if "Not turned off." in b.text)
    assert told.text.endswith("It is on now.")
    told.buttons["Turn off"].click()
    seen(qtbot, lambda: shown(table(window, "Integrations"), "Ops", "Status") == "Off")
    until(qtbot, lambda: not second.messages.bars)
