from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QContextMenuEvent
from PySide6.QtWidgets import QApplication, QMenu
from pytestqt.qtbot import QtBot

from hipadmin.domain.subscription import RoomChoice, Subscription
from hipadmin.gui.context import Context
from hipadmin.gui.keyboard.letters import plain
from hipadmin.gui.look.icons import Icon
from hipadmin.gui.models.roles import Role
from hipadmin.gui.pages.activity import ActivityPage
from hipadmin.gui.pages.alerts import AlertsPage
from hipadmin.gui.pages.dashboard import DashboardPage
from hipadmin.gui.pages.subscription_general import SubscriptionGeneralPage
from hipadmin.gui.widgets.table import Table
from hipadmin.gui.words.tabs import Tab
from hipadmin.services.bundle import Services
from tests.gui import find
from tests.gui.fill import (
    add_integration,
    add_notification,
    add_sandbox_integration,
    add_subscription,
    messages_in,
)
from tests.gui.wishes import Wishes

if TYPE_CHECKING:
    from hipadmin.sandbox.server import Sandbox


@pytest.fixture
def page(qtbot: QtBot, context: Context) -> DashboardPage:
    page = DashboardPage(context)
    qtbot.addWidget(page)
    page.resize(context.look.px(1200), context.look.px(680))
    page.show()
    return page


@pytest.fixture
def web(services: Services) -> Subscription:
    return add_subscription(services)


def arrive(qtbot: QtBot, page: DashboardPage, web: Subscription, rows: int) -> Table:
    page.show_subscription(web.id)
    view = page.integrations.table
    qtbot.waitUntil(lambda: view.model().rowCount() == rows)
    view.setFocus()
    return view


def enabled(services: Services, web: Subscription) -> dict[str, bool]:
    rows = services.views.notifications(web.id)
    return {row.notification.name: row.notification.enabled for row in rows}


def selected(view: Table) -> list[str]:
    return [line.name for line in view.selected_rows()]


def test_an_empty_subscription_says_so_and_offers_one_button(
    qtbot: QtBot, page: DashboardPage, web: Subscription
) -> None:
    page.show_subscription(web.id)

    qtbot.waitUntil(lambda: "No integrations in web yet" in find.texts(page))
    assert page.default_focus() is find.button(page, "Add Integration")


def test_rows_say_where_and_how_it_is(
    qtbot: QtBot, page: DashboardPage, web: Subscription, services: Services
) -> None:
    ci = add_integration(services, "CI", "Builds", "Ops", off=("Ops",))
    idle = add_integration(services, "Idle", "Hall", enabled=False)
    add_notification(services, web, ci, "all")
    ops = RoomChoice(every=False, room_ids=(ci.rooms[1].id,), own=("@dev",))
    add_notification(services, web, ci, "some", rooms=ops, policy="[]")
    add_notification(services, web, idle, "idle")

    view = arrive(qtbot, page, web, 3)

    assert find.shown(view, "all", "Rooms") == "All rooms"
    assert find.shown(view, "all", "Last result") == "Never"
    assert find.shown(view, "all", "Status") == "Not tested"
    assert find.shown(view, "some", "Rooms") == "Ops, @dev"
    assert find.shown(view, "some", "Filter") == "Policy"
    assert find.shown(view, "idle", "Status") == "Off: integration is off"
    assert find.cell(view, "idle", "On").data(Role.EFFECT) is False
    assert "3 room notifications of web" in find.texts(page)


def test_details_say_the_sentence_and_each_room(
    qtbot: QtBot, page: DashboardPage, web: Subscription, services: Services
) -> None:
    ci = add_integration(services, "CI", "Builds", "Ops")
    add_notification(services, web, ci, "all")
    arrive(qtbot, page, web, 1)

    rooms = find.table(page, "Rooms")
    qtbot.waitUntil(lambda: rooms.model().rowCount() == 2)
    assert find.shown(rooms, "Ops", "Status") == "Not tested"
    assert "pull request builds of web to all rooms (now Builds and Ops" in find.texts(page)
    assert ("Policy", "None: every event is sent") in page.integrations.details.facts.texts()


def test_space_and_click_switch(
    qtbot: QtBot, page: DashboardPage, web: Subscription, services: Services
) -> None:
    ci = add_integration(services, "CI", "Builds")
    add_notification(services, web, ci, "all")
    view = arrive(qtbot, page, web, 1)

    qtbot.keyClick(view, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: enabled(services, web) == {"all": False})
    qtbot.waitUntil(lambda: find.shown(view, "all", "Status") == "Off")
    qtbot.waitUntil(lambda: not page.integrations.acts.busy)  # a busy switch takes no click
    find.click_cell(qtbot, view, find.cell(view, "all", "On"))

    qtbot.waitUntil(lambda: enabled(services, web) == {"all": True})


