import sys
from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QWindow
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox, QPlainTextEdit, QWidget
from pytestqt.qtbot import QtBot

from hipadmin.domain.event import EventState, Report
from hipadmin.domain.notification import (
    Branches,
    Color,
    Condition,
    ConditionAction,
    MessageFormat,
    MessageSettings,
    OnEach,
    OnResult,
    Schedule,
    Span,
    When,
)
from hipadmin.domain.notification.schedule import WEEK
from hipadmin.domain.policy import Access
from hipadmin.domain.subscription import RoomNotification, Subscription, SubscriptionKind
from hipadmin.gui.dialogs.room_notification import RoomNotificationDialog
from hipadmin.gui.keyboard.letters import letter_of, plain
from hipadmin.gui.widgets.table import Table
from hipadmin.gui.words.sentence import draft_of
from hipadmin.services.bundle import Services
from tests.gui import find
from tests.gui.fill import add_integration, add_notification, add_subscription
from tests.gui.happen import report, take
from tests.gui.integration_dialog import CANARY
from tests.gui.room_notification import POLICY, Open, open_dialog, turn

__all__ = ["open_dialog"]


@pytest.fixture
def web(services: Services) -> Subscription:
    return add_subscription(services)


@pytest.fixture
def made(services: Services, web: Subscription) -> RoomNotification:
    return add_notification(services, web, add_integration(services, "CI", "Builds"))


def choose(qtbot: QtBot, dialog: QWidget, name: str, text: str) -> None:
    box: QComboBox = find.combo(dialog, name)
    box.setFocus()
    qtbot.keyClicks(box, text)
    assert box.currentText().startswith(text)


def write(qtbot: QtBot, dialog: QWidget, name: str, text: str) -> None:
    find.field(dialog, name).clear()
    qtbot.keyClicks(find.field(dialog, name), text)


def saved(qtbot: QtBot, dialog: RoomNotificationDialog, services: Services) -> RoomNotification:
    with qtbot.waitSignal(dialog.saved) as signal:
        find.click(qtbot, dialog, "Save")
    (notification_id,) = signal.args
    return services.notifications.get(notification_id)


def test_results_and_branches_are_chosen_and_said(
    qtbot: QtBot, open_dialog: Open, made: RoomNotification, services: Services
) -> None:
    dialog = open_dialog(made.subscription_id, made.id)
    turn(dialog, "When")

    choose(qtbot, dialog, "On success", "Never")
    choose(qtbot, dialog, "On cancel", "Never")
    choose(qtbot, dialog, "On start", "Always")
    choose(qtbot, dialog, "On pull request", "Never")
    write(qtbot, dialog, "Only branches", "main, release/*")
    write(qtbot, dialog, "Projects", "shop")
    assert dialog.line.text.startswith("Sends failed builds and started builds of shop in web")
    after = saved(qtbot, dialog, services)

    assert after.when == When(
        on_success=OnResult.NEVER,
        on_cancel=OnResult.NEVER,
        on_start=OnEach.ALWAYS,
        on_pull_request=OnEach.NEVER,
        branches=Branches(only=("main", "release/*")),
    )
    assert after.projects == ("shop",)


def test_clears_and_frequency_of_alerts(
    qtbot: QtBot, open_dialog: Open, services: Services
) -> None:
    shop = add_subscription(services, "shop", SubscriptionKind.MONITORING)
    made = add_notification(services, shop, add_integration(services, "CI", "Builds"))
    dialog = open_dialog(made.subscription_id, made.id)
    turn(dialog, "When")

    find.click(qtbot, dialog, "Send when alert clears")
    dialog.tabs.when.every.number.setFocus()
    dialog.tabs.when.every.number.selectAll()
    qtbot.keyClicks(dialog.tabs.when.every.number, "15")
    assert (
        "at most every 15 min, without notifying people. It also says when an alert clears."
        in dialog.line.text
    )
    after = saved(qtbot, dialog, services)

    assert after.send_when_clears
    assert after.when.at_most_every == 900


def test_what_does_not_fit_the_kind_is_under_more(
    qtbot: QtBot, open_dialog: Open, made: RoomNotification, services: Services
) -> None:
    draft = replace(draft_of(made), send_when_clears=True)
    made = services.notifications.edit(made.id, made.version, draft)
    dialog = open_dialog(made.subscription_id, made.id)
    turn(dialog, "When")
    assert not dialog.tabs.when.clears.isVisible()
    assert "Send when alert clears" in find.texts(dialog)  # the line says what is set under it

    find.click(qtbot, dialog, "More")
    find.click(qtbot, dialog, "Send when alert clears")

    assert not saved(qtbot, dialog, services).send_when_clears


