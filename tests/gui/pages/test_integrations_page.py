"""The page Integrations, driven by keys and clicks over a real store and a real sandbox."""

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QItemSelectionModel, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QLineEdit, QMenu, QTabBar
from pytestqt.qtbot import QtBot

from hipadmin.domain.integration import Integration
from hipadmin.domain.subscription import SubscriptionKind
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
    button,
    cell,
    click,
    click_cell,
    column_of,
    dialog,
    field,
    name_of,
    row_of,
    select_row,
    shown,
    table,
    texts,
    until,
)

if TYPE_CHECKING:
    from hipadmin.sandbox.server import Sandbox

POLICY = '[{"effect": "allow", "resources": ["proj/*"], "actions": ["*"]}]'


def wait_for_rows(window: MainWindow, qtbot: QtBot, *names: str) -> None:
    """Wait until the list shows exactly these integrations."""
    assert window.page is not None
    assert window.context is not None
    window.context.watch.look()  # or the test would wait for the second to pass
    view = window.page.table

    def listed() -> list[str]:
        model = view.model()
        return [model.index(row, 1).data() for row in range(model.rowCount())]

    until(qtbot, lambda: view.isVisible() and listed() == list(names))


def stored(services: Services, integration: Integration) -> Integration:
    return services.integrations.load(integration.id).integration


def select(window: MainWindow, *names: str) -> None:
    view = table(window, "Integrations")
    model = view.selectionModel()
    model.clearSelection()
    flags = QItemSelectionModel.SelectionFlag.Select | QItemSelectionModel.SelectionFlag.Rows
    for name in names:
        index = cell(view, name, "Name")
        model.select(index, flags)
        model.setCurrentIndex(index, QItemSelectionModel.SelectionFlag.NoUpdate)


class TestEmpty:
    def test_the_first_run_has_the_three_ways_to_begin(self, window: MainWindow) -> None:
        assert "No integrations yet" in texts(window)
        for name in ("Add Integration", "Import…", "Try in the sandbox"):
            assert button(window, name).isEnabled()
        assert not all_named(window, "Filter integrations", QLineEdit)

    @pytest.mark.parametrize(
        ("link", "title", "says"),
        [
            ("Where do I get this?", "Where do I get a token?", "room"),
            ("Which URLs work?", "Which URLs work?", "auth_token"),
            ("About subscriptions", "About subscriptions", "source of events"),
        ],
    )
    def test_each_step_has_its_explanation(
        self, window: MainWindow, qtbot: QtBot, link: str, title: str, says: str
    ) -> None:
        click(qtbot, window, link)
        opened = dialog(qtbot, title)
        assert says in texts(opened)
        click(qtbot, opened, "Close")

    def test_add_integration_exists_once_and_opens_the_dialog(
        self, window: MainWindow, qtbot: QtBot
    ) -> None:
        click(qtbot, window, "Add Integration")
        dialog(qtbot, "Add integration").reject()

    def test_the_first_integration_makes_the_list(
        self, window: MainWindow, services: Services, qtbot: QtBot
    ) -> None:
        add_integration(services, "CI and images", "Builds")
        wait_for_rows(window, qtbot, "CI and images")
        assert field(window, "Filter integrations").isVisible()


