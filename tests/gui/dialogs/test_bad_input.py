"""Bad input by keys: each with its message beside its field, the draft kept, the window live."""

import os
import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QLocale, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QLineEdit, QToolTip, QWidget
from pytestqt.qtbot import QtBot

from hipadmin.gui.context import Context
from hipadmin.gui.dialogs.assign_alert import AssignDialog
from hipadmin.gui.dialogs.integration import IntegrationDialog
from hipadmin.gui.dialogs.room_notification import RoomNotificationDialog
from hipadmin.gui.dialogs.room_prompt import RoomPrompt
from hipadmin.gui.dialogs.subscription import SubscriptionDialog
from hipadmin.gui.theme import Look
from hipadmin.gui.widgets.fields import LineEdit, SearchField
from hipadmin.services.bundle import Services
from tests.gui.fill import add_integration, add_notification, add_subscription
from tests.gui.find import button, click, field, texts, until
from tests.gui.integration_dialog import CANARY, closed, opened, paste, press, tab
from tests.hipchat.certificates import self_signed

MEGABYTE = 1_000_000
GUI_S = 0.25
"""Seconds of work on the GUI thread that a paste of a megabyte may take on a slow machine."""


@pytest.fixture
def dialog(qtbot: QtBot, context: Context, services: Services) -> Iterator[IntegrationDialog]:
    add_integration(services, "CI and images")
    dialog = opened(qtbot, context)
    press(qtbot, dialog, "Advanced")
    press(qtbot, dialog, "Add room")
    yield dialog
    closed(qtbot, dialog)


def beside(root: QWidget, name: str) -> str:
    """What stands under a field, and what assistive technology says of it."""
    return field(root, name).accessibleDescription()


def put(qtbot: QtBot, root: QWidget, name: str, text: str) -> QLineEdit:
    """Paste over what stands in a field and leave it with Tab."""
    edit = field(root, name)
    edit.setFocus()
    edit.selectAll()
    paste(qtbot, root, name, text)
    tab(qtbot, edit)
    return edit


Cases = Iterable[tuple[str, str]]
NAMES = [
    ("", "Enter a name."),
    ("   ", "Enter a name."),
    ("x" * 101, "The name has 101 characters; at most 100 are possible."),
    ("😀" * 101, "The name has 101 characters; at most 100 are possible."),
    ("a\tb", "cannot be seen (U+0009)"),
    ("a\u200bb", "cannot be seen (U+200B ZERO WIDTH SPACE)"),
    ("a\u202eb", "cannot be seen (U+202E RIGHT-TO-LEFT OVERRIDE)"),
    ("\ufe0f", "cannot be seen (U+FE0F VARIATION SELECTOR-16)"),
    ("CI and images\U000e0100", "“CI and images” exists already"),
    ("ci AND images", "“CI and images” exists already"),
    ("ＣＩ  and images", "“CI and images” exists already"),
    (CANARY, "This looks like a token"),
]
ADDRESS = f"https://chat.example.com/v2/room/17?auth_token={CANARY}"
GOOD_NAMES = ["x" * 100, "😀" * 100, "日本語の部屋", "👨\u200d👩\u200d👧 Familie", "Ops 2"]


def refuses(qtbot: QtBot, dialog: QWidget, name: str, cases: Cases) -> None:
    """Each text is refused beside its field, stays in it, and cannot be saved."""
    for text, says in cases:
        edit = put(qtbot, dialog, name, text)
        assert says in beside(dialog, name), text
        assert edit.text() == text
        assert CANARY not in edit.displayText()
        assert not button(dialog, "Save").isEnabled(), text


def takes(qtbot: QtBot, dialog: QWidget, name: str, texts: Iterable[str]) -> None:
    """Nothing is said of these texts."""
    for text in texts:
        put(qtbot, dialog, name, text)
        assert beside(dialog, name) == "", text


def test_names(qtbot: QtBot, dialog: IntegrationDialog) -> None:
    refuses(qtbot, dialog, "Name", [*NAMES, (ADDRESS, "Paste it into Room URL")])
    takes(qtbot, dialog, "Name", GOOD_NAMES)


