"""The page Integrations: first run, list, switches, edit, menu; by keys and clicks."""

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QPoint, QRect, Qt, QTimer
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QApplication, QLineEdit, QMenu, QWidget
from pytestqt.qtbot import QtBot

from hipadmin.gui.dialogs.integration import IntegrationDialog
from hipadmin.gui.keyboard.letters import plain
from hipadmin.gui.models.roles import Role
from hipadmin.gui.widgets.button import Button, Edge
from hipadmin.gui.widgets.labels import Label
from hipadmin.gui.window import MainWindow
from hipadmin.services.bundle import Services
from tests.coming import is_one_coming
from tests.gui.fill import (
    add_integration,
    add_notification,
    add_sandbox_integration,
    add_subscription,
)
from tests.gui.find import (
    action,
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
from tests.gui.listing import stored, wait_for_rows

if TYPE_CHECKING:
    from hipadmin.sandbox.server import Sandbox


def _on_screen(widget: QWidget) -> QRect:
    return QRect(widget.mapToGlobal(QPoint()), widget.size())


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

    @pytest.mark.parametrize("direction", list(Qt.LayoutDirection)[:2])
    def test_links_begin_below_what_they_explain(
        self, window: MainWindow, direction: Qt.LayoutDirection
    ) -> None:
        window.setLayoutDirection(direction)
        QApplication.processEvents()
        link = button(window, "Which URLs work?")
        words = next(label for label in window.findChildren(Label) if "fills" in label.text())
        above, below = _on_screen(words), _on_screen(link)

        assert isinstance(link, Button)
        assert link.leans is Edge.START
        if direction is Qt.LayoutDirection.LeftToRight:
            assert below.left() == above.left()
        else:
            assert below.right() == above.right()

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

    def test_without_a_match_the_way_back_to_the_page_leads_to_what_can_be_done(
        self, window: MainWindow, services: Services, qtbot: QtBot
    ) -> None:
        add_integration(services, "CI")
        wait_for_rows(window, qtbot, "CI")
        qtbot.keyClicks(field(window, "Filter integrations"), "xyz")
        until(qtbot, lambda: "No integration matches “xyz”" in texts(window))
        click(qtbot, window, "Account Settings")
        until(qtbot, lambda: window.focusWidget() is button(window, "Clear filter"))

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
        window.page.frame.show_trouble(StoreTrouble("The disk does not answer."))
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
        assert window.messages.bars[0].text.startswith("Already off. “Ops” was changed by ")


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

    def test_the_window_goes_on_while_the_dialog_is_built(
        self, window: MainWindow, qtbot: QtBot
    ) -> None:
        turns: list[bool] = []
        beat = QTimer(window, interval=0)
        beat.timeout.connect(lambda: turns.append(is_one_coming()))
        add = action(window, "File", "Add Integration")
        add.trigger()
        until(qtbot, is_one_coming)
        beat.start()
        add.trigger()  # as a key held down does
        opened = dialog(qtbot, "Add integration")
        beat.stop()
        assert turns.count(True) > 3
        until(qtbot, lambda: window.findChildren(IntegrationDialog) == [opened])
        assert field(opened, "Name").hasFocus()
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


class TestDuplicate:
    def test_a_copy_is_made_and_opened_to_be_changed(
        self, window: MainWindow, services: Services, qtbot: QtBot
    ) -> None:
        add_integration(services, "CI", "Builds")
        wait_for_rows(window, qtbot, "CI")
        select_row(qtbot, table(window, "Integrations"), "CI")
        action(window, "Integration", "Duplicate").trigger()
        opened = dialog(qtbot, "Edit integration")
        until(qtbot, lambda: field(opened, "Name").text() == "CI 2")
        opened.reject()
        wait_for_rows(window, qtbot, "CI", "CI 2")


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
        offered = [plain(a.text()) for a in menu.actions() if a.isEnabled()]
        assert offered == [
            "Edit…",
            "Duplicate",
            "Test",
            "Send a test message…",
            "Open room view",
            "Tokens…",
            "Turn off",
            "Delete…",
        ]
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