def test_hours_are_added_and_a_wrong_one_is_said(
    qtbot: QtBot, open_dialog: Open, made: RoomNotification, services: Services
) -> None:
    dialog = open_dialog(made.subscription_id, made.id)
    turn(dialog, "When")
    find.click(qtbot, dialog, "More")
    find.click(qtbot, dialog, "Add hours")

    write(qtbot, dialog, "To 1", "25:00")
    assert not find.button(dialog, "Save").isEnabled()
    assert dialog.tabs.words.has_problem(1)
    turn(dialog, "Where")
    assert dialog.tabs.words.accessibleTabName(1) == "When, has a problem"
    turn(dialog, "When")
    write(qtbot, dialog, "To 1", "17:30")
    assert not dialog.tabs.words.has_problem(1)

    hours = saved(qtbot, dialog, services).when.schedule
    assert hours == Schedule((Span(WEEK[:5], 8 * 60, 17 * 60 + 30),))


def test_a_refused_save_and_enter_lead_to_the_field(
    qtbot: QtBot, open_dialog: Open, made: RoomNotification
) -> None:
    dialog = open_dialog(made.subscription_id, made.id)
    turn(dialog, "When")
    find.click(qtbot, dialog, "More")
    write(qtbot, dialog, "Time zone", "Mars/Olympus")
    turn(dialog, "Message")
    find.click(qtbot, dialog, "Save")
    qtbot.waitUntil(lambda: dialog.tabs.words.currentIndex() == 1)
    zone = find.field(dialog, "Time zone")
    assert "no time zone “Mars/Olympus”" in zone.accessibleDescription()
    assert zone.hasFocus()

    write(qtbot, dialog, "Time zone", "")
    turn(dialog, "Message")
    write(qtbot, dialog, "Sender", "x" * 65)
    turn(dialog, "Where")
    qtbot.keyClick(find.field(dialog, "Name"), Qt.Key.Key_Return)
    assert find.field(dialog, "Sender").hasFocus()


def test_what_is_being_saved_is_not_saved_twice(
    qtbot: QtBot, open_dialog: Open, services: Services, web: Subscription
) -> None:
    add_integration(services, "CI", "Builds")
    dialog = open_dialog(web.id)
    name = find.field(dialog, "Name")
    with qtbot.waitSignal(dialog.saved):
        qtbot.keyClick(name, Qt.Key.Key_Return)
        for key in (Qt.Key.Key_Return, Qt.Key.Key_X, Qt.Key.Key_Return):
            qtbot.keyClick(name, key)
            assert not find.button(dialog, "Save").isEnabled()
    assert len(services.views.notifications(web.id)) == 1


def test_a_token_that_is_pasted_where_everybody_could_read_it_is_not_saved(
    qtbot: QtBot, open_dialog: Open, made: RoomNotification
) -> None:
    dialog = open_dialog(made.subscription_id, made.id)
    turn(dialog, "Message")
    write(qtbot, dialog, "Sender", CANARY)
    assert not find.button(dialog, "Save").isEnabled()
    assert "This looks like a token" in find.field(dialog, "Sender").accessibleDescription()
    write(qtbot, dialog, "Sender", "")
    turn(dialog, "When")
    write(qtbot, dialog, "Only branches", f"main, {CANARY}")
    assert not find.button(dialog, "Save").isEnabled()
    said = find.field(dialog, "Only branches").accessibleDescription()
    assert "This looks like a token" in said


def test_a_policy_that_does_not_validate_cannot_be_saved(
    qtbot: QtBot, open_dialog: Open, made: RoomNotification, services: Services
) -> None:
    dialog = open_dialog(made.subscription_id, made.id)
    turn(dialog, "Filter")
    edit = find.named(dialog, "Policy as JSON", QPlainTextEdit)

    edit.setPlainText("[{}]")
    find.until(qtbot, lambda: dialog.tabs.words.has_problem(2))
    assert not find.button(dialog, "Save").isEnabled()
    edit.setPlainText(POLICY)
    find.until(qtbot, lambda: not dialog.tabs.words.has_problem(2))
    assert "that the policy lets pass" in dialog.line.text

    assert saved(qtbot, dialog, services).policy == POLICY


