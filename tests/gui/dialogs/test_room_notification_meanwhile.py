"""A room notification is edited while somebody else changes what it is made of."""

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QAbstractButton, QWidget
from pytestqt.qtbot import QtBot

from hipadmin.domain.integration import KEEP, IntegrationDraft, RoomDraft
from hipadmin.domain.notification import Branches, MessageSettings, OnEach, When
from hipadmin.domain.subscription import RoomChoice, RoomNotification
from hipadmin.gui.context import Context
from hipadmin.gui.dialogs.room_notification import RoomNotificationDialog
from hipadmin.gui.words.sentence import draft_of
from hipadmin.services.bundle import Services
from tests.gui import find
from tests.gui.fill import add_integration, add_notification, add_subscription
from tests.gui.room_notification import POLICY, Open, open_dialog, stored, turn

__all__ = ["open_dialog"]


class Setup:
    """The subscription web, whose notification goes to one of the rooms of CI.

    ``other`` are the use cases of somebody else at the same time.
    """

    def __init__(self, context: Context, other: Services) -> None:
        services = context.services
        self.services, self.other = services, other
        self.watch, self.jobs = context.watch, context.jobs
        self.web = add_subscription(services)
        self.ci = add_integration(services, "CI", "Builds", "Attic")
        self.desk = add_integration(services, "Desk", "Hall")
        choice = RoomChoice(every=False, room_ids=(self.ci.rooms[0].id,))
        self.made = add_notification(services, self.web, self.ci, rooms=choice, policy=POLICY)

    @property
    def stored(self) -> list[RoomNotification]:
        return stored(self.services, self.web.id)

    def notice(self) -> None:
        """Look now, or the test would wait for the second to pass."""
        self.watch.look()

    def save_first(self) -> None:
        """The save comes before the next look."""
        self.watch.stop()


@pytest.fixture
def setup(context: Context, other: Services) -> Setup:
    return Setup(context, other)


def rename(qtbot: QtBot, dialog: RoomNotificationDialog, name: str) -> None:
    edit = find.field(dialog, "Name")
    edit.setFocus()
    edit.selectAll()
    qtbot.keyClicks(edit, name)


def lines(dialog: RoomNotificationDialog) -> list[tuple[str, str, str]]:
    return [(line.label, line.mine, line.theirs) for line in dialog.panel.lines]


def test_a_refused_save_shows_both_values_and_keeps_what_was_entered(
    qtbot: QtBot, open_dialog: Open, setup: Setup
) -> None:
    dialog = open_dialog(setup.web.id, setup.made.id)
    rename(qtbot, dialog, "mine")
    find.button(dialog, "Attic").click()
    setup.save_first()
    hall = RoomChoice(every=False, room_ids=(setup.desk.rooms[0].id,))
    draft = draft_of(setup.made)
    theirs = replace(draft, name="theirs", enabled=False, rooms=hall, integration_id=setup.desk.id)
    setup.other.notifications.edit(setup.made.id, 1, replace(theirs, send_when_clears=True))
    find.click(qtbot, dialog, "Save")
    qtbot.waitUntil(lambda: "“broken builds” was changed by" in dialog.panel.text)
    assert lines(dialog) == [
        ("Name", "“mine”", "“theirs”"),
        ("Rooms", "Builds, Attic of CI", "Hall of Desk"),
    ]
    assert find.field(dialog, "Name").text() == "mine"
    assert not find.button(dialog, "On/Off").isChecked()  # not touched here
    find.all_named(dialog, "Use stored", QAbstractButton)[1].click()
    assert find.combo(dialog, "Integration").currentText() == "Desk"
    assert lines(dialog) == [("Name", "“mine”", "“theirs”")]
    find.click(qtbot, dialog, "Save")
    qtbot.waitUntil(lambda: setup.stored[0].name == "mine")
    [after] = setup.stored
    assert (after.integration_id, after.rooms, after.enabled) == (setup.desk.id, hall, False)
    assert (after.policy, after.send_when_clears) == (POLICY, True)  # this dialog shows neither


