"""Edit integration: tokens that stay, servers that change, rooms in use, others who are faster."""

import threading
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtWidgets import QAbstractButton
from pytestqt.qtbot import QtBot

from hipadmin.domain.errors import VaultFailure, VaultTrouble
from hipadmin.domain.integration import Integration
from hipadmin.domain.subscription import RoomChoice
from hipadmin.domain.token import MASK, Secret
from hipadmin.gui.context import Context
from hipadmin.gui.dialogs.integration import IntegrationDialog
from hipadmin.gui.jobs import Lane
from hipadmin.services.bundle import Services
from tests.gui.fill import add_notification, add_subscription
from tests.gui.find import all_named, button, field, select_row, table, texts
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
    tab,
    token_of,
)
from tests.gui.wishes import Wishes

__all__ = ["integration"]

LONG_S = 30.0


def test_what_is_stored_is_shown_without_its_tokens(
    qtbot: QtBot, context: Context, integration: Integration
) -> None:
    dialog = opened(qtbot, context, integration.id)
    assert dialog.windowTitle() == "Edit integration"
    assert field(dialog, "Name").text() == "CI and images"
    assert field(dialog, "API endpoint").text() == integration.endpoint
    assert field(dialog, "Access token").text() == ""
    assert field(dialog, "Access token").placeholderText() == MASK
    assert column(table(dialog, "Rooms"), 1) == [MASK, "uses Access token"]
    assert not dialog.is_dirty()
    assert CANARY not in everything_said(dialog)
    assert ROOM_TOKEN not in everything_said(dialog)
    closed(qtbot, dialog)


def test_a_new_name_keeps_every_token(
    qtbot: QtBot, context: Context, services: Services, integration: Integration
) -> None:
    dialog = opened(qtbot, context, integration.id)
    enter(qtbot, dialog, "Name", "renamed")
    assert saved(qtbot, dialog) == integration.id
    after = stored(services, integration)
    assert (after.name, after.version) == ("renamed", 2)
    assert token_of(services, after.token_ref) == CANARY
    assert token_of(services, after.rooms[0].token_ref) == ROOM_TOKEN


def test_a_new_token_replaces_the_stored_one(
    qtbot: QtBot, context: Context, services: Services, integration: Integration
) -> None:
    dialog = opened(qtbot, context, integration.id)
    other = CANARY[::-1]
    enter(qtbot, dialog, "Access token", other)
    select_row(qtbot, table(dialog, "Rooms"), "Ops")
    enter(qtbot, dialog, "Room token", other)
    saved(qtbot, dialog)
    after = stored(services, integration)
    assert token_of(services, after.token_ref) == other
    assert [token_of(services, r.token_ref) for r in after.rooms] == [ROOM_TOKEN, other]


def test_a_token_can_be_removed_and_kept_again(
    qtbot: QtBot, context: Context, services: Services, integration: Integration
) -> None:
    dialog = opened(qtbot, context, integration.id)
    press(qtbot, dialog, "Remove token")
    assert field(dialog, "Access token").placeholderText() != MASK
    press(qtbot, dialog, "Keep token")
    assert not dialog.is_dirty()
    press(qtbot, dialog, "Remove room token")
    assert column(table(dialog, "Rooms"), 1) == ["uses Access token", "uses Access token"]
    saved(qtbot, dialog)
    after = stored(services, integration)
    assert token_of(services, after.token_ref) == CANARY
    assert after.rooms[0].token_ref is None


def test_another_host_empties_the_tokens_and_going_back_restores_them(
    qtbot: QtBot, context: Context, services: Services, integration: Integration
) -> None:
    dialog = opened(qtbot, context, integration.id)
    enter(qtbot, dialog, "API endpoint", "https://other.example.com")
    assert "enter the tokens again for this server" in texts(dialog)
    assert field(dialog, "Access token").placeholderText() == "Enter again for this server"
    assert column(table(dialog, "Rooms"), 1)[0] == "enter again for this server"
    assert not button(dialog, "Show").isEnabled()
    enter(qtbot, dialog, "API endpoint", "hipchat.example.com/v2/")
    assert field(dialog, "Access token").placeholderText() == MASK
    tab(qtbot, field(dialog, "API endpoint"))
    assert not dialog.is_dirty()
    enter(qtbot, dialog, "API endpoint", "https://other.example.com")
    saved(qtbot, dialog)
    after = stored(services, integration)
    assert after.endpoint == "https://other.example.com/v2"
    assert (after.token_ref, after.rooms[0].token_ref) == (None, None)


