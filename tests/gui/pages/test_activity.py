from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QAbstractButton
from pytestqt.qtbot import QtBot

from hipadmin.app import clock
from hipadmin.domain.activity import NOWHERE
from hipadmin.domain.delivery import DeliveryState, Result, ResultKind
from hipadmin.domain.event_state import EventState
from hipadmin.domain.ports import Topic, Unit
from hipadmin.domain.subscription import Subscription
from hipadmin.gui.pages.activity import ActivityPage
from hipadmin.gui.pages.long_reading import PAGE
from hipadmin.gui.widgets.scrolled_words import ScrolledWords
from hipadmin.services.bundle import Services
from tests.gui import find
from tests.gui.happen import REFUSED, report, settle, take
from tests.gui.pages.activity_fixtures import arrive, page, web, whats
from tests.gui.wishes import Wishes

GIVEN_UP = Result(ResultKind.REJECTED, 400, "bad_request", "The server did not take it.")
__all__ = ["page", "web"]


def states(services: Services) -> list[DeliveryState]:
    from hipadmin.domain.activity import DeliveryFilter

    return [row.state for row in services.activity.deliveries(DeliveryFilter(), limit=99).rows]


def test_nothing_has_come_in_yet(qtbot: QtBot, page: ActivityPage) -> None:
    page.activate()
    qtbot.waitUntil(lambda: "No event has come in yet" in find.texts(page))

    with qtbot.waitSignal(page.source_asked):
        find.click(qtbot, page, "Connect a source…")


def test_an_event_stands_over_its_messages_with_the_reasons(
    qtbot: QtBot, page: ActivityPage, services: Services, web: Subscription
) -> None:
    take(services, web.id, report(1, EventState.FAILURE, project="shop"))
    take(services, web.id, report(2, EventState.STARTED))
    settle(services)

    arrive(qtbot, page, 3)

    assert whats(page) == ["event 2", "event 1", "Builds"]
    assert find.shown(page.table, "event 1", "Why") == "Sent by all"
    assert find.shown(page.table, "Builds", "Why") == "204 in 31 ms"
    held = "Held back by all: The start of a build is never sent."
    assert find.shown(page.table, "event 2", "Why") == held
    assert "2 events" in find.texts(page)


def test_events_open_and_close_by_keys(
    qtbot: QtBot, page: ActivityPage, services: Services, web: Subscription
) -> None:
    take(services, web.id, report(1))
    arrive(qtbot, page, 2)
    time = find.cell(page.table, "event 1", "Time")
    assert time.data(Qt.ItemDataRole.AccessibleTextRole).endswith("expanded")
    qtbot.waitUntil(lambda: "1 event, 1 message waits" in find.texts(page))

    qtbot.keyClick(page.table, Qt.Key.Key_Left)
    assert whats(page) == ["event 1"]
    qtbot.keyClick(page.table, Qt.Key.Key_Right)
    assert whats(page) == ["event 1", "Builds"]
    qtbot.keyClick(page.table, Qt.Key.Key_Down)
    qtbot.keyClick(page.table, Qt.Key.Key_Left)
    assert page.table.currentIndex().row() == 0
    qtbot.keyClick(page.table, Qt.Key.Key_Return)
    assert whats(page) == ["event 1"]


def test_a_message_that_failed_says_why_and_is_sent_again(
    qtbot: QtBot, page: ActivityPage, services: Services, web: Subscription, navigator: Wishes
) -> None:
    take(services, web.id, report(1), report(2))
    settle(services, REFUSED, "401 Invalid OAuth session")
    arrive(qtbot, page, 4)

    qtbot.keyClick(page.table, Qt.Key.Key_End)
    block = page.insight.block
    qtbot.waitUntil(block.isVisible)

    assert "HipChat refused the token of Builds." in find.texts(block)
    assert "It answered “401 Invalid OAuth session”." in find.texts(block)
    assert "One message waits." in find.texts(block)
    assert "Authorization: Bearer ••••" in page.details.text.toPlainText()
    top = page.table.rowViewportPosition(find.row_of(page.table, "event 1"))
    assert top < block.y() < block.geometry().bottom() <= page.table.viewport().height()
    find.click(qtbot, block, "Resend")
    qtbot.waitUntil(lambda: states(services) == [DeliveryState.PENDING] * 2)
    qtbot.waitUntil(lambda: not block.isVisible())
    assert navigator.notes == ["The message will be sent again."]
    assert settle(services) == 2


