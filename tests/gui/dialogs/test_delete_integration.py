"""Delete integration: the question, the refusal with its links, removing it everywhere."""

import pytest
from PySide6.QtCore import QItemSelectionModel, Qt
from pytestqt.qtbot import QtBot

from hipadmin.domain.errors import NotFound
from hipadmin.domain.integration import Integration
from hipadmin.domain.subscription import SubscriptionKind
from hipadmin.gui.widgets.rows import LinkRow
from hipadmin.gui.window import MainWindow
from hipadmin.services.bundle import Services
from tests.gui.fill import add_integration, add_notification, add_subscription
from tests.gui.find import (
    all_named,
    button,
    click,
    dialog,
    name_of,
    no_dialog,
    table,
    texts,
    until,
)

TITLE = "Delete integration"


def exists(services: Services, integration: Integration) -> bool:
    try:
        services.integrations.load(integration.id)
    except NotFound:
        return False
    return True


def wait_for_rows(window: MainWindow, qtbot: QtBot, count: int) -> None:
    assert window.page is not None
    assert window.context is not None
    window.context.watch.look()  # or the test would wait for the second to pass
    model = window.page.table.model()
    until(qtbot, lambda: model.rowCount() == count and window.page.table.isVisible())  # type: ignore[union-attr]


@pytest.fixture
def used(services: Services) -> Integration:
    """An integration that three subscriptions use, one of them twice."""
    integration = add_integration(services, "CI and images", "Builds", "Ops")
    web = add_subscription(services, "web")
    add_notification(services, web, integration, "broken builds")
    add_notification(services, web, integration, "releases")
    images = add_subscription(services, "images", SubscriptionKind.IMAGE)
    add_notification(services, images, integration, "base image")
    shop = add_subscription(services, "shop", SubscriptionKind.FLAGS)
    add_notification(services, shop, integration, "deploys")
    return integration


def test_an_unused_one_asks_and_no_has_the_focus(
    window: MainWindow, services: Services, qtbot: QtBot
) -> None:
    integration = add_integration(services, "Ops", "1")
    wait_for_rows(window, qtbot, 1)
    click(qtbot, window, "Delete")
    opened = dialog(qtbot, TITLE)
    assert "Delete Ops?" in texts(opened)
    assert opened.focusWidget() is button(opened, "No")
    click(qtbot, opened, "No")
    until(qtbot, lambda: no_dialog(TITLE))
    assert exists(services, integration)


def test_yes_deletes_it(window: MainWindow, services: Services, qtbot: QtBot) -> None:
    integration = add_integration(services, "Ops", "1")
    wait_for_rows(window, qtbot, 1)
    click(qtbot, window, "Delete")
    click(qtbot, dialog(qtbot, TITLE), "Yes")
    until(qtbot, lambda: not exists(services, integration))
    until(qtbot, lambda: "No integrations yet" in texts(window))
    assert [bar.text for bar in window.messages.bars] == ["Deleted Ops."]


def test_the_delete_key_asks(window: MainWindow, services: Services, qtbot: QtBot) -> None:
    add_integration(services, "Ops", "1")
    wait_for_rows(window, qtbot, 1)
    view = table(window, "Integrations")
    window.activateWindow()
    view.setFocus()
    until(qtbot, view.hasFocus)
    qtbot.keyClick(view, Qt.Key.Key_Delete)
    opened = dialog(qtbot, TITLE)
    qtbot.keyClick(opened, Qt.Key.Key_Escape)
    until(qtbot, lambda: no_dialog(TITLE))


def test_a_used_one_names_each_dependent_subscription(
    window: MainWindow, used: Integration, qtbot: QtBot
) -> None:
    wait_for_rows(window, qtbot, 1)
    click(qtbot, window, "Delete")
    opened = dialog(qtbot, TITLE)
    assert "CI and images is still used by 3 subscriptions" in texts(opened)
    rows = opened.findChildren(LinkRow)
    assert [name_of(row) for row in rows] == ["images", "shop", "web"]
    assert rows[2].accessibleDescription() == "broken builds, releases, Settings › Integrations"
    assert opened.focusWidget() is rows[0]
    assert not all_named(opened, "Yes", type(button(opened, "Close")))
    click(qtbot, opened, "Close")
    until(qtbot, lambda: no_dialog(TITLE))


def test_one_dependent_is_said_in_the_singular(
    window: MainWindow, services: Services, qtbot: QtBot
) -> None:
    integration = add_integration(services, "Ops", "1")
    add_notification(services, add_subscription(services), integration)
    wait_for_rows(window, qtbot, 1)
    click(qtbot, window, "Delete")
    opened = dialog(qtbot, TITLE)
    assert "Ops is still used by 1 subscription\n" in texts(opened) + "\n"
    opened.reject()


