"""The message composer over the real sandbox."""

import json
from collections.abc import Callable, Iterator

import pytest
import shiboken6
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QAbstractButton, QPlainTextEdit, QWidget
from pytestqt.qtbot import QtBot

from hipadmin.domain.integration import KEEP, IntegrationDraft, RoomDraft
from hipadmin.gui.acts.composing import Composer
from hipadmin.gui.context import Context
from hipadmin.gui.dialogs.compose import ComposeDialog
from hipadmin.gui.widgets.dialog_frame import Question
from hipadmin.hipchat.cards import CardStyle
from hipadmin.sandbox.server import Sandbox
from hipadmin.services.bundle import Services
from tests.gui.fill import (
    add_integration,
    add_notification,
    add_sandbox_integration,
    add_subscription,
    messages_in,
)
from tests.gui.find import all_named, button, click, combo, dialog, field, named, no_dialog, texts
from tests.gui.test_gallery import nameless
from tests.gui.wishes import Wishes
from tests.stopwatch import within

Opening = Callable[..., ComposeDialog]
TITLE = "Send a test message"


@pytest.fixture
def compose(
    qtbot: QtBot, context: Context, services: Services, sandbox: Sandbox
) -> Iterator[Opening]:
    """Opens the composer over rooms of the sandbox, the first so many chosen."""
    opened: list[ComposeDialog] = []

    def start(*rooms: str, chosen: int = 1) -> ComposeDialog:
        integration = add_sandbox_integration(services, sandbox, "CI and images", *rooms)
        found = services.tests.targets(integration.id)
        made = ComposeDialog(context, found, set(range(chosen)))
        opened.append(made)
        with qtbot.waitExposed(made):
            made.show()
        return made

    yield start
    for each in opened:
        if shiboken6.isValid(each):
            each.leave()


def write(made: ComposeDialog, text: str) -> None:
    named(made, "Message", QPlainTextEdit).setPlainText(text)


def sent(qtbot: QtBot, made: ComposeDialog) -> None:
    click(qtbot, made, "Send")
    qtbot.waitUntil(lambda: not made.running, timeout=10_000)


def test_a_message_is_sent_as_it_was_seen(qtbot: QtBot, compose: Opening, sandbox: Sandbox) -> None:
    made = compose("1")
    assert made.windowTitle() == TITLE
    assert "Sends this message to 1 through CI and images." in texts(made)
    write(made, "web #482 failed")
    combo(made, "Colour").setCurrentText("red")
    click(qtbot, made, "Notify people in the room")
    qtbot.keyClicks(field(made, "Sender"), "deploys")
    [row] = made.preview.transcript.messages
    assert (row.plain, row.mark) == ("web #482 failed", "red, people notified")
    assert row.line.sender.endswith(" - deploys")
    sent(qtbot, made)
    [message] = sandbox.state.history(1)
    assert (message.text, message.color, message.message_format) == (
        "web #482 failed",
        "red",
        "text",
    )
    assert message.label == "Builds alerts - deploys"
    assert made.run_strip.text.startswith("Sent: 1, 204 in ")


def test_html_and_a_card_are_sent_too(qtbot: QtBot, compose: Opening, sandbox: Sandbox) -> None:
    made = compose("1")
    click(qtbot, made, "HTML")
    write(made, "<b>Release</b>")
    click(qtbot, made, "Send a card")
    qtbot.keyClicks(field(made, "Title"), "Release 4.2")
    qtbot.keyClicks(field(made, "Address"), "https://r.test/4.2")
    click(qtbot, made, "Add attribute")
    qtbot.keyClicks(field(made, "Label 1"), "Checks")
    qtbot.keyClicks(field(made, "Value 1"), "212 passed")
    combo(made, "Box 1").setCurrentText("green: success")
    qtbot.waitUntil(lambda: button(made, "Add attribute").height() > 0)  # rows are laid out
    click(qtbot, made, "Add attribute")
    click(qtbot, made, "Remove attribute 2")
    [row] = made.preview.transcript.messages
    assert row.plain == "Release 4.2\nChecks: 212 passed"
    sent(qtbot, made)
    [message] = sandbox.state.history(1)
    card = json.loads(message.card or "")
    assert (message.text, message.message_format) == ("<b>Release</b>", "html")
    assert (card["style"], card["title"], card["url"]) == (
        "application",
        "Release 4.2",
        "https://r.test/4.2",
    )
    value = {"label": "212 passed", "style": "lozenge-success"}
    assert card["attributes"] == [{"label": "Checks", "value": value}]


