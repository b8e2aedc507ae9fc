"""The bar "Deleting …": from the refusal through every dependent, and back to the question."""

import sys

import pytest
from PySide6.QtWidgets import QTableView
from pytestqt.qtbot import QtBot

from hipadmin.domain.errors import NotFound
from hipadmin.domain.integration import Integration
from hipadmin.domain.subscription import RoomNotification, Subscription
from hipadmin.gui.acts.deleting_bar import DeletingBar
from hipadmin.gui.look.icons import Icon
from hipadmin.gui.models.roles import Role
from hipadmin.gui.widgets.rows import LinkRow
from hipadmin.gui.window import MainWindow
from hipadmin.services.bundle import Services
from tests.gui.fill import add_integration, add_notification, add_subscription
from tests.gui.find import all_named, cell, click, dialog, no_dialog, table, texts, until

TITLE = "Delete integration"


class Setup:
    """One integration in two subscriptions, three notifications."""

    def __init__(self, services: Services) -> None:
        self.integration: Integration = add_integration(services, "Ops rooms", "Builds")
        self.images: Subscription = add_subscription(services, "images")
        self.web: Subscription = add_subscription(services, "web")
        self.notifications: list[RoomNotification] = [
            add_notification(services, self.images, self.integration, "base image"),
            add_notification(services, self.web, self.integration, "broken builds"),
            add_notification(services, self.web, self.integration, "releases"),
        ]


@pytest.fixture
def used(services: Services) -> Setup:
    return Setup(services)


def follow(window: MainWindow, qtbot: QtBot, name: str) -> None:
    """Press Delete and follow the link of a subscription."""
    assert window.context is not None
    window.context.watch.look()  # or the test would wait for the second to pass
    until(qtbot, lambda: bool(window.page and window.page.table.isVisible()))
    click(qtbot, window, "Delete")
    opened = dialog(qtbot, TITLE)
    next(row for row in opened.findChildren(LinkRow) if row.text() == name).click()
    until(qtbot, lambda: no_dialog(TITLE))
    until(qtbot, lambda: window.places.subscription_id != "")


def bar(window: MainWindow) -> str:
    return window.messages.bars[0].text if window.messages.bars else ""


def test_a_link_leads_to_the_subscription_under_a_bar(
    window: MainWindow, used: Setup, qtbot: QtBot
) -> None:
    follow(window, qtbot, "web")
    assert window.places.subscription_id == used.web.id
    expected = "Deleting Ops rooms: 2 of 2 subscriptions left. Here: broken builds and releases."
    until(qtbot, lambda: bar(window) == expected)
    until(qtbot, lambda: bool(all_named(window, "Room notifications", QTableView)))
    until(qtbot, lambda: table(window, "Room notifications").model().rowCount() == 2)


def test_next_leads_round_the_dependents(window: MainWindow, used: Setup, qtbot: QtBot) -> None:
    follow(window, qtbot, "images")
    assert "Here: base image." in bar(window)
    click(qtbot, window.messages, "Next")
    assert window.places.subscription_id == used.web.id
    assert "Here: broken builds and releases." in bar(window)
    click(qtbot, window.messages, "Next")
    assert window.places.subscription_id == used.images.id


def test_elsewhere_the_bar_stays_without_naming_what_is_here(
    window: MainWindow, used: Setup, qtbot: QtBot
) -> None:
    follow(window, qtbot, "images")
    click(qtbot, window, "Account Settings")
    assert bar(window) == "Deleting Ops rooms: 2 of 2 subscriptions left."


def test_cancel_takes_the_bar_away(window: MainWindow, used: Setup, qtbot: QtBot) -> None:
    follow(window, qtbot, "images")
    click(qtbot, window.messages, "Cancel")
    assert bar(window) == ""
    assert window.deleting is not None
    assert window.deleting.under is None


def test_the_bar_counts_down_and_the_question_returns_when_none_is_left(
    window: MainWindow, services: Services, used: Setup, qtbot: QtBot
) -> None:
    follow(window, qtbot, "images")
    first, *others = used.notifications
    services.notifications.delete(first.id, first.version)
    until(qtbot, lambda: "1 of 2 subscriptions left." in bar(window))
    for notification in others:
        services.notifications.delete(notification.id, notification.version)
    opened = dialog(qtbot, TITLE)
    assert "Delete Ops rooms?" in texts(opened)
    assert bar(window) == ""
    assert window.places.subscription_id == ""
    click(qtbot, opened, "Yes")
    until(qtbot, lambda: _gone(services, used.integration))


def _gone(services: Services, integration: Integration) -> bool:
    try:
        services.integrations.load(integration.id)
    except NotFound:
        return True
    return False


def test_deleting_its_subscription_counts_too(
    window: MainWindow, services: Services, used: Setup, qtbot: QtBot
) -> None:
    follow(window, qtbot, "web")
    services.subscriptions.delete(used.images.id, used.images.version)
    until(qtbot, lambda: "1 of 2 subscriptions left." in bar(window))


def test_a_single_subscription_is_counted_in_the_singular(
    window: MainWindow, services: Services, used: Setup, qtbot: QtBot
) -> None:
    services.subscriptions.delete(used.images.id, used.images.version)
    follow(window, qtbot, "web")
    until(qtbot, lambda: bar(window).startswith("Deleting Ops rooms: 1 of 1 subscription left."))


def test_a_new_dependent_raises_the_count(
    window: MainWindow, services: Services, used: Setup, qtbot: QtBot
) -> None:
    follow(window, qtbot, "web")
    shop = add_subscription(services, "shop")
    add_notification(services, shop, used.integration, "deploys")
    until(qtbot, lambda: "3 of 3 subscriptions left." in bar(window))


def test_somebody_else_deleting_it_ends_the_bar(
    window: MainWindow, services: Services, used: Setup, qtbot: QtBot
) -> None:
    follow(window, qtbot, "web")
    services.integrations.remove_from_all_and_delete(used.integration.id, used.integration.version)
    until(qtbot, lambda: bar(window) == "")
    assert no_dialog(TITLE)


def test_the_dashboard_marks_what_still_uses_it(
    window: MainWindow, used: Setup, qtbot: QtBot
) -> None:
    follow(window, qtbot, "web")
    until(qtbot, lambda: bool(all_named(window, "Room notifications", QTableView)))
    view = table(window, "Room notifications")
    until(qtbot, lambda: view.model().rowCount() == 2)
    assert cell(view, "releases", "Integration").data(Role.ICON) == Icon.TRASH
    click(qtbot, window.messages, "Cancel")
    until(qtbot, lambda: cell(view, "releases", "Integration").data(Role.ICON) != Icon.TRASH)


def test_a_dashboard_that_is_loaded_aside_is_marked_when_it_is_there(
    window: MainWindow, used: Setup, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert window.context is not None
    loaded = window.context.services.integrations.load(used.integration.id)
    monkeypatch.delitem(sys.modules, "hipadmin.gui.pages.dashboard", raising=False)

    window.findChild(DeletingBar).begin(loaded, used.web.id)

    assert window.places.known("dashboard") is None, "its code is loaded by a worker"
    until(qtbot, lambda: bool(all_named(window, "Room notifications", QTableView)))
    view = table(window, "Room notifications")
    until(qtbot, lambda: view.model().rowCount() == 2)
    assert cell(view, "releases", "Integration").data(Role.ICON) == Icon.TRASH
