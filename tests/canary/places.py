"""Every place where a token can enter, by right or by mistake. Another one is another line.

A place gets a hand in the window and a token of its own. Whatever it does with it, nothing of the
token may be left in a file, or on screen once nobody asked to see it.
"""

import logging
import os
import signal
from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialog

from hipadmin.gui.acts.importing import Importer
from hipadmin.gui.acts.secret_copy import STAYS_S, SecretCopy
from hipadmin.gui.dialogs.crash_report import CrashReportDialog
from hipadmin.gui.dialogs.room_notification import RoomNotificationDialog
from hipadmin.gui.models.roles import Tone
from hipadmin.gui.widgets.message_bar import Message
from tests.canary.hand import CONTROL, Hand
from tests.canary.relay_places import delivered, intake_key
from tests.gui import find
from tests.gui.fill import add_integration, add_subscription
from tests.gui.room_notification import turn

Act = Callable[[Hand, str], None]


@dataclass(frozen=True, slots=True)
class Place:
    """Where a token enters, and how. A ``quick`` one is played in the fast suite, too."""

    label: str
    act: Act
    quick: bool = False


# by right


def typed(hand: Hand, token: str) -> None:
    """Typed into Access token, shown, hidden, tested, saved; shown again from the vault."""
    dialog = hand.add_integration("Typed")
    edit = hand.write(dialog, "Access token", token)
    hand.look()
    with hand.showing(token):
        hand.press(dialog, "Show")
        hand.press(dialog, "Show")
    hand.press(dialog, "Test")
    hand.idle()
    hand.leave(edit)
    hand.save(dialog)
    _edit(hand, "Typed")
    dialog = hand.dialog("Edit integration")
    with hand.showing(token):
        hand.press(dialog, "Show")
        hand.idle()
        hand.press(dialog, "Show")
    hand.look()


def in_room(hand: Hand, token: str) -> None:
    """Pasted into a room's token cell with blanks around it, and saved."""
    dialog = hand.add_integration("Room token")
    hand.leave(hand.paste(dialog, "Room token", f" \n{token}\t"))
    hand.save(dialog)
    hand.press(hand.page("integrations"), "Test")
    hand.idle()


def pasted(form: str) -> Act:
    """Pasted as part of a room's address."""

    def act(hand: Hand, token: str) -> None:
        dialog = hand.add_integration()
        hand.leave(hand.paste(dialog, "Room URL", form.format(token=token)))

    return act


def typed_address(hand: Hand, token: str) -> None:
    """Typed as part of a room's address, letter by letter."""
    dialog = hand.add_integration()
    address = f"https://chat.example.com/v2/room/1?auth_token={token}"
    edit = hand.write(dialog, "Room URL", address)
    hand.look()
    hand.leave(edit)


def discarded(hand: Hand, token: str) -> None:
    """Typed, and the dialog left without saving."""
    dialog = hand.add_integration("Discarded")
    hand.leave(hand.write(dialog, "Access token", token))
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    hand.look()


def drafted(hand: Hand, token: str) -> None:
    """Typed where it belongs and where it does not, until the draft of it all is on the disk."""
    dialog = hand.add_integration("Drafted")
    hand.leave(hand.write(dialog, "Access token", token))
    hand.leave(hand.paste(dialog, "Room token", token))
    hand.leave(hand.paste(dialog, "CA certificate", f"/tmp/{token}"))
    hand.leave(hand.paste(dialog, "Proxy", f"http://me:{token}@proxy:3128"))
    hand.until(lambda: any(hand.data.glob("drafts/*.json")))
    [draft] = hand.data.glob("drafts/*.json")
    (hand.data / "copy-of-the-draft").write_bytes(draft.read_bytes())  # it goes with its dialog


def copied(hand: Hand, token: str) -> None:
    """Shown and copied: it may be on the clipboard until it is taken away."""
    dialog = hand.add_integration("Copied")
    edit = hand.write(dialog, "Access token", token)
    with hand.showing(token):
        hand.press(dialog, "Show")
        edit.setFocus()
        edit.selectAll()
        QTest.keyClick(edit, Qt.Key.Key_C, CONTROL)
        copy = SecretCopy.current()
        assert copy is not None
        hand.press(dialog, "Show")
        hand.until(lambda: copy.seconds_left <= STAYS_S - 1)
        copy.take_away()