def test_one_save_is_enough_over_what_does_not_collide(
    qtbot: QtBot, open_dialog: Open, setup: Setup
) -> None:
    dialog = open_dialog(setup.web.id, setup.made.id)
    rename(qtbot, dialog, "mine")
    setup.save_first()
    setup.other.notifications.set_enabled(setup.made.id, 1, False)
    with qtbot.waitSignal(dialog.saved):
        find.click(qtbot, dialog, "Save")
    [after] = setup.stored
    assert (after.name, after.enabled) == ("mine", False)


def test_a_change_is_seen_while_it_is_open(qtbot: QtBot, open_dialog: Open, setup: Setup) -> None:
    dialog = open_dialog(setup.web.id, setup.made.id)
    rename(qtbot, dialog, "mine")
    setup.other.notifications.set_enabled(setup.made.id, 1, False)
    setup.notice()
    qtbot.waitUntil(lambda: "What you entered is kept." in dialog.panel.text)
    find.click(qtbot, dialog, "Show both")
    assert lines(dialog) == []
    assert "What you entered does not touch it." in dialog.panel.text
    assert find.field(dialog, "Name").text() == "mine"
    assert not find.button(dialog, "On/Off").isChecked()
    dialog.leave()


def write(qtbot: QtBot, field: QWidget, text: str) -> None:
    field.setFocus()
    qtbot.keyClick(field, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    QGuiApplication.clipboard().setText(text)
    qtbot.keyClick(field, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)


def test_when_filter_and_message_clash_setting_by_setting(
    qtbot: QtBot, open_dialog: Open, setup: Setup
) -> None:
    dialog = open_dialog(setup.web.id, setup.made.id)
    turn(dialog, "When")
    write(qtbot, dialog.tabs.when.every.number, "15")
    find.field(dialog, "Only branches").setText("main")
    turn(dialog, "Filter")
    editor = dialog.tabs.filter.policy
    assert editor is not None
    write(qtbot, editor.json, POLICY.replace('["*"]', '["updateTags"]'))
    qtbot.waitUntil(lambda: not editor.pending)
    turn(dialog, "Message")
    write(qtbot, find.field(dialog, "Sender"), "mine")
    find.click(qtbot, dialog, "Notify people in the room")

    setup.save_first()
    draft = draft_of(setup.made)
    theirs = replace(
        draft,
        policy=POLICY.replace('["*"]', '["createProject"]'),
        when=When(at_most_every=60, on_start=OnEach.ALWAYS),
        message=MessageSettings(sender="theirs"),
    )
    setup.other.notifications.edit(setup.made.id, 1, theirs)
    find.click(qtbot, dialog, "Save")
    qtbot.waitUntil(lambda: "“broken builds” was changed by" in dialog.panel.text)
    assert lines(dialog) == [
        (
            "Filter: policy",
            '“…], "actions": ["updateTags"]}]”',
            '“…], "actions": ["createProject"]}]”',
        ),
        ("When: at most every", "15 min", "1 min"),
        ("Message: sender", "“mine”", "“theirs”"),
    ]
    assert (setup.stored[0].policy, setup.stored[0].when) == (
        theirs.policy,
        theirs.when,
    )
    find.all_named(dialog, "Use stored", QAbstractButton)[0].click()
    qtbot.waitUntil(lambda: "createProject" in editor.json.toPlainText() and not editor.pending)
    find.click(qtbot, dialog, "Save")
    qtbot.waitUntil(lambda: setup.stored[0].version == 3)
    [after] = setup.stored
    assert after.policy == theirs.policy
    mine = When(at_most_every=900, on_start=OnEach.ALWAYS, branches=Branches(("main",)))
    assert after.when == mine
    assert after.message == MessageSettings(notify=True, sender="mine")


def test_renamed_and_pointed_elsewhere_while_another_tab_is_edited(
    qtbot: QtBot, open_dialog: Open, setup: Setup
) -> None:
    dialog = open_dialog(setup.web.id, setup.made.id)
    turn(dialog, "Message")
    write(qtbot, find.field(dialog, "Sender"), "mine")
    hall = RoomChoice(every=False, room_ids=(setup.desk.rooms[0].id,))
    elsewhere = replace(
        draft_of(setup.made), name="theirs", rooms=hall, integration_id=setup.desk.id
    )
    setup.other.notifications.edit(setup.made.id, 1, elsewhere)
    setup.notice()
    qtbot.waitUntil(lambda: "What you entered is kept." in dialog.panel.text)
    find.click(qtbot, dialog, "Show both")
    assert lines(dialog) == []
    assert dialog.windowTitle() == "Room notification: theirs"
    assert "to Hall through Desk" in dialog.line.text
    assert setup.stored[0].message == MessageSettings()
    find.click(qtbot, dialog, "Save")
    qtbot.waitUntil(lambda: setup.stored[0].version == 3)
    [after] = setup.stored
    assert (after.name, after.integration_id, after.rooms) == ("theirs", setup.desk.id, hall)
    assert after.message == MessageSettings(sender="mine")


def test_one_deleted_meanwhile_is_added_again_as_new(
    qtbot: QtBot, open_dialog: Open, setup: Setup
) -> None:
    dialog = open_dialog(setup.web.id, setup.made.id)
    rename(qtbot, dialog, "mine")
    setup.other.notifications.delete(setup.made.id, setup.made.version)
    setup.notice()
    qtbot.waitUntil(lambda: "“broken builds” was deleted by" in dialog.panel.text)
    assert not find.button(dialog, "Save").isEnabled()
    find.click(qtbot, dialog, "Add it again as new")
    assert dialog.windowTitle() == "Add room notification to web"
    find.click(qtbot, dialog, "Save")
    qtbot.waitUntil(lambda: bool(setup.stored))
    [after] = setup.stored
    assert after.id != setup.made.id
    assert (after.name, after.rooms, after.policy) == ("mine", setup.made.rooms, POLICY)


def test_one_whose_subscription_went_can_only_be_given_up(
    qtbot: QtBot, open_dialog: Open, setup: Setup
) -> None:
    dialog = open_dialog(setup.web.id, setup.made.id)
    rename(qtbot, dialog, "mine")
    setup.other.subscriptions.delete(setup.web.id, setup.web.version)
    setup.notice()
    qtbot.waitUntil(lambda: "it went with it" in dialog.panel.text)
    assert not find.all_named(dialog, "Add it again as new", QAbstractButton)
    find.click(qtbot, dialog, "Discard")
    assert not dialog.isVisible()


def test_what_can_be_chosen_is_followed_while_it_is_open(
    qtbot: QtBot, open_dialog: Open, setup: Setup
) -> None:
    dialog = open_dialog(setup.web.id)
    box = find.combo(dialog, "Integration")
    box.setCurrentIndex(box.findText("CI"))
    box.activated.emit(box.currentIndex())
    rename(qtbot, dialog, "second")
    add_integration(setup.other, "New", "Roof")
    setup.notice()
    qtbot.waitUntil(lambda: box.findText("New") >= 0)
    assert (box.currentText(), find.field(dialog, "Name").text()) == ("CI", "second")
    add_notification(setup.other, setup.web, setup.desk, "second")
    setup.notice()
    qtbot.waitUntil(lambda: dialog.footer.note.text() == "Save needs another name.")
    dialog.leave()


def test_a_chosen_room_that_went_is_to_be_chosen_anew(
    qtbot: QtBot, open_dialog: Open, setup: Setup
) -> None:
    dialog = open_dialog(setup.web.id, "", setup.ci.id)
    find.button(dialog, "Only these").click()
    find.click(qtbot, dialog, "Builds")
    assert dialog.draft().rooms.room_ids == (setup.ci.rooms[1].id,)
    keep = (RoomDraft("Builds", KEEP, True, setup.ci.rooms[0].id),)
    setup.other.integrations.edit(
        setup.ci.id, 1, IntegrationDraft("CI", setup.ci.endpoint, KEEP, keep)
    )
    setup.notice()
    qtbot.waitUntil(lambda: "no room called Attic" in find.texts(dialog))
    assert not find.button(dialog, "Save").isEnabled()
    dialog.leave()


def test_a_chosen_integration_that_went_is_to_be_chosen_anew(
    qtbot: QtBot, open_dialog: Open, setup: Setup
) -> None:
    dialog = open_dialog(setup.web.id, "", setup.desk.id)
    assert find.button(dialog, "Save").isEnabled()
    setup.other.integrations.delete(setup.desk.id, 1)
    setup.notice()
    qtbot.waitUntil(lambda: dialog.footer.note.text() == "Save needs an integration.")
    assert find.combo(dialog, "Integration").currentIndex() == -1
    dialog.leave()


def test_what_the_store_refused_is_said_until_something_else_is_entered(
    qtbot: QtBot, open_dialog: Open, setup: Setup
) -> None:
    dialog = open_dialog(setup.web.id, "", setup.ci.id)
    setup.save_first()
    qtbot.waitUntil(lambda: not setup.jobs.busy)
    rename(qtbot, dialog, "mine")
    add_notification(setup.services, setup.web, setup.desk, "mine")
    find.click(qtbot, dialog, "Save")
    qtbot.waitUntil(lambda: "“mine” exists already" in find.texts(dialog))
    assert not find.button(dialog, "Save").isEnabled()

    for _ in range(2):  # back to what was refused
        find.button(dialog, "On/Off").click()

    assert "“mine” exists already" in find.texts(dialog)
    assert not find.button(dialog, "Save").isEnabled()
    rename(qtbot, dialog, "mine too")
    assert "exists already" not in find.texts(dialog)
    with qtbot.waitSignal(dialog.saved):
        find.click(qtbot, dialog, "Save")


@pytest.mark.parametrize("adding", [True, False])
def test_what_is_entered_while_it_saves_keeps_it_open_over_what_was_saved(
    qtbot: QtBot, open_dialog: Open, setup: Setup, adding: bool
) -> None:
    dialog = open_dialog(setup.web.id, "" if adding else setup.made.id, setup.desk.id)
    rename(qtbot, dialog, "mine")
    name = find.field(dialog, "Name")
    with qtbot.waitSignal(dialog.saved):
        find.click(qtbot, dialog, "Save")
        qtbot.keyClick(name, Qt.Key.Key_Home)
        qtbot.keyClicks(name, "a")
    qtbot.waitUntil(lambda: not setup.jobs.busy)
    qtbot.keyClicks(name, "b")  # where the cursor was
    assert name.text() == "abmine"
    assert "What you entered since is not saved yet." in find.texts(dialog)
    assert dialog.windowTitle() == "Room notification: mine"
    assert not dialog.panel.isVisible()
    find.button(dialog, "On/Off").click()
    with qtbot.waitSignal(dialog.finished):
        find.click(qtbot, dialog, "Save")
    kept = [(n.name, n.enabled) for n in setup.stored if n.name != setup.made.name]
    assert kept == [("abmine", False)]


def test_one_that_was_deleted_and_is_there_again_can_be_saved(
    qtbot: QtBot, open_dialog: Open, setup: Setup
) -> None:
    dialog = open_dialog(setup.web.id, setup.made.id)
    rename(qtbot, dialog, "mine")
    setup.other.notifications.delete(setup.made.id, setup.made.version)
    setup.notice()
    qtbot.waitUntil(lambda: "was deleted by" in dialog.panel.text)
    setup.other.undo.undo()
    setup.notice()
    qtbot.waitUntil(lambda: "“broken builds” was restored by" in dialog.panel.text)
    find.click(qtbot, dialog, "Save")
    qtbot.waitUntil(lambda: [n.name for n in setup.stored] == ["mine"])


def test_one_that_is_added_is_told_that_its_subscription_went(
    qtbot: QtBot, open_dialog: Open, setup: Setup
) -> None:
    dialog = open_dialog(setup.web.id, "", setup.ci.id)
    rename(qtbot, dialog, "mine")
    setup.other.subscriptions.delete(setup.web.id, setup.web.version)
    setup.notice()
    qtbot.waitUntil(lambda: "What it is to stand in was deleted." in dialog.panel.text)
    assert not find.button(dialog, "Save").isEnabled()
    setup.other.undo.undo()
    setup.notice()
    qtbot.waitUntil(find.button(dialog, "Save").isEnabled)
    assert not dialog.panel.isVisible()
    find.click(qtbot, dialog, "Save")
    qtbot.waitUntil(lambda: "mine" in [n.name for n in setup.stored])
