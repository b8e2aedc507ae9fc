"""Everywhere else without a mouse: subscriptions, room notifications, import, log, sandbox."""

from pathlib import Path

import pytest
from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication, QFileDialog, QListView, QMenu

from hipadmin.domain.subscription import SubscriptionKind
from hipadmin.gui.windows.room_view import RoomView
from tests.gallery.stage import Stage
from tests.gui.fill import (
    add_integration,
    add_notification,
    add_sandbox_integration,
    add_subscription,
    messages_in,
)
from tests.gui.find import name_of, texts
from tests.gui.keys.person import Person

FILE = """
version: 1
integrations:
  - name: Ops rooms
    endpoint: https://hipchat.example.com/v2
    rooms: [{room: Ops}]
"""


def subscriptions(scene: Stage) -> list[tuple[str, SubscriptionKind]]:
    rows = scene.services.views.subscriptions()
    return [(row.subscription.name, row.subscription.kind) for row in rows]


def test_subscriptions(scene: Stage, person: Person) -> None:
    person.menu("View", "Subscriptions")
    assert person.focus() == "Add Subscription"
    person.press("Return")
    person.dialog("Add subscription")
    assert person.focus() == "Name"
    person.type("web")
    person.alt("Kind")
    person.press("Down")
    person.press("Return")
    person.main()
    person.sees(lambda: subscriptions(scene) == [("web", SubscriptionKind.IMAGE)])
    assert person.focus() == "Subscriptions"
    person.press("F2")
    person.dialog("Edit subscription")
    person.press("Ctrl+A")
    person.type("shop")
    person.press("Return")
    person.main()
    person.sees(lambda: subscriptions(scene)[0][0] == "shop")
    assert person.focus() == "Subscriptions"
    person.press("Return")
    person.sees(lambda: "No integrations in shop yet" in texts(scene.window))
    person.alt("Account Settings")
    person.sees(lambda: person.focus() == "Subscriptions")
    person.press("Delete")
    person.sees(lambda: person.focus() == "No")
    person.alt("Yes")
    person.main()
    person.sees(lambda: subscriptions(scene) == [])
    person.sees(lambda: person.focus() == "Add Subscription")


def test_a_room_notification(scene: Stage, person: Person) -> None:
    add_sandbox_integration(scene.services, scene.sandbox, "Ops", "1", "2")
    add_integration(scene.services, "Desk", "Desk", endpoint=scene.sandbox.url)
    web = add_subscription(scene.services)
    scene.reload()
    person.tab_to("Subscription", key="Shift+Tab")
    person.press("Down")
    person.sees(lambda: "No integrations in web yet" in texts(scene.window))
    person.alt("Add Integration")
    person.dialog("Add room notification to web")
    assert person.focus() == "Name"
    person.press("Ctrl+A")
    person.type("broken builds")
    person.alt("Integration")
    person.press("Home", "Down")
    person.alt("Only these")
    person.tab_to("1")
    person.press("Space")
    person.alt("On/Off")
    assert person.focus() == "On/Off"
    person.alt("Save")
    person.main()
    [row] = scene.services.views.notifications(web.id)
    assert (row.notification.name, row.integration.name) == ("broken builds", "Ops")
    assert len(row.notification.rooms.room_ids) == 1
    assert not row.notification.enabled
    person.sees(lambda: person.focus() == "Room notifications")
    person.press("Space")
    person.sees(lambda: scene.services.views.notifications(web.id)[0].notification.enabled)
    person.press("Ctrl+T")
    person.sees(lambda: sum(len(messages_in(scene.sandbox, room)) for room in (1, 2)) == 1)


def test_undo_and_redo(scene: Stage, person: Person) -> None:
    made = add_integration(scene.services, "Ops", "1")
    scene.reload()
    person.tab_to("Integrations")
    person.press("Space")

    def on() -> bool:
        return scene.services.integrations.load(made.id).integration.enabled

    person.sees(lambda: not on())
    person.press("Ctrl+Z")
    person.sees(on)
    person.press("Ctrl+Shift+Z")
    person.sees(lambda: not on())
    assert person.focus() == "Integrations"


def test_import(scene: Stage, person: Person) -> None:
    file = scene.folder / "hipadmin.yaml"
    file.write_text(FILE, encoding="utf-8")
    person.menu("File", "Import…")
    person.sees(lambda: isinstance(person.window(), QFileDialog))
    person.type(str(file))
    person.press("Return")
    person.dialog("Import")
    assert person.focus() == "Import"
    person.press("Return")
    person.sees(lambda: len(scene.services.views.integrations()) == 1)


def test_the_audit_log(scene: Stage, person: Person) -> None:
    for name in ("A", "B", "C"):
        add_integration(scene.services, name, "1")
    scene.reload()
    person.menu("View", "Audit log")
    assert person.focus() == "Audit log"
    person.press("Home", "Down")
    person.sees(lambda: "Added integration: B" in texts(scene.window))
    person.press("Ctrl+F")
    assert person.focus() == "Filter changes"
    person.type("xyz")
    person.sees(lambda: "No change matches “xyz”" in texts(scene.window))
    person.press("Escape")
    person.sees(lambda: "No change matches “xyz”" not in texts(scene.window))
    person.alt("What")
    assert person.focus() == "What"


