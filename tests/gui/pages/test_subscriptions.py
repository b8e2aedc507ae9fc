from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QContextMenuEvent
from PySide6.QtWidgets import QApplication, QMenu, QWidget
from pytestqt.qtbot import QtBot

from hipadmin.domain.subscription import SubscriptionDraft, SubscriptionKind
from hipadmin.gui.context import Context
from hipadmin.gui.keyboard.letters import plain
from hipadmin.gui.pages.subscriptions import SubscriptionsPage
from hipadmin.gui.widgets.table import Table
from hipadmin.services.bundle import Services
from tests.gui import find
from tests.gui.fill import add_integration, add_notification, add_subscription
from tests.gui.wishes import Wishes


@pytest.fixture
def page(qtbot: QtBot, context: Context) -> SubscriptionsPage:
    page = SubscriptionsPage(context)
    qtbot.addWidget(page)
    page.resize(context.look.px(1000), context.look.px(640))
    page.show()
    return page


def arrive(qtbot: QtBot, page: SubscriptionsPage, rows: int) -> Table:
    page.activate()
    qtbot.waitUntil(lambda: page.table.model().rowCount() == rows)
    page.table.setFocus()
    return page.table


def names(services: Services) -> list[str]:
    return [row.subscription.name for row in services.views.subscriptions()]


def card(page: SubscriptionsPage) -> QWidget:
    return page.details


def test_the_first_visit_offers_one_button(qtbot: QtBot, page: SubscriptionsPage) -> None:
    page.activate()
    qtbot.waitUntil(lambda: "No subscriptions yet" in find.texts(page))

    assert page.default_focus() is find.button(page, "Add Subscription")
    assert not page.head.count.text()


def test_the_details_leave_the_list_what_they_do_not_need(
    qtbot: QtBot, page: SubscriptionsPage, services: Services
) -> None:
    add_subscription(services)

    view = arrive(qtbot, page, 1)

    qtbot.waitUntil(lambda: page.details.height() == page.details.minimumSizeHint().height())
    assert view.height() > page.details.height()
    qtbot.waitUntil(page.details.nothing.isVisible)
    assert page.details.nothing.alignment() & Qt.AlignmentFlag.AlignTop


def test_rows_say_kind_and_use(qtbot: QtBot, page: SubscriptionsPage, services: Services) -> None:
    web = add_subscription(services)
    ci, desk = add_integration(services, "CI", "Builds"), add_integration(services, "Desk", "Ops")
    for integration in (ci, desk):
        add_notification(services, web, integration, integration.name)
    add_subscription(services, "shop", SubscriptionKind.FLAGS)

    view = arrive(qtbot, page, 2)

    assert find.shown(view, "web", "Kind") == "CI project"
    assert find.shown(view, "web", "Integrations") == "CI, Desk"
    assert find.shown(view, "web", "Room notifications") == "2 room notifications"
    assert find.shown(view, "shop", "Integrations") == "No integration yet"
    assert page.default_focus() is view


def test_a_subscription_is_added_and_selected(
    qtbot: QtBot, page: SubscriptionsPage, services: Services
) -> None:
    add_subscription(services, "images")
    view = arrive(qtbot, page, 1)

    find.click(qtbot, page, "Add Subscription")
    dialog = find.dialog(qtbot, "Add subscription")
    qtbot.keyClicks(find.field(dialog, "Name"), "web")
    find.click(qtbot, dialog, "Save")

    qtbot.waitUntil(lambda: [r.subscription.name for r in view.selected_rows()] == ["web"])
    assert names(services) == ["images", "web"]


def test_f2_edits_what_is_selected(
    qtbot: QtBot, page: SubscriptionsPage, services: Services
) -> None:
    add_subscription(services)
    view = arrive(qtbot, page, 1)

    qtbot.keyClick(view, Qt.Key.Key_F2)
    dialog = find.dialog(qtbot, "Edit subscription")
    qtbot.keyClick(find.field(dialog, "Name"), Qt.Key.Key_End)
    qtbot.keyClicks(find.field(dialog, "Name"), "site")
    find.click(qtbot, dialog, "Save")

    qtbot.waitUntil(lambda: find.all_named(page, "website", QWidget) != [])
    assert names(services) == ["website"]


def test_delete_says_what_goes_with_it_and_no_has_the_focus(
    qtbot: QtBot, page: SubscriptionsPage, services: Services
) -> None:
    web, ci = add_subscription(services), add_integration(services, "CI", "Builds")
    for name in ("one", "two"):
        add_notification(services, web, ci, name)
    view = arrive(qtbot, page, 1)

    qtbot.keyClick(view, Qt.Key.Key_Delete)
    question = find.dialog(qtbot, "Delete subscription")
    assert "2 room notifications go with it. Their integrations stay." in find.texts(question)
    assert question.focusWidget() is find.button(question, "No")
    qtbot.keyClick(find.button(question, "No"), Qt.Key.Key_Return)
    assert names(services) == ["web"]

    find.click(qtbot, page, "Delete")
    find.click(qtbot, find.dialog(qtbot, "Delete subscription"), "Yes")

    qtbot.waitUntil(lambda: "No subscriptions yet" in find.texts(page))
    assert names(services) == []
    assert [row.integration.name for row in services.views.integrations()] == ["CI"]


def test_several_are_deleted_together(
    qtbot: QtBot, page: SubscriptionsPage, services: Services, navigator: Wishes
) -> None:
    for name in ("a", "b", "c"):
        add_subscription(services, name)
    view = arrive(qtbot, page, 3)
    view.select_positions([0, 2])
    assert "2 subscriptions selected" in find.texts(page)
    assert page.can("delete")
    assert not page.can("edit")

    find.click(qtbot, page, "Delete")
    find.click(qtbot, find.dialog(qtbot, "Delete subscriptions"), "Yes")

    qtbot.waitUntil(lambda: names(services) == ["b"])
    qtbot.waitUntil(lambda: [d.cause for d in navigator.done] == ["Deleted 2 subscriptions."])


