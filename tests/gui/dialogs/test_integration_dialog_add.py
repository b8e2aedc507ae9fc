"""Add integration: fields, pasted addresses, problems, and what is stored."""

from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent, QGuiApplication, QKeySequence
from PySide6.QtWidgets import QAbstractButton, QApplication, QComboBox, QLineEdit
from pytestqt.qtbot import QtBot

from hipadmin.domain.integration import Integration
from hipadmin.gui.context import Context
from hipadmin.gui.dialogs.room_url import RoomUrlEdit
from hipadmin.gui.keyboard.letters import plain
from hipadmin.services.bundle import Services
from tests.gui.fill import add_integration, add_subscription
from tests.gui.find import LEFT, all_named, button, combo, field, table, texts
from tests.gui.integration_dialog import (
    CANARY,
    closed,
    column,
    enter,
    everything_said,
    opened,
    paste,
    press,
    saved,
    tab,
)

TAKEN = "Took the endpoint, room 17 and its token. The token has left this field."


def outside(context: Context) -> Context:
    """The context of a window without a sandbox."""
    return replace(context, sandbox=None)


def stored(services: Services, integration_id: str) -> Integration:
    return services.store.read(lambda unit: unit.integrations.get(integration_id))


def token_of(services: Services, ref: str | None) -> str:
    secret = services.tokens.reveal(ref)
    return secret.reveal() if secret else ""


def test_every_control_is_named_as_it_is_labelled(qtbot: QtBot, context: Context) -> None:
    dialog = opened(qtbot, outside(context))
    assert combo(dialog, "Type").currentText() == "HipChat"
    for name in ("Name", "Room URL", "API endpoint", "Access token"):
        field(dialog, name)
    table(dialog, "Rooms")
    buttons = ("Show", "Where do I get this?", "Add room", "Remove room", "Advanced", "Test")
    for name in (*buttons, "Save", "Cancel"):
        button(dialog, name)
    button(dialog, "Advanced").click()
    field(dialog, "CA certificate")
    field(dialog, "Proxy")
    assert "Use in subscriptions" in texts(dialog)
    closed(qtbot, dialog)


def test_tab_follows_the_reading_order(qtbot: QtBot, context: Context) -> None:
    dialog = opened(qtbot, outside(context))
    qtbot.waitUntil(lambda: field(dialog, "Name").hasFocus())
    press(qtbot, dialog, "Add room")
    enter(qtbot, dialog, "Room ID or name", "17")
    visited = []
    combo(dialog, "Type").setFocus()
    for _step in range(18):
        now = QApplication.focusWidget()
        visited.append(now.accessibleName() or plain(now.text()))
        now.focusNextPrevChild(True)
    assert visited == [
        "Type",
        "Name",
        "Room URL",
        "API endpoint",
        "Access token",
        "Where do I get this?",
        "Rooms",
        "Room ID or name",
        "Room token",
        "Add room",
        "Remove room",
        "Browse rooms…",
        "Use in new subscriptions",
        "Advanced",
        "Test",
        "Cancel",
        "Type",
        "Name",
    ]
    closed(qtbot, dialog)


@pytest.mark.parametrize(
    "text",
    [
        "https://hipchat.example.com/v2/room/17/notification?auth_token={token}",
        "https://hipchat.example.com/v2/room/17?auth_token={token}",
        "  <https://hipchat.example.com/v2/room/17/notification?auth_token={token}>\n",
        "HIPCHAT.example.com/v2/room/17/notification?auth_token={token}&format=json",
        "curl -H 'Authorization: Bearer {token}' https://hipchat.example.com/v2/room/17/notification",
        'curl -d "{{}}" \\\n "https://hipchat.example.com/v2/room/17/notification?auth_token={token}"',
    ],
)
def test_every_pasted_form_fills_the_fields(qtbot: QtBot, context: Context, text: str) -> None:
    dialog = opened(qtbot, outside(context))
    edit = paste(qtbot, dialog, "Room URL", text.format(token=CANARY))
    assert TAKEN in texts(dialog)
    assert edit.text() == "https://hipchat.example.com/v2/room/17/notification"
    assert field(dialog, "API endpoint").text() == "https://hipchat.example.com/v2"
    assert column(table(dialog, "Rooms"), 0) == ["17"]
    [room] = dialog.editing.draft().rooms
    assert room.token.value is not None
    assert room.token.value.reveal() == CANARY
    assert CANARY not in everything_said(dialog)
    closed(qtbot, dialog)