def test_remove_from_all_asks_once_more_and_deletes(
    window: MainWindow, services: Services, used: Integration, qtbot: QtBot
) -> None:
    wait_for_rows(window, qtbot, 1)
    click(qtbot, window, "Delete")
    click(qtbot, dialog(qtbot, TITLE), "Remove from all and delete")
    until(qtbot, lambda: "Remove CI and images from 3 subscriptions" in _words())
    opened = dialog(qtbot, TITLE)
    assert opened.focusWidget() is button(opened, "Cancel")
    click(qtbot, opened, "Remove and delete")
    until(qtbot, lambda: not exists(services, used))
    subscriptions = {row.subscription.name: row for row in services.views.subscriptions()}
    assert [row.notifications for row in subscriptions.values()] == [0, 0, 0]


def test_cancel_of_the_last_question_returns_to_the_list(
    window: MainWindow, services: Services, used: Integration, qtbot: QtBot
) -> None:
    wait_for_rows(window, qtbot, 1)
    click(qtbot, window, "Delete")
    click(qtbot, dialog(qtbot, TITLE), "Remove from all and delete")
    until(qtbot, lambda: "Remove CI and images from 3 subscriptions" in _words())
    click(qtbot, dialog(qtbot, TITLE), "Cancel")
    until(qtbot, lambda: "still used by 3 subscriptions" in _words())
    assert exists(services, used)
    dialog(qtbot, TITLE).reject()


def _words() -> str:
    from PySide6.QtWidgets import QApplication, QDialog

    found = [w for w in QApplication.topLevelWidgets() if isinstance(w, QDialog)]
    return "\n".join(texts(w) for w in found if w.isVisible())


def test_one_deleted_meanwhile_needs_no_question(
    window: MainWindow, services: Services, qtbot: QtBot
) -> None:
    integration = add_integration(services, "Ops", "1")
    wait_for_rows(window, qtbot, 1)
    assert window.page is not None
    assert window.deleting is not None
    rows = window.page.frame.selected()
    services.integrations.delete(integration.id, integration.version)
    window.deleting.ask(rows)
    until(qtbot, lambda: "No integrations yet" in texts(window))
    assert no_dialog(TITLE)
    assert not window.messages.bars


class TestSeveral:
    def _select_all(self, window: MainWindow) -> None:
        view = table(window, "Integrations")
        flags = QItemSelectionModel.SelectionFlag.Select | QItemSelectionModel.SelectionFlag.Rows
        for row in range(view.model().rowCount()):
            view.selectionModel().select(view.model().index(row, 1), flags)

    def test_the_unused_go_and_the_used_stay(
        self, window: MainWindow, services: Services, used: Integration, qtbot: QtBot
    ) -> None:
        others = [add_integration(services, name, "1") for name in ("Alpha", "Beta", "Gamma")]
        wait_for_rows(window, qtbot, 4)
        self._select_all(window)
        click(qtbot, window, "Delete")
        opened = dialog(qtbot, TITLE)
        assert "Delete 3 integrations?" in texts(opened)
        assert "CI and images stays: images, shop, web still use it." in texts(opened)
        click(qtbot, opened, "Yes")
        until(qtbot, lambda: not any(exists(services, i) for i in others))
        assert exists(services, used)
        until(qtbot, lambda: bool(window.messages.bars))
        assert window.messages.bars[0].text == (
            "Deleted 3 integrations. “CI and images” is still used by 3 subscriptions: "
            "images, shop, web."
        )

    def test_when_all_go_a_quiet_bar_says_so(
        self, window: MainWindow, services: Services, qtbot: QtBot
    ) -> None:
        for name in ("Alpha", "Beta"):
            add_integration(services, name, "1")
        wait_for_rows(window, qtbot, 2)
        self._select_all(window)
        click(qtbot, window, "Delete")
        click(qtbot, dialog(qtbot, TITLE), "Yes")
        until(qtbot, lambda: bool(window.messages.bars))
        assert window.messages.bars[0].text == "Deleted 2 integrations."
        click(qtbot, window.messages, "Close")
        assert not window.messages.bars

    def test_all_in_use_are_refused(
        self, window: MainWindow, services: Services, used: Integration, qtbot: QtBot
    ) -> None:
        other = add_integration(services, "Other", "1")
        web = next(r.subscription for r in services.views.subscriptions())
        add_notification(services, web, other, "other")
        wait_for_rows(window, qtbot, 2)
        self._select_all(window)
        click(qtbot, window, "Delete")
        opened = dialog(qtbot, TITLE)
        assert "is still used by" in texts(opened)
        opened.reject()
