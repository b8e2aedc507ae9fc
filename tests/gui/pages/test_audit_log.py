import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton
from pytestqt.qtbot import QtBot

from hipadmin.domain.event_state import EventState
from hipadmin.gui.context import Context
from hipadmin.gui.pages.audit_log import AuditLogPage
from hipadmin.gui.pages.long_reading import PAGE
from hipadmin.services.bundle import Services
from tests.gui import find
from tests.gui.fill import add_integration, add_notification, add_subscription
from tests.gui.happen import report, take
from tests.gui.wishes import Wishes

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
    qtbot.waitUntil(lambda: f"the newest {PAGE} of {PAGE + 23}" in find.texts(page))

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


def choose(qtbot: QtBot, page: AuditLogPage, name: str, text: str) -> None:
    """Go down a combo box by key until it says ``text``."""
    combo = find.combo(page, name)
    combo.setFocus()
    qtbot.keyClick(combo, Qt.Key.Key_Home)
    for _entry in range(combo.count()):
        if combo.currentText() == text:
            return
        qtbot.keyClick(combo, Qt.Key.Key_Down)
    raise AssertionError(f"{name} offers no “{text}”")


def test_what_who_and_when_narrow(qtbot: QtBot, page: AuditLogPage, services: Services) -> None:
    web, ci = add_subscription(services), add_integration(services, "CI", "Builds")
    made = add_notification(services, web, ci, "all")
    services.notifications.set_enabled(made.id, made.version, False)
    page.activate()
    qtbot.waitUntil(lambda: page.table.model().rowCount() == 4)

    choose(qtbot, page, "What", "Room notifications")
    qtbot.waitUntil(
        lambda: whats(page) == ["Turned off room notification", "Added room notification"]
    )
    choose(qtbot, page, "What", "Added")
    qtbot.waitUntil(lambda: page.table.model().rowCount() == 3)
    choose(qtbot, page, "When", "Today")
    choose(qtbot, page, "Who", services.audit.actors()[0])
    qtbot.keyClicks(find.field(page, "Filter changes"), "added subscription")
    qtbot.waitUntil(lambda: whats(page) == ["Added subscription"])
    qtbot.keyClicks(find.field(page, "Filter changes"), "x")
    qtbot.waitUntil(lambda: "No change matches the filter" in find.texts(page))
    find.click(qtbot, page, "Clear filter")

    qtbot.waitUntil(lambda: page.table.model().rowCount() == 4)
    assert find.combo(page, "What").currentText() == "All changes"


def test_changes_of_one_act_belong_together(
    qtbot: QtBot, page: AuditLogPage, services: Services
) -> None:
    web, ci = add_subscription(services), add_integration(services, "CI", "Builds")
    add_notification(services, web, ci, "all")
    services.integrations.remove_from_all_and_delete(ci.id, ci.version)
    page.activate()
    qtbot.waitUntil(lambda: page.table.model().rowCount() == 5)
    what = find.cell(page.table, "Deleted integration", "What")
    assert what.data(Qt.ItemDataRole.AccessibleTextRole) == "Deleted integration, one of 2"

    find.select_row(qtbot, page.table, "Deleted integration")
    find.click(qtbot, page, "Show all 2")
    qtbot.waitUntil(lambda: page.table.model().rowCount() == 2)
    assert whats(page) == ["Deleted integration", "Deleted room notification"]
    find.click(qtbot, page, "One act: 2 changes")

    qtbot.waitUntil(lambda: page.table.model().rowCount() == 5)


def test_a_change_leads_to_its_thing(
    qtbot: QtBot, page: AuditLogPage, services: Services, navigator: Wishes
) -> None:
    web, ci = add_subscription(services), add_integration(services, "CI", "Builds")
    add_notification(services, web, ci, "all")
    page.activate()
    qtbot.waitUntil(lambda: page.table.model().rowCount() == 3)

    for what, button in (
        ("Added subscription", "Show subscription"),
        ("Added integration", "Show integration"),
        ("Added room notification", "Show room notification"),
    ):
        find.select_row(qtbot, page.table, what)
        count = len(navigator.asked)
        find.click(qtbot, page, button)
        qtbot.waitUntil(lambda count=count: len(navigator.asked) > count)

    assert navigator.asked == [
        ("subscriptions", web.id),
        ("integrations", ci.id),
        ("subscription integrations", web.id, ci.id),
    ]