def test_nothing_is_selected_once_what_was_resent_has_left_the_list(
    qtbot: QtBot, page: ActivityPage, services: Services, web: Subscription
) -> None:
    take(services, web.id, *(report(number) for number in range(3)))
    settle(services, GIVEN_UP, "400 Bad request")
    arrive(qtbot, page, 6)
    state = find.combo(page, "State")
    state.setCurrentText("Message failed")
    state.activated.emit(state.currentIndex())
    qtbot.waitUntil(lambda: len(whats(page)) == 6 and bool(page.frame.selected()))
    qtbot.keyClick(page.table, Qt.Key.Key_Down)
    qtbot.waitUntil(lambda: find.button(page.details, "Resend").isEnabled())

    find.click(qtbot, page.details, "Resend")
    qtbot.waitUntil(lambda: len(whats(page)) == 4)
    assert not page.frame.selected()
    assert not find.button(page.details, "Resend").isEnabled()

    take(services, web.id, report(3))
    settle(services, GIVEN_UP, "400 Bad request")
    page._context.watch.moved.emit(frozenset({Topic.EVENTS, Topic.DELIVERIES}))
    qtbot.waitUntil(lambda: len(whats(page)) == 8)
    assert not page.frame.selected(), "news select nothing either"
    qtbot.keyClick(page.table, Qt.Key.Key_Down)
    assert len(page.frame.selected()) == 1


def test_a_blocked_room_is_tried_again_and_a_message_cancelled(
    qtbot: QtBot, page: ActivityPage, services: Services, web: Subscription
) -> None:
    take(services, web.id, report(1), report(2))
    settle(services, REFUSED)
    arrive(qtbot, page, 4)
    qtbot.keyClick(page.table, Qt.Key.Key_Down)
    qtbot.waitUntil(page.insight.block.isVisible)
    find.click(qtbot, page.insight.block, "Try again")
    qtbot.waitUntil(lambda: not services.deliveries.blocked())

    qtbot.waitUntil(lambda: find.button(page.details, "Cancel").isEnabled())
    find.click(qtbot, page.details, "Cancel")

    qtbot.waitUntil(lambda: DeliveryState.DROPPED in states(services))
    why = "Cancelled by hand"  # whether it was sent is told beside it
    qtbot.waitUntil(lambda: why in find.shown(page.table, "Builds", "Why"))
    qtbot.waitUntil(lambda: page.window().focusWidget() is page.table)
    qtbot.waitUntil(lambda: "It was never sent." in page.details.text.toPlainText())


def test_words_and_states_narrow(
    qtbot: QtBot, page: ActivityPage, services: Services, web: Subscription
) -> None:
    take(services, web.id, report(1), report(2, EventState.STARTED), report(3))
    settle(services)
    arrive(qtbot, page, 5)

    state = find.combo(page, "State")
    state.setCurrentText("Held back")
    state.activated.emit(state.currentIndex())
    qtbot.waitUntil(lambda: whats(page) == ["event 2"])
    qtbot.keyClicks(find.field(page, "Filter activity"), "nothing")
    qtbot.waitUntil(lambda: "No event matches the filter" in find.texts(page))
    find.click(qtbot, page, "Clear filter")
    qtbot.waitUntil(lambda: len(whats(page)) == 5)


def test_older_events_come_at_the_end_and_all_are_counted(
    qtbot: QtBot, page: ActivityPage, services: Services, web: Subscription
) -> None:
    take(services, web.id, *(report(n, EventState.STARTED) for n in range(PAGE + 20)))
    arrive(qtbot, page, PAGE)
    qtbot.waitUntil(lambda: f"the newest {PAGE} of {PAGE + 20} events" in find.texts(page))

    qtbot.keyClick(page.table, Qt.Key.Key_End)

    qtbot.waitUntil(lambda: len(whats(page)) == PAGE + 20)
    assert whats(page)[-1] == "event 0"


def test_a_bar_over_the_list_leaves_it_all_it_needs(
    qtbot: QtBot, page: ActivityPage, services: Services, web: Subscription
) -> None:
    from hipadmin.app import clock

    take(services, web.id, report(1, EventState.FAILURE))
    services.store.write(
        lambda unit: unit.events.refuse(web.id, "bad_key", "The key is another.", clock())
    )
    arrive(qtbot, page, 2)
    qtbot.waitUntil(page.refusals.isVisible)

    assert page.layout().hasHeightForWidth()
    assert page.heightForWidth(page.width()) <= page.minimumSizeHint().height()


def test_what_was_turned_away_is_told_until_it_is_closed(
    qtbot: QtBot, page: ActivityPage, services: Services, web: Subscription
) -> None:
    def refuse(unit: Unit) -> None:
        unit.events.refuse(web.id, "bad_key", "The key is not one of this subscription.", clock())

    services.store.write(refuse)
    page.activate()
    qtbot.waitUntil(lambda: "The key is not one" in page.refusals.text)

    find.click(qtbot, page.refusals, "Close")
    assert page.refusals.isHidden()
    page.reload()
    qtbot.waitUntil(lambda: "No event has come in yet" in find.texts(page))
    assert page.refusals.isHidden()