def test_several_are_switched_together(
    qtbot: QtBot, page: DashboardPage, web: Subscription, services: Services
) -> None:
    ci = add_integration(services, "CI", "Builds")
    for name in ("a", "b", "c"):
        add_notification(services, web, ci, name)
    view = arrive(qtbot, page, web, 3)
    view.select_positions([0, 1])
    assert "2 room notifications selected" in find.texts(page)
    assert "a: Sends failed builds" in find.texts(page)

    find.click(qtbot, page, "Turn off")
    qtbot.waitUntil(lambda: enabled(services, web) == {"a": False, "b": False, "c": True})
    assert selected(view) == ["a", "b"]
    qtbot.waitUntil(lambda: not find.cell(view, "b", "On").data(Role.BUSY))
    find.click_cell(qtbot, view, find.cell(view, "b", "On"))

    qtbot.waitUntil(lambda: enabled(services, web) == {"a": True, "b": True, "c": True})


def test_a_screen_reader_can_switch(
    qtbot: QtBot, page: DashboardPage, web: Subscription, services: Services
) -> None:
    ci = add_integration(services, "CI", "Builds")
    add_notification(services, web, ci, "all")
    view = arrive(qtbot, page, web, 1)
    cell = find.cell(view, "all", "On")
    assert cell.data(Qt.ItemDataRole.AccessibleTextRole) == "On, all"

    view.model().setData(cell, Qt.CheckState.Unchecked, Qt.ItemDataRole.CheckStateRole)

    qtbot.waitUntil(lambda: enabled(services, web) == {"all": False})


def test_a_switch_that_lost_the_race_is_explained_and_shown_as_it_is(
    qtbot: QtBot, page: DashboardPage, web: Subscription, services: Services, navigator: Wishes
) -> None:
    ci = add_integration(services, "CI", "Builds")
    made = add_notification(services, web, ci, "all")
    view = arrive(qtbot, page, web, 1)
    page.hide()
    services.notifications.set_enabled(made.id, made.version, False)

    qtbot.keyClick(view, Qt.Key.Key_Space)

    qtbot.waitUntil(lambda: "overtaken" in navigator.bars)
    told = navigator.bars["overtaken"]
    assert told.cause == "Already off."
    assert "“all” was changed by" in str(told.text)
    page.show()
    page.activate()
    qtbot.waitUntil(lambda: find.shown(view, "all", "Status") == "Off")


def test_add_integration_adds_a_room_notification_of_this_subscription(
    qtbot: QtBot, page: DashboardPage, web: Subscription, services: Services
) -> None:
    add_integration(services, "CI", "Builds")
    page.show_subscription(web.id)
    qtbot.waitUntil(lambda: "No integrations in web yet" in find.texts(page))

    find.click(qtbot, page, "Add Integration")
    dialog = find.dialog(qtbot, "Add room notification to web")
    find.click(qtbot, dialog, "Save")

    qtbot.waitUntil(lambda: selected(page.integrations.table) == ["CI"])
    assert enabled(services, web) == {"CI": True}


@pytest.mark.parametrize("way", ["f2", "button", "enter", "menu bar"])
def test_edit_opens_the_dialog(
    qtbot: QtBot, page: DashboardPage, web: Subscription, services: Services, way: str
) -> None:
    add_notification(services, web, add_integration(services, "CI", "Builds"), "all")
    view = arrive(qtbot, page, web, 1)

    if way == "button":
        find.click(qtbot, page, "Edit")
    elif way == "menu bar":
        assert page.can("edit")
        page.edit()
    else:
        qtbot.keyClick(view, Qt.Key.Key_F2 if way == "f2" else Qt.Key.Key_Return)

    find.dialog(qtbot, "Room notification: all").close()


def test_del_asks_and_deletes(
    qtbot: QtBot, page: DashboardPage, web: Subscription, services: Services
) -> None:
    ci = add_integration(services, "CI", "Builds")
    for name in ("a", "b"):
        add_notification(services, web, ci, name)
    view = arrive(qtbot, page, web, 2)

    qtbot.keyClick(view, Qt.Key.Key_Delete)
    question = find.dialog(qtbot, "Delete room notification")
    assert "Delete the room notification “a”?" in find.texts(question)
    assert question.focusWidget() is find.button(question, "No")
    find.click(qtbot, question, "Yes")

    qtbot.waitUntil(lambda: list(enabled(services, web)) == ["b"])
    qtbot.waitUntil(lambda: selected(view) == ["b"])
    assert services.integrations.dependents(ci.id)[0].notifications == ("b",)


