from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QComboBox, QLabel, QWidget
from pytestqt.qtbot import QtBot

from hipadmin.domain.integration import Integration
from hipadmin.domain.notification import (
    Branches,
    Condition,
    ConditionAction,
    MessageFormat,
    MessageSettings,
    When,
)
from hipadmin.domain.subscription import RoomChoice
from hipadmin.gui.context import Context
from hipadmin.gui.dialogs.room_notification import RoomNotificationDialog
from hipadmin.gui.words.sentence import draft_of
from hipadmin.services.bundle import Services
from tests.coming import is_one_coming
from tests.gui import find
from tests.gui.fill import (
    add_integration,
    add_notification,
    add_sandbox_integration,
    add_subscription,
    messages_in,
)
from tests.gui.room_notification import POLICY, Open, open_dialog, stored

__all__ = ["open_dialog"]


if TYPE_CHECKING:
    from hipadmin.sandbox.server import Sandbox

NIGHTLY = When(at_most_every=600, branches=Branches(only=("release/*",)))
NOT_MINOR = Condition(ConditionAction.FILTER, "minor", "severity")
QUIET = MessageSettings(MessageFormat.CARD, sender="ci")


def choose(qtbot: QtBot, dialog: QWidget, name: str) -> None:
    box = find.combo(dialog, "Integration")
    box.setFocus()
    step = Qt.Key.Key_Down if box.findText(name) > box.currentIndex() else Qt.Key.Key_Up
    while box.currentText() != name:
        before = box.currentText()
        qtbot.keyClick(box, step)
        assert box.currentText() != before


def room(qtbot: QtBot, dialog: QWidget, name: str) -> QAbstractButton:
    """The check box of a room; new rows of a layout appear a moment later."""
    qtbot.waitUntil(lambda: len(find.all_named(dialog, name, QAbstractButton)) == 1)
    return find.button(dialog, name)


def instead(qtbot: QtBot, dialog: QWidget, old: str, wanted: str) -> None:
    name = f"Instead of {old}"
    qtbot.waitUntil(lambda: len(find.all_named(dialog, name, QComboBox)) == 1)
    box = find.combo(dialog, name)
    box.setFocus()
    qtbot.keyClicks(box, wanted)
    assert box.currentText().startswith(wanted)


def save(qtbot: QtBot, dialog: RoomNotificationDialog) -> None:
    with qtbot.waitSignal(dialog.saved):
        find.click(qtbot, dialog, "Save")


def wired(integration: Integration, *names: str) -> tuple[str, ...]:
    return tuple(r.id for r in integration.rooms if r.room in names)


def test_a_new_one_through_the_only_integration_needs_nothing_but_save(
    qtbot: QtBot, open_dialog: Open, services: Services
) -> None:
    web, ci = add_subscription(services), add_integration(services, "CI", "Builds")
    dialog = open_dialog(web.id)
    assert dialog.windowTitle() == "Add room notification to web"
    assert "pull request builds of web to all rooms (now Builds" in dialog.line.text

    save(qtbot, dialog)

    (made,) = stored(services, web.id)
    assert (made.name, made.integration_id, made.rooms) == ("CI", ci.id, RoomChoice())
    assert made.enabled


def test_nothing_can_be_saved_without_an_integration(
    qtbot: QtBot, open_dialog: Open, services: Services
) -> None:
    web = add_subscription(services)
    add_integration(services, "CI", "Builds")
    add_integration(services, "Desk", "Ops")
    dialog = open_dialog(web.id)
    assert dialog.line.text == "Sends nothing yet: choose the integration to send through."
    assert "Save needs an integration." in find.texts(dialog)

    choose(qtbot, dialog, "Desk")

    assert find.field(dialog, "Name").text() == "Desk"
    assert dialog.line.text.endswith("through Desk, without notifying people.")
    assert find.button(dialog, "Save").isEnabled()


def test_only_these_chosen_before_the_integration_stays_chosen(
    qtbot: QtBot, open_dialog: Open, services: Services
) -> None:
    web, ci = add_subscription(services), add_integration(services, "CI", "Builds", "Ops")
    add_integration(services, "Desk", "Hall")
    dialog = open_dialog(web.id)
    find.click(qtbot, dialog, "Only these")

    choose(qtbot, dialog, "CI")

    assert find.button(dialog, "Only these").isChecked()
    room(qtbot, dialog, "Ops").click()
    save(qtbot, dialog)
    chosen = stored(services, web.id)[0].rooms
    assert chosen == RoomChoice(every=False, room_ids=wired(ci, "Ops"))