@pytest.mark.parametrize("style", [style.value for style in CardStyle])
def test_every_style_can_be_chosen_and_sent(
    qtbot: QtBot, compose: Opening, sandbox: Sandbox, style: str
) -> None:
    made = compose("1")
    write(made, "instead")
    click(qtbot, made, "Send a card")
    combo(made, "Style").setCurrentText(style)
    qtbot.keyClicks(field(made, "Title"), "T")
    qtbot.keyClicks(field(made, "Address"), "https://r.test")
    named(made, "Description", QPlainTextEdit).setPlainText("d")
    sent(qtbot, made)
    [message] = sandbox.state.history(1)
    assert json.loads(message.card or "")["style"] == style


def test_the_length_is_counted_as_hipchat_counts_and_can_be_cut(
    qtbot: QtBot, compose: Opening, sandbox: Sandbox
) -> None:
    made = compose("1")
    write(made, "😀" * 9_999)
    assert "9,999 of 10,000 characters" in texts(made)
    write(made, "word " * 2_000 + "x")
    assert "The message has 10001 characters; HipChat takes at most 10000." in texts(made)
    assert "Shortened it would end “… word word word word…”." in texts(made)
    assert "Send needs another message." in texts(made)
    click(qtbot, made, "Shorten it")
    assert made.form.message.toPlainText().endswith("word…")
    made.form.message.undo()
    assert made.form.message.toPlainText().endswith("x")
    click(qtbot, made, "Shorten it")
    sent(qtbot, made)
    [text] = messages_in(sandbox)
    assert len(text) <= 10_000


def test_a_mention_in_html_is_one_click_from_working(
    qtbot: QtBot, compose: Opening, sandbox: Sandbox
) -> None:
    made = compose("1")
    click(qtbot, made, "HTML")
    write(made, "look @SamShore")
    assert "HipChat notifies the people mentioned only in text messages. 14 of" in texts(made)
    click(qtbot, made, "Switch to text")
    assert not all_named(made, "Switch to text", type(made.form.switch))
    [row] = made.preview.transcript.messages
    assert "mention:SamShore" in row.line.html
    sent(qtbot, made)
    assert sandbox.state.history(1)[0].mentions


def test_characters_nobody_sees_are_named_and_taken_out(qtbot: QtBot, compose: Opening) -> None:
    made = compose("1")
    write(made, "a\x07b")
    assert "Character 2 is U+0007, which no chat program shows. Take it out." in texts(made)
    click(qtbot, made, "Take them out")
    assert made.form.message.toPlainText() == "ab"


def test_what_is_missing_is_said_where_it_is_missing(
    qtbot: QtBot, compose: Opening, sandbox: Sandbox
) -> None:
    made = compose("1")
    assert "Enter a message." not in texts(made)
    click(qtbot, made, "Send")
    assert "Enter a message." in texts(made)
    assert made.form.message.hasFocus()
    write(made, "hi")
    click(qtbot, made, "Send a card")
    click(qtbot, made, "Send")
    assert "HipChat wants something here." in texts(made)
    assert field(made, "Title").hasFocus()
    qtbot.keyClicks(field(made, "Title"), "T")
    qtbot.keyClicks(field(made, "Address"), "x.test")
    assert "Enter a web address that begins with https:// or http://." in texts(made)
    assert "Send needs the card to be complete." in texts(made)
    assert messages_in(sandbox) == []


