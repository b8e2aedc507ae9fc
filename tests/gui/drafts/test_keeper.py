"""What is being entered survives a bad end, without tokens, and goes when a dialog is closed."""

import json
from pathlib import Path

import pytest
import shiboken6
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog
from pytestqt.qtbot import QtBot

from hipadmin.domain.subscription import RoomChoice, SubscriptionDraft, SubscriptionKind
from hipadmin.gui.context import Context
from hipadmin.gui.dialogs.integration import IntegrationDialog
from hipadmin.gui.dialogs.room_notification import RoomNotificationDialog
from hipadmin.gui.dialogs.subscription import SubscriptionDialog
from hipadmin.gui.drafts.recovering import Recovering
from hipadmin.gui.jobs import Jobs
from hipadmin.gui.widgets.dialog_frame import DialogFrame
from hipadmin.gui.window import MainWindow
from hipadmin.recovery.draft_folder import KINDS, Draft, DraftFolder
from hipadmin.services.bundle import Services
from tests.coming import is_one_coming
from tests.gui.fill import add_integration, add_notification, add_subscription
from tests.gui.find import button, click, combo, dialog, field, no_dialog, table, texts, until
from tests.gui.integration_dialog import CANARY, closed, enter, opened, paste, press

TOKEN = CANARY


@pytest.fixture
def folder(tmp_path: Path) -> DraftFolder:
    return DraftFolder.of(tmp_path)


def kept(qtbot: QtBot, folder: DraftFolder, text: str) -> Draft:
    """Wait until a draft holds ``text``; give it."""

    def found() -> list[Draft]:
        return [draft for draft in folder.all() if text in json.dumps(draft.content)]

    until(qtbot, lambda: bool(found()))
    return found()[0]


def in_files(folder: DraftFolder, text: str) -> bool:
    return any(text.encode() in path.read_bytes() for path in folder.folder.iterdir())


def vanish(widget: DialogFrame) -> None:
    """End as a crash does: nobody closes the dialog, and nothing of it is asked any more."""
    widget.hide()
    shiboken6.delete(widget)


# while entering


def test_what_is_entered_is_kept_without_tokens(
    qtbot: QtBot, context: Context, folder: DraftFolder
) -> None:
    adding = opened(qtbot, context)
    enter(qtbot, adding, "Name", "Half entered")
    paste(qtbot, adding, "Access token", TOKEN)
    press(qtbot, adding, "Add room")
    enter(qtbot, adding, "Room ID or name", "Ops")
    paste(qtbot, adding, "Room token", TOKEN)
    draft = kept(qtbot, folder, "Ops")
    assert draft.title == "Half entered"
    assert not in_files(folder, TOKEN)
    closed(qtbot, adding)


def test_a_pasted_room_url_leaves_no_token(
    qtbot: QtBot, context: Context, folder: DraftFolder
) -> None:
    adding = opened(qtbot, context)
    address = f"https://hipchat.example.com/v2/room/Builds/notification?auth_token={TOKEN}"
    paste(qtbot, adding, "API endpoint", address)
    enter(qtbot, adding, "Name", "In the wrong field")
    kept(qtbot, folder, "In the wrong field")
    paste(qtbot, adding, "Room URL", address)
    kept(qtbot, folder, "Builds")
    assert not in_files(folder, TOKEN)
    closed(qtbot, adding)


def test_closing_it_removes_the_draft(qtbot: QtBot, context: Context, folder: DraftFolder) -> None:
    adding = opened(qtbot, context)
    enter(qtbot, adding, "Name", "Given up")
    kept(qtbot, folder, "Given up")
    qtbot.keyClick(adding, Qt.Key.Key_Escape)
    assert adding.question
    click(qtbot, adding.question, "Discard")
    until(qtbot, lambda: not folder.all())


def test_saving_removes_the_draft(qtbot: QtBot, context: Context, folder: DraftFolder) -> None:
    adding = SubscriptionDialog(context, None)
    adding.open()
    enter(qtbot, adding, "Name", "shop")
    kept(qtbot, folder, "shop")
    click(qtbot, adding, "Save")
    until(qtbot, lambda: not folder.all() and no_dialog("Add subscription"))


def test_taking_everything_back_removes_the_draft(
    qtbot: QtBot, context: Context, folder: DraftFolder
) -> None:
    adding = SubscriptionDialog(context, None)
    adding.open()
    enter(qtbot, adding, "Name", "shop")
    kept(qtbot, folder, "shop")
    field(adding, "Name").clear()
    until(qtbot, lambda: not folder.all())
    adding.leave()