def copied_and_left(hand: Hand, token: str) -> None:
    """Shown and copied: after 20 seconds it has gone by itself."""
    dialog = hand.add_integration("Copied")
    edit = hand.write(dialog, "Access token", token)
    gone: list[bool] = []
    with hand.showing(token):
        hand.press(dialog, "Show")
        edit.setFocus()
        edit.selectAll()
        QTest.keyClick(edit, Qt.Key.Key_C, CONTROL)
        hand.press(dialog, "Show")
        copy = SecretCopy.current()
        assert copy is not None
        copy.ended.connect(lambda: gone.append(True))
        hand.bot.waitUntil(lambda: bool(gone), timeout=30_000)


def deleted(hand: Hand, token: str) -> None:
    """Saved, deleted, brought back, deleted again, changed meanwhile."""
    made = add_integration(hand.services, "Deleted", "1", endpoint=hand.sandbox.url, token=token)
    hand.services.integrations.delete(made.id, made.version)
    hand.services.undo.undo()
    hand.services.undo.redo()
    hand.services.undo.undo()
    hand.context.watch.look()
    hand.idle()


def server(address: Callable[[Hand], str]) -> Act:
    """Sent to a server that refuses it, in one way or another."""

    def act(hand: Hand, token: str) -> None:
        name = f"Server {len(hand.planted)}"
        url = address(hand)
        made = add_integration(hand.services, name, "1", endpoint=url, token=token)
        hand.context.watch.look()
        page = hand.page("integrations")
        hand.window.navigator.show_integrations(made.id)
        hand.idle()
        hand.press(page, "Test")
        hand.idle()
        hand.look()

    return act


# by mistake


def wrong_field(name: str, form: str = "{token}") -> Act:
    """Pasted into a field of Add integration that is for something else; Save is tried."""

    def act(hand: Hand, token: str) -> None:
        dialog = hand.add_integration("Wrong field")
        edit = hand.paste(dialog, name, form.format(token=token))
        hand.look()
        hand.leave(edit)
        QTest.keyClick(dialog, Qt.Key.Key_Return)
        hand.idle()
        hand.look()

    return act


def filter_field(page: str) -> Act:
    """Pasted into a filter, which then finds nothing."""

    def act(hand: Hand, token: str) -> None:
        shown = hand.page(page)
        for form in (token, f"auth_token={token}"):
            edit = shown.findChild(find.QLineEdit)
            assert edit is not None
            hand.paste(shown, find.name_of(edit), form)
            hand.idle()
            hand.look()
        find.click(hand.bot, shown, "Clear filter")

    return act


def subscription_name(hand: Hand, token: str) -> None:
    """Typed as the name of a subscription."""
    hand.press(hand.page("subscriptions"), "Add Subscription")
    dialog = hand.dialog("Add subscription")
    hand.leave(hand.write(dialog, "Name", token))
    QTest.keyClick(dialog, Qt.Key.Key_Return)
    hand.look()


def notification(name: str, tab: str = "Where") -> Act:
    """Pasted into a field of a room notification; Save is tried."""

    def act(hand: Hand, token: str) -> None:
        source = add_subscription(hand.services, f"for {name}")
        add_integration(hand.services, f"for {name}", "1")
        hand.window.navigator.show_subscription_integrations(source.id)
        hand.idle()
        hand.press(hand.window, "Add Integration")
        dialog = hand.dialog_of(RoomNotificationDialog)
        turn(dialog, tab)
        edit = hand.paste(dialog, name, token)
        QTest.keyClick(edit, Qt.Key.Key_Return)
        hand.look()
        hand.leave(edit)

    return act


