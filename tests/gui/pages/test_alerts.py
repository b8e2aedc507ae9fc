from collections import Counter

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QMenu
from pytestqt.qtbot import QtBot

from hipadmin.domain.alert import Alert, AlertFilter, AlertState
from hipadmin.domain.event_state import EventState
from hipadmin.domain.subscription import Subscription
from hipadmin.gui.context import Context
from hipadmin.gui.keyboard.letters import plain
from hipadmin.gui.pages.alerts import AlertsPage
from hipadmin.services.bundle import Services
from tests.gui import find
from tests.gui.happen import report, settle, take
from tests.gui.pages.activity_fixtures import web
from tests.gui.wishes import Wishes

__all__ = ["web"]


@pytest.fixture
def page(qtbot: QtBot, context: Context, web: Subscription) -> AlertsPage:
    page = AlertsPage(context)
    qtbot.addWidget(page)
    page.resize(context.look.px(1100), context.look.px(700))
    page.show_subscription(web.id)
    page.show()
    return page


def trigger(services: Services, web: Subscription, *numbers: int) -> None:
    for number in numbers:
        take(services, web.id, report(number, EventState.TRIGGERED, correlation=f"a{number}"))


def arrive(qtbot: QtBot, page: AlertsPage, rows: int) -> None:
    page.activate()
    qtbot.waitUntil(lambda: page.table.model().rowCount() == rows)
    page.table.setFocus()


def alert(services: Services, number: int) -> Alert:
    return services.alerts.get(number).alert


def narrow(page: AlertsPage, state: str) -> None:
    combo = find.combo(page, "State")
    combo.setCurrentText(state)
    combo.activated.emit(combo.currentIndex())


def test_no_alert_yet(qtbot: QtBot, page: AlertsPage) -> None:
    page.activate()
    qtbot.waitUntil(lambda: "No alert yet" in find.texts(page))
    assert page.pane.isHidden()


def test_the_pane_tells_what_happened_and_what_people_saw(
    qtbot: QtBot, page: AlertsPage, services: Services, web: Subscription
) -> None:
    trigger(services, web, 1)
    settle(services)
    arrive(qtbot, page, 1)

    qtbot.waitUntil(lambda: "Posted in Builds" in find.texts(page.pane))
    said = find.texts(page.pane)
    assert "event 1" in said
    assert "Triggered" in said
    assert "Nobody" in said
    qtbot.waitUntil(page.pane.message.isVisible)
    assert "event 1" in page.pane.message.messages[0].line.html


@pytest.mark.parametrize("width", [280, 340, 372, 420])
def test_acts_go_on_below_without_leaving_one_alone(
    width: int, qtbot: QtBot, page: AlertsPage, services: Services, web: Subscription
) -> None:
    trigger(services, web, 1)
    arrive(qtbot, page, 1)
    page.pane.setFixedWidth(page.pane.look.px(width))
    qtbot.waitUntil(lambda: page.pane.width() == page.pane.look.px(width))

    lines = Counter(
        button.y() + button.height() // 2 for button in page.pane.act_buttons if button.isVisible()
    )
    assert sorted(lines.values()) == [2, 2]


def test_an_alert_is_acknowledged_assigned_and_closed(
    qtbot: QtBot, page: AlertsPage, services: Services, web: Subscription
) -> None:
    trigger(services, web, 1)
    arrive(qtbot, page, 1)

    find.click(qtbot, page.pane, "Acknowledge")
    qtbot.waitUntil(lambda: find.shown(page.table, "event 1", "State") == "acknowledged")
    assert not find.button(page.pane, "Acknowledge").isEnabled()
    assert page.window().focusWidget() is page.table  # the next one is a key away
    find.click(qtbot, page.pane, "Assign")
    dialog = find.dialog(qtbot, "Assign")
    name = find.field(dialog, "Assign to")
    name.clear()
    qtbot.keyClicks(name, "@oncall")
    qtbot.keyClick(name, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: find.shown(page.table, "event 1", "Assigned") == "@oncall")
    find.click(qtbot, page.pane, "Close")

    qtbot.waitUntil(lambda: alert(services, 1).state is AlertState.CLOSED)
    qtbot.waitUntil(lambda: find.shown(page.table, "event 1", "State") == "closed")
    qtbot.waitUntil(lambda: "by hand" in find.texts(page.pane))
    assert page.window().focusWidget() is page.table


def test_an_alert_is_muted_from_the_menu(
    qtbot: QtBot, page: AlertsPage, services: Services, web: Subscription
) -> None:
    trigger(services, web, 1)
    arrive(qtbot, page, 1)

    find.click(qtbot, page.pane, "Mute…")
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    next(act for act in menu.actions() if plain(act.text()) == "For 4 hours").trigger()
    menu.close()

    qtbot.waitUntil(lambda: alert(services, 1).muted_until is not None)
    qtbot.waitUntil(lambda: find.shown(page.table, "event 1", "Mute until") != "—")


def test_what_somebody_else_did_meanwhile_is_said(
    qtbot: QtBot, page: AlertsPage, other: Services, web: Subscription, navigator: Wishes
) -> None:
    trigger(other, web, 1)
    arrive(qtbot, page, 1)
    seen = page.frame.selected()
    other.alerts.close(1)

    page.acts.acknowledge(seen)

    qtbot.waitUntil(lambda: "alerts" in navigator.bars)
    assert navigator.bars["alerts"].cause == "Nothing was done with alert 1:"
    qtbot.waitUntil(lambda: find.shown(page.table, "event 1", "State") == "closed")


@pytest.mark.parametrize("act", ["Acknowledge", "Close"])
def test_nothing_is_selected_once_what_was_done_has_left_the_list(
    qtbot: QtBot, page: AlertsPage, services: Services, web: Subscription, act: str
) -> None:
    trigger(services, web, 1, 2, 3)
    arrive(qtbot, page, 3)
    narrow(page, "open")
    qtbot.waitUntil(lambda: page._job is None)
    find.select_row(qtbot, page.table, "event 2")
    button = find.button(page.pane, act)
    button.setFocus()

    qtbot.keyClick(button, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: page.table.model().rowCount() == 2)
    qtbot.keyClick(page.window().focusWidget(), Qt.Key.Key_Space)  # once too often
    assert not page.frame.selected()
    assert not button.isEnabled()
    trigger(services, web, 4)
    qtbot.waitUntil(lambda: page.table.model().rowCount() == 3)
    assert not page.frame.selected(), "news select nothing either"

    narrow(page, "All alerts")
    qtbot.waitUntil(lambda: page.table.model().rowCount() == 4)
    assert len(page.frame.selected()) == 1
    found = [alert(services, number).state for number in (1, 3, 4)]
    assert found == [AlertState.OPEN] * 3


def test_news_come_in_and_states_narrow(
    qtbot: QtBot, page: AlertsPage, services: Services, web: Subscription
) -> None:
    trigger(services, web, 1, 2)
    arrive(qtbot, page, 2)
    find.select_row(qtbot, page.table, "event 1")

    trigger(services, web, 3)
    qtbot.waitUntil(lambda: page.table.model().rowCount() == 3)
    assert [row.title for row in page.table.selected_rows()] == ["event 1"]
    services.alerts.close(2)
    narrow(page, "Not closed")
    qtbot.waitUntil(lambda: page.table.model().rowCount() == 2)
    found = services.activity.alerts(AlertFilter(subscription_id=web.id), limit=9).rows
    assert [each.state for each in found] == [
        AlertState.OPEN,
        AlertState.CLOSED,
        AlertState.OPEN,
    ]