ENDPOINTS = [
    ("https://user:pass@chat.example.com", "user name in front of the host"),
    ("https://chat.example.com:0", "port in the address must not be 0"),
    ("https://chat.example.com:99999", "port in the address must be a number up to 65535"),
    ("http://2001:db8::1", "An IPv6 address stands in brackets"),
    ("https://[::1", "host in the address cannot be read"),
    ("https://[fe80::1%25eth0]", "IPv6 address with a zone"),
    ("https://chat example.com", "characters no host name has"),
    ("file:///etc/passwd", "start with https:// or http://"),
    ("javascript:alert(1)", "start with https:// or http://"),
    ("https:///v2", "names no host"),
    ("https://straße.example.com", "in its xn-- form"),
    ("https://127.1", "it is no IPv4 address"),
    ("https://chat.example.com/v2?auth_token=" + CANARY, "leave out the rest from ? or #"),
    ("https://chat.example.com/v2/room/17", "can be pasted as Room URL"),
    ("https://chat.example.com/\u200bv2", "a character that cannot be seen"),
    ("https://chat.example.com/v3", "another version of the API"),
    ("https://chat.example.com/" + "x" * 3000, "too long for an API endpoint"),
    ("chat", "This is not a web address."),
    ("", "Enter the server’s address"),
]
GOOD_ENDPOINTS = [
    (" https://chat.example.com/v2/ ", "https://chat.example.com/v2"),
    ("<HTTPS://CHAT.example.com:443>", "https://chat.example.com/v2"),
    ("https://chät.example.com", "https://xn--cht-rla.example.com/v2"),
    ("http://[::1]:8777", "http://[::1]:8777/v2"),
    ("10.1.2.3:8080/hip", "https://10.1.2.3:8080/hip/v2"),
]


def test_endpoints(qtbot: QtBot, dialog: IntegrationDialog) -> None:
    refuses(qtbot, dialog, "API endpoint", ENDPOINTS)
    for text, spelled in GOOD_ENDPOINTS:
        assert put(qtbot, dialog, "API endpoint", text).text() == spelled
        assert beside(dialog, "API endpoint") == ""


PUBLIC = ["chat.example.com", "8.8.8.8", "[::ffff:8.8.8.8]"]
OWN = ["localhost", "127.0.0.1", "[::1]", "10.0.0.1", "192.168.1.1", "100.64.0.1", "a.local"]


def test_clear_text_is_warned_about_for_public_hosts(
    qtbot: QtBot, dialog: IntegrationDialog
) -> None:
    put(qtbot, dialog, "Name", "Clear text")
    put(qtbot, dialog, "Room ID or name", "17")
    for host in PUBLIC:
        put(qtbot, dialog, "API endpoint", f"http://{host}/v2")
        assert "sends tokens unencrypted over the network" in beside(dialog, "API endpoint")
        assert button(dialog, "Save").isEnabled()
    takes(qtbot, dialog, "API endpoint", [f"http://{host}" for host in OWN])


TOKENS = [
    ("Ab cd", "The token has blanks or line breaks in it."),
    ("Ab\ncd", "The token has blanks or line breaks in it."),
    ("Ab\u200bcd", "The token has blanks or line breaks in it."),
    ("Bearer " + CANARY, "The token has blanks or line breaks in it."),
    (f"“{CANARY}”", "without quotation marks or the address around it"),
    (f'"{CANARY}"', "without quotation marks or the address around it"),
    (f"https://chat.example.com/v2/room/17?auth_token={CANARY}", "without quotation marks"),
    ("Tökén", "The token has characters no token has."),
    ("Ab" * 300, "The token has 600 characters; at most 500 are possible."),
    (f"\n  {CANARY}\t\r\n", "The blanks around the token are left out."),
    ("0a1b2c" * 5, "This looks like an OAuth1 token"),
    (CANARY, ""),
]


@pytest.mark.parametrize("name", ["Access token", "Room token"])
def test_tokens(qtbot: QtBot, dialog: IntegrationDialog, name: str) -> None:
    for token, says in TOKENS:
        put(qtbot, dialog, name, token)
        said = beside(dialog, name)
        assert says in said
        assert says or "token" not in said
        draft = dialog.editing.draft()
        edit = draft.token if name == "Access token" else draft.rooms[0].token
        assert edit.value is not None
        assert edit.value.reveal() == token.strip()


def test_save_says_that_it_needs_another_token(qtbot: QtBot, dialog: IntegrationDialog) -> None:
    put(qtbot, dialog, "Name", "Ops")
    put(qtbot, dialog, "API endpoint", "https://chat.example.com")
    put(qtbot, dialog, "Room ID or name", "17")
    for token, note in (("Ab" * 300, "another token"), ("“Ab”", "another token"), ("Ab", "")):
        for name in ("Access token", "Room token"):
            put(qtbot, dialog, name, token)
        assert dialog.footer.note.text() == (f"Save needs {note}." if note else "")


