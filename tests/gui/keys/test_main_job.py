"""The main job without a mouse: add, edit, rooms, test, switch, delete."""

from PySide6.QtWidgets import QTableView

from tests.gallery.stage import Stage
from tests.gui.fill import (
    add_integration,
    add_notification,
    add_sandbox_integration,
    add_subscription,
    messages_in,
)
from tests.gui.find import all_named, field, table, texts
from tests.gui.keys.person import Person

TITLE = "Delete integration"


def names(scene: Stage) -> list[str]:
    return [row.integration.name for row in scene.services.views.integrations()]


def url(scene: Stage, room: int = 1) -> str:
    token = scene.sandbox.tokens.rooms[room]
    return f"{scene.sandbox.url}/room/{room}/notification?auth_token={token}"


def test_adding_by_a_pasted_url_testing_and_saving(scene: Stage, person: Person) -> None:
    person.press("Ctrl+N")
    dialog = person.dialog("Add integration")
    assert person.focus() == "Name"
    person.type("CI and images")
    person.alt("Room URL")
    assert person.focus() == "Room URL"
    person.paste(url(scene))
    person.sees(lambda: "Took the endpoint" in texts(dialog))
    person.alt("Test")
    person.sees(lambda: "Configured correctly." in texts(dialog))
    person.alt("Save")
    person.main()
    person.sees(lambda: names(scene) == ["CI and images"])
    assert len(messages_in(scene.sandbox, 1)) == 1
    assert person.focus() == "Integrations"
    assert "CI and images" in person.cell()


def test_enter_saves_and_esc_asks_before_it_leaves(scene: Stage, person: Person) -> None:
    person.press("Ctrl+N")
    person.dialog("Add integration")
    person.type("Ops")
    person.press("Escape")
    person.alt("Keep editing")
    dialog = person.dialog("Add integration")
    assert person.focus() == "Name"
    person.press("Escape")
    person.alt("Discard")
    person.main()
    assert names(scene) == []
    person.press("Ctrl+N")
    dialog = person.dialog("Add integration")
    person.type("Ops")
    person.alt("Access token")
    person.type("AbCdEfGhIjKlMnOpQrStUvWxYz0123456789abcd")
    person.alt("API endpoint")
    person.press("Ctrl+A")
    person.type(scene.sandbox.url)
    assert field(dialog, "API endpoint").text() == scene.sandbox.url
    person.press("Return")
    person.main()
    person.sees(lambda: names(scene) == ["Ops"])


def test_editing_and_rooms(scene: Stage, person: Person) -> None:
    made = add_sandbox_integration(scene.services, scene.sandbox, "Ops", "1", "2")
    scene.reload()
    person.tab_to("Integrations")
    person.press("F2")
    dialog = person.dialog("Edit integration")
    person.press("Ctrl+A")
    person.type("Desk")
    person.tab_to("Rooms")
    person.press("Down", "Space")
    person.alt("Add room")
    assert person.focus() == "Room ID or name"
    person.type("Night shift")
    assert table(dialog, "Rooms").model().rowCount() == 3
    person.alt("Remove room")
    assert table(dialog, "Rooms").model().rowCount() == 2
    person.alt("Save")
    person.main()
    person.sees(lambda: names(scene) == ["Desk"])
    rooms = scene.services.integrations.load(made.id).integration.rooms
    assert [(room.room, room.enabled) for room in rooms] == [("1", True), ("2", False)]
    assert person.focus() == "Integrations"


def test_a_problem_is_gone_to_by_enter(scene: Stage, person: Person) -> None:
    add_integration(scene.services, "Ops", "1")
    scene.reload()
    person.press("Ctrl+N")
    dialog = person.dialog("Add integration")
    person.type("ops")
    person.press("Tab", "Return")
    assert person.focus() == "Name"
    assert "exists already" in texts(dialog)
    assert "exists already" in person.focused().accessibleDescription()