@pytest.mark.parametrize("kind", ["integration", "notification", "subscription"])
def test_esc_asks_before_anything_entered_is_lost(
    qtbot: QtBot, context: Context, services: Services, kind: str
) -> None:
    shop = add_subscription(services, "shop")
    add_integration(services, "Ops", "17")
    made: DialogFrame
    if kind == "integration":
        made = IntegrationDialog(context, None)
    elif kind == "notification":
        made = RoomNotificationDialog(context, None, shop.id)
    else:
        made = SubscriptionDialog(context, None)
    made.open()
    until(qtbot, lambda: not context.jobs.busy)
    enter(qtbot, made, "Name", "something")
    qtbot.keyClick(made, Qt.Key.Key_Escape)
    assert made.question
    assert made.isVisible()
    click(qtbot, made.question, "Keep editing")
    assert field(made, "Name").text() == "something"
    made.leave()
    until(qtbot, lambda: not shiboken6.isValid(made))


def test_the_end_of_the_run_writes_what_the_pause_has_not(
    qtbot: QtBot, context: Context, folder: DraftFolder
) -> None:
    adding = SubscriptionDialog(context, None)
    adding.open()
    field(adding, "Name").setText("just typed")
    context.drafts.close()
    [draft] = folder.all()
    assert draft.title == "just typed"
    vanish(adding)


@pytest.mark.logs("a draft could not be kept")
def test_a_disk_that_takes_no_draft_does_not_disturb(
    qtbot: QtBot, context: Context, folder: DraftFolder, caplog: pytest.LogCaptureFixture
) -> None:
    folder.folder.write_text("in the way")
    adding = SubscriptionDialog(context, None)
    adding.open()
    enter(qtbot, adding, "Name", "shop")
    until(qtbot, lambda: "a draft could not be kept" in caplog.text)
    assert not adding.strip.text
    adding.leave()
    until(qtbot, lambda: not context.jobs.busy)


# at the next start


def look(qtbot: QtBot, window: MainWindow, jobs: Jobs) -> None:
    assert window.context
    Recovering(window.context, window).look()
    until(qtbot, lambda: not jobs.busy)


def bars(window: MainWindow) -> list[str]:
    return [bar.text for bar in window.messages.bars]


def crashed(qtbot: QtBot, window: MainWindow, made: DialogFrame, folder: DraftFolder) -> None:
    """Let the dialog be written, then be gone as after a kill."""
    assert window.context
    window.context.drafts.save()
    until(qtbot, lambda: bool(window.context) and not window.context.jobs.busy)
    assert folder.all()
    vanish(made)


def test_an_integration_being_added_goes_on_where_it_was(
    qtbot: QtBot, window: MainWindow, jobs: Jobs, folder: DraftFolder, services: Services
) -> None:
    shop = add_subscription(services, "shop")
    assert window.context
    adding = IntegrationDialog(window.context, window)
    adding.open()
    until(qtbot, lambda: not jobs.busy)
    enter(qtbot, adding, "Name", "Ops")
    enter(qtbot, adding, "API endpoint", "https://hipchat.example.com/v2")
    paste(qtbot, adding, "Access token", TOKEN)
    press(qtbot, adding, "Add room")
    enter(qtbot, adding, "Room ID or name", "Builds")
    adding.editing.use_in = (shop.id,)
    crashed(qtbot, window, adding, folder)
    look(qtbot, window, jobs)
    assert "Unsaved changes of “Ops” were recovered. Integration, last edited" in bars(window)[0]
    click(qtbot, window.messages, "Continue")
    assert is_one_coming()
    again = dialog(qtbot, "Add integration")
    until(qtbot, lambda: not jobs.busy)
    assert field(again, "Name").text() == "Ops"
    assert field(again, "API endpoint").text() == "https://hipchat.example.com/v2"
    assert table(again, "Rooms").model().rowCount() == 1
    assert "Tokens you had typed are not kept." in texts(again)
    assert not bars(window)
    assert isinstance(again, IntegrationDialog)
    assert again.editing.use_in == (shop.id,)
    assert not again.editing.token.typed
    paste(qtbot, again, "Access token", TOKEN)
    click(qtbot, again, "Save")
    until(qtbot, lambda: no_dialog("Add integration") and not folder.all())
    assert services.integrations.names() == ("Ops",)