ROOMS = [
    ("x" * 51, "A room name has at most 50 characters; this one has 51."),
    ("日" * 51, "A room name has at most 50 characters; this one has 51."),
    ("a\u2066b", "cannot be seen (U+2066 LEFT-TO-RIGHT ISOLATE)"),
    ("1_ops@conf.hipchat.com", "is an XMPP name"),
    (CANARY, "This looks like a token"),
    (ADDRESS, "Enter its ID or name only: 17"),
]


GOOD_ROOMS = ["x" * 50, "日" * 50, "Störung 🚨", "a/b?c#d%e", "..", "+ &", "17"]


def test_rooms(qtbot: QtBot, dialog: IntegrationDialog) -> None:
    refuses(qtbot, dialog, "Room ID or name", ROOMS)
    takes(qtbot, dialog, "Room ID or name", GOOD_ROOMS)


def test_the_same_room_twice_also_by_its_known_name(
    qtbot: QtBot, context: Context, services: Services
) -> None:
    ci = add_integration(services, "CI", "17")
    services.store.write(lambda unit: unit.integrations.note_room_name(ci.rooms[0].id, "Builds"))
    dialog = opened(qtbot, context, ci.id)
    press(qtbot, dialog, "Add room")
    for room, says in (
        ("17", "“17” is in the list twice."),
        ("builds", "“builds” is the same room as “17”, which is in the list already."),
    ):
        put(qtbot, dialog, "Room ID or name", room)
        assert beside(dialog, "Room ID or name") == says
        assert not button(dialog, "Save").isEnabled()
    put(qtbot, dialog, "Room ID or name", "Ops")
    assert beside(dialog, "Room ID or name") == ""
    closed(qtbot, dialog)


END = b"-----END PRIVATE KEY-----\n"
KEY, PEM = self_signed().split(END)
KEY += END


FILES: list[tuple[Callable[[Path], object], str]] = [
    (lambda path: None, "cannot be read: No such file or directory"),
    (lambda path: path.mkdir(), "cannot be read: Is a directory"),
    (os.mkfifo, "it is no ordinary file"),
    (lambda path: path.symlink_to("/proc/self/mem"), "cannot be read: Input/output error"),
    (lambda path: path.symlink_to(path), "Too many levels of symbolic links"),
    (lambda path: path.write_bytes(b"-" * 2_000_000), "is larger than 1024 KiB"),
    (lambda path: path.write_text("hello"), "holds no certificate in PEM form"),
    (lambda path: path.write_bytes(b""), "holds no certificate in PEM form"),
    (lambda path: path.write_bytes(KEY), "holds a private key and no certificate"),
    (lambda path: path.write_bytes(PEM + KEY), "holds a private key, too"),
    (lambda path: path.write_bytes(PEM), ""),
]


def test_certificate_files(qtbot: QtBot, dialog: IntegrationDialog, tmp_path: Path) -> None:
    plain = beside(dialog, "CA certificate")
    for number, (make, says) in enumerate(FILES):
        path = tmp_path / f"ca-{number}.pem"
        make(path)
        edit = put(qtbot, dialog, "CA certificate", str(path))
        until(qtbot, lambda: not dialog._context.jobs.busy)
        said = beside(dialog, "CA certificate")
        assert says in said
        assert says or said == plain
        assert edit.text() == str(path)


def test_a_certificate_needs_its_whole_path(qtbot: QtBot, dialog: IntegrationDialog) -> None:
    put(qtbot, dialog, "CA certificate", "ca.pem")

    until(qtbot, lambda: "Write the whole path of “ca.pem”" in beside(dialog, "CA certificate"))


def test_proxies(qtbot: QtBot, dialog: IntegrationDialog) -> None:
    bad = ["http://me:secret@proxy:3128", "ftp://proxy", "proxy:3128", "http://" + "x" * 400]
    bad += [f"https://proxy:3128{tail}" for tail in ("?auth_token=" + CANARY, "#x", "/a", "00")]
    bad += [f"http://{host}:3128" for host in ("..", "-", "%41", "a;b", "a\\b", "a\u200bb", CANARY)]
    says = "http://host:port without a password"
    refuses(qtbot, dialog, "Proxy", [(proxy, says) for proxy in bad])
    edit = put(qtbot, dialog, "Proxy", bad[0])
    assert "secret" not in edit.displayText()
    takes(qtbot, dialog, "Proxy", ["http://proxy:3128", "http://[::1]:3128/", "HTTPS://proxy", ""])