class TestList:
    def test_a_row_says_rooms_use_result_and_status(
        self, window: MainWindow, services: Services, sandbox: "Sandbox", qtbot: QtBot
    ) -> None:
        integration = add_sandbox_integration(services, sandbox, "CI and images", "1", "2")
        add_integration(services, "Partner network")
        web = add_subscription(services, "web")
        add_notification(services, web, integration)
        wait_for_rows(window, qtbot, "CI and images", "Partner network")
        view = table(window, "Integrations")
        until(qtbot, lambda: shown(view, "CI and images", "Used by") == "1 subscription")
        assert shown(view, "CI and images", "Rooms") == "1, 2"
        assert shown(view, "CI and images", "Last result") == "Never"
        assert shown(view, "CI and images", "Status") == "Not tested"
        assert shown(view, "Partner network", "Rooms") == "No room yet"
        assert shown(view, "Partner network", "Used by") == "Not used"

    def test_the_count_follows_the_filter_and_esc_clears_it(
        self, window: MainWindow, services: Services, qtbot: QtBot
    ) -> None:
        for name in ("Ops", "Builds", "Ops night"):
            add_integration(services, name)
        wait_for_rows(window, qtbot, "Builds", "Ops", "Ops night")
        filter_field = field(window, "Filter integrations")
        qtbot.keyClicks(filter_field, "ops")
        wait_for_rows(window, qtbot, "Ops", "Ops night")
        assert "2 of 3" in texts(window)
        qtbot.keyClick(filter_field, Qt.Key.Key_Escape)
        wait_for_rows(window, qtbot, "Builds", "Ops", "Ops night")
        assert filter_field.text() == ""

    def test_a_filter_without_a_match_can_be_cleared(
        self, window: MainWindow, services: Services, qtbot: QtBot
    ) -> None:
        add_integration(services, "Ops")
        wait_for_rows(window, qtbot, "Ops")
        qtbot.keyClicks(field(window, "Filter integrations"), "xyz")
        assert "No integration matches “xyz”" in texts(window)
        click(qtbot, window, "Clear filter")
        wait_for_rows(window, qtbot, "Ops")

    def test_a_click_on_a_head_sorts(
        self, window: MainWindow, services: Services, qtbot: QtBot
    ) -> None:
        for name in ("Ops", "Builds"):
            add_integration(services, name)
        wait_for_rows(window, qtbot, "Builds", "Ops")
        view = table(window, "Integrations")
        view.sortByColumn(column_of(view, "Name"), Qt.SortOrder.DescendingOrder)
        wait_for_rows(window, qtbot, "Ops", "Builds")

    def test_what_others_change_appears_by_itself(
        self, window: MainWindow, services: Services, qtbot: QtBot
    ) -> None:
        first = add_integration(services, "Ops")
        wait_for_rows(window, qtbot, "Ops")
        services.integrations.delete(first.id, first.version)
        until(qtbot, lambda: "No integrations yet" in texts(window))

    def test_the_selection_survives_a_change(
        self, window: MainWindow, services: Services, qtbot: QtBot
    ) -> None:
        for name in ("Builds", "Ops"):
            add_integration(services, name)
        wait_for_rows(window, qtbot, "Builds", "Ops")
        select_row(qtbot, table(window, "Integrations"), "Ops")
        add_integration(services, "Alerts")
        wait_for_rows(window, qtbot, "Alerts", "Builds", "Ops")
        assert window.page is not None
        assert [row.integration.name for row in window.page.frame.selected()] == ["Ops"]

    def test_trouble_with_the_list_can_be_tried_again(
        self, window: MainWindow, services: Services, qtbot: QtBot
    ) -> None:
        from hipadmin.domain.errors import StoreTrouble

        assert window.page is not None
        window.page._on_not_read(StoreTrouble("The disk does not answer."))
        assert "The disk does not answer." in texts(window)
        add_integration(services, "Ops")
        click(qtbot, window, "Try again")
        wait_for_rows(window, qtbot, "Ops")


class TestSwitch:
    def test_a_click_turns_it_off_and_on(
        self, window: MainWindow, services: Services, qtbot: QtBot
    ) -> None:
        integration = add_integration(services, "Ops", "1")
        wait_for_rows(window, qtbot, "Ops")
        view = table(window, "Integrations")
        click_cell(qtbot, view, cell(view, "Ops", "On"))
        until(qtbot, lambda: not stored(services, integration).enabled)
        until(qtbot, lambda: shown(view, "Ops", "Status") == "Off")
        click_cell(qtbot, view, cell(view, "Ops", "On"))
        until(qtbot, lambda: stored(services, integration).enabled)

    def test_space_turns_off_the_current_row(
        self, window: MainWindow, services: Services, qtbot: QtBot
    ) -> None:
        integration = add_integration(services, "Ops", "1")
        wait_for_rows(window, qtbot, "Ops")
        view = table(window, "Integrations")
        select_row(qtbot, view, "Ops")
        qtbot.keyClick(view, Qt.Key.Key_Space)
        until(qtbot, lambda: not stored(services, integration).enabled)

    def test_assistive_technology_can_check_it(
        self, window: MainWindow, services: Services, qtbot: QtBot
    ) -> None:
        integration = add_integration(services, "Ops", "1")
        wait_for_rows(window, qtbot, "Ops")
        view = table(window, "Integrations")
        index = cell(view, "Ops", "On")
        assert index.data(Qt.ItemDataRole.AccessibleTextRole) == "On, Ops"
        off = Qt.CheckState.Unchecked.value
        view.model().setData(index, off, Qt.ItemDataRole.CheckStateRole)
        until(qtbot, lambda: not stored(services, integration).enabled)

    def test_a_switch_on_its_way_takes_no_second_click(
        self, window: MainWindow, services: Services, qtbot: QtBot
    ) -> None:
        integration = add_integration(services, "Ops", "1")
        wait_for_rows(window, qtbot, "Ops")
        view = table(window, "Integrations")
        click_cell(qtbot, view, cell(view, "Ops", "On"))
        assert cell(view, "Ops", "On").data(Role.BUSY)
        click_cell(qtbot, view, cell(view, "Ops", "On"))
        until(qtbot, lambda: not cell(view, "Ops", "On").data(Role.BUSY))
        assert not stored(services, integration).enabled

    def test_a_change_by_somebody_else_is_said(
        self, window: MainWindow, services: Services, qtbot: QtBot
    ) -> None:
        integration = add_integration(services, "Ops", "1")
        wait_for_rows(window, qtbot, "Ops")
        assert window.page is not None
        row = window.page.frame.selected()[0]
        services.integrations.set_enabled(integration.id, integration.version, False)
        window.page.switches.integrations([row], False)
        until(qtbot, lambda: bool(window.messages.bars))
        assert "changed by somebody else" in window.messages.bars[0].text