def test_the_context_menu_offers_what_is_possible(
    qtbot: QtBot, page: DashboardPage, web: Subscription, services: Services
) -> None:
    ci = add_integration(services, "CI", "Builds")
    for name in ("a", "b"):
        add_notification(services, web, ci, name)
    view = arrive(qtbot, page, web, 2)
    view.selectAll()

    spot = view.visualRect(view.model().index(0, 1)).center()
    event = QContextMenuEvent(QContextMenuEvent.Reason.Mouse, spot, view.mapToGlobal(spot))
    QApplication.sendEvent(view.viewport(), event)
    menu = next(m for m in page.findChildren(QMenu) if m.isVisible())
    entries = {plain(action.text()): action for action in menu.actions()}
    assert list(entries) == ["Turn off", "Delete…"]
    entries["Turn off"].trigger()
    menu.close()

    qtbot.waitUntil(lambda: enabled(services, web) == {"a": False, "b": False})


def test_a_test_reaches_the_room_and_says_so(
    qtbot: QtBot,
    page: DashboardPage,
    web: Subscription,
    services: Services,
    sandbox: "Sandbox",
) -> None:
    ci = add_sandbox_integration(services, sandbox, "CI", "1", "2")
    first = RoomChoice(every=False, room_ids=(ci.rooms[0].id,))
    add_notification(services, web, ci, "builds", rooms=first)
    view = arrive(qtbot, page, web, 1)

    find.click(qtbot, page, "Test")

    qtbot.waitUntil(lambda: "1 of 1 room done" in find.texts(page))
    results = find.table(page, "Test results")
    assert results.model().index(0, 1).data() == "configured correctly"
    assert results.model().index(0, 2).data().startswith("204 in ")
    assert len(messages_in(sandbox, 1)) == 1
    assert messages_in(sandbox, 2) == []
    qtbot.waitUntil(lambda: find.shown(view, "builds", "Status") == "OK")
    find.click(qtbot, page, "Close")
    assert find.table(page, "Rooms").isVisible()


def test_a_result_is_not_shown_beside_another_room_notification(
    qtbot: QtBot, page: DashboardPage, web: Subscription, services: Services, sandbox: "Sandbox"
) -> None:
    ci = add_sandbox_integration(services, sandbox, "CI", "1")
    for name in ("a", "b"):
        add_notification(services, web, ci, name)
    view = arrive(qtbot, page, web, 2)
    find.click(qtbot, page, "Test")
    qtbot.waitUntil(lambda: "Test of a" in find.texts(page))
    qtbot.waitUntil(lambda: "1 of 1 room done" in find.texts(page))

    qtbot.keyClick(view, Qt.Key.Key_Down)

    assert selected(view) == ["b"]
    assert "Test of a" not in find.texts(page)
    assert find.table(page, "Rooms").isVisible()


def test_a_test_that_fails_says_the_remedy_in_full(
    qtbot: QtBot, page: DashboardPage, web: Subscription, services: Services, sandbox: "Sandbox"
) -> None:
    wrong = {"1": "A" * 40}
    ci = add_integration(services, "CI", "1", endpoint=sandbox.url, token="", room_tokens=wrong)
    add_notification(services, web, ci, "builds")
    view = arrive(qtbot, page, web, 1)

    page.test()

    qtbot.waitUntil(lambda: find.shown(view, "builds", "Status") == "Needs attention")
    assert "1: 401:" in find.texts(page)


def test_a_test_of_what_is_off_asks_first(
    qtbot: QtBot, page: DashboardPage, web: Subscription, services: Services, sandbox: "Sandbox"
) -> None:
    ci = add_sandbox_integration(services, sandbox, "CI", "1")
    add_notification(services, web, ci, "builds", enabled=False)
    arrive(qtbot, page, web, 1)

    find.click(qtbot, page, "Test")
    question = find.dialog(qtbot, "Test")
    find.click(qtbot, question, "Cancel")

    assert messages_in(sandbox, 1) == []


def test_the_filter_says_when_nothing_matches(
    qtbot: QtBot, page: DashboardPage, web: Subscription, services: Services
) -> None:
    ci = add_integration(services, "CI", "Builds")
    for name in ("a", "b"):
        add_notification(services, web, ci, name)
    view = arrive(qtbot, page, web, 2)
    search = find.field(page, "Filter room notifications")

    qtbot.keyClicks(search, "b")
    assert "2 room notifications of web" in find.texts(page)
    search.clear()
    qtbot.keyClicks(search, "nope")
    assert "No room notification matches “nope”" in find.texts(page)
    qtbot.keyClick(search, Qt.Key.Key_Escape)

    assert view.isVisible()