def test_names_and_own_hosts_are_taken_without_a_token(qtbot: QtBot, context: Context) -> None:
    dialog = opened(qtbot, outside(context))
    paste(
        qtbot,
        dialog,
        "Room URL",
        "https://acme.hipchat.com/v2/room/Build%20and%20Ship/notification",
    )
    assert "Took the endpoint and room “Build and Ship”. There was no token in it." in texts(dialog)
    assert column(table(dialog, "Rooms"), 0) == ["Build and Ship"]
    assert column(table(dialog, "Rooms"), 1) == ["uses Access token"]
    closed(qtbot, dialog)


def test_a_second_url_adds_a_room_and_the_same_one_does_not(qtbot: QtBot, context: Context) -> None:
    dialog = opened(qtbot, outside(context))
    base = "https://hipchat.example.com/v2/room/"
    for room in ("17", "18", "17"):
        field(dialog, "Room URL").clear()
        paste(qtbot, dialog, "Room URL", f"{base}{room}/notification?auth_token={CANARY}")
    assert column(table(dialog, "Rooms"), 0) == ["17", "18"]
    closed(qtbot, dialog)


@pytest.mark.parametrize("way", ["keyboard", "menu", "drop", "accessibility", "typing"])
def test_no_way_in_leaves_the_token_in_sight(qtbot: QtBot, context: Context, way: str) -> None:
    dialog = opened(qtbot, outside(context))
    edit = field(dialog, "Room URL")
    seen: list[str] = []
    edit.textChanged.connect(lambda _text: seen.append(edit.displayText()))
    url = f"https://hipchat.example.com/v2/room/17/notification?auth_token={CANARY}"
    _bring_in(qtbot, edit, url, way)
    assert TAKEN in texts(dialog)
    assert not any(CANARY[:6] in text for text in seen) or way == "accessibility"
    for _step in range(5):
        edit.undo()
    assert edit.text() == "https://hipchat.example.com/v2/room/17/notification"
    assert CANARY not in everything_said(dialog)
    closed(qtbot, dialog)


def _bring_in(qtbot: QtBot, edit: QLineEdit, url: str, way: str) -> None:
    assert isinstance(edit, RoomUrlEdit)
    edit.setFocus()
    clipboard = QGuiApplication.clipboard()
    clipboard.setText(url)
    if way == "keyboard":
        qtbot.keySequence(edit, QKeySequence(QKeySequence.StandardKey.Paste))
    elif way == "menu":
        menu = edit.make_menu()
        next(a for a in menu.actions() if a.objectName() == "edit-paste").trigger()
    elif way == "drop":
        data = QMimeData()  # the event does not own it
        data.setText(url)
        none = Qt.KeyboardModifier.NoModifier
        edit.dropEvent(QDropEvent(QPointF(5, 5), Qt.DropAction.CopyAction, data, LEFT, none))
    elif way == "accessibility":
        edit.setText(url)
    else:
        qtbot.keyClicks(edit, url)
        tab(qtbot, edit)


def test_what_is_no_room_address_is_explained_and_shows_no_token(
    qtbot: QtBot, context: Context
) -> None:
    dialog = opened(qtbot, outside(context))
    edit = paste(
        qtbot,
        dialog,
        "Room URL",
        f"https://hipchat.example.com/v1/rooms/message?auth_token={CANARY}",
    )
    assert "HipChat's old API v1" in texts(dialog)
    assert "The token has left this field." in texts(dialog)
    assert CANARY not in everything_said(dialog) + edit.text()
    assert table(dialog, "Rooms").model().rowCount() == 0
    closed(qtbot, dialog)


@pytest.mark.parametrize(
    "typed",
    ["hipchat.example.com", "https://hipchat.example.com/v2/", "https://HipChat.example.com/"],
)
def test_the_endpoint_is_spelled_in_one_way_when_left(
    qtbot: QtBot, context: Context, typed: str
) -> None:
    dialog = opened(qtbot, outside(context))
    edit = enter(qtbot, dialog, "API endpoint", typed)
    tab(qtbot, edit)
    assert edit.text() == "https://hipchat.example.com/v2"
    closed(qtbot, dialog)