def test_a_policy_is_tried_on_what_the_subscription_reported(
    qtbot: QtBot, open_dialog: Open, made: RoomNotification, services: Services
) -> None:
    access = Access("buildFailed", "ci/github.com:repo/acme.web:build/main")
    report = Report(state=EventState.FAILURE, title="acme/web 17 failed", accesses=[access])
    services.intake.accept(made.subscription_id, [report])
    dialog = open_dialog(made.subscription_id, made.id)
    turn(dialog, "Filter")

    view = find.table(dialog, "What would pass")
    find.until(qtbot, lambda: view.model().rowCount() == 1)
    assert find.shown(view, "acme/web 17 failed", "Verdict") == "Sent"
    edit = find.named(dialog, "Policy as JSON", QPlainTextEdit)
    edit.setPlainText(POLICY)
    find.until(qtbot, lambda: find.shown(view, "acme/web 17 failed", "Verdict") == "Held back")

    assert saved(qtbot, dialog, services).policy == POLICY


def test_conditions_are_rows(
    qtbot: QtBot, open_dialog: Open, made: RoomNotification, services: Services
) -> None:
    dialog = open_dialog(made.subscription_id, made.id)
    turn(dialog, "Filter")
    find.click(qtbot, dialog, "Add condition")
    assert dialog.tabs.words.has_problem(2)  # a pattern is missing

    write(qtbot, dialog, "Attribute 1", "severity")
    write(qtbot, dialog, "Pattern 1", "minor(")
    assert not find.button(dialog, "Save").isEnabled()
    qtbot.keyClick(find.field(dialog, "Pattern 1"), Qt.Key.Key_Backspace)
    find.click(qtbot, dialog, "Add condition")
    choose(qtbot, dialog, "Action 2", "Mention")
    write(qtbot, dialog, "Pattern 2", "critical")
    write(qtbot, dialog, "Who is mentioned 2", "@ann")
    find.click(qtbot, dialog, "Add condition")
    find.click(qtbot, dialog, "Remove condition 3")

    assert saved(qtbot, dialog, services).conditions == (
        Condition(ConditionAction.FILTER, "minor", "severity"),
        Condition(ConditionAction.MENTION, "critical", "", "@ann"),
    )


def test_the_message_is_previewed_as_it_will_look(
    qtbot: QtBot, open_dialog: Open, made: RoomNotification, services: Services
) -> None:
    dialog = open_dialog(made.subscription_id, made.id)
    turn(dialog, "Message")
    preview = dialog.tabs.message.preview
    (shown,) = preview.transcript.messages
    assert "Build #482" in shown.line.html
    assert shown.line.color == "red"

    choose(qtbot, dialog, "Format", "Card")
    find.click(qtbot, dialog, "Notify people in the room")
    choose(qtbot, dialog, "Colour", "Purple")
    write(qtbot, dialog, "Sender", "builds")
    (shown,) = preview.transcript.messages
    assert shown.line.sender == "Token’s label - builds"
    assert (shown.line.color, shown.line.notifies) == ("purple", True)
    assert shown.line.card is not None

    message = MessageSettings(MessageFormat.CARD, True, Color.PURPLE, sender="builds")
    assert saved(qtbot, dialog, services).message == message


def test_an_alert_is_previewed_with_the_number_it_would_get(
    qtbot: QtBot, open_dialog: Open, services: Services
) -> None:
    app = add_subscription(services, "app", SubscriptionKind.MONITORING)
    made = add_notification(services, app, add_integration(services, "CI", "Builds"))
    for name in ("a", "b"):
        take(services, app.id, report(1, EventState.TRIGGERED, source_id=name, correlation=name))
    dialog = open_dialog(made.subscription_id, made.id)
    turn(dialog, "Message")
    preview = dialog.tabs.message.preview

    qtbot.waitUntil(lambda: len(preview.transcript.messages) == 1)
    assert "Triggered #3" in preview.transcript.messages[0].line.html
    choose(qtbot, dialog, "Preview of", "cleared")
    assert "Cleared #3" in preview.transcript.messages[0].line.html