@pytest.mark.parametrize(
    ("page", "field", "table"),
    [
        ("Integrations", "Filter integrations", "Integrations"),
        ("Subscriptions", "Filter subscriptions", "Subscriptions"),
        ("Audit log", "Filter changes", "Audit log"),
    ],
)
@pytest.mark.parametrize("key", ["Down", "Escape"])
def test_the_filter_leads_back_into_the_list(
    scene: Stage, person: Person, page: str, field: str, table: str, key: str
) -> None:
    add_integration(scene.services, "web", "1")
    add_subscription(scene.services, "web")
    scene.reload()
    person.menu("View", page)
    person.press("Ctrl+F")
    assert person.focus() == field
    person.type("web")
    person.press("Escape")
    scene.settle()
    assert person.focus() == field
    person.press(key)
    assert person.focus() == table
    assert "web" in person.row()


def test_the_filter_leads_to_its_way_out_where_nothing_matches(
    scene: Stage, person: Person
) -> None:
    add_integration(scene.services, "Ops", "1")
    scene.reload()
    person.press("Ctrl+F")
    person.type("xyz")
    scene.settle()
    person.press("Down")
    assert person.focus() == "Clear filter"
    person.press("Return")
    assert person.focus() == "Filter integrations"


def test_the_focus_stays_on_the_page_when_its_filter_goes(scene: Stage, person: Person) -> None:
    web = add_subscription(scene.services, "web")
    scene.reload()
    person.menu("View", "Subscriptions")
    person.press("Ctrl+F")
    assert person.focus() == "Filter subscriptions"
    scene.services.subscriptions.delete(web.id, web.version)
    scene.reload()
    assert person.focus() == "Add Subscription"


def test_the_focus_goes_straight_to_what_takes_the_place_of_the_page(
    scene: Stage, person: Person
) -> None:
    assert person.focus() == "Add Integration"
    ways: list[str] = []
    application = QApplication.instance()
    assert isinstance(application, QApplication)
    note = application.focusChanged.connect(
        lambda _old, new: ways.append(name_of(new)) if new is not None else None
    )
    made = add_integration(scene.services, "Ops", "1")
    scene.reload()
    assert person.focus() == "Integrations"
    scene.services.integrations.delete(made.id, made.version)
    scene.reload()
    assert person.focus() == "Add Integration"
    QObject.disconnect(note)
    assert ways == ["Integrations", "Add Integration"]


def test_the_keys_for_adding_add_what_the_page_lists(scene: Stage, person: Person) -> None:
    add_subscription(scene.services, "web")
    person.menu("View", "Subscriptions")
    person.sees(lambda: "web" in texts(scene.window))
    person.press("Ctrl+N")
    person.dialog("Add subscription")
    person.press("Escape")
    person.main()
    person.press("Home", "Return")
    person.sees(lambda: "No integrations in web yet" in texts(scene.window))
    person.press("Ctrl+N")
    person.dialog("Add room notification to web")
    person.press("Escape")
    person.main()
    person.menu("View", "Audit log")
    person.press("Ctrl+N")
    person.dialog("Add integration")
    person.press("Escape")


def test_preferences(scene: Stage, person: Person) -> None:
    person.press("Ctrl+,")
    person.sees(lambda: person.focus() == "Theme")
    person.press("Home", "Down", "Down")
    person.sees(lambda: scene.look.theme.name == "dark")
    person.press("Home")


def test_the_sandbox_menu(scene: Stage, person: Person) -> None:
    person.menu("Sandbox", "Copy room URL")
    person.sees(lambda: isinstance(QApplication.activePopupWidget(), QMenu))
    person.press("Return")
    person.sees(scene.window.status.copied.isVisible)
    person.press("Ctrl+N")
    dialog = person.dialog("Add integration")
    person.alt("Room URL")
    person.press("Ctrl+V")
    person.sees(lambda: "Took the endpoint" in texts(dialog))


def test_the_room_view(scene: Stage, person: Person) -> None:
    person.menu("Sandbox", "Open room view")
    person.sees(lambda: isinstance(person.window(), RoomView))
    view = person.window()
    assert isinstance(view, RoomView)
    assert person.focus() == "Message to Builds"
    person.type("On it")
    person.press("Return")
    person.sees(lambda: messages_in(scene.sandbox, 1) == ["On it"])
    person.sees(lambda: bool(view.transcript.messages))
    person.tab_to("Transcript of Builds", key="Shift+Tab")
    assert isinstance(person.focused(), QListView)
    assert "On it" in person.cell()
    person.press("Ctrl+C")
    assert QApplication.clipboard().text() == "On it"
    person.tab_to("Room", key="Shift+Tab")
    person.press("Down")
    person.sees(lambda: view.windowTitle() == "Ops: room view")
    person.press("Ctrl+W")
    person.main()


def test_the_first_run(scene: Stage, person: Person, tmp_path: Path) -> None:
    assert person.focus() == "Add Integration"
    person.tab_to("Which URLs work?")
    person.press("Return")
    person.dialog("Which URLs work?")
    person.press("Escape")
    person.main()
    assert person.focus() == "Which URLs work?"


def test_act_cells_are_reached_by_arrows(scene: Stage, person: Person) -> None:
    web = add_subscription(scene.services)
    add_notification(scene.services, web, add_integration(scene.services, "Ops", "1"), "deploys")
    scene.reload()
    person.tab_to("Integrations")
    person.tab_to("Room notifications")
    said = []
    for _step in range(8):
        said.append(person.cell())
        person.press("Right")
    assert {"deploys", "web", "Edit deploys", "Test deploys"} <= set(said)