def test_the_endpoint_is_the_last_one_or_the_sandbox(
    qtbot: QtBot, context: Context, services: Services
) -> None:
    empty = opened(qtbot, outside(context))
    assert field(empty, "API endpoint").text() == ""
    assert field(empty, "API endpoint").placeholderText() == "https://hipchat.example.com/v2"
    closed(qtbot, empty)
    add_integration(services, "first", endpoint="https://chat.acme.example/v2")
    last = opened(qtbot, outside(context))
    assert field(last, "API endpoint").text() == "https://chat.acme.example/v2"
    assert not last.is_dirty()
    closed(qtbot, last)
    rehearsal = opened(qtbot, context)
    assert context.sandbox is not None
    assert field(rehearsal, "API endpoint").text() == context.sandbox.url
    closed(qtbot, rehearsal)


def test_a_name_that_is_taken_stands_beside_its_field(
    qtbot: QtBot, context: Context, services: Services
) -> None:
    add_integration(services, "CI and images")
    dialog = opened(qtbot, context)
    edit = enter(qtbot, dialog, "Name", "ci and images")
    assert "exists already" not in texts(dialog)
    tab(qtbot, edit)
    assert "“CI and images” exists already (case, width and blanks are ignored)." in texts(dialog)
    assert "Save needs another name." in texts(dialog)
    assert not button(dialog, "Save").isEnabled()
    enter(qtbot, dialog, "Name", "other")
    assert button(dialog, "Save").isEnabled()
    assert "exists already" not in texts(dialog)
    closed(qtbot, dialog)


def test_enter_says_what_is_missing(qtbot: QtBot, context: Context) -> None:
    dialog = opened(qtbot, outside(context))
    assert "Save needs a name." in texts(dialog)
    assert "Enter a name." not in texts(dialog)
    qtbot.keyClick(field(dialog, "Room URL"), Qt.Key.Key_Return)
    assert "Enter a name." in texts(dialog)
    assert "Enter the server’s address" in texts(dialog)
    qtbot.waitUntil(lambda: field(dialog, "Name").hasFocus())
    closed(qtbot, dialog)


def test_an_oauth1_token_is_explained_while_typing(qtbot: QtBot, context: Context) -> None:
    dialog = opened(qtbot, context)
    enter(qtbot, dialog, "Name", "old")
    enter(qtbot, dialog, "Access token", "abcdef0123")
    assert "This looks like an OAuth1 token" in texts(dialog)
    assert button(dialog, "Save").isEnabled()
    enter(qtbot, dialog, "Access token", "aBcdef0123")
    assert "OAuth1 token: " not in texts(dialog)
    enter(qtbot, dialog, "Access token", "aB cd")
    assert "blanks or line breaks" in texts(dialog)
    assert not button(dialog, "Save").isEnabled()
    closed(qtbot, dialog)


def test_name_and_token_are_enough(
    qtbot: QtBot, context: Context, services: Services, tmp_path: Path
) -> None:
    dialog = opened(qtbot, outside(context))
    enter(qtbot, dialog, "Name", "  Shippable ")
    enter(qtbot, dialog, "API endpoint", "api.hipchat.com")
    enter(qtbot, dialog, "Access token", CANARY)
    integration = stored(services, saved(qtbot, dialog))
    assert (integration.name, integration.rooms) == ("Shippable", ())
    assert integration.endpoint == "https://api.hipchat.com/v2"
    assert token_of(services, integration.token_ref) == CANARY
    for file in tmp_path.rglob("*"):
        assert not file.is_file() or CANARY.encode() not in file.read_bytes()


def test_enter_saves_rooms_tokens_and_subscriptions(
    qtbot: QtBot, context: Context, services: Services
) -> None:
    web, _shop = add_subscription(services, "web"), add_subscription(services, "shop")
    dialog = opened(qtbot, context)
    name = enter(qtbot, dialog, "Name", "Backtrace")
    for room, token in (("17", CANARY), ("Ops", "")):
        press(qtbot, dialog, "Add room")
        qtbot.waitUntil(lambda: field(dialog, "Room ID or name").hasFocus())
        enter(qtbot, dialog, "Room ID or name", room)
        enter(qtbot, dialog, "Room token", token)
    press(qtbot, dialog, "web")
    view = table(dialog, "Rooms")
    view.setFocus()
    qtbot.keyClick(view, Qt.Key.Key_Space)
    with qtbot.waitSignal(dialog.saved) as signal:
        qtbot.keyClick(name, Qt.Key.Key_Return)
    integration = stored(services, str(signal.args[0]))
    assert [(r.room, r.enabled) for r in integration.rooms] == [("17", True), ("Ops", False)]
    assert token_of(services, integration.rooms[0].token_ref) == CANARY
    assert integration.rooms[1].token_ref is None
    [user] = services.integrations.dependents(integration.id)
    assert (user.subscription_id, user.notifications) == (web.id, ("Backtrace",))


