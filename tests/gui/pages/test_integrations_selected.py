"""Several integrations selected: acts on all of them, and what came of each."""

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from hipadmin.domain.integration import Integration
from hipadmin.gui.window import MainWindow
from hipadmin.services.bundle import Services
from tests.gui.fill import (
    add_integration,
    add_sandbox_integration,
    messages_in,
)
from tests.gui.find import (
    cell,
    click,
    click_cell,
    dialog,
    field,
    shown,
    table,
    texts,
    until,
)
from tests.gui.listing import select, stored, wait_for_rows

if TYPE_CHECKING:
    from hipadmin.sandbox.server import Sandbox


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

    def test_what_leaves_a_filtered_list_leaves_no_other_selected(
        self,
        window: MainWindow,
        services: Services,
        three: list[Integration],
        qtbot: QtBot,
    ) -> None:
        """Of a press twice in haste the second would switch the next one."""
        view = table(window, "Integrations")
        field(window, "Filter integrations").setText("not tested")
        until(qtbot, lambda: view.model().rowCount() == 2)
        select(window, "A")

        view.setFocus()
        qtbot.keyClick(view, Qt.Key.Key_Space)
        until(qtbot, lambda: view.model().rowCount() == 1)
        assert view.selected_rows() == []
        qtbot.keyClick(view, Qt.Key.Key_Space)

        assert [row.integration.name for row in view.selected_rows()] == ["B"]
        until(qtbot, lambda: window.context is not None and not window.context.jobs.busy)
        assert [stored(services, each).enabled for each in three] == [False, True, True]

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