def test_an_edit_goes_on_and_stored_tokens_stay(
    qtbot: QtBot, window: MainWindow, jobs: Jobs, folder: DraftFolder, services: Services
) -> None:
    stored = add_integration(services, "Ops", "1", "2", "3", room_tokens={"2": TOKEN})
    editing = edit(qtbot, window, stored.id)
    enter(qtbot, editing, "Name", "Ops 2")
    [first, second, third] = editing.editing.rooms
    editing.editing.remove_room(first.key)
    editing.form.rooms.edited.emit(second.__class__(**{**_fields(second), "room": "22"}))
    editing.form.rooms.edited.emit(third.__class__(**{**_fields(third), "enabled": False}))
    crashed(qtbot, window, editing, folder)
    look(qtbot, window, jobs)
    click(qtbot, window.messages, "Continue")
    again = dialog(qtbot, "Edit integration")
    until(qtbot, lambda: not jobs.busy)
    assert field(again, "Name").text() == "Ops 2"
    assert "are not kept" not in texts(again)
    click(qtbot, again, "Save")
    until(qtbot, lambda: no_dialog("Edit integration"))
    saved = services.integrations.load(stored.id).integration
    assert saved.name == "Ops 2"
    assert [(room.room, room.enabled) for room in saved.rooms] == [("22", True), ("3", False)]
    assert saved.token_ref == stored.token_ref
    assert saved.rooms[0].token_ref == stored.rooms[1].token_ref


def _fields(entry: object) -> dict[str, object]:
    return {name: getattr(entry, name) for name in entry.__slots__}  # type: ignore[attr-defined]


def edit(qtbot: QtBot, window: MainWindow, key: str) -> IntegrationDialog:
    assert window.context
    editing = IntegrationDialog(window.context, window, key)
    editing.open()
    jobs = window.context.jobs
    until(qtbot, lambda: not jobs.busy and editing.body_widget.isEnabled())
    return editing


def test_what_others_changed_since_is_shown_not_overwritten(
    qtbot: QtBot, window: MainWindow, jobs: Jobs, folder: DraftFolder, services: Services
) -> None:
    stored = add_integration(services, "Ops", "1")
    editing = edit(qtbot, window, stored.id)
    enter(qtbot, editing, "Name", "Mine")
    crashed(qtbot, window, editing, folder)
    rename(services, stored.id, "Theirs")
    look(qtbot, window, jobs)
    click(qtbot, window.messages, "Continue")
    again = dialog(qtbot, "Edit integration")
    until(qtbot, lambda: "Changed meanwhile." in texts(again))
    click(qtbot, again, "Show both")
    until(qtbot, lambda: "Theirs" in texts(again))
    assert field(again, "Name").text() == "Mine"
    again.close()
    until(qtbot, lambda: isinstance(again, DialogFrame) and again.question is not None)
    assert isinstance(again, DialogFrame)
    assert again.question
    click(qtbot, again.question, "Discard")
    until(qtbot, lambda: not folder.all())


def rename(services: Services, key: str, name: str) -> None:
    from hipadmin.domain.integration import KEEP, IntegrationDraft, RoomDraft

    row = services.integrations.load(key).integration
    rooms = tuple(RoomDraft(r.room, KEEP, r.enabled, r.id, r.name) for r in row.rooms)
    draft = IntegrationDraft(name, row.endpoint, KEEP, rooms, enabled=row.enabled)
    services.integrations.edit(key, row.version, draft)


def test_an_integration_deleted_meanwhile_can_be_added_again(
    qtbot: QtBot, window: MainWindow, jobs: Jobs, folder: DraftFolder, services: Services
) -> None:
    stored = add_integration(services, "Ops", "1")
    editing = edit(qtbot, window, stored.id)
    enter(qtbot, editing, "Name", "Ops again")
    crashed(qtbot, window, editing, folder)
    services.integrations.delete(stored.id, stored.version)
    look(qtbot, window, jobs)
    click(qtbot, window.messages, "Continue")
    again = dialog(qtbot, "Edit integration")
    until(qtbot, lambda: "Deleted meanwhile." in texts(again))
    click(qtbot, again, "Add it again as new")
    until(qtbot, lambda: not no_dialog("Add integration"))
    assert field(again, "Name").text() == "Ops again"
    until(qtbot, button(again, "Save").isEnabled)
    click(qtbot, again, "Save")
    until(qtbot, lambda: services.integrations.names() == ("Ops again",))


def test_a_subscription_goes_on_where_it_was(
    qtbot: QtBot, window: MainWindow, jobs: Jobs, folder: DraftFolder, services: Services
) -> None:
    stored = add_subscription(services, "shop")
    assert window.context
    editing = SubscriptionDialog(window.context, window, stored)
    editing.open()
    enter(qtbot, editing, "Name", "shop 2")
    kinds = combo(editing, "Kind")
    kinds.setCurrentIndex(kinds.findData(SubscriptionKind.FLAGS))
    crashed(qtbot, window, editing, folder)
    look(qtbot, window, jobs)
    assert "“shop 2” were recovered. Subscription" in bars(window)[0]
    click(qtbot, window.messages, "Continue")
    again = dialog(qtbot, "Edit subscription")
    assert field(again, "Name").text() == "shop 2"
    click(qtbot, again, "Save")
    until(qtbot, lambda: no_dialog("Edit subscription"))
    assert services.subscriptions.get(stored.id).kind is SubscriptionKind.FLAGS


