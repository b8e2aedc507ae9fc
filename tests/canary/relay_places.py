"""Where tokens and keys go that the relay works with: places of the canary.

What each does stands in its docstring; places.py lists them.
"""

from threading import Thread

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from hipadmin.domain.activity import EventFilter
from hipadmin.domain.token import Secret
from hipadmin.gui.acts.secret_copy import SecretCopy
from hipadmin.gui.dialogs.connect_source import ConnectSource
from hipadmin.gui.pages.activity import ActivityPage
from hipadmin.parts import clock, connect
from hipadmin.relay.worker import Worker
from tests.canary.hand import Hand
from tests.gui.fill import add_integration, add_notification, add_subscription
from tests.gui.happen import report


def delivered(hand: Hand, token: str) -> None:
    """Sent by a relay to a server that repeats it; request and answer read in Activity."""
    source = add_subscription(hand.services, "for a delivery")
    made = add_integration(hand.services, "Delivered", "1", endpoint=hand.echo, token=token)
    add_notification(hand.services, source, made)
    hand.services.intake.accept(source.id, [report(1)])
    worker = Worker(hand.services.deliveries, hand.services.tokens, connect, clock, "canary")
    thread = Thread(target=worker.run)
    thread.start()
    hand.until(lambda: hand.services.activity.numbers(source.id).failed == 1)
    worker.stop()
    thread.join()
    hand.window.navigator.show_activity(source.id)
    hand.idle()
    page = hand.window.findChild(ActivityPage)
    assert page is not None
    hand.until(lambda: page.table.model().rowCount() == 2)
    QTest.keyClick(page.table, Qt.Key.Key_End)
    hand.until(lambda: "/room/1/notification" in page.details.text.toPlainText())
    assert "'Authorization': 'Bearer ••••" in page.details.text.toPlainText()
    hand.look()
    wanted = EventFilter(subscription_id=source.id)
    page.export.write_events(hand.data / "events.csv", wanted)
    hand.idle()
    page.export.write_messages(hand.data / "messages.csv", wanted)
    hand.idle()
    assert "rejected" in (hand.data / "messages.csv").read_text(encoding="utf-8")


def intake_key(hand: Hand, token: str) -> None:
    """The key of a source: shown, copied, replaced, and beside what is shown of the source."""
    source = add_subscription(hand.services, "for a key")
    hand.services.intake_keys.add(source.id, secret=Secret(token))
    hand.until(lambda: hand.window.relay is not None)
    hand.window.navigator.connect_source(source.id)
    dialog = hand.dialog_of(ConnectSource)
    hand.until(lambda: bool(dialog.key.secret()))
    for at in range(dialog.snippets.ways.count()):
        dialog.snippets.ways.setCurrentIndex(at)
        hand.look()
    with hand.showing(token):
        hand.press(dialog, "Show")
        hand.press(dialog, "Show")
        hand.press(dialog, "Copy key")
        copy = SecretCopy.current()
        assert copy is not None
        copy.take_away()
    hand.press(dialog, "New key…")
    hand.press(hand.dialog("New key"), "New key")
    hand.until(lambda: dialog.key.secret() not in (Secret(token), Secret("")))
    hand.look()