def test_a_delete_that_lost_the_race_is_explained(
    qtbot: QtBot, page: SubscriptionsPage, services: Services, navigator: Wishes
) -> None:
    web = add_subscription(services)
    view = arrive(qtbot, page, 1)
    qtbot.keyClick(view, Qt.Key.Key_Delete)
    question = find.dialog(qtbot, "Delete subscription")

    services.subscriptions.edit(web.id, web.version, SubscriptionDraft("theirs"))
    find.click(qtbot, question, "Yes")

    qtbot.waitUntil(lambda: "overtaken" in navigator.bars)
    told = navigator.bars["overtaken"]
    assert told.cause == "Not deleted."
    assert "“web” was changed by" in str(told.text)
    assert names(services) == ["theirs"]
    qtbot.waitUntil(lambda: find.row_of(view, "theirs") == 0)


def test_a_delete_that_could_not_be_done_is_named(
    qtbot: QtBot,
    page: SubscriptionsPage,
    services: Services,
    navigator: Wishes,
    tmp_path: Path,
) -> None:
    add_subscription(services)
    view = arrive(qtbot, page, 1)
    file = tmp_path / "hipadmin.db"
    qtbot.keyClick(view, Qt.Key.Key_Delete)
    question = find.dialog(qtbot, "Delete subscription")
    away = file.rename(tmp_path / "elsewhere.db")

    find.click(qtbot, question, "Yes")
    qtbot.waitUntil(lambda: "Not deleted." in navigator.undone)

    away.rename(file)
    assert names(services) == ["web"]


@pytest.mark.parametrize("way", ["enter", "double click", "button"])
def test_a_row_opens_its_settings(
    qtbot: QtBot, page: SubscriptionsPage, services: Services, navigator: Wishes, way: str
) -> None:
    web = add_subscription(services)
    view = arrive(qtbot, page, 1)

    if way == "enter":
        qtbot.keyClick(view, Qt.Key.Key_Return)
    elif way == "button":
        find.click(qtbot, page, "Open")
    else:
        spot = view.visualRect(view.model().index(0, 0)).center()
        qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=spot)
        qtbot.mouseDClick(view.viewport(), Qt.MouseButton.LeftButton, pos=spot)

    assert navigator.asked == [("subscription integrations", web.id, "")]


def test_the_filter_finds_by_any_column_and_says_when_nothing_matches(
    qtbot: QtBot, page: SubscriptionsPage, services: Services
) -> None:
    add_subscription(services, "web")
    add_subscription(services, "shop", SubscriptionKind.FLAGS)
    view = arrive(qtbot, page, 2)
    search = find.field(page, "Filter subscriptions")

    qtbot.keyClicks(search, "flag")
    assert find.shown(view, "shop", "Name") == "shop"
    assert view.model().rowCount() == 1
    assert "1 of 2" in find.texts(page)
    qtbot.keyClicks(search, "x")
    assert "No subscription matches “flagx”" in find.texts(page)
    find.click(qtbot, page, "Clear filter")

    assert view.model().rowCount() == 2
    assert search.hasFocus()


def test_details_list_the_room_notifications(
    qtbot: QtBot, page: SubscriptionsPage, services: Services
) -> None:
    web, ci = add_subscription(services), add_integration(services, "CI", "Builds")
    add_notification(services, web, ci, "broken builds")
    arrive(qtbot, page, 1)

    inner = find.table(page, "Room notifications")
    qtbot.waitUntil(lambda: inner.model().rowCount() == 1)
    assert find.shown(inner, "broken builds", "Integration") == "CI"
    assert find.shown(inner, "broken builds", "Status") == "Not tested"


def test_changes_by_others_appear(
    qtbot: QtBot, page: SubscriptionsPage, services: Services
) -> None:
    add_subscription(services, "web")
    view = arrive(qtbot, page, 1)

    add_subscription(services, "late")

    qtbot.waitUntil(lambda: view.model().rowCount() == 2)
    assert [row.subscription.name for row in view.selected_rows()] == ["web"]


def test_widths_are_remembered(
    qtbot: QtBot, page: SubscriptionsPage, context: Context, services: Services
) -> None:
    add_subscription(services)
    view = arrive(qtbot, page, 1)
    view.horizontalHeader().resizeSection(0, 321)
    page.hide()

    again = SubscriptionsPage(context)
    qtbot.addWidget(again)
    again.resize(page.size())
    again.show()
    arrive(qtbot, again, 1)

    qtbot.waitUntil(lambda: again.table.columnWidth(0) == 321)


def test_the_context_menu_offers_what_is_possible(
    qtbot: QtBot, page: SubscriptionsPage, services: Services, navigator: Wishes
) -> None:
    web = add_subscription(services)
    view = arrive(qtbot, page, 1)

    spot = view.visualRect(view.model().index(0, 1)).center()
    event = QContextMenuEvent(QContextMenuEvent.Reason.Mouse, spot, view.mapToGlobal(spot))
    QApplication.sendEvent(view.viewport(), event)
    menu = next(m for m in page.findChildren(QMenu) if m.isVisible())
    entries = {plain(action.text()): action for action in menu.actions()}
    assert list(entries) == ["Open", "Edit…", "Delete…"]
    entries["Open"].trigger()
    menu.close()

    assert navigator.asked == [("subscription integrations", web.id, "")]