def test_a_room_notification_goes_on_where_it_was(
    qtbot: QtBot, window: MainWindow, jobs: Jobs, folder: DraftFolder, services: Services
) -> None:
    shop, ops = add_subscription(services, "shop"), add_integration(services, "Ops", "1", "2")
    stored = add_notification(services, shop, ops, "builds")
    assert window.context
    editing = RoomNotificationDialog(window.context, window, shop.id, stored.id)
    editing.open()
    until(qtbot, lambda: not jobs.busy)
    enter(qtbot, editing, "Name", "builds 2")
    choose_second_room(qtbot, editing)
    crashed(qtbot, window, editing, folder)
    look(qtbot, window, jobs)
    assert "“builds 2” were recovered. Room notification" in bars(window)[0]
    click(qtbot, window.messages, "Continue")
    again = dialog(qtbot, "Room notification: builds")
    until(qtbot, lambda: not jobs.busy)
    assert field(again, "Name").text() == "builds 2"
    click(qtbot, again, "Save")
    until(qtbot, lambda: no_dialog("Room notification: builds"))
    saved = services.notifications.get(stored.id)
    assert (saved.name, saved.rooms) == ("builds 2", RoomChoice(False, (ops.rooms[1].id,)))


def choose_second_room(qtbot: QtBot, editing: QDialog) -> None:
    click(qtbot, editing, "Only these")
    click(qtbot, editing, "1")


def test_a_room_notification_deleted_meanwhile_can_be_added_again(
    qtbot: QtBot, window: MainWindow, jobs: Jobs, folder: DraftFolder, services: Services
) -> None:
    shop, ops = add_subscription(services, "shop"), add_integration(services, "Ops", "1", "2")
    stored = add_notification(services, shop, ops, "builds")
    assert window.context
    editing = RoomNotificationDialog(window.context, window, shop.id, stored.id)
    editing.open()
    until(qtbot, lambda: not jobs.busy)
    enter(qtbot, editing, "Name", "builds again")
    crashed(qtbot, window, editing, folder)
    services.notifications.delete(stored.id, stored.version)
    look(qtbot, window, jobs)
    click(qtbot, window.messages, "Continue")
    again = dialog(qtbot, "Room notification: builds")
    until(qtbot, lambda: "Deleted meanwhile." in texts(again))
    click(qtbot, again, "Add it again as new")
    until(qtbot, button(again, "Save").isEnabled)
    click(qtbot, again, "Save")
    until(qtbot, lambda: no_dialog("Add room notification to shop"))
    names = [row.notification.name for row in services.views.notifications(shop.id)]
    assert names == ["builds again"]


def test_discard_is_for_good_and_several_are_offered_each(
    qtbot: QtBot, window: MainWindow, jobs: Jobs, folder: DraftFolder
) -> None:
    assert window.context
    for name in ("", "one"):
        adding = SubscriptionDialog(window.context, window)
        adding.open()
        adding.fields.show_draft(SubscriptionDraft(name, SubscriptionKind.FLAGS))
        crashed(qtbot, window, adding, folder)
    look(qtbot, window, jobs)
    assert len(bars(window)) == 2
    assert any(text.startswith("Unsaved changes were recovered.") for text in bars(window))
    for _ in range(2):
        [first, *_rest] = window.messages.bars
        click(qtbot, first, "Discard")
    until(qtbot, lambda: not folder.all())
    assert not bars(window)


def test_a_draft_nobody_understands_any_more_says_so(
    qtbot: QtBot, window: MainWindow, jobs: Jobs, folder: DraftFolder
) -> None:
    from datetime import UTC, datetime

    for number, kind in enumerate(KINDS):
        key = f"{number:032x}"
        folder.put(Draft(key, kind, "Ops", {"base": 7, "mine": 8}, datetime.now(UTC)))
    look(qtbot, window, jobs)
    for _ in KINDS:
        click(qtbot, window.messages.bars[0], "Continue")
    until(qtbot, lambda: not folder.all())
    assert "The draft could not be read any more." in texts(window)


def test_a_dialog_of_this_run_is_not_offered(
    qtbot: QtBot, window: MainWindow, jobs: Jobs, folder: DraftFolder
) -> None:
    assert window.context
    adding = SubscriptionDialog(window.context, window)
    adding.open()
    enter(qtbot, adding, "Name", "shop")
    kept(qtbot, folder, "shop")
    look(qtbot, window, jobs)
    assert not bars(window)
    adding.leave()