def test_more_reasons_are_counted_and_shown(
    qtbot: QtBot, page: ActivityPage, services: Services, web: Subscription
) -> None:
    def refuse(unit: Unit) -> None:
        for number in range(15):
            unit.events.refuse(web.id, "a_code", f"Reason {number}.", clock())

    services.store.write(refuse)
    page.activate()
    qtbot.waitUntil(lambda: "And 12 other reasons." in page.refusals.text)

    find.click(qtbot, page.refusals, "Show more")
    assert page.refusals.text.count("\nReason ") == 12
    assert page.refusals.text.endswith("\nAnd 3 other reasons.")
    assert not find.all_named(page.refusals, "Show more", QAbstractButton)
    qtbot.waitUntil(lambda: bool(find.all_named(page.refusals, "Close", QAbstractButton)))
    find.button(page.refusals, "Close").setFocus()
    qtbot.waitUntil(lambda: page.refusals.height() <= page.height() // 3)
    reasons = find.named(page.refusals, "Not taken in:", ScrolledWords)
    qtbot.waitUntil(lambda: reasons.verticalScrollBar().maximum() > 0)
    qtbot.keyClick(page.window().focusWidget(), Qt.Key.Key_Backtab)
    assert reasons.hasFocus()
    seen = QAccessible.queryAccessibleInterface(reasons)
    assert seen.role() == QAccessible.Role.Grouping
    assert seen.text(QAccessible.Text.Description) == page.refusals.text
    qtbot.keyClick(reasons, Qt.Key.Key_PageDown)
    scrolled = reasons.verticalScrollBar().value()
    assert scrolled
    refusals = services.activity.refusals(web.id, limit=99)
    page.refusals.show_refusals([replace(refusals[0], count=2), *refusals[1:]])
    assert "2 times" in page.refusals.text
    assert reasons.hasFocus(), "who reads stays where they are"
    assert reasons.verticalScrollBar().value() == scrolled

    page.refusals.show_refusals(services.activity.refusals(web.id, limit=2))
    assert page.refusals.text.count("\nReason ") == 2, "few have a line each, too"


def test_what_reached_no_subscription_is_told_and_once_closed_is_no_news(
    qtbot: QtBot, page: ActivityPage, services: Services, web: Subscription
) -> None:
    def come(seconds: int, of: str, text: str) -> None:
        at = clock() + timedelta(seconds=seconds)
        services.store.write(lambda unit: unit.events.refuse(of, "a_code", text, at))
        page.reload()

    page.activate()
    for minute in range(3):
        come(minute * 90 - 300, NOWHERE, "There is no such subscription.")
    told = "At no subscription: There is no such subscription. (3 times, last at "
    qtbot.waitUntil(lambda: told in page.refusals.text)
    find.click(qtbot, page.refusals, "Close")

    come(0, NOWHERE, "There is no such subscription.")
    come(1, web.id, "Wrong.")
    qtbot.waitUntil(lambda: "Wrong. (" in page.refusals.text)
    assert "At no subscription" not in page.refusals.text
    for text in ("b", "c", "d"):
        come(2, web.id, text)
    come(3, NOWHERE, "This is TLS.")
    qtbot.waitUntil(lambda: "At no subscription: This is TLS. (" in page.refusals.text)


def test_both_lists_are_exported(
    qtbot: QtBot,
    page: ActivityPage,
    services: Services,
    web: Subscription,
    tmp_path: Path,
    navigator: Wishes,
) -> None:
    take(services, web.id, report(1), report(2))
    arrive(qtbot, page, 4)
    wanted = page.filter.wanted(web.id, "event 2")

    page.export.write_events(tmp_path / "events.csv", wanted)
    qtbot.waitUntil(lambda: len(navigator.notes) == 1)
    page.export.write_messages(tmp_path / "messages.csv", wanted)
    qtbot.waitUntil(lambda: len(navigator.notes) == 2)

    assert navigator.notes == [
        f"Exported 1 event to {tmp_path / 'events.csv'}.",
        f"Exported 1 message to {tmp_path / 'messages.csv'}.",
    ]
    events = (tmp_path / "events.csv").read_text(encoding="utf-8-sig")
    assert "event 2" in events
    assert "event 1" not in events
    assert (tmp_path / "messages.csv").read_text(encoding="utf-8-sig").count("event") == 1
    for unlike in ({"room": "nobody"}, {"passed": False}, {"states": (EventState.TEST,)}):
        done = len(navigator.notes)
        page.export.write_messages(tmp_path / "none.csv", replace(wanted, **unlike))
        qtbot.waitUntil(lambda done=done: len(navigator.notes) > done)
        assert "Exported 0 messages" in navigator.notes[-1]
        assert "event" not in (tmp_path / "none.csv").read_text(encoding="utf-8-sig")
    buttons = find.all_named(page, "Export…", QAbstractButton)
    assert [button.isEnabled() for button in buttons] == [True]
