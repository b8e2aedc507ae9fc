import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from hipadmin.gui.context import Context
from hipadmin.gui.pages.audit_log import AuditLogPage
from hipadmin.gui.pages.audit_reading import PAGE, Wanted, read_changes
from hipadmin.services.bundle import Services
from tests.gui import find
from tests.gui.fill import add_integration, add_notification, add_subscription

TOKEN = "SeCrEtSeCrEtSeCrEtSeCrEtSeCrEtSeCrEt1234"


@pytest.fixture
def page(qtbot: QtBot, context: Context) -> AuditLogPage:
    page = AuditLogPage(context)
    qtbot.addWidget(page)
    page.resize(context.look.px(1100), context.look.px(640))
    page.show()
    return page


def whats(page: AuditLogPage) -> list[str]:
    model = page.table.model()
    column = find.column_of(page.table, "What")
    return [str(model.index(row, column).data()) for row in range(model.rowCount())]


def everything(page: AuditLogPage) -> str:
    """Every text of both tables, tooltips and accessible texts included."""
    roles = (
        Qt.ItemDataRole.DisplayRole,
        Qt.ItemDataRole.ToolTipRole,
        Qt.ItemDataRole.AccessibleTextRole,
    )
    said = []
    for view in (page.table, page.details.table):
        model = view.model()
        for row in range(model.rowCount()):
            for column in range(model.columnCount()):
                said += [str(model.index(row, column).data(role)) for role in roles]
    return "\n".join(said)


def test_nothing_changed_yet(qtbot: QtBot, page: AuditLogPage) -> None:
    page.activate()

    qtbot.waitUntil(lambda: "Nothing was changed yet" in find.texts(page))


def test_the_newest_change_is_first(qtbot: QtBot, page: AuditLogPage, services: Services) -> None:
    web, ci = add_subscription(services), add_integration(services, "CI", "Builds")
    made = add_notification(services, web, ci, "all")
    services.notifications.set_enabled(made.id, made.version, False)

    page.activate()
    qtbot.waitUntil(lambda: page.table.model().rowCount() == 4)

    assert whats(page) == [
        "Turned off room notification",
        "Added room notification",
        "Added integration",
        "Added subscription",
    ]
    assert find.shown(page.table, "Turned off room notification", "Change") == "On/Off: On → Off"
    added = find.shown(page.table, "Added room notification", "Change")
    assert added == "Subscription: web; Integration: CI"


def test_details_tell_before_and_after_without_secrets(
    qtbot: QtBot, page: AuditLogPage, services: Services
) -> None:
    ci = add_integration(services, "CI", "Builds", token=TOKEN, room_tokens={"Builds": TOKEN})
    services.integrations.set_room_enabled(ci.id, ci.rooms[0].id, ci.version, False)

    page.activate()
    qtbot.waitUntil(lambda: page.details.table.model().rowCount() == 1)

    inner = page.details.table
    assert find.shown(inner, "Rooms", "Before") == "Builds (own token)"
    assert find.shown(inner, "Rooms", "After") == "Builds (own token, off)"
    find.select_row(qtbot, page.table, "Added integration")
    qtbot.waitUntil(lambda: find.shown(inner, "Access token", "After") == "set")
    assert TOKEN not in everything(page)
    refs = [r for r in (ci.token_ref, ci.rooms[0].token_ref) if r]
    assert len(refs) == 2
    assert not any(ref[:8] in everything(page) for ref in refs)


def test_names_stand_for_things_that_are_gone(services: Services) -> None:
    web, ci = add_subscription(services), add_integration(services, "CI", "Builds")
    add_notification(services, web, ci, "all")
    services.integrations.remove_from_all_and_delete(ci.id, ci.version)

    found = read_changes(services.views, Wanted())

    added = next(li for li in found.lines if li.change.action.value == "createNotification")
    told = {d.label: d.after for d in added.differences}
    assert (told["Subscription"], told["Integration"]) == ("web", "CI")


def test_older_changes_come_at_the_end(
    qtbot: QtBot, page: AuditLogPage, services: Services
) -> None:
    made = add_notification(
        services, add_subscription(services), add_integration(services, "CI", "1")
    )
    for turn in range(PAGE + 20):
        made = services.notifications.set_enabled(made.id, made.version, turn % 2 == 0)
    page.activate()
    qtbot.waitUntil(lambda: page.table.model().rowCount() == PAGE)
    assert f"the newest {PAGE}" in find.texts(page)

    page.table.setFocus()
    qtbot.keyClick(page.table, Qt.Key.Key_End)

    qtbot.waitUntil(lambda: page.table.model().rowCount() == PAGE + 23)
    assert whats(page)[-1] == "Added subscription"
    assert "the newest" not in find.texts(page)


def test_a_tall_window_is_filled_without_scrolling(
    qtbot: QtBot, page: AuditLogPage, context: Context, services: Services
) -> None:
    for number in range(PAGE + 5):
        add_subscription(services, f"web {number}")
    page.resize(page.width(), context.look.px(36 * (PAGE + 40)))

    page.activate()

    qtbot.waitUntil(lambda: page.table.model().rowCount() == PAGE + 5)


def test_the_filter_asks_the_store(qtbot: QtBot, page: AuditLogPage, services: Services) -> None:
    for name in ("web", "shop"):
        add_subscription(services, name)
    page.activate()
    qtbot.waitUntil(lambda: page.table.model().rowCount() == 2)
    search = find.field(page, "Filter changes")

    qtbot.keyClicks(search, "shop")
    qtbot.waitUntil(lambda: page.table.model().rowCount() == 1)
    assert find.shown(page.table, "shop", "What") == "Added subscription"
    qtbot.keyClicks(search, "x")
    qtbot.waitUntil(lambda: "No change matches “shopx”" in find.texts(page))
    find.click(qtbot, page, "Clear filter")

    qtbot.waitUntil(lambda: page.table.model().rowCount() == 2)


def test_new_changes_appear(qtbot: QtBot, page: AuditLogPage, services: Services) -> None:
    add_subscription(services, "web")
    page.activate()
    qtbot.waitUntil(lambda: page.table.model().rowCount() == 1)

    add_subscription(services, "shop")

    qtbot.waitUntil(lambda: page.table.model().rowCount() == 2)
    assert find.shown(page.table, "shop", "What") == "Added subscription"