FIELDS = [
    "Name",
    "Room URL",
    "API endpoint",
    "Access token",
    "Room ID or name",
    "Room token",
    "CA certificate",
    "Proxy",
]


def test_a_megabyte_is_bounded_live_and_said(qtbot: QtBot, dialog: IntegrationDialog) -> None:
    for name in FIELDS:
        for piece in ("a", "日本 ", "https://x/?auth_token=Ab"):
            text = piece * (MEGABYTE // len(piece))
            began = time.thread_time()
            edit = put(qtbot, dialog, name, text)
            assert time.thread_time() - began < GUI_S, (name, piece)
            until(qtbot, lambda: not dialog._context.jobs.busy)
            assert len(edit.text()) <= edit.maxLength() <= 4000
            assert 0 < len(beside(dialog, name)) < 500, (name, piece)
            assert not button(dialog, "Save").isEnabled()


def test_what_is_cut_is_said_at_once(qtbot: QtBot, look: Look) -> None:
    for edit, most in ((LineEdit(look), 4000), (SearchField(look, "Filter"), 200)):
        qtbot.addWidget(edit)
        edit.show()
        QGuiApplication.clipboard().setText("x" * MEGABYTE)

        qtbot.keyClick(edit, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)

        assert len(edit.text()) == most
        said = f"Only the first {QLocale().toString(most)} characters were taken."
        assert (QToolTip.isVisible(), QToolTip.text()) == (True, said)
        QToolTip.hideText()


# the other dialogs have the same rules for names and rooms


def test_names_of_subscriptions(qtbot: QtBot, context: Context, services: Services) -> None:
    add_subscription(services, "CI and images")
    owner = QWidget()
    qtbot.addWidget(owner)
    dialog = SubscriptionDialog(context, owner)
    dialog.open()
    until(qtbot, lambda: not context.jobs.busy)

    refuses(qtbot, dialog, "Name", NAMES)
    takes(qtbot, dialog, "Name", GOOD_NAMES)
    dialog.leave()


@pytest.fixture
def notification(
    qtbot: QtBot, context: Context, services: Services
) -> Iterator[RoomNotificationDialog]:
    web, ci = add_subscription(services), add_integration(services, "CI", "1")
    add_notification(services, web, ci, "CI and images")
    owner = QWidget()
    qtbot.addWidget(owner)
    dialog = RoomNotificationDialog(context, owner, web.id)
    dialog.open()
    until(qtbot, lambda: not context.jobs.busy and dialog.windowTitle() != "Room notification")
    yield dialog
    dialog.leave()


def test_names_of_notifications(qtbot: QtBot, notification: RoomNotificationDialog) -> None:
    qtbot.keyClicks(field(notification, "Name"), "first")

    refuses(qtbot, notification, "Name", NAMES)
    takes(qtbot, notification, "Name", GOOD_NAMES)


def test_own_rooms_of_notifications(qtbot: QtBot, notification: RoomNotificationDialog) -> None:
    name = "Another room or @user"
    for room, says in ROOMS:
        edit = field(notification, name)
        edit.selectAll()
        paste(qtbot, notification, name, room)
        qtbot.keyClick(edit, Qt.Key.Key_Return)
        assert says in texts(notification)
        assert edit.text() == room
        assert CANARY not in texts(notification)
        assert not button(notification, "Save").isEnabled()


def test_a_room_to_test(qtbot: QtBot, look: Look) -> None:
    prompt = RoomPrompt(look, "CI")
    qtbot.addWidget(prompt)
    prompt.open()
    chosen: list[str] = []
    prompt.chosen.connect(chosen.append)
    for room, says in [*ROOMS, ("", "Enter the room’s ID or name.")]:
        edit = put(qtbot, prompt, "Room ID or name", room)
        click(qtbot, prompt, "Test")
        assert says in beside(prompt, "Room ID or name")
        assert edit.text() == room
        assert chosen == []
    prompt.leave()


def test_who_an_alert_is_assigned_to(qtbot: QtBot, look: Look) -> None:
    ask = AssignDialog(look, "“CPU”", "")
    qtbot.addWidget(ask)
    ask.open()
    chosen: list[str] = []
    ask.chosen.connect(chosen.append)
    for name, says in NAMES:
        if name.strip() and "exists already" not in says:
            put(qtbot, ask, "Assign to", name)
            click(qtbot, ask, "Assign")
            assert says in beside(ask, "Assign to")
    assert chosen == []
    put(qtbot, ask, "Assign to", " ")  # nobody
    click(qtbot, ask, "Assign")
    assert chosen == [""]