def test_a_template_is_previewed_and_one_that_fails_is_told_with_its_line(
    qtbot: QtBot, open_dialog: Open, made: RoomNotification, services: Services
) -> None:
    dialog = open_dialog(made.subscription_id, made.id)
    turn(dialog, "Message")
    message = dialog.tabs.message

    def html() -> str:
        (shown,) = message.preview.transcript.messages
        return shown.line.html

    template = find.named(dialog, "Template", QPlainTextEdit)
    qtbot.keyClicks(template, "{{ state }}: {{ title }}")
    find.until(qtbot, lambda: html().startswith("failure: Build #482"))
    choose(qtbot, dialog, "Preview of", "success")
    find.until(qtbot, lambda: html().startswith("success: Build #482"))

    qtbot.keyClick(template, Qt.Key.Key_Return)
    qtbot.keyClicks(template, "{{ no")
    find.until(qtbot, lambda: "Line 2: " in find.texts(message))
    assert "Until this is mended, the built-in words are sent." in find.texts(message)
    assert "Build #482" in html()  # the built-in words are sent then
    assert saved(qtbot, dialog, services).message.template.endswith("{{ title }}\n{{ no")
    services.templates.close()


def at_the_name(
    qtbot: QtBot, open_dialog: Open, made: RoomNotification
) -> tuple[RoomNotificationDialog, QWindow]:
    """The dialog with the focus in its first field, and what hears its keys."""
    dialog = open_dialog(made.subscription_id, made.id)
    handle = dialog.windowHandle()
    assert handle is not None
    dialog.activateWindow()
    qtbot.waitUntil(dialog.isActiveWindow)
    dialog.tabs.where.name.setFocus()
    return dialog, handle


def test_keys_turn_the_tabs_and_the_focus_goes_along(
    qtbot: QtBot, open_dialog: Open, made: RoomNotification
) -> None:
    dialog, handle = at_the_name(qtbot, open_dialog, made)
    words = dialog.tabs.words
    control, shift = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier

    seen = []
    for key, held in ((Qt.Key.Key_Tab, control), (Qt.Key.Key_Backtab, control | shift)) * 2:
        QTest.keyClick(handle, key, held)
        seen.append(plain(words.tabText(words.currentIndex())))
        assert words.hasFocus()
    QTest.keyClick(handle, Qt.Key.Key_Backtab, control | shift)

    assert seen == ["When", "Where"] * 2
    assert plain(words.tabText(words.currentIndex())) == "Message"


@pytest.mark.skipif(sys.platform == "darwin", reason="macOS has no such letters")
def test_a_letter_turns_the_tabs_and_those_below_keep_theirs(
    qtbot: QtBot, open_dialog: Open, made: RoomNotification
) -> None:
    dialog, handle = at_the_name(qtbot, open_dialog, made)
    words = dialog.tabs.words

    for at in range(4):  # a tab's own may move where a page of many fields has none left
        qtbot.waitUntil(lambda at=at: bool(letter_of(words.tabText(at))))  # type: ignore[misc]
        letter = letter_of(words.tabText(at))
        QTest.keyClick(handle, Qt.Key(ord(letter)), Qt.KeyboardModifier.AltModifier)
        assert words.currentIndex() == at
        assert words.hasFocus()  # and not a button far below, where Tab would lead out
        assert letter_of(find.button(dialog, "Save").text()) == "S"


def test_a_tab_takes_the_room_it_needs_and_not_that_of_another(
    qtbot: QtBot, open_dialog: Open, made: RoomNotification
) -> None:
    dialog = open_dialog(made.subscription_id, made.id)
    where, when = dialog.tabs.where, dialog.tabs.when
    turn(dialog, "When")
    qtbot.waitUntil(lambda: when.isVisible() and when.height() > where.sizeHint().height())
    turn(dialog, "Where")
    qtbot.waitUntil(where.isVisible)
    qtbot.waitUntil(lambda: where.height() <= where.sizeHint().height())


def test_every_sample_is_seen_without_a_bar_of_its_own(
    qtbot: QtBot, open_dialog: Open, made: RoomNotification
) -> None:
    dialog = open_dialog(made.subscription_id, made.id)
    dialog.resize(dialog.width(), 400)
    turn(dialog, "Filter")
    tables = dialog.tabs.filter.findChildren(Table)
    [table] = [one for one in tables if one.accessibleName() == "What would pass"]
    qtbot.waitUntil(lambda: table.isVisible() and table.model().rowCount() == 5)
    qtbot.waitUntil(lambda: table.verticalScrollBar().maximum() == 0)