def test_the_exact_request_is_shown_and_copied(
    qtbot: QtBot, compose: Opening, sandbox: Sandbox
) -> None:
    made = compose("1", "2", chosen=2)
    write(made, "it's")
    made.preview.tabs.setCurrentIndex(1)
    shown = named(made, "Request", QPlainTextEdit).toPlainText()
    assert shown.startswith(f"POST {sandbox.url}/room/1/notification\n")
    assert "Authorization: Bearer $HIPCHAT_TOKEN" in shown
    assert "For 1; the others differ in the address and the token only." in texts(made)
    click(qtbot, made, "Copy as curl")
    line = QGuiApplication.clipboard().text()
    assert line.startswith("curl ")
    assert "$HIPCHAT_TOKEN" in line
    click(qtbot, made, "Copy JSON")
    assert json.loads(QGuiApplication.clipboard().text())["message"] == "it's"
    for token in sandbox.tokens.rooms.values():
        assert token not in shown + line
    write(made, "")
    assert "There is a request as soon as the message can be sent." in texts(made)
    assert not button(made, "Copy as curl").isEnabled()


def test_several_rooms_get_it_and_more_than_three_ask_first(
    qtbot: QtBot, compose: Opening, sandbox: Sandbox
) -> None:
    made = compose("1", "2", "3", "Builds", chosen=2)
    write(made, "all hands")
    sent(qtbot, made)
    assert [messages_in(sandbox, room) for room in (1, 2, 3)] == [["all hands"], ["all hands"], []]
    assert made.run_strip.text == "Sent: 2 rooms took the message."
    for room in ("3", "Builds"):
        click(qtbot, made, room)
    click(qtbot, made, "Send")
    qtbot.waitUntil(lambda: bool(made.findChildren(Question)))
    [question] = made.findChildren(Question)
    assert "Send this message to 4 rooms?" in texts(question)
    click(qtbot, question, "Cancel")
    assert messages_in(sandbox, 3) == []


def test_a_refusal_is_said_with_its_remedy(
    qtbot: QtBot, compose: Opening, sandbox: Sandbox
) -> None:
    made = compose("1")
    sandbox.state.remove_token(sandbox.tokens.rooms[1])
    write(made, "hello")
    sent(qtbot, made)
    assert made.run_strip.text.startswith("1: Needs attention. 401: HipChat refused the token")
    qtbot.waitUntil(lambda: bool(all_named(made, "Enter token", QAbstractButton)))


def test_no_room_no_message(qtbot: QtBot, compose: Opening) -> None:
    made = compose("1", "2", chosen=0)
    assert "Choose the rooms this message goes to." in texts(made)
    assert "Send needs a room." in texts(made)
    assert not made.send_button.isEnabled()
    click(qtbot, made, "2")
    assert made.send_button.isEnabled()


def test_enter_in_a_field_sends_nothing_and_control_enter_does(
    qtbot: QtBot, compose: Opening, sandbox: Sandbox
) -> None:
    made = compose("1")
    write(made, "hello")
    qtbot.keyClick(field(made, "Sender"), Qt.Key.Key_Return)
    assert not made.running
    qtbot.keyClick(made, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: messages_in(sandbox) == ["hello"], timeout=10_000)
    qtbot.waitUntil(lambda: not made.running)


def test_what_is_written_is_not_lost_by_accident(
    qtbot: QtBot, compose: Opening, sandbox: Sandbox
) -> None:
    made = compose("1")
    write(made, "half a")
    qtbot.keyClick(made, Qt.Key.Key_Escape)
    assert made.isVisible()
    assert made.question is not None
    click(qtbot, made.question, "Keep editing")
    assert made.form.message.toPlainText() == "half a"
    sent(qtbot, made)
    qtbot.keyClick(made, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: no_dialog(TITLE))