def imported(hand: Hand, token: str) -> None:
    """Written into a file where names of variables, names and addresses belong."""
    file = hand.inputs / "wrong.yaml"
    file.write_text(
        f"version: 1\n{token}: 1\nintegrations:\n"
        f"  - {{name: {token}, endpoint: 'https://x/?auth_token={token}', token: {token},"
        f" proxy: 'http://me:{token}@p:1', rooms: [{{room: {token}, token_env: {token}}}]}}\n"
        f"  - {{name: {token}, endpoint: 'https://{token}@x', token_env: {token}}}\n"
        f"subscriptions: [{{name: {token}, kind: {token}}}]\n",
        encoding="utf-8",
    )
    Importer(hand.context, hand.window).preview(str(file))
    dialog = hand.dialog("Import")
    hand.until(lambda: "Nothing was imported" in find.texts(dialog))
    hand.look()
    find.click(hand.bot, dialog, "Copy problems")
    hand.look()


# when things go wrong


def fault(hand: Hand, token: str) -> None:
    """In the words, locals and cause of a fault of ours, in a slot and a job; its report read."""

    def burst() -> None:
        held = token
        try:
            raise KeyError(held)
        except KeyError as error:
            raise ValueError(f"https://chat.example.com/v2/oauth/token/{held} failed") from error

    QTimer.singleShot(0, burst)
    hand.context.jobs.run(lambda _job: burst())
    hand.idle()
    hand.until(lambda: bool(hand.window.messages.bars))
    hand.look()
    find.click(hand.bot, hand.window, "Show report")
    dialog = hand.dialog_of(CrashReportDialog)
    assert "ValueError" in dialog.shown.toPlainText()
    _copy_and_close(hand, dialog, "Copy report")


def logged(hand: Hand, token: str) -> None:
    """In log records of ours and of a library: in text, argument and exception; the log read."""
    ours, theirs = logging.getLogger("hipadmin.canary"), logging.getLogger("urllib3.canary")
    ours.warning("GET /v2/room/1?auth_token=%s", token)
    theirs.warning("Authorization: Bearer %s", token)
    ours.error("failed", exc_info=ValueError(f"https://x/v2/oauth/token/{token}"))
    for title in ("Log", "Diagnostics"):
        hand.menu("Help", title)
        _copy_and_close(hand, hand.dialog(title), "Copy")


def _copy_and_close(hand: Hand, dialog: QDialog, copy: str) -> None:
    hand.look()
    find.click(hand.bot, dialog, copy)
    hand.idle()
    hand.look()
    dialog.done(0)


def backed_up(hand: Hand, token: str) -> None:
    """Saved, and the database copied."""
    add_integration(hand.services, "Backed up", "1", endpoint=hand.sandbox.url, token=token)
    hand.services.upkeep.back_up()


def _edit(hand: Hand, name: str) -> None:
    page = hand.page("integrations")
    [row] = [r for r in hand.services.views.integrations() if r.integration.name == name]
    hand.window.navigator.show_integrations(row.id)
    hand.idle()
    hand.press(page, "Edit")


HISTORY = "https://chat.example.com/v2/room/1/history/latest?auth_token={token}&max-results=9"
NOTIFY = "https://chat.example.com/v2/room/1/notification?auth_token={token}"
CURL = "curl -H 'Authorization: Bearer {token}' https://chat.example.com/v2/room/1/notification"

WRONG_PATH = "https://x.example.com/{token}/v2"
WRONG_QUERY = "https://x.example.com/v2?auth_token={token}"
WRONG_USER = "https://me:{token}@x.example.com"