def test_show_asks_the_vault_and_hides_again(
    qtbot: QtBot, context: Context, integration: Integration
) -> None:
    dialog = opened(qtbot, context, integration.id)
    press(qtbot, dialog, "Show")
    qtbot.waitUntil(lambda: field(dialog, "Access token").displayText() == CANARY)
    assert not dialog.is_dirty()
    press(qtbot, dialog, "Show room token")
    qtbot.waitUntil(lambda: field(dialog, "Room token").displayText() == ROOM_TOKEN)
    assert CANARY not in everything_said(dialog)
    select_row(qtbot, table(dialog, "Rooms"), "Ops")
    assert ROOM_TOKEN not in everything_said(dialog)
    assert field(dialog, "Room token").text() == ""
    assert not dialog.is_dirty()
    closed(qtbot, dialog)


def test_a_shown_token_goes_when_the_host_changes(
    qtbot: QtBot, context: Context, integration: Integration
) -> None:
    dialog = opened(qtbot, context, integration.id)
    press(qtbot, dialog, "Show")
    qtbot.waitUntil(lambda: field(dialog, "Access token").displayText() == CANARY)
    dialog.form.endpoint_edit.setText("https://other.example.com")
    assert field(dialog, "Access token").text() == ""
    closed(qtbot, dialog)


def test_dependents_are_there_to_read_with_a_way_to_others(
    qtbot: QtBot,
    context: Context,
    services: Services,
    integration: Integration,
    navigator: Wishes,
) -> None:
    add_notification(services, add_subscription(services, "web"), integration, "broken builds")
    dialog = opened(qtbot, context, integration.id)
    qtbot.waitUntil(lambda: "web" in texts(dialog))
    assert "broken builds" in texts(dialog)
    assert not all_named(dialog, "web", QAbstractButton)
    press(qtbot, dialog, "Add to another subscription")
    qtbot.waitUntil(lambda: navigator.asked == [("subscriptions", "")])


def test_a_room_in_use_is_not_removed(
    qtbot: QtBot, context: Context, services: Services, integration: Integration
) -> None:
    choice = RoomChoice(every=False, room_ids=(integration.rooms[0].id,))
    web = add_subscription(services, "web")
    add_notification(services, web, integration, "broken builds", rooms=choice)
    dialog = opened(qtbot, context, integration.id)
    press(qtbot, dialog, "Remove room")
    told = "“17” is still used by web (broken builds). Take it out there first."
    qtbot.waitUntil(lambda: told in texts(dialog))
    select_row(qtbot, table(dialog, "Rooms"), "Ops")
    press(qtbot, dialog, "Remove room")
    qtbot.waitUntil(lambda: column(table(dialog, "Rooms"), 0) == ["17"])
    saved(qtbot, dialog)
    assert [r.room for r in stored(services, integration).rooms] == ["17"]