def test_everything_has_a_name(compose: Opening, qtbot: QtBot) -> None:
    made = compose("1", "2")
    click(qtbot, made, "Send a card")
    click(qtbot, made, "Add attribute")
    made.preview.tabs.setCurrentIndex(1)
    assert nameless(made) == []


# how it is opened


def test_an_integrations_rooms_that_are_on_are_chosen(
    qtbot: QtBot, context: Context, services: Services
) -> None:
    integration = add_integration(services, "CI", "1", "2", off=("2",))
    Composer(context, _window(qtbot)).for_integrations([integration])
    made = dialog(qtbot, TITLE)
    assert isinstance(made, ComposeDialog)
    assert [target.room for target in made.chosen()] == ["1"]
    assert len(made.form.rooms.boxes) == 2
    made.leave()


def test_one_room_and_a_room_notification(
    qtbot: QtBot, context: Context, services: Services
) -> None:
    integration = add_integration(services, "CI", "1", "2")
    notification = add_notification(services, add_subscription(services), integration)
    composer = Composer(context, _window(qtbot))
    composer.for_room(integration, integration.rooms[1].id)
    made = dialog(qtbot, TITLE)
    assert isinstance(made, ComposeDialog)
    assert [target.room for target in made.chosen()] == ["2"]
    made.leave()
    qtbot.waitUntil(lambda: no_dialog(TITLE))
    composer.for_notification(notification.id)
    made = dialog(qtbot, TITLE)
    assert isinstance(made, ComposeDialog)
    assert [target.room for target in made.chosen()] == ["1", "2"]
    made.leave()


def test_without_a_room_one_is_asked_for(
    qtbot: QtBot, context: Context, services: Services, navigator: Wishes
) -> None:
    empty = add_integration(services, "CI")
    composer = Composer(context, _window(qtbot))
    composer.for_integrations([empty])
    prompt = dialog(qtbot, "Test")
    qtbot.keyClicks(field(prompt, "Room ID or name"), "Ops")
    click(qtbot, prompt, "Test")
    made = dialog(qtbot, TITLE)
    assert isinstance(made, ComposeDialog)
    assert [target.room for target in made.chosen()] == ["Ops"]
    made.leave()
    composer.for_integrations([empty, empty])
    assert navigator.notes == ["There is no room to send to."]


def _window(qtbot: QtBot) -> QWidget:
    window = QWidget()
    qtbot.addWidget(window)
    return window


def test_rooms_follow_what_is_stored_and_what_is_written_stays(
    qtbot: QtBot, compose: Opening, services: Services, other: Services, sandbox: Sandbox
) -> None:
    made = compose("1", "2", chosen=2)
    write(made, "Hello")
    [row] = services.views.integrations()
    old = row.integration
    rooms = (RoomDraft("2", KEEP, id=old.rooms[1].id),)
    draft = IntegrationDraft("Ops", old.endpoint, KEEP, rooms)
    other.integrations.edit(old.id, old.version, draft)
    within(qtbot, 2.0, lambda: "Deleted meanwhile. Nothing can be sent to 1" in texts(made))
    assert [target.room for target in made.chosen()] == ["2"]
    assert "Sends this message to 2 through Ops." in made.line.text

    other.integrations.delete(old.id, old.version + 1)
    within(qtbot, 2.0, lambda: "Nothing can be sent to 1, 2 any more." in texts(made))
    assert not button(made, "Send").isEnabled()
    assert "Send needs a room." in texts(made)
    assert named(made, "Message", QPlainTextEdit).toPlainText() == "Hello"

    other.undo.undo()
    qtbot.waitUntil(button(made, "Send").isEnabled)
    sent(qtbot, made)
    assert (messages_in(sandbox, 1), messages_in(sandbox, 2)) == ([], ["Hello"])