def test_alerts_and_intake_keys_lead_to_where_they_are(
    qtbot: QtBot, page: AuditLogPage, services: Services, navigator: Wishes
) -> None:
    web = add_subscription(services)
    add_notification(services, web, add_integration(services, "CI", "Builds"))
    take(services, web.id, report(1, EventState.TRIGGERED, correlation="disk"))
    services.alerts.acknowledge(1)
    services.intake_keys.rotate(web.id)
    page.activate()
    qtbot.waitUntil(lambda: page.table.model().rowCount() == 5)

    find.select_row(qtbot, page.table, "Acknowledged alert")
    assert find.shown(page.details.table, "State", "After") == "acknowledged"
    find.click(qtbot, page, "Show alert")
    qtbot.waitUntil(lambda: navigator.asked == [("alerts", web.id, 1)])
    find.select_row(qtbot, page.table, "Made intake key")
    assert find.shown(page.details.table, "Purpose", "After") == "intake"
    find.click(qtbot, page, "Show subscription")
    qtbot.waitUntil(lambda: navigator.asked[1:] == [("subscriptions", web.id)])

    choose(qtbot, page, "What", "Alerts")
    qtbot.waitUntil(lambda: whats(page) == ["Acknowledged alert"])
    choose(qtbot, page, "What", "Intake keys")
    qtbot.waitUntil(lambda: whats(page) == ["Made intake key"])


def test_what_was_deleted_meanwhile_is_said(
    qtbot: QtBot, page: AuditLogPage, services: Services, navigator: Wishes
) -> None:
    web = add_subscription(services)
    page.activate()
    qtbot.waitUntil(lambda: page.table.model().rowCount() == 1)
    services.subscriptions.delete(web.id, web.version)

    find.click(qtbot, page, "Show subscription")

    qtbot.waitUntil(lambda: navigator.notes == ["“web” was deleted."])
    qtbot.waitUntil(lambda: page.table.model().rowCount() == 2)
    find.select_row(qtbot, page.table, "Deleted subscription")
    assert not find.all_named(page, "Show subscription", QAbstractButton)


def test_reading_is_broken_off_by_the_next_question(
    qtbot: QtBot, page: AuditLogPage, services: Services
) -> None:
    for name in ("web", "shop"):
        add_subscription(services, name)
    page.activate()
    search = find.field(page, "Filter changes")

    asked = []
    for text in ("w", "web", "sh", "shop"):
        search.setText(text)
        page.reload()
        asked.append(page._reading._job)

    assert [job.cancelled for job in asked if job] == [True, True, True, False]
    qtbot.waitUntil(lambda: not page._context.jobs.busy)
    assert [find.shown(page.table, "shop", "What")] == whats(page) == ["Added subscription"]


def test_a_long_log_grows_by_what_is_new(
    qtbot: QtBot, page: AuditLogPage, services: Services
) -> None:
    for number in range(3):
        add_subscription(services, f"web {number}")
    page.activate()
    qtbot.waitUntil(lambda: page.table.model().rowCount() == 3)
    find.select_row(qtbot, page.table, "web 1")
    resets: list[object] = []
    page.table.model().rowsRemoved.connect(lambda *args: resets.append(args))

    add_subscription(services, "newest")

    qtbot.waitUntil(lambda: page.table.model().rowCount() == 4)
    assert find.shown(page.table, "newest", "What") == "Added subscription"
    assert page.table.model().index(0, 3).data() == "newest"
    assert [entry.change.name for entry in page.frame.selected()] == ["web 1"]
    assert resets == []