class TestDetails:
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
        dialog(qtbot, "Room notification").reject()

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
        until(qtbot, lambda: tabs.tabText(1).split() == ["Rooms", "1"])
        assert tabs.tabText(0).split() == ["Room", "notifications", "0"]
        tabs.setCurrentIndex(1)
        assert table(window, "Rooms").isVisible()


class TestEdit:
    @pytest.mark.parametrize("key", [Qt.Key.Key_F2, Qt.Key.Key_Return])
    def test_keys_open_the_dialog(
        self, window: MainWindow, services: Services, qtbot: QtBot, key: Qt.Key
    ) -> None:
        add_integration(services, "CI", "Builds")
        wait_for_rows(window, qtbot, "CI")
        view = table(window, "Integrations")
        window.activateWindow()
        view.setFocus()
        until(qtbot, view.hasFocus)
        qtbot.keyClick(view, key)
        opened = dialog(qtbot, "Edit integration")
        until(qtbot, lambda: field(opened, "Name").text() == "CI")
        opened.reject()

    def test_a_double_click_opens_it(
        self, window: MainWindow, services: Services, qtbot: QtBot
    ) -> None:
        add_integration(services, "CI", "Builds")
        wait_for_rows(window, qtbot, "CI")
        view = table(window, "Integrations")
        spot = view.visualRect(cell(view, "CI", "Name")).center()
        qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=spot)
        qtbot.mouseDClick(view.viewport(), Qt.MouseButton.LeftButton, pos=spot)
        dialog(qtbot, "Edit integration").reject()

    def test_a_saved_name_is_in_the_list_and_selected(
        self, window: MainWindow, services: Services, qtbot: QtBot
    ) -> None:
        add_integration(services, "Alerts", "Builds")
        add_integration(services, "CI", "Builds")
        wait_for_rows(window, qtbot, "Alerts", "CI")
        select_row(qtbot, table(window, "Integrations"), "CI")
        click(qtbot, window, "Edit")
        opened = dialog(qtbot, "Edit integration")
        until(qtbot, lambda: field(opened, "Name").text() == "CI")
        name = field(opened, "Name")
        name.selectAll()
        qtbot.keyClicks(name, "Aardvark")
        click(qtbot, opened, "Save")
        wait_for_rows(window, qtbot, "Aardvark", "Alerts")
        assert window.page is not None
        assert [r.integration.name for r in window.page.frame.selected()] == ["Aardvark"]


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


