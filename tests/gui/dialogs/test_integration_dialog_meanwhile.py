"""Edit integration while somebody else changes or deletes it: both values, and a way on."""

import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QLabel
from pytestqt.qtbot import QtBot

from hipadmin.domain.integration import Integration, IntegrationDraft, RoomDraft, TokenEdit
from hipadmin.domain.token import MASK, Secret
from hipadmin.gui.context import Context
from hipadmin.gui.dialogs.integration import IntegrationDialog
from hipadmin.gui.dialogs.integration_load import read_start
from hipadmin.gui.dialogs.overtaking import Now
from hipadmin.gui.widgets.fields import CheckBox
from hipadmin.services.bundle import Services
from tests.gui.fill import add_integration, add_notification, add_subscription
from tests.gui.find import all_named, button, field, named, select_row, table, texts
from tests.gui.integration_dialog import (
    CANARY,
    ROOM_TOKEN,
    closed,
    column,
    enter,
    everything_said,
    integration,
    opened,
    press,
    saved,
    stored,
    token_of,
)
from tests.gui.wishes import Wishes

__all__ = ["integration"]


def edited(services: Services, integration: Integration, **changes: object) -> None:
    """Somebody else edits it."""
    now = stored(services, integration)
    rooms = tuple(RoomDraft(r.room, TokenEdit(), r.enabled, r.id, r.name) for r in now.rooms)
    draft = IntegrationDraft(now.name, now.endpoint, TokenEdit(), rooms, enabled=now.enabled)
    services.integrations.edit(now.id, now.version, replace(draft, **changes))  # type: ignore[arg-type]


def lines(dialog: IntegrationDialog) -> list[tuple[str, str, str]]:
    return [(line.label, line.mine, line.theirs) for line in dialog.panel.lines]


def says(qtbot: QtBot, dialog: IntegrationDialog, text: str) -> None:
    qtbot.waitUntil(lambda: text in dialog.panel.text)


def noticed(context: Context) -> None:
    """Look now, or the test would wait for the second to pass."""
    context.watch.look()


def test_a_refused_save_shows_both_values_and_goes_on(
    qtbot: QtBot, context: Context, services: Services, other: Services, integration: Integration
) -> None:
    dialog = opened(qtbot, context, integration.id)
    enter(qtbot, dialog, "Name", "mine")
    context.watch.stop()  # the save comes before the next look
    edited(other, integration, name="theirs", proxy="http://proxy.example.com:3128")
    press(qtbot, dialog, "Save")
    says(qtbot, dialog, "“CI and images” was changed by")
    assert stored(services, integration).name == "theirs"
    assert lines(dialog) == [("Name", "“mine”", "“theirs”")]
    assert {"“mine”", "“theirs”", "Yours", "Stored"} <= set(texts(dialog).splitlines())
    assert field(dialog, "Name").text() == "mine"
    assert dialog.editing.proxy == "http://proxy.example.com:3128"
    saved(qtbot, dialog)
    after = stored(services, integration)
    assert (after.name, after.proxy) == ("mine", "http://proxy.example.com:3128")
    assert token_of(services, after.token_ref) == CANARY


@pytest.mark.skipif(sys.platform == "darwin", reason="macOS has no such letters")
def test_who_presses_the_letter_of_save_again_keeps_what_was_entered(
    qtbot: QtBot, context: Context, services: Services, other: Services, integration: Integration
) -> None:
    dialog = opened(qtbot, context, integration.id)
    handle = dialog.windowHandle()
    assert handle is not None
    dialog.activateWindow()
    qtbot.waitUntil(dialog.isActiveWindow)
    enter(qtbot, dialog, "Name", "mine")
    context.watch.stop()
    edited(other, integration, name="theirs")
    QTest.keyClick(handle, Qt.Key.Key_S, Qt.KeyboardModifier.AltModifier)
    says(qtbot, dialog, "“CI and images” was changed by")
    QTest.keyClick(handle, Qt.Key.Key_Alt)
    with qtbot.waitSignal(dialog.finished):
        QTest.keyClick(handle, Qt.Key.Key_S, Qt.KeyboardModifier.AltModifier)
    assert stored(services, integration).name == "mine"