def test_without_subscriptions_it_says_so(qtbot: QtBot, context: Context) -> None:
    dialog = opened(qtbot, context)
    assert "There are no subscriptions yet." in texts(dialog)
    closed(qtbot, dialog)


def test_a_name_taken_meanwhile_keeps_the_draft(
    qtbot: QtBot, context: Context, services: Services
) -> None:
    dialog = opened(qtbot, context)
    context.watch.stop()
    enter(qtbot, dialog, "Name", "race")
    enter(qtbot, dialog, "Access token", CANARY)
    add_integration(services, "Race")
    press(qtbot, dialog, "Save")
    qtbot.waitUntil(lambda: "“Race” exists already" in texts(dialog))
    assert field(dialog, "Name").text() == "race"
    draft = dialog.editing.draft()
    assert draft.token.value is not None
    enter(qtbot, dialog, "Name", "race 2")
    assert stored(services, saved(qtbot, dialog)).name == "race 2"


def test_a_ca_certificate_is_looked_at_when_left(
    qtbot: QtBot, context: Context, tmp_path: Path
) -> None:
    dialog = opened(qtbot, context)
    enter(qtbot, dialog, "Name", "secure")
    button(dialog, "Advanced").click()
    edit = enter(qtbot, dialog, "CA certificate", str(tmp_path / "none.pem"))
    tab(qtbot, edit)
    qtbot.waitUntil(lambda: "cannot be read: No such file or directory" in texts(dialog))
    assert "Save needs another CA certificate." in texts(dialog)
    enter(qtbot, dialog, "CA certificate", " ")
    enter(qtbot, dialog, "Proxy", "http://user:secret@proxy:1")
    tab(qtbot, field(dialog, "Proxy"))
    assert "without a password" in texts(dialog)
    closed(qtbot, dialog)


def test_where_do_i_get_this_unfolds_and_leads_to_the_server(
    qtbot: QtBot, context: Context
) -> None:
    opened_pages: list[str] = []
    dialog = opened(qtbot, outside(context), opener=lambda url: opened_pages.append(url.toString()))
    assert not all_named(dialog, "Open API access", QAbstractButton)
    press(qtbot, dialog, "Where do I get this?")
    said = texts(dialog)
    for chapter in ("Personal token", "Room token", "Build your own", "A URL you already have"):
        assert chapter in said
    for scope in ("Send Notification", "View Messages", "Send Message", "View Group", "View Room"):
        assert scope in said
    assert "API ID" in said
    assert "Copy room URL" not in said
    paste(qtbot, dialog, "Room URL", "https://chat.acme.example/v2/room/17/notification")
    for name in ("Open API access", "Open Tokens", "Open add-ons"):
        press(qtbot, dialog, name)
    base = "https://chat.acme.example"
    assert opened_pages == [
        f"{base}/account/api",
        f"{base}/rooms/tokens/17",
        f"{base}/addons/",
    ]
    closed(qtbot, dialog)


def test_in_the_sandbox_the_help_says_where_a_url_is(qtbot: QtBot, context: Context) -> None:
    dialog = opened(qtbot, context, opener=lambda _url: QUrl())
    press(qtbot, dialog, "Where do I get this?")
    assert "Menu Sandbox › Copy room URL" in texts(dialog)
    closed(qtbot, dialog)


def test_it_says_where_tokens_are_kept(qtbot: QtBot, context: Context) -> None:
    dialog = opened(qtbot, context)
    assert "There is no keyring in this test." in texts(dialog)
    closed(qtbot, dialog)


def test_a_token_is_shown_on_request_and_masked_again(qtbot: QtBot, context: Context) -> None:
    dialog = opened(qtbot, context)
    edit = enter(qtbot, dialog, "Access token", CANARY)
    assert CANARY not in everything_said(dialog)
    press(qtbot, dialog, "Show")
    assert edit.displayText() == CANARY
    field(dialog, "Name").setFocus()
    assert CANARY not in everything_said(dialog)
    closed(qtbot, dialog)


def test_only_the_type_hipchat_is_offered(qtbot: QtBot, context: Context) -> None:
    dialog = opened(qtbot, context)
    box: QComboBox = combo(dialog, "Type")
    assert [box.itemText(i) for i in range(box.count())] == ["HipChat"]
    closed(qtbot, dialog)