def test_testing_and_switching(scene: Stage, person: Person) -> None:
    web = add_subscription(scene.services)
    made = add_sandbox_integration(scene.services, scene.sandbox, "Ops", "1")
    used = add_notification(scene.services, web, made, "broken builds")
    scene.reload()
    person.tab_to("Integrations")
    person.press("Ctrl+T")
    person.sees(lambda: len(messages_in(scene.sandbox, 1)) == 1)
    person.press("Space")
    person.sees(lambda: not scene.services.integrations.load(made.id).integration.enabled)
    person.press("Space")
    person.sees(lambda: scene.services.integrations.load(made.id).integration.enabled)

    person.tab_to("Rooms")
    person.press("Space")
    rooms = scene.services.integrations
    person.sees(lambda: not rooms.load(made.id).integration.rooms[0].enabled)
    assert person.focus() == "Rooms"

    person.tab_to("Room notifications")
    person.press("Space")
    row = scene.services.views.notifications
    person.sees(lambda: not row(web.id)[0].notification.enabled)
    while person.cell() != "Edit broken builds":
        person.press("Right")
    person.press("Return")
    person.dialog(f"Room notification: {used.name}")
    person.press("Escape")
    person.main()
    assert person.focus() == "Room notifications"
    assert person.cell() == "Edit broken builds"


def test_a_used_one_goes_after_its_subscriptions_have_let_go(scene: Stage, person: Person) -> None:
    made = add_integration(scene.services, "Ops", "1")
    for name in ("images", "web"):
        add_notification(scene.services, add_subscription(scene.services, name), made, f"of {name}")
    scene.reload()
    person.tab_to("Integrations")
    person.press("Delete")
    person.dialog(TITLE)
    assert person.focus() == "images"
    person.press("Tab")
    assert person.focus() == "web"
    person.press("Return")
    person.main()
    assert "Deleting Ops: 2 of 2 subscriptions left" in texts(scene.window)
    for last in (False, True):
        person.sees(lambda: person.focus() == "Room notifications")
        person.press("Delete")
        person.sees(lambda: "Delete room notification" in person.window().windowTitle())
        assert person.focus() == "No"
        person.alt("Yes")
        if last:
            break
        person.main()
        person.sees(lambda: "1 of 2 subscriptions left" in texts(scene.window))
        person.alt("Next")
        person.sees(lambda: bool(all_named(scene.window, "Room notifications", QTableView)))
    person.sees(lambda: person.window().windowTitle() == TITLE)
    assert person.focus() == "No"
    person.alt("Yes")
    person.main()
    person.sees(lambda: names(scene) == [])


def test_remove_from_all_asks_for_the_last_time(scene: Stage, person: Person) -> None:
    made = add_integration(scene.services, "Ops", "1")
    add_notification(scene.services, add_subscription(scene.services), made)
    scene.reload()
    person.tab_to("Integrations")
    person.press("Delete")
    person.dialog(TITLE)
    person.alt("Remove from all and delete")
    person.sees(lambda: "Remove Ops from 1 subscription and delete it?" in texts(person.window()))
    person.press("Escape")
    person.sees(lambda: "is still used by" in texts(person.window()))
    person.alt("Remove from all and delete")
    person.sees(lambda: "Remove Ops from 1 subscription" in texts(person.window()))
    person.alt("Remove and delete")
    person.main()
    person.sees(lambda: names(scene) == [])


def test_several_at_once(scene: Stage, person: Person) -> None:
    for name in ("A", "B", "C"):
        add_sandbox_integration(scene.services, scene.sandbox, name, "1")
    scene.reload()
    person.tab_to("Integrations")
    person.press("Home", "Shift+Down")
    assert "2 integrations selected" in texts(scene.window)
    person.press("Ctrl+T")
    person.sees(lambda: len(messages_in(scene.sandbox, 1)) == 2)
    person.press("Space")

    def on() -> list[bool]:
        return [row.integration.enabled for row in scene.services.views.integrations()]

    person.sees(lambda: on() == [False, False, True])
    person.press("Delete")
    person.dialog(TITLE)
    person.alt("Yes")
    person.main()
    person.sees(lambda: names(scene) == ["C"])
    assert person.focus() == "Integrations"
    person.sees(lambda: "C" in person.cell())


def test_after_a_delete_the_next_row_has_the_focus(scene: Stage, person: Person) -> None:
    for name in ("A", "B", "C"):
        add_integration(scene.services, name, "1")
    scene.reload()
    person.tab_to("Integrations")
    person.press("Home", "Down", "Delete")
    person.dialog(TITLE)
    person.alt("Yes")
    person.main()
    person.sees(lambda: names(scene) == ["A", "C"])
    person.sees(lambda: person.cell() == "C")
    person.press("Delete")
    person.dialog(TITLE)
    person.alt("Yes")
    person.main()
    person.sees(lambda: names(scene) == ["A"])
    person.sees(lambda: person.cell() == "A")