def test_one_save_is_enough_over_what_does_not_collide(
    qtbot: QtBot,
    context: Context,
    services: Services,
    other: Services,
    integration: Integration,
    navigator: Wishes,
) -> None:
    dialog = opened(qtbot, context, integration.id)
    enter(qtbot, dialog, "Name", "mine")
    context.watch.stop()  # the save comes before the next look
    edited(other, integration, proxy="http://proxy.example.com:3128")
    other.integrations.set_enabled(integration.id, 2, on=False)
    saved(qtbot, dialog)
    after = stored(services, integration)
    assert (after.name, after.proxy, after.enabled) == (
        "mine",
        "http://proxy.example.com:3128",
        False,
    )
    [note] = navigator.notes
    assert note.startswith("“CI and images” was changed by")
    assert note.endswith("It does not touch what you entered: both are kept.")


def test_a_change_before_the_dialog_has_begun_overtakes_nothing(
    qtbot: QtBot, context: Context, services: Services, integration: Integration
) -> None:
    with ThreadPoolExecutor() as elsewhere:
        start = elsewhere.submit(read_start, services, integration.id).result()
    dialog = IntegrationDialog(context, None, integration.id)
    dialog.open()
    dialog._overtaking._on_read(Now(start, None))
    qtbot.waitUntil(lambda: not context.jobs.busy and dialog.body_widget.isEnabled())
    assert field(dialog, "Name").text() == "CI and images"
    assert dialog.panel.text == ""
    closed(qtbot, dialog)


def test_a_change_is_seen_while_the_dialog_is_open(
    qtbot: QtBot, context: Context, other: Services, services: Services, integration: Integration
) -> None:
    dialog = opened(qtbot, context, integration.id)
    enter(qtbot, dialog, "Name", "mine")
    edited(other, integration, name="theirs")
    noticed(context)
    says(qtbot, dialog, "What you entered is kept.")
    assert field(dialog, "Name").text() == "mine"
    press(qtbot, dialog, "Show both")
    assert lines(dialog) == [("Name", "“mine”", "“theirs”")]
    assert dialog.focusWidget() is button(dialog, "Use stored")
    press(qtbot, dialog, "Use stored")
    assert field(dialog, "Name").text() == "theirs"
    assert not dialog.panel.isVisible()
    assert not dialog.is_dirty()
    closed(qtbot, dialog)


def test_an_untouched_dialog_follows_what_is_stored(
    qtbot: QtBot, context: Context, other: Services, integration: Integration
) -> None:
    dialog = opened(qtbot, context, integration.id)
    edited(other, integration, name="theirs", rooms=(RoomDraft("Attic"),))
    noticed(context)
    says(qtbot, dialog, "What is stored now is shown.")
    assert field(dialog, "Name").text() == "theirs"
    assert column(table(dialog, "Rooms"), 0) == ["Attic"]
    press(qtbot, dialog, "Close")
    assert not dialog.panel.isVisible()
    closed(qtbot, dialog)


def test_tokens_and_rooms_that_clash_are_told_without_their_tokens(
    qtbot: QtBot, context: Context, services: Services, other: Services, integration: Integration
) -> None:
    dialog = opened(qtbot, context, integration.id)
    mine, theirs = CANARY[::-1], ROOM_TOKEN[::-1]
    enter(qtbot, dialog, "Access token", mine)
    select_row(qtbot, table(dialog, "Rooms"), "17")
    press(qtbot, dialog, "Remove room token")
    enter(qtbot, dialog, "Room ID or name", "18")
    first, second = integration.rooms
    rooms = (
        RoomDraft("19", TokenEdit.to(Secret(theirs)), True, first.id),
        RoomDraft("Ops", TokenEdit(), False, second.id),
    )
    edited(other, integration, token=TokenEdit.to(Secret(theirs)), rooms=rooms)
    press(qtbot, dialog, "Save")
    says(qtbot, dialog, "Save keeps yours.")
    assert lines(dialog) == [
        ("Access token", "a new token", "another token"),
        ("Room 18", "“18”, no token", "“19”, another token"),
    ]
    for token in (mine, theirs, CANARY, ROOM_TOKEN):
        assert token not in everything_said(dialog)
    assert [r.enabled for r in dialog.editing.rooms] == [True, False]  # not touched here
    press(qtbot, dialog, "Use all stored")
    assert field(dialog, "Access token").placeholderText() == MASK
    assert column(table(dialog, "Rooms"), 0) == ["19", "Ops"]
    assert not dialog.is_dirty()
    closed(qtbot, dialog)