PLACES: tuple[Place, ...] = (
    Place("access token", typed, quick=True),
    Place("room token", in_room, quick=True),
    Place("room URL: notification", pasted(NOTIFY), quick=True),
    Place("room URL: history link", pasted(HISTORY)),
    Place("room URL: curl with a header", pasted(CURL)),
    Place("room URL: in angle brackets and prose", pasted(f"see <{NOTIFY}>, thanks")),
    Place("room URL: escaped", pasted(NOTIFY.replace("=", "%3D"))),
    Place("room URL: unreadable", pasted("https://chat.example.com/nothing?auth_token={token}")),
    Place("room URL: two lines", pasted("https://chat.example.com/v2/room/1\nauth_token={token}")),
    Place("room URL: typed", typed_address),
    Place("dialog discarded", discarded),
    Place("draft", drafted, quick=True),
    Place("copied", copied),
    Place("copied and left", copied_and_left),
    Place("deleted and undone", deleted),
    Place("refused by the server", server(lambda hand: hand.sandbox.url)),
    Place("repeated by the server", server(lambda hand: hand.echo), quick=True),
    Place("delivered to a server that repeats it", delivered),
    Place("no server there", server(lambda hand: "http://127.0.0.1:9/v2")),
    Place("wrong: name", wrong_field("Name"), quick=True),
    Place("wrong: room", wrong_field("Room ID or name")),
    Place("wrong: endpoint", wrong_field("API endpoint", WRONG_QUERY)),
    Place("wrong: endpoint's path", wrong_field("API endpoint", WRONG_PATH)),
    Place("wrong: endpoint's user", wrong_field("API endpoint", WRONG_USER)),
    Place("wrong: proxy", wrong_field("Proxy", "http://me:{token}@proxy:3128"), quick=True),
    Place("wrong: CA certificate", wrong_field("CA certificate", "/tmp/{token}")),
    Place("wrong: filter of integrations", filter_field("integrations")),
    Place("wrong: filter of subscriptions", filter_field("subscriptions")),
    Place("wrong: filter of the audit log", filter_field("audit")),
    Place("wrong: subscription", subscription_name),
    Place("wrong: notification", notification("Name")),
    Place("wrong: notification's own room", notification("Another room or @user")),
    Place("wrong: notification's projects", notification("Projects", "When")),
    Place("wrong: notification's branches", notification("Only branches", "When")),
    Place("wrong: notification's sender", notification("Sender", "Message")),
    Place("wrong: imported file", imported, quick=True),
    Place("backed up", backed_up),
    Place("intake key", intake_key),
    Place("fault", fault, quick=True),
    Place("log", logged, quick=True),
)


# the sandbox's own tokens, which only the sandbox may write down


def sandbox_room(hand: Hand, token: str) -> None:
    """Copied from the menu, pasted into a new integration, tested, saved, read in the room view."""
    with hand.showing(token):
        find.action(hand.window, "Sandbox", "Copy room URL").menu().actions()[0].trigger()
        hand.menu("File", "Add Integration")
        dialog = hand.dialog("Add integration")
        hand.write(dialog, "Name", "Sandbox")
        edit = find.field(dialog, "Room URL")
        edit.setFocus()
        QTest.keyClick(edit, Qt.Key.Key_V, CONTROL)
        copy = SecretCopy.current()
        assert copy is not None
        copy.take_away()
    hand.press(dialog, "Test")
    hand.idle()
    hand.look()
    hand.save(dialog)
    hand.menu("Sandbox", "Open room view")
    hand.idle()
    hand.look()


SANDBOX_PLACES: tuple[Place, ...] = (Place("room token of the sandbox", sandbox_room),)


# a search that finds nothing has to be shown to find


def leak(hand: Hand, token: str) -> None:
    """Leave a token where the search must find it: on screen, in a file, in a setting."""
    hand.window.messages.show_bar("leak", Message(Tone.INFO, token))
    hand.look()
    (hand.data / "leak.txt").write_text(token, encoding="utf-8")
    hand.services.store.write(lambda unit: unit.set_setting("leak", token))


def boom(hand: Hand, token: str) -> None:
    """End at once, as a fault below Python does, with a dialog open and the token in it."""
    held = [token]
    dialog = hand.add_integration("Half entered")
    hand.leave(hand.write(dialog, "Access token", token))
    hand.leave(hand.paste(dialog, "Room URL", NOTIFY.format(token=token)))
    hand.until(lambda: any(hand.data.glob("drafts/*.json")))
    os.kill(os.getpid(), signal.SIGSEGV)
    raise AssertionError(held)


ON_PURPOSE: tuple[Place, ...] = (Place("leak on purpose", leak), Place("native fault", boom))