def test_a_suggested_name_is_free_and_a_typed_one_stays(
    qtbot: QtBot, open_dialog: Open, services: Services
) -> None:
    web, ci = add_subscription(services), add_integration(services, "CI", "Builds")
    add_integration(services, "Desk", "Ops")
    add_notification(services, web, ci, "CI")
    dialog = open_dialog(web.id, integration_id=ci.id)
    assert find.field(dialog, "Name").text() == "CI 2"

    find.field(dialog, "Name").clear()
    qtbot.keyClicks(find.field(dialog, "Name"), "mine")
    choose(qtbot, dialog, "Desk")

    assert find.field(dialog, "Name").text() == "mine"


def test_some_rooms_and_one_of_its_own(qtbot: QtBot, open_dialog: Open, services: Services) -> None:
    web, ci = add_subscription(services), add_integration(services, "CI", "Builds", "Ops")
    dialog = open_dialog(web.id)

    find.click(qtbot, dialog, "Only these")
    find.click(qtbot, dialog, "Builds")
    qtbot.keyClicks(find.field(dialog, "Another room or @user"), "@dev")
    assert "to Ops and @dev through" in dialog.line.text
    find.click(qtbot, dialog, "Add room")
    assert room(qtbot, dialog, "@dev").isChecked()
    save(qtbot, dialog)

    (made,) = stored(services, web.id)
    assert made.rooms == RoomChoice(every=False, room_ids=wired(ci, "Ops"), own=("@dev",))


def test_a_room_that_is_typed_but_not_added_counts(
    qtbot: QtBot, open_dialog: Open, services: Services
) -> None:
    web = add_subscription(services)
    add_integration(services, "Bare")
    dialog = open_dialog(web.id)
    assert "Save needs a room." in find.texts(dialog)

    qtbot.keyClicks(find.field(dialog, "Another room or @user"), "Ops")
    save(qtbot, dialog)

    (made,) = stored(services, web.id)
    assert made.rooms.own == ("Ops",)


def test_naming_a_listed_room_checks_it_instead(
    qtbot: QtBot, open_dialog: Open, services: Services
) -> None:
    web, ci = add_subscription(services), add_integration(services, "CI", "Builds", "Ops")
    made = add_notification(
        services, web, ci, rooms=RoomChoice(every=False, room_ids=wired(ci, "Ops"))
    )
    dialog = open_dialog(web.id, made.id)

    qtbot.keyClicks(find.field(dialog, "Another room or @user"), "builds")
    qtbot.keyClick(find.field(dialog, "Another room or @user"), Qt.Key.Key_Return)
    assert room(qtbot, dialog, "Builds").isChecked()
    assert dialog.isVisible()
    save(qtbot, dialog)

    assert stored(services, web.id)[0].rooms.room_ids == wired(ci, "Builds", "Ops")


def test_no_room_at_all_is_a_problem_beside_the_rooms(
    qtbot: QtBot, open_dialog: Open, services: Services
) -> None:
    web = add_subscription(services)
    add_integration(services, "CI", "Builds")
    dialog = open_dialog(web.id)

    find.click(qtbot, dialog, "Only these")
    find.click(qtbot, dialog, "Builds")

    assert "Save needs a room." in find.texts(dialog)
    assert dialog.line.text == "Sends nothing yet: no room of CI is chosen."
    assert not find.button(dialog, "Save").isEnabled()


def test_a_name_is_taken_only_within_its_subscription(
    qtbot: QtBot, open_dialog: Open, services: Services
) -> None:
    web, other = add_subscription(services), add_subscription(services, "other")
    ci = add_integration(services, "CI", "Builds")
    add_notification(services, web, ci, "broken")
    add_notification(services, other, ci, "deploys")
    dialog = open_dialog(web.id)
    name = find.field(dialog, "Name")

    name.clear()
    qtbot.keyClicks(name, "Broken")
    assert "“broken” exists already" in find.texts(dialog)
    name.clear()
    qtbot.keyClicks(name, "deploys")

    assert find.button(dialog, "Save").isEnabled()


