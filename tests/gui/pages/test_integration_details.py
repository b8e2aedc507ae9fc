"""One integration in detail: rooms, room notifications, Test."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QTabBar
from pytestqt.qtbot import QtBot

from hipadmin.domain.subscription import SubscriptionKind
from hipadmin.gui.keyboard.letters import plain
from hipadmin.gui.models.roles import Role
from hipadmin.gui.window import MainWindow
from hipadmin.services.bundle import Services
from tests.gui.fill import (
    add_integration,
    add_notification,
    add_sandbox_integration,
    add_subscription,
    messages_in,
)
from tests.gui.find import (
    all_named,
    cell,
    click,
    click_cell,
    column_of,
    dialog,
    field,
    select_row,
    shown,
    table,
    texts,
    until,
)
from tests.gui.listing import stored, wait_for_rows

if TYPE_CHECKING:
    from hipadmin.sandbox.server import Sandbox

POLICY = '[{"effect": "allow", "resources": ["proj/*"], "actions": ["*"]}]'


class TestDetails:
    def test_a_room_that_is_off_with_its_integration_is_shown_whole(
        self, window: MainWindow, services: Services, qtbot: QtBot
    ) -> None:
        integration = add_integration(services, "CI", "Builds 17")
        services.integrations.set_enabled(integration.id, 1, False)
        window.resize(window.look.px(1200), window.look.px(760))
        wait_for_rows(window, qtbot, "CI")
        rooms = table(window, "Rooms")
        until(qtbot, lambda: rooms.model().rowCount() == 1)
        assert shown(rooms, "Builds 17", "Status") == "Off: integration is off"
        until(qtbot, lambda: rooms.viewport().width() > window.look.px(320))
        until(qtbot, lambda: not rooms.horizontalScrollBar().maximum())

    def test_rooms_and_notifications_stand_below_the_list(
        self, window: MainWindow, services: Services, qtbot: QtBot
    ) -> None:
        integration = add_integration(services, "CI", "Builds", "Ops", off=("Ops",))
        web = add_subscription(services, "web")
        add_notification(services, web, integration, "broken builds", policy=POLICY)
        shop = add_subscription(services, "shop", SubscriptionKind.FLAGS)
        add_notification(services, shop, integration, "deploys")
        wait_for_rows(window, qtbot, "CI")
        rooms = table(window, "Rooms")
        until(qtbot, lambda: rooms.model().rowCount() == 2)
        assert shown(rooms, "Ops", "Status") == "Off"
        uses = table(window, "Room notifications")
        until(qtbot, lambda: uses.model().rowCount() == 2)
        assert shown(uses, "broken builds", "Filter") == "Policy"
        assert shown(uses, "broken builds", "Subscription") == "web"
        assert shown(uses, "deploys", "Rooms") == "All rooms"

    def test_a_room_is_switched_here(
        self, window: MainWindow, services: Services, qtbot: QtBot
    ) -> None:
        integration = add_integration(services, "CI", "Builds")
        wait_for_rows(window, qtbot, "CI")
        rooms = table(window, "Rooms")
        until(qtbot, lambda: rooms.model().rowCount() == 1)
        click_cell(qtbot, rooms, cell(rooms, "Builds", "On"))
        until(qtbot, lambda: not stored(services, integration).rooms[0].enabled)
        view = table(window, "Integrations")
        until(qtbot, lambda: shown(view, "CI", "Status") == "Off: room is off")
        assert cell(view, "CI", "On").data(Role.EFFECT) is False

    def test_a_notification_is_switched_here(
        self, window: MainWindow, services: Services, qtbot: QtBot
    ) -> None:
        integration = add_integration(services, "CI", "Builds")
        notification = add_notification(services, add_subscription(services), integration)
        wait_for_rows(window, qtbot, "CI")
        uses = table(window, "Room notifications")
        until(qtbot, lambda: uses.model().rowCount() == 1)
        select_row(qtbot, uses, "broken builds")
        qtbot.keyClick(uses, Qt.Key.Key_Space)
        until(qtbot, lambda: not services.notifications.get(notification.id).enabled)

    def test_edit_of_a_notification_opens_its_dialog(
        self, window: MainWindow, services: Services, qtbot: QtBot
    ) -> None:
        integration = add_integration(services, "CI", "Builds")
        add_notification(services, add_subscription(services), integration)
        wait_for_rows(window, qtbot, "CI")
        uses = table(window, "Room notifications")
        until(qtbot, lambda: uses.model().rowCount() == 1)
        edit = cell(uses, "broken builds", "edit")
        assert edit.data(Qt.ItemDataRole.AccessibleTextRole) == "Edit broken builds"
        click_cell(qtbot, uses, edit)
        dialog(qtbot, "Room notification: broken builds").reject()

    def test_test_of_a_notification_sends_to_its_room(
        self, window: MainWindow, services: Services, sandbox: "Sandbox", qtbot: QtBot
    ) -> None:
        integration = add_sandbox_integration(services, sandbox, "CI", "1")
        add_notification(services, add_subscription(services), integration)
        wait_for_rows(window, qtbot, "CI")
        uses = table(window, "Room notifications")
        until(qtbot, lambda: uses.model().rowCount() == 1)
        click_cell(qtbot, uses, cell(uses, "broken builds", "test"))
        until(qtbot, lambda: len(messages_in(sandbox, 1)) == 1)

    def test_a_narrow_window_shows_tabs(
        self, window: MainWindow, services: Services, qtbot: QtBot
    ) -> None:
        add_integration(services, "CI", "Builds")
        wait_for_rows(window, qtbot, "CI")
        window.resize(window.look.px(1024), window.look.px(640))
        until(qtbot, lambda: bool(all_named(window, "Details", QTabBar)))
        tabs = all_named(window, "Details", QTabBar)[0]
        until(qtbot, lambda: plain(tabs.tabText(1)).split() == ["Rooms", "1"])
        assert plain(tabs.tabText(0)).split() == ["Room", "notifications", "0"]
        tabs.setCurrentIndex(1)
        assert table(window, "Rooms").isVisible()


class TestRun:
    def test_test_sends_and_says_configured_correctly(
        self, window: MainWindow, services: Services, sandbox: "Sandbox", qtbot: QtBot
    ) -> None:
        add_sandbox_integration(services, sandbox, "CI", "1")
        wait_for_rows(window, qtbot, "CI")
        click(qtbot, window, "Test")
        assert window.page is not None
        strip = window.page.side.one.strip
        until(qtbot, lambda: strip.text.startswith("Configured correctly: "))
        assert "204 in" in strip.text
        assert messages_in(sandbox, 1) == ["Test message from hipadmin: “CI” can post here."]
        view = table(window, "Integrations")
        until(qtbot, lambda: shown(view, "CI", "Status") == "OK")
        assert shown(view, "CI", "Last result") == "204"

    def test_a_wrong_token_is_said_with_the_way_to_enter_one(
        self, window: MainWindow, services: Services, sandbox: "Sandbox", qtbot: QtBot
    ) -> None:
        add_integration(services, "CI", "1", endpoint=sandbox.url)
        wait_for_rows(window, qtbot, "CI")
        click(qtbot, window, "Test")
        click(qtbot, window, "Enter token")
        dialog(qtbot, "Edit integration").reject()
        view = table(window, "Integrations")
        until(qtbot, lambda: shown(view, "CI", "Status") == "Needs attention")

    def test_off_asks_first(
        self, window: MainWindow, services: Services, sandbox: "Sandbox", qtbot: QtBot
    ) -> None:
        integration = add_sandbox_integration(services, sandbox, "CI", "1")
        services.integrations.set_enabled(integration.id, integration.version, False)
        wait_for_rows(window, qtbot, "CI")
        view = table(window, "Integrations")
        until(qtbot, lambda: shown(view, "CI", "Status") == "Off")
        click(qtbot, window, "Test")
        opened = dialog(qtbot, "Test")
        assert "is off" in texts(opened)
        click(qtbot, opened, "Cancel")
        assert messages_in(sandbox, 1) == []
        click(qtbot, window, "Test")
        click(qtbot, dialog(qtbot, "Test"), "Test")
        until(qtbot, lambda: len(messages_in(sandbox, 1)) == 1)

    def test_without_a_room_test_asks_for_one(
        self, window: MainWindow, services: Services, sandbox: "Sandbox", qtbot: QtBot
    ) -> None:
        token = sandbox.tokens.user
        add_integration(services, "CI", endpoint=sandbox.url, token=token)
        wait_for_rows(window, qtbot, "CI")
        click(qtbot, window, "Test")
        opened = dialog(qtbot, "Test")
        click(qtbot, opened, "Test")
        assert "Enter the room’s ID or name." in texts(opened)
        qtbot.keyClicks(field(opened, "Room ID or name"), "Ops")
        qtbot.keyClick(field(opened, "Room ID or name"), Qt.Key.Key_Return)
        until(qtbot, lambda: len(messages_in(sandbox, 2)) == 1)

    def test_more_than_three_rooms_ask_first(
        self, window: MainWindow, services: Services, sandbox: "Sandbox", qtbot: QtBot
    ) -> None:
        user = sandbox.tokens.user
        rooms = ("1", "2", "3", "Builds")
        add_integration(services, "CI", *rooms, endpoint=sandbox.url, token=user)
        wait_for_rows(window, qtbot, "CI")
        click(qtbot, window, "Test")
        opened = dialog(qtbot, "Test")
        assert "Send a test message to 4 rooms?" in texts(opened)
        click(qtbot, opened, "Test")
        assert window.page is not None
        strip = window.page.side.one.strip
        until(qtbot, lambda: strip.text == "Configured correctly: 4 rooms took the message.")
        assert len(messages_in(sandbox, 1)) == 2

    def test_a_second_test_shows_its_own_result(
        self, window: MainWindow, services: Services, sandbox: "Sandbox", qtbot: QtBot
    ) -> None:
        for name, room in (("A", "1"), ("B", "2")):
            add_sandbox_integration(services, sandbox, name, room)
        wait_for_rows(window, qtbot, "A", "B")
        assert window.page is not None
        strip = window.page.side.one.strip
        for name, room in (("A", 1), ("B", 2), ("B", 2)):
            select_row(qtbot, table(window, "Integrations"), name)
            before = len(messages_in(sandbox, room))
            click(qtbot, window, "Test")
            until(qtbot, lambda: len(messages_in(sandbox, room)) == before + 1)  # noqa: B023
            until(qtbot, lambda: strip.text.startswith("Configured correctly: "))
            until(qtbot, lambda: window.context is not None and not window.context.jobs.busy)
            assert strip.isVisible()
            assert strip.text.startswith("Configured correctly: ")

    def test_the_filter_column_shows_only_with_a_policy(
        self, window: MainWindow, services: Services, qtbot: QtBot
    ) -> None:
        plain = add_integration(services, "A", "Builds")
        filtered = add_integration(services, "B", "Builds")
        web = add_subscription(services, "web")
        add_notification(services, web, plain, "plain")
        add_notification(services, web, filtered, "filtered", policy=POLICY)
        wait_for_rows(window, qtbot, "A", "B")
        uses = table(window, "Room notifications")
        until(qtbot, lambda: uses.model().rowCount() == 1)
        column = column_of(uses, "Filter")
        assert uses.isColumnHidden(column)
        select_row(qtbot, table(window, "Integrations"), "B")
        until(qtbot, lambda: not uses.isColumnHidden(column))