def test_a_locked_keyring_loses_nothing(
    qtbot: QtBot,
    context: Context,
    services: Services,
    integration: Integration,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    dialog = opened(qtbot, context, integration.id)
    enter(qtbot, dialog, "Access token", ROOM_TOKEN)

    def locked(_ref: str, _token: Secret) -> None:
        raise VaultTrouble(VaultFailure.LOCKED, "The keyring is locked.")

    with monkeypatch.context() as patched:
        patched.setattr(services.vault, "put", locked)
        press(qtbot, dialog, "Save")
        qtbot.waitUntil(lambda: "The keyring is locked." in dialog.strip.text)
    assert stored(services, integration).version == 1
    assert field(dialog, "Access token").text() == ROOM_TOKEN
    saved(qtbot, dialog)
    assert token_of(services, stored(services, integration).token_ref) == ROOM_TOKEN


@pytest.mark.parametrize("way", ["Cancel", "Esc"])
def test_leaving_asks_only_when_something_would_be_lost(
    qtbot: QtBot, context: Context, integration: Integration, way: str
) -> None:
    dialog = opened(qtbot, context, integration.id)
    enter(qtbot, dialog, "Name", "mine")

    def leave() -> None:
        if way == "Cancel":
            button(dialog, "Cancel").click()
        else:
            qtbot.keyClick(dialog, Qt.Key.Key_Escape)

    leave()
    question = dialog.question
    assert question is not None
    press(qtbot, question, "Keep editing")
    qtbot.waitUntil(lambda: dialog.question is None)
    assert dialog.isVisible()
    enter(qtbot, dialog, "Name", "CI and images")
    with qtbot.waitSignal(dialog.rejected):
        leave()


def test_discard_discards(qtbot: QtBot, context: Context, integration: Integration) -> None:
    dialog = opened(qtbot, context, integration.id)
    enter(qtbot, dialog, "Name", "mine")
    button(dialog, "Cancel").click()
    assert dialog.question is not None
    with qtbot.waitSignal(dialog.rejected):
        press(qtbot, dialog.question, "Discard")


class FirstSight(QObject):
    """Notes the name a dialog shows when it opens."""

    def __init__(self, dialog: IntegrationDialog) -> None:
        super().__init__(dialog)
        self.names: list[str] = []
        dialog.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() is QEvent.Type.Show and isinstance(watched, IntegrationDialog):
            self.names.append(watched.form.name_edit.text())
        return False


@pytest.fixture
def gate(context: Context) -> Iterator[threading.Event]:
    """Nothing is read before it is set."""
    gate = threading.Event()
    for _worker in range(Lane.READ.value[1]):
        context.jobs.run(lambda _job: gate.wait(LONG_S), lane=Lane.READ)
    yield gate
    gate.set()


def test_it_opens_with_what_it_shows(
    qtbot: QtBot, context: Context, integration: Integration, gate: threading.Event
) -> None:
    dialog = IntegrationDialog(context, None, integration.id, in_turns=True, patience_s=LONG_S)
    sight = FirstSight(dialog)
    dialog.open()
    qtbot.waitUntil(lambda: getattr(dialog, "save_button", None) is not None)
    turns: list[bool] = []
    beat = QTimer(dialog, interval=0)
    beat.timeout.connect(lambda: turns.append(dialog.isVisible()))
    beat.start()
    qtbot.waitUntil(lambda: len(turns) > 5)
    assert not any(turns)
    gate.set()
    qtbot.waitUntil(dialog.isVisible)
    assert sight.names == ["CI and images"]
    assert field(dialog, "Name").hasFocus()
    closed(qtbot, dialog)


def test_it_opens_without_what_takes_long(
    qtbot: QtBot, context: Context, integration: Integration, gate: threading.Event
) -> None:
    dialog = IntegrationDialog(context, None, integration.id, in_turns=True)
    sight = FirstSight(dialog)
    dialog.open()
    qtbot.waitUntil(dialog.isVisible)
    assert sight.names == [""]
    assert not dialog.body_widget.isEnabled()
    gate.set()
    qtbot.waitUntil(lambda: field(dialog, "Name").text() == "CI and images")
    closed(qtbot, dialog)


def test_a_missing_integration_says_so(
    qtbot: QtBot, context: Context, services: Services, integration: Integration
) -> None:
    services.integrations.delete(integration.id, integration.version)
    dialog = IntegrationDialog(context, None, integration.id)
    dialog.open()
    qtbot.waitUntil(lambda: "The integration does not exist any more." in dialog.strip.text)
    assert dialog.footer.note.text() == ""
    assert not button(dialog, "Save").isEnabled()
    closed(qtbot, dialog)