def test_editing_keeps_what_the_dialog_does_not_show(
    qtbot: QtBot, open_dialog: Open, services: Services
) -> None:
    web, ci = add_subscription(services), add_integration(services, "CI", "Builds")
    made = add_notification(services, web, ci, policy=POLICY)
    draft = replace(draft_of(made), projects=("shop",), send_when_clears=True)
    draft = replace(draft, when=NIGHTLY, conditions=(NOT_MINOR,), message=QUIET)
    services.notifications.edit(made.id, made.version, draft)
    dialog = open_dialog(web.id, made.id)
    assert dialog.windowTitle() == "Room notification: broken builds"
    assert "builds of shop in web that policy and conditions let pass" in dialog.line.text

    find.click(qtbot, dialog, "On/Off")
    save(qtbot, dialog)

    (after,) = stored(services, web.id)
    assert not after.enabled
    assert (after.projects, after.policy, after.send_when_clears) == (("shop",), POLICY, True)
    assert (after.when, after.conditions, after.message) == (NIGHTLY, (NOT_MINOR,), QUIET)


def test_repointing_finds_rooms_by_name_and_asks_for_the_others(
    qtbot: QtBot, open_dialog: Open, services: Services
) -> None:
    web, ci = add_subscription(services), add_integration(services, "CI", "Builds", "Ops")
    desk = add_integration(services, "Desk", "ops", "Hall", endpoint="https://b.example.com/v2")
    made = add_notification(
        services, web, ci, rooms=RoomChoice(every=False, room_ids=wired(ci, "Builds", "Ops"))
    )
    dialog = open_dialog(web.id, made.id)

    choose(qtbot, dialog, "Desk")
    assert room(qtbot, dialog, "ops").isChecked()
    assert "“Desk” has no room called Builds." in find.texts(dialog)
    assert not find.button(dialog, "Save").isEnabled()
    instead(qtbot, dialog, "Builds", "Hall")
    save(qtbot, dialog)

    (after,) = stored(services, web.id)
    assert after.integration_id == desk.id
    assert set(after.rooms.room_ids) == set(wired(desk, "ops", "Hall"))


def test_the_way_back_brings_the_rooms_back(
    qtbot: QtBot, open_dialog: Open, services: Services
) -> None:
    web, ci = add_subscription(services), add_integration(services, "CI", "Builds", "Ops")
    add_integration(services, "Desk", "Hall", endpoint="https://b.example.com/v2")
    made = add_notification(
        services, web, ci, rooms=RoomChoice(every=False, room_ids=wired(ci, "Builds"))
    )
    dialog = open_dialog(web.id, made.id)

    choose(qtbot, dialog, "Desk")
    choose(qtbot, dialog, "CI")

    assert room(qtbot, dialog, "Builds").isChecked()
    assert not room(qtbot, dialog, "Ops").isChecked()
    assert find.button(dialog, "Save").isEnabled()


def test_a_room_without_a_counterpart_can_be_left_out(
    qtbot: QtBot, open_dialog: Open, services: Services
) -> None:
    web, ci = add_subscription(services), add_integration(services, "CI", "Builds")
    desk = add_integration(services, "Desk", "Hall", endpoint="https://b.example.com/v2")
    made = add_notification(
        services, web, ci, rooms=RoomChoice(every=False, room_ids=wired(ci, "Builds"))
    )
    dialog = open_dialog(web.id, made.id)

    choose(qtbot, dialog, "Desk")
    instead(qtbot, dialog, "Builds", "Leave")
    assert "Save needs a room." in find.texts(dialog)
    room(qtbot, dialog, "Hall").click()
    save(qtbot, dialog)

    assert stored(services, web.id)[0].rooms.room_ids == wired(desk, "Hall")


def test_a_new_integration_can_be_made_on_the_way(
    qtbot: QtBot, open_dialog: Open, services: Services
) -> None:
    web = add_subscription(services)
    dialog = open_dialog(web.id)
    box = find.combo(dialog, "Integration")

    box.showPopup()
    qtbot.keyClick(box.view(), Qt.Key.Key_End)
    qtbot.keyClick(box.view(), Qt.Key.Key_Return)
    assert is_one_coming()
    made = find.dialog(qtbot, "Add integration")
    ci = add_integration(services, "CI", "Builds")
    made.saved.emit(ci.id)  # type: ignore[attr-defined]
    made.leave()  # type: ignore[attr-defined]

    qtbot.waitUntil(lambda: box.currentText() == "CI")
    save(qtbot, dialog)
    assert stored(services, web.id)[0].integration_id == ci.id