class TestSeveral:
    @pytest.fixture
    def three(
        self, window: MainWindow, services: Services, sandbox: "Sandbox", qtbot: QtBot
    ) -> list[Integration]:
        found = [
            add_sandbox_integration(services, sandbox, name, room)
            for name, room in (("A", "1"), ("B", "2"))
        ]
        found.append(add_integration(services, "C", "3", endpoint=sandbox.url, token=""))
        wait_for_rows(window, qtbot, "A", "B", "C")
        return found

    def test_the_panel_says_how_many(self, window: MainWindow, three: list[Integration]) -> None:
        select(window, "A", "C")
        assert "2 integrations selected" in texts(window)
        assert "2 rooms are on" in texts(window)

    def test_turn_off_and_on_act_on_all(
        self,
        window: MainWindow,
        services: Services,
        three: list[Integration],
        qtbot: QtBot,
    ) -> None:
        select(window, "A", "B")
        click(qtbot, window, "Turn off")
        until(qtbot, lambda: not any(stored(services, i).enabled for i in three[:2]))
        assert stored(services, three[2]).enabled
        view = table(window, "Integrations")
        until(qtbot, lambda: shown(view, "B", "Status") == "Off")
        click(qtbot, window, "Turn on")
        until(qtbot, lambda: all(stored(services, i).enabled for i in three))

    def test_space_switches_the_selection(
        self,
        window: MainWindow,
        services: Services,
        three: list[Integration],
        qtbot: QtBot,
    ) -> None:
        select(window, "A", "B", "C")
        qtbot.keyClick(table(window, "Integrations"), Qt.Key.Key_Space)
        until(qtbot, lambda: not any(stored(services, i).enabled for i in three))

    def test_a_click_on_one_switch_leaves_the_others(
        self,
        window: MainWindow,
        services: Services,
        three: list[Integration],
        qtbot: QtBot,
    ) -> None:
        select(window, "A", "B")
        view = table(window, "Integrations")
        click_cell(qtbot, view, cell(view, "A", "On"))
        until(qtbot, lambda: not stored(services, three[0]).enabled)
        assert stored(services, three[1]).enabled

    def test_test_shows_each_result(
        self, window: MainWindow, sandbox: "Sandbox", three: list[Integration], qtbot: QtBot
    ) -> None:
        select(window, "A", "B", "C")
        click(qtbot, window, "Test")
        until(qtbot, lambda: "3 of 3 rooms done" in texts(window))
        results = table(window, "Results")
        assert shown(results, "A", "Result") == "configured correctly"
        assert shown(results, "C", "Result") == "Token needed"
        assert shown(results, "C", "act") == "Enter token"
        assert len(messages_in(sandbox, 1)) == 1
        assert len(messages_in(sandbox, 2)) == 1
        click_cell(qtbot, results, cell(results, "C", "act"))
        opened = dialog(qtbot, "Edit integration")
        until(qtbot, lambda: field(opened, "Name").text() == "C")
        opened.reject()

    def test_another_selection_forgets_the_results(
        self, window: MainWindow, three: list[Integration], qtbot: QtBot
    ) -> None:
        select(window, "A", "B", "C")
        click(qtbot, window, "Test")
        until(qtbot, lambda: "3 of 3 rooms done" in texts(window))
        select(window, "A", "B")
        assert "rooms done" not in texts(window)


class TestMenu:
    def test_it_offers_what_can_be_done(
        self, window: MainWindow, services: Services, qtbot: QtBot
    ) -> None:
        add_integration(services, "CI", "Builds")
        wait_for_rows(window, qtbot, "CI")
        view = table(window, "Integrations")
        select_row(qtbot, view, "CI")
        view.context_menu_requested.emit(view.mapToGlobal(view.rect().center()))  # type: ignore[attr-defined]
        menu = next(m for m in window.page.findChildren(QMenu) if m.isVisible())  # type: ignore[union-attr]
        offered = {a.text(): a.isEnabled() for a in menu.actions()}
        assert offered == {
            "Edit…": True,
            "Test": True,
            "Turn on": False,
            "Turn off": True,
            "Delete…": True,
        }
        menu.close()

    def test_the_menu_integration_follows_the_selection(self, window: MainWindow) -> None:
        menu = window.menuBar().actions()[3].menu()
        menu.aboutToShow.emit()
        assert not any(a.isEnabled() for a in menu.actions())


def test_every_control_of_the_page_has_a_name(
    window: MainWindow, services: Services, qtbot: QtBot
) -> None:
    from PySide6.QtWidgets import QAbstractButton, QTableView

    add_integration(services, "CI", "Builds")
    wait_for_rows(window, qtbot, "CI")
    for kind in (QAbstractButton, QTableView, QLineEdit):
        unnamed = [w for w in window.findChildren(kind) if w.isVisible() and not name_of(w)]
        assert [
            w for w in unnamed if "QTableCornerButton" not in str(w.metaObject().className())
        ] == []


def test_columns_and_split_are_remembered(
    window: MainWindow, services: Services, qtbot: QtBot
) -> None:
    add_integration(services, "CI", "Builds")
    wait_for_rows(window, qtbot, "CI")
    assert window.page is not None
    window.page.frame.splitter.setSizes([300, 300])
    window.close()
    assert window.context is not None
    assert window.context.settings.text("integrations/columns")
    assert window.context.settings.state("integrations/split") is not None


def test_reading_another_row_is_cancelled_by_the_next(
    window: MainWindow, services: Services, qtbot: QtBot
) -> None:
    add_integration(services, "A", "1")
    add_integration(services, "B", "2", "3")
    wait_for_rows(window, qtbot, "A", "B")
    view = table(window, "Integrations")
    for name in ("B", "A", "B"):
        select_row(qtbot, view, name)
    until(qtbot, lambda: table(window, "Rooms").model().rowCount() == 2)
    assert row_of(table(window, "Rooms"), "3") == 1


def test_window_actions_are_not_doubled(window: MainWindow) -> None:
    keys = [
        sequence.toString()
        for entry in window.findChildren(QAction)
        if entry.shortcutContext() is Qt.ShortcutContext.WindowShortcut
        for sequence in entry.shortcuts()
    ]
    assert len(keys) == len(set(keys))