def test_an_integration_being_deleted_wears_the_trash_mark(
    qtbot: QtBot, page: DashboardPage, web: Subscription, services: Services
) -> None:
    ci, other = add_integration(services, "CI", "Builds"), add_integration(services, "Z", "Ops")
    add_notification(services, web, other, "a")
    add_notification(services, web, ci, "z")
    page.show_subscription(web.id, ci.id)
    page.mark_deleting(ci.id)
    view = page.integrations.table
    qtbot.waitUntil(lambda: selected(view) == ["z"])

    assert find.cell(view, "z", "Integration").data(Role.ICON) == Icon.TRASH
    assert find.cell(view, "a", "Integration").data(Role.ICON) is None
    said = find.cell(view, "z", "Integration").data(Qt.ItemDataRole.AccessibleTextRole)
    assert said == "CI, being deleted"
    page.mark_deleting("")

    assert find.cell(view, "z", "Integration").data(Role.ICON) is None


def test_another_subscription_shows_its_own_rows(
    qtbot: QtBot, page: DashboardPage, web: Subscription, services: Services
) -> None:
    ci, shop = add_integration(services, "CI", "Builds"), add_subscription(services, "shop")
    add_notification(services, web, ci, "a")
    add_notification(services, shop, ci, "b")
    view = arrive(qtbot, page, web, 1)

    page.show_subscription(shop.id)

    qtbot.waitUntil(lambda: selected(view) == ["b"])
    assert "1 room notification of shop" in find.texts(page)


def test_a_subscription_that_is_gone_is_told(
    qtbot: QtBot, page: DashboardPage, web: Subscription, services: Services
) -> None:
    add_notification(services, web, add_integration(services, "CI", "Builds"), "a")
    arrive(qtbot, page, web, 1)

    with qtbot.waitSignal(page.subscription_gone):
        services.subscriptions.delete(web.id, web.version)


@pytest.mark.parametrize(("statements", "words"), [(1, "1 statement"), (2, "2 statements")])
def test_details_count_the_policy_s_statements(
    qtbot: QtBot,
    page: DashboardPage,
    web: Subscription,
    services: Services,
    statements: int,
    words: str,
) -> None:
    one = '{"effect":"allow","resources":["proj/*"],"actions":["*"]}'
    policy = f"[{','.join([one] * statements)}]"
    ci = add_integration(services, "CI", "Builds")
    add_notification(services, web, ci, "a", policy=policy)
    arrive(qtbot, page, web, 1)

    assert ("Policy", words) in page.integrations.details.facts.texts()


def test_the_menu_bar_acts_on_integrations_only(
    qtbot: QtBot, page: DashboardPage, web: Subscription, services: Services
) -> None:
    add_notification(services, web, add_integration(services, "CI", "Builds"), "a")
    arrive(qtbot, page, web, 1)
    assert [v for v in ("edit", "test", "turn_on", "turn_off", "delete") if page.can(v)] == [
        "edit",
        "test",
        "turn_off",
        "delete",
    ]
    page.turn_off()
    qtbot.waitUntil(lambda: enabled(services, web) == {"a": False})

    page.sidebar.list.setFocus()
    qtbot.keyClick(page.sidebar.list, Qt.Key.Key_Up)  # to General
    qtbot.waitUntil(lambda: find.field(page, "Name").text() != "")
    page.delete()

    assert find.no_dialog("Delete room notification")
    assert not page.can("delete")


def test_a_page_is_built_when_it_is_first_shown(
    qtbot: QtBot, page: DashboardPage, web: Subscription
) -> None:
    arrive(qtbot, page, web, 0)
    kinds = (ActivityPage, AlertsPage, SubscriptionGeneralPage)
    assert [page.findChildren(kind) for kind in kinds] == [[], [], []]
    assert page.unsaved() == ()

    page.show_tab(Tab.ACTIVITY)
    assert page.activity.isVisible()
    page.show_tab(Tab.ALERTS)
    assert page.alerts.isVisible()
    page.show_tab(Tab.SETTINGS)
    page.go("general")
    assert page.general.isVisible()
    qtbot.waitUntil(lambda: page.general.fields.name.text() == web.name)
    assert [len(page.findChildren(kind)) for kind in kinds] == [1, 1, 1]
    assert len(page.unsaved()) == 1
