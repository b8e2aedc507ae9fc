"""Switching and deleting room notifications when the store refuses."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from hipadmin.domain.subscription import Subscription
from hipadmin.gui.context import Context
from hipadmin.gui.pages.dashboard import DashboardPage
from hipadmin.services.bundle import Services
from tests.gui import find
from tests.gui.fill import add_integration, add_notification, add_subscription
from tests.gui.wishes import Wishes


def shown(qtbot: QtBot, context: Context, web: Subscription) -> DashboardPage:
    """The page of a subscription with one room notification, the focus in its table."""
    page = DashboardPage(context)
    qtbot.addWidget(page)
    page.show()
    page.show_subscription(web.id)
    view = page.integrations.table
    qtbot.waitUntil(lambda: view.model().rowCount() == 1)
    view.setFocus()
    return page


def test_what_was_deleted_is_told_from_an_integration_of_its_name(
    qtbot: QtBot, context: Context, services: Services, navigator: Wishes
) -> None:
    web = add_subscription(services)
    add_notification(services, web, add_integration(services, "CI", "Builds"), "CI")
    page = shown(qtbot, context, web)
    qtbot.keyClick(page.integrations.table, Qt.Key.Key_Delete)
    find.click(qtbot, find.dialog(qtbot, "Delete room notification"), "Yes")
    qtbot.waitUntil(lambda: bool(navigator.done))
    assert [done.cause for done in navigator.done] == ["Deleted room notification CI."]


@pytest.mark.parametrize("key", [Qt.Key.Key_Space, Qt.Key.Key_Delete])
def test_what_could_not_be_switched_or_deleted_is_named(
    qtbot: QtBot,
    context: Context,
    services: Services,
    navigator: Wishes,
    tmp_path: Path,
    key: Qt.Key,
) -> None:
    web = add_subscription(services)
    add_notification(services, web, add_integration(services, "CI", "Builds"), "all")
    page = shown(qtbot, context, web)
    view = page.integrations.table
    file, elsewhere = tmp_path / "hipadmin.db", tmp_path / "elsewhere.db"
    if key is Qt.Key.Key_Space:
        file.rename(elsewhere)
        qtbot.keyClick(view, key)
        qtbot.waitUntil(lambda: "Not turned off." in navigator.undone)
    else:
        qtbot.keyClick(view, key)
        question = find.dialog(qtbot, "Delete room notification")
        file.rename(elsewhere)
        find.click(qtbot, question, "Yes")
        qtbot.waitUntil(lambda: "Not deleted." in navigator.undone)
    elsewhere.rename(file)
    assert [r.notification.enabled for r in services.views.notifications(web.id)] == [True]