def test_keys_in_the_closed_box_pass_by_new_integration(
    qtbot: QtBot, open_dialog: Open, services: Services
) -> None:
    web, _ci = add_subscription(services), add_integration(services, "CI", "Builds")
    dialog = open_dialog(web.id)
    box = find.combo(dialog, "Integration")

    qtbot.keyClick(box, Qt.Key.Key_End)
    qtbot.keyClick(box, Qt.Key.Key_Down)

    assert box.currentText() == "CI"
    assert find.no_dialog("Add integration")


def test_what_is_chosen_can_be_tested_before_it_is_saved(
    qtbot: QtBot, open_dialog: Open, services: Services, sandbox: "Sandbox"
) -> None:
    web = add_subscription(services)
    add_sandbox_integration(services, sandbox, "CI", "1", "2")
    dialog = open_dialog(web.id)

    find.click(qtbot, dialog, "Only these")
    find.click(qtbot, dialog, "2")
    find.click(qtbot, dialog, "Test")

    qtbot.waitUntil(lambda: dialog.strip.text.startswith("Configured correctly."))
    assert len(messages_in(sandbox, 1)) == 1
    assert messages_in(sandbox, 2) == []
    assert stored(services, web.id) == []
    find.click(qtbot, dialog, "2")
    assert dialog.strip.text == ""


def test_a_test_of_what_is_off_asks_first(
    qtbot: QtBot, open_dialog: Open, services: Services, sandbox: "Sandbox"
) -> None:
    web = add_subscription(services)
    add_sandbox_integration(services, sandbox, "CI", "1")
    dialog = open_dialog(web.id)
    find.click(qtbot, dialog, "On/Off")

    find.click(qtbot, dialog, "Test")
    question = find.dialog(qtbot, "Test")
    assert "This room notification is off." in find.texts(question)
    find.click(qtbot, question, "Do not send")

    assert messages_in(sandbox, 1) == []


def test_there_is_no_tab_bar_while_there_is_one_tab(open_dialog: Open, services: Services) -> None:
    dialog = open_dialog(add_subscription(services).id)

    words = {find.name_of(w) for w in dialog.findChildren(QLabel)}
    assert not words & {"When", "Filter", "Message"}


def test_a_test_without_a_room_says_what_is_needed(
    qtbot: QtBot, open_dialog: Open, services: Services
) -> None:
    web = add_subscription(services)
    add_integration(services, "Bare")
    dialog = open_dialog(web.id)

    find.click(qtbot, dialog, "Test")

    qtbot.waitUntil(lambda: dialog.strip.text == "Test needs a room. Choose one, then test.")


def test_a_test_of_what_is_off_sends_after_asking(
    qtbot: QtBot, open_dialog: Open, services: Services, sandbox: "Sandbox"
) -> None:
    web = add_subscription(services)
    ci = add_sandbox_integration(services, sandbox, "CI", "1")
    ci = services.integrations.set_room_enabled(ci.id, ci.rooms[0].id, ci.version, False)
    services.integrations.set_enabled(ci.id, ci.version, False)
    dialog = open_dialog(web.id)

    find.click(qtbot, dialog, "Test")
    question = find.dialog(qtbot, "Test")
    assert "“CI” is off. Switched off: 1." in find.texts(question)
    find.click(qtbot, question, "Send")

    qtbot.waitUntil(lambda: dialog.strip.text.startswith("Configured correctly."))
    assert len(messages_in(sandbox, 1)) == 1


def test_a_subscription_that_is_gone_is_said(
    qtbot: QtBot, context: Context, services: Services
) -> None:
    owner = QWidget()
    qtbot.addWidget(owner)
    owner.show()
    dialog = RoomNotificationDialog(context, owner, "no such id")
    dialog.open()

    qtbot.waitUntil(lambda: dialog.strip.text.startswith("Not read. There is no subscription"))
    assert not find.button(dialog, "Save").isEnabled()
    dialog.leave()