def test_one_deleted_meanwhile_is_added_again_as_new(
    qtbot: QtBot, context: Context, services: Services, other: Services, integration: Integration
) -> None:
    dialog = opened(qtbot, context, integration.id)
    enter(qtbot, dialog, "Name", "mine")
    other.integrations.delete(integration.id, integration.version)
    noticed(context)
    says(qtbot, dialog, "“CI and images” was deleted by")
    assert not button(dialog, "Save").isEnabled()
    press(qtbot, dialog, "Add it again as new")
    qtbot.waitUntil(lambda: dialog.windowTitle() == "Add integration")
    assert field(dialog, "Name").text() == "mine"
    new_id = saved(qtbot, dialog)
    assert new_id != integration.id
    after = services.store.read(lambda unit: unit.integrations.get(new_id))
    assert (after.name, [r.room for r in after.rooms]) == ("mine", ["17", "Ops"])
    assert token_of(services, after.token_ref) == CANARY
    assert token_of(services, after.rooms[0].token_ref) == ROOM_TOKEN


def test_one_deleted_meanwhile_can_be_given_up(
    qtbot: QtBot, context: Context, other: Services, integration: Integration
) -> None:
    dialog = opened(qtbot, context, integration.id)
    enter(qtbot, dialog, "Name", "mine")
    context.watch.stop()
    other.integrations.delete(integration.id, integration.version)
    press(qtbot, dialog, "Save")
    says(qtbot, dialog, "“CI and images” was deleted by")
    with qtbot.waitSignal(dialog.rejected):
        press(qtbot, dialog, "Discard")


def test_dependents_are_followed_while_it_is_open(
    qtbot: QtBot, context: Context, other: Services, integration: Integration
) -> None:
    dialog = opened(qtbot, context, integration.id)
    assert "No subscription uses it." in texts(dialog)
    made = add_notification(other, add_subscription(other, "web"), integration, "failures")
    noticed(context)
    qtbot.waitUntil(lambda: "web" in texts(dialog) and "failures" in texts(dialog))
    assert not dialog.panel.isVisible()
    other.notifications.delete(made.id, made.version)
    noticed(context)
    qtbot.waitUntil(lambda: "No subscription uses it." in texts(dialog))
    closed(qtbot, dialog)


def test_names_and_subscriptions_are_followed_while_one_is_added(
    qtbot: QtBot, context: Context, other: Services
) -> None:
    dialog = opened(qtbot, context)
    web = add_subscription(other, "web")
    noticed(context)
    qtbot.waitUntil(lambda: bool(all_named(dialog, "web", CheckBox)))
    named(dialog, "web", CheckBox).setChecked(True)
    add_subscription(other, "images")
    noticed(context)
    qtbot.waitUntil(lambda: bool(all_named(dialog, "images", CheckBox)))
    assert named(dialog, "web", CheckBox).isChecked()
    enter(qtbot, dialog, "Name", "Ops")
    add_integration(other, "ops", "1")
    noticed(context)
    qtbot.waitUntil(lambda: dialog.footer.note.text() == "Save needs another name.")
    other.subscriptions.delete(web.id, web.version)
    noticed(context)
    qtbot.waitUntil(lambda: not all_named(dialog, "web", QAbstractButton))
    assert dialog.editing.use_in == ()
    assert not [label for label in dialog.findChildren(QLabel) if label.text() == "web"]
    closed(qtbot, dialog)


def test_one_that_was_deleted_and_is_there_again_can_be_saved(
    qtbot: QtBot, context: Context, services: Services, other: Services, integration: Integration
) -> None:
    dialog = opened(qtbot, context, integration.id)
    enter(qtbot, dialog, "Name", "mine")
    other.integrations.delete(integration.id, integration.version)
    noticed(context)
    says(qtbot, dialog, "was deleted by")
    other.undo.undo()
    noticed(context)
    says(qtbot, dialog, "“CI and images” was restored by")
    assert not all_named(dialog, "Add it again as new", QAbstractButton)
    assert "It was deleted meanwhile." not in texts(dialog)
    press(qtbot, dialog, "Save")
    qtbot.waitUntil(lambda: stored(services, integration).name == "mine")
